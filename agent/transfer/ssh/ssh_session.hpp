#pragma once

#include <libssh/libssh.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/credentials.hpp"
#include "base/descriptor.hpp"
#include "base/interrupt.hpp"
#include "transfer/ssh/watchdog.hpp"

namespace poap {

/// A server's host key.
struct HostKey {
    std::string type;         ///< `ssh-ed25519`, `ecdsa-sha2-nistp256`, `ssh-rsa`, ...
    std::string fingerprint;  ///< `SHA256:...`, as `ssh-keygen -lf` prints it
};

/// A connection to an SSH server (RFC 4253, RFC 4252). Takes nothing from files or the environment: no
/// configuration, known hosts, keys or agent. Calls block; a Watchdog on `socket()` can end them.
class SshSession {
  public:
    /// Connects the socket, but does not send anything yet.
    /// @param host a name, or an IPv4 or IPv6 address without brackets
    /// @throws FaultError; Error (Transfer, retryable) without an address; (Interrupted)
    SshSession(const std::string& host, std::uint16_t port, const std::string& user,
               std::chrono::seconds patience, const Interrupt& interrupt);

    int socket() const { return socket_.get(); }

    /// Exchanges keys. The server has then proved that it has this host key. Nothing if it has none of these
    /// types.
    /// @param key_types acceptable signature algorithms of host keys, separated by commas, best first
    /// @throws FaultError
    std::optional<HostKey> exchange_keys(const std::string& key_types);

    /// Logs the user in, by the methods password or keyboard-interactive (RFC 4256).
    /// @throws FaultError, not retryable if the server refuses the login
    void log_in(const std::string& password);

    ssh_session get() const { return session_.get(); }
    bool is_connected() const { return ssh_is_connected(session_.get()) != 0; }
    /// libssh's last error as text, fit for messages.
    std::string error() const;
    /// @throws FaultError with libssh's last error
    [[noreturn]] void fail(std::string_view what) const;

  private:
    template <typename Value>
    void set(ssh_options_e option, Value value);
    HostKey host_key() const;
    bool offers(unsigned method) const;
    int answer_prompt(const std::string& password);

    struct Free {
        void operator()(ssh_session session) const {
            ssh_silent_disconnect(session);  // also closes the descriptor
            ssh_free(session);
        }
    };
    Descriptor socket_;
    std::unique_ptr<ssh_session_struct, Free> session_;
};

}  // namespace poap
