#include "transfer/ssh/ssh_client.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "transfer/fault.hpp"
#include "transfer/randomness.hpp"
#include "transfer/ssh/scp_download.hpp"
#include "transfer/ssh/sftp_download.hpp"

namespace poap {

namespace {

constexpr std::uint16_t kPort = 22;

/// A type of host key, and its signature algorithms.
struct KeyType {
    std::string_view name;
    std::string_view algorithms;
};

/// Best first.
constexpr std::array kKeyTypes = {
    KeyType{"ssh-ed25519", "ssh-ed25519"},
    KeyType{"ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256"},
    KeyType{"ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384"},
    KeyType{"ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521"},
    KeyType{"ssh-rsa", "rsa-sha2-512,rsa-sha2-256"},
};

std::string algorithms_of(const std::vector<KeyType>& types) {
    std::string list;
    for (const KeyType& type : types) list += concat(list.empty() ? "" : ",", type.algorithms);
    return list;
}

struct Target {
    bool by_scp;
    Endpoint server;
    std::string path;
};

Target parse_url(const std::string& url) {
    constexpr std::string_view kMark = "://";
    const auto mark = url.find(kMark);
    const auto slash = url.find('/', mark + kMark.size());
    if (mark != std::string::npos && slash != std::string::npos) {
        const auto begin = mark + kMark.size();
        const auto server = Endpoint::parse(url.substr(begin, slash - begin));
        if (server) return {url.starts_with("scp:"), *server, url.substr(slash)};
    }
    throw FaultError({"it is not of the form sftp://host/file or scp://host/file", "", Retryable::No});
}

/// @param seen the fingerprints of its host keys; empty: it has none of a known type
Fault wrong_key(const Endpoint& server, const std::string& seen) {
    if (seen.empty()) {
        return {concat("the SSH server ", server.authority(), " offers no Ed25519, ECDSA or RSA host key"),
                "create one on the server: `ssh-keygen -A`", Retryable::No};
    }
    return {
        concat("the SSH server ", server.authority(), " has the fingerprint ", seen,
               ", not the expected one; nothing was sent to it"),
        "if this is the right server, correct `--host-key`: `ssh-keygen -lf "
        "/etc/ssh/ssh_host_ed25519_key.pub` on the server prints it. If not, another machine has its address",
        Retryable::No};
}

/// Runs a step whose calls block. If the watchdog ended it, says why.
template <typename Step>
auto watched(const Watchdog& watchdog, const Interrupt& interrupt, Step&& step) {
    try {
        return std::forward<Step>(step)();
    } catch (const FaultError&) {
        interrupt.check();
        if (const auto fault = watchdog.fault()) throw FaultError({*fault, "", Retryable::Yes});
        throw;
    }
}

}  // namespace

SshClient::SshClient(std::chrono::seconds patience, const Interrupt& interrupt,
                     std::optional<HostKeys> host_keys, std::optional<Credentials> credentials, Log& log,
                     SlowestRate slowest)
    : patience_(patience),
      interrupt_(interrupt),
      host_keys_(std::move(host_keys)),
      credentials_(std::move(credentials)),
      log_(log),
      slowest_(slowest) {}

std::optional<Refused> SshClient::fetch(const std::string& url, BodySink& sink) {
    try {
        return attempt(url, sink);
    } catch (const FaultError& error) {
        session_ = nullptr;
        const Fault& fault = error.fault();
        const std::string& advice = fault.advice;
        throw Error(ExitCode::Transfer, concat("cannot download ", url, ": ", fault.cause),
                    advice.empty() ? "check the server and the network between it and the switch" : advice,
                    fault.retryable);
    } catch (...) {
        session_ = nullptr;  // it may be in the middle of a file
        throw;
    }
}

std::optional<Refused> SshClient::attempt(const std::string& url, BodySink& sink) {
    const Target target = parse_url(url);
    const bool is_reused = session_ && server_ == target.server;
    if (!is_reused) session_ = connect(target.server);
    server_ = target.server;
    {
        Watchdog watchdog(session_->socket(), patience_, slowest_, interrupt_);
        try {
            return watched(watchdog, interrupt_, [&] {
                const auto download = target.by_scp ? download_by_scp : download_by_sftp;
                return download(*session_, target.path, watchdog, sink);
            });
        } catch (const FaultError&) {
            if (!is_reused || watchdog.has_data() || watchdog.fault()) throw;
        }
    }
    session_ = nullptr;  // the server has closed the idle connection
    return attempt(url, sink);
}

std::unique_ptr<SshSession> SshClient::connect(const Endpoint& server) {
    if (!credentials_) {
        throw FaultError({"scp and sftp need a user", "set --username and --password-file", Retryable::No});
    }
    if (!has_randomness_) has_randomness_ = randomness_comes(patience_, interrupt_);
    if (!has_randomness_) {
        throw FaultError({"the switch has no random numbers yet, but SSH needs them",
                          "it collects them while it is running: try again some minutes later",
                          Retryable::Yes});
    }
    // A server has several host keys and shows one of them. If it is not an accepted one, ask for another.
    std::vector<KeyType> types(kKeyTypes.begin(), kKeyTypes.end());
    std::string seen;
    while (!types.empty()) {
        auto session = std::make_unique<SshSession>(server.host(), server.port().value_or(kPort),
                                                    credentials_->user(), patience_, interrupt_);
        const Watchdog watchdog(session->socket(), patience_, slowest_, interrupt_);
        std::optional<HostKey> key;
        try {
            key = watched(watchdog, interrupt_, [&] { return session->exchange_keys(algorithms_of(types)); });
        } catch (const FaultError& error) {
            if (seen.empty()) throw;
            // A busy server, or one that closes the connection because it has no other key.
            Fault fault = wrong_key(server, seen);
            fault.cause += concat("; asked for another key: ", error.what());
            fault.retryable = Retryable::Yes;
            throw FaultError(std::move(fault));
        }
        if (!key) break;
        if (accepts(server, *key)) {
            watched(watchdog, interrupt_, [&] { session->log_in(credentials_->password()); });
            return session;
        }
        seen += concat(seen.empty() ? "" : ", ", key->fingerprint);
        if (std::erase_if(types, [&](const KeyType& type) { return type.name == key->type; }) == 0) break;
    }
    throw FaultError(wrong_key(server, seen));
}

bool SshClient::accepts(const Endpoint& server, const HostKey& key) {
    if (host_keys_) return host_keys_->accept(key.fingerprint);
    log_.warning("the SSH server ", server.authority(), " is not verified. Its fingerprint is ",
                 key.fingerprint, ". To accept only this server, set it in the boot file: `\"host_key\": \"",
                 key.fingerprint, "\"`");
    host_keys_ = HostKeys::parse(key.fingerprint);  // from now on, only this key
    return true;
}

}  // namespace poap
