#include "transfer/ssh/scp_download.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "transfer/fault.hpp"

// libssh advises SFTP instead, but servers for poap.py may offer only scp.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace poap {

namespace {

constexpr std::size_t kPiece = 64 * 1024;

struct Free {
    void operator()(ssh_scp scp) const { ssh_scp_free(scp); }
};

/// @param message of the server's scp: `scp: /x: No such file or directory`
Refused refusal_of(const std::string& message, const std::string& path) {
    constexpr std::array<std::string_view, 2> kAbsent = {"no such file", "not found"};
    constexpr std::array<std::string_view, 1> kDenied = {"permission denied"};
    if (mentions(message, kAbsent)) return {concat("the server has no ", path), false, Refusal::Absent};
    if (mentions(message, kDenied))
        return {concat("the user may not read ", path, " on the server"), false, Refusal::Other};
    return {concat("the server's scp does not send ", path, ": ", message), true, Refusal::Other};
}

/// After an error before the file's first byte.
FaultError no_scp(const SshSession& session) {
    if (!session.is_connected()) session.fail("the connection broke");
    return FaultError(
        {concat("the server's scp does not send the file: ", session.error()),
         "check that scp is installed on the server and allowed for this user; sftp may work instead",
         Retryable::No});
}

}  // namespace

std::optional<Refused> download_by_scp(SshSession& session, const std::string& path, Watchdog& watchdog,
                                       BodySink& sink) {
    const std::unique_ptr<ssh_scp_struct, Free> scp(ssh_scp_new(session.get(), SSH_SCP_READ, path.c_str()));
    if (!scp || ssh_scp_init(scp.get()) != SSH_OK) throw no_scp(session);
    const int request = ssh_scp_pull_request(scp.get());
    if (request == SSH_SCP_REQUEST_WARNING) {
        const char* warning = ssh_scp_request_get_warning(scp.get());
        return refusal_of(printable(warning == nullptr ? "" : warning, 200), path);
    }
    if (request != SSH_SCP_REQUEST_NEWFILE) throw no_scp(session);
    const std::uint64_t size = ssh_scp_request_get_size64(scp.get());
    watchdog.begin({size}, sink);  // before the server begins to send
    if (ssh_scp_accept_request(scp.get()) != SSH_OK) throw no_scp(session);

    std::vector<char> buffer(kPiece);
    for (std::uint64_t done = 0; done < size;) {
        const int got = ssh_scp_read(scp.get(), buffer.data(), buffer.size());
        if (got < 0) session.fail(concat("cut short: ", done, " of ", size, " bytes received"));
        if (got == 0) {
            throw FaultError({concat("cut short: the file ended after ", done, " of ", size, " bytes"), "",
                              Retryable::Yes});
        }
        watchdog.write({buffer.data(), static_cast<std::size_t>(got)}, sink);
        done += static_cast<std::uint64_t>(got);
    }
    return std::nullopt;
}

}  // namespace poap
