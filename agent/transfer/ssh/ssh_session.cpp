#include "transfer/ssh/ssh_session.hpp"

#include <fcntl.h>

#include <cerrno>
#include <new>
#include <stdexcept>
#include <system_error>

#include "base/text.hpp"
#include "transfer/fault.hpp"
#include "transfer/tcp.hpp"

namespace poap {

namespace {

// All are offered by OpenSSH 6.6 and later. No SHA-1, no CBC. No AES-GCM: libssh before 0.10.6-0+deb12u3 does
// not check its tags (CVE-2026-59847).
constexpr const char* kKeyExchanges =
    "curve25519-sha256,curve25519-sha256@libssh.org,ecdh-sha2-nistp256,ecdh-sha2-nistp384,ecdh-sha2-nistp521";
constexpr const char* kCiphers = "aes128-ctr,aes256-ctr,chacha20-poly1305@openssh.com";
constexpr const char* kMacs =
    "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,hmac-sha2-256,hmac-sha2-512";
/// libssh's own time-out, in seconds. The watchdog's are shorter.
constexpr long kTimeout = 7L * 24 * 3600;
constexpr int kMostRounds = 10;

constexpr const char* kNoCommonAlgorithm = "no match for method";
constexpr const char* kNoCommonKeyType = "no match for method server host key algo";

}  // namespace

SshSession::SshSession(const std::string& host, std::uint16_t port, const std::string& user,
                       std::chrono::seconds patience, const Interrupt& interrupt)
    : socket_(connect_tcp(host, port, patience, interrupt)), session_(ssh_new()) {
    if (!session_) throw std::runtime_error("libssh cannot start a session");
    const bool process_config = false;
    const int verbosity = SSH_LOG_NOLOG;
    set(SSH_OPTIONS_PROCESS_CONFIG, &process_config);
    set(SSH_OPTIONS_LOG_VERBOSITY, &verbosity);
    // Otherwise libssh reads files in the home folder and in /etc/ssh.
    for (const auto option : {SSH_OPTIONS_SSH_DIR, SSH_OPTIONS_KNOWNHOSTS, SSH_OPTIONS_GLOBAL_KNOWNHOSTS})
        set(option, "/dev/null");
    set(SSH_OPTIONS_HOST, "server");  // only for libssh's messages, which allows fewer characters than DNS
    set(SSH_OPTIONS_USER, user.c_str());
    set(SSH_OPTIONS_TIMEOUT, &kTimeout);
    set(SSH_OPTIONS_KEY_EXCHANGE, kKeyExchanges);
    for (const auto option : {SSH_OPTIONS_CIPHERS_C_S, SSH_OPTIONS_CIPHERS_S_C}) set(option, kCiphers);
    for (const auto option : {SSH_OPTIONS_HMAC_C_S, SSH_OPTIONS_HMAC_S_C}) set(option, kMacs);
    set(SSH_OPTIONS_COMPRESSION, "no");
}

template <typename Value>
void SshSession::set(ssh_options_e option, Value value) {
    if (ssh_options_set(session_.get(), option, value) == SSH_OK) return;
    throw std::runtime_error(
        concat("libssh does not accept option ", static_cast<int>(option), ": ", error()));
}

std::optional<HostKey> SshSession::exchange_keys(const std::string& key_types) {
    set(SSH_OPTIONS_HOSTKEYS, key_types.c_str());
    // libssh closes its descriptor when the connection fails. The watchdog's own stays valid.
    const int copy = fcntl(socket_.get(), F_DUPFD_CLOEXEC, 0);
    if (copy < 0) throw std::system_error(errno, std::generic_category(), "fcntl");
    set(SSH_OPTIONS_FD, &copy);
    if (ssh_connect(session_.get()) == SSH_OK) return host_key();
    const std::string reason = error();
    if (reason.find(kNoCommonKeyType) != std::string::npos) return std::nullopt;
    if (reason.find(kNoCommonAlgorithm) == std::string::npos) fail("the SSH handshake failed");
    throw FaultError(
        {concat("the server and this program have no SSH algorithm in common: ", reason),
         "allow ECDH key exchange, AES-CTR or ChaCha20, and SHA-2 on the server, as OpenSSH 6.6 and "
         "later do by default",
         Retryable::No});
}

HostKey SshSession::host_key() const {
    ssh_key raw = nullptr;
    if (ssh_get_server_publickey(session_.get(), &raw) != SSH_OK)
        fail("the server's fingerprint is unreadable");
    const std::unique_ptr<ssh_key_struct, void (*)(ssh_key)> key(raw, ssh_key_free);
    unsigned char* hash = nullptr;
    std::size_t size = 0;
    if (ssh_get_publickey_hash(key.get(), SSH_PUBLICKEY_HASH_SHA256, &hash, &size) != 0)
        throw std::bad_alloc();
    const std::unique_ptr<char, void (*)(char*)> text(
        ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size), ssh_string_free_char);
    ssh_clean_pubkey_hash(&hash);
    if (!text) throw std::bad_alloc();
    return {ssh_key_type_to_char(ssh_key_type(key.get())), text.get()};
}

bool SshSession::offers(unsigned method) const {
    return (static_cast<unsigned>(ssh_userauth_list(session_.get(), nullptr)) & method) != 0;
}

void SshSession::log_in(const std::string& password) {
    int result = ssh_userauth_none(session_.get(), nullptr);  // the server's answer lists its methods
    if (result != SSH_AUTH_SUCCESS && result != SSH_AUTH_ERROR) {
        if (offers(SSH_AUTH_METHOD_PASSWORD)) {
            result = ssh_userauth_password(session_.get(), nullptr, password.c_str());
        } else if (!offers(SSH_AUTH_METHOD_INTERACTIVE)) {
            throw FaultError({"the server allows no login by password",
                              "enable `PasswordAuthentication` or `KbdInteractiveAuthentication` in its "
                              "sshd_config",
                              Retryable::No});
        } else {
            result = answer_prompt(password);
        }
    }
    if (result == SSH_AUTH_PARTIAL && offers(SSH_AUTH_METHOD_INTERACTIVE)) result = answer_prompt(password);
    if (result == SSH_AUTH_SUCCESS) return;
    if (result == SSH_AUTH_ERROR) fail("the login failed");
    if (result != SSH_AUTH_DENIED) {
        throw FaultError({"the server asks for more than a user and a password",
                          "allow this user to log in with a password alone, and see that it has not expired",
                          Retryable::No});
    }
    throw FaultError({"the server refuses this login",
                      "check --username and --password-file, and that the user may log in from this address",
                      Retryable::No});
}

int SshSession::answer_prompt(const std::string& password) {
    int result = ssh_userauth_kbdint(session_.get(), nullptr, nullptr);
    bool is_sent = false;
    for (int left = kMostRounds; result == SSH_AUTH_INFO && left > 0; --left) {
        // A single hidden prompt asks for the password; later ones may ask for a new one.
        const int prompts = ssh_userauth_kbdint_getnprompts(session_.get());
        char is_shown = 0;
        if (prompts > 0) ssh_userauth_kbdint_getprompt(session_.get(), 0, &is_shown);
        if (prompts > 1 || (prompts == 1 && (is_sent || is_shown != 0))) return SSH_AUTH_INFO;
        if (prompts == 1) {
            ssh_userauth_kbdint_setanswer(session_.get(), 0, password.c_str());
            is_sent = true;
        }
        result = ssh_userauth_kbdint(session_.get(), nullptr, nullptr);
    }
    return result;
}

std::string SshSession::error() const {
    return printable(ssh_get_error(session_.get()), 300);
}

void SshSession::fail(std::string_view what) const {
    const std::string reason = error();
    throw FaultError({reason.empty() ? std::string(what) : concat(what, ": ", reason), "", Retryable::Yes});
}

}  // namespace poap
