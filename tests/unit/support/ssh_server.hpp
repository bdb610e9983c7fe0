#pragma once

#define WITH_SERVER  // otherwise sftp.h has only the client
#include <libssh/libssh.h>
#include <libssh/server.h>
#include <libssh/sftp.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/tcp_server.hpp"

namespace poap::test {

enum class SshLogin { Password, Prompt, PasswordThenPrompt, Key };

/// What an SshServer has and does, well or badly.
struct SshBehaviour {
    std::string file = "hostname leaf1\n";  ///< its bytes
    std::uint64_t size_told = 0;            ///< by fstat; 0: the file's
    bool tells_size = true;
    std::size_t most_per_read = 1024 * 1024;  ///< bytes of an answer
    std::uint32_t open_status = SSH_FX_OK;    ///< other: that the file is not opened
    std::string scp_answer = {};              ///< in place of the file, to scp
    SshLogin login = SshLogin::Password;
    bool shows_answer = false;          ///< whether the prompt is for something that may be seen
    bool closes_after_file = false;     ///< the connection
    bool floods = false;                ///< with answers that nobody asked for, in place of the file's bytes
    std::function<void()> stalls = {};  ///< called after the first bytes, with silence after it; empty: no
};

/// An SSH server on 127.0.0.1, by libssh, that has one file, over SFTP and SCP. It runs in a thread of its
/// own.
class SshServer : private SshBehaviour {
  public:
    explicit SshServer(SshBehaviour behaviour = {},
                       const std::vector<ssh_keytypes_e>& host_keys = {SSH_KEYTYPE_ED25519});

    std::string url(const std::string& protocol) const;
    /// Fingerprint of the host key of that type.
    std::string fingerprint(ssh_keytypes_e type) const;
    int connections() const { return connections_; }
    int logins() const { return logins_; }
    std::uint64_t bytes_sent() const { return bytes_sent_; }

  private:
    void serve(TcpPeer& peer);
    bool take(ssh_session session, ssh_message message);
    bool log_in(ssh_session session, ssh_message message);
    bool knows(ssh_session session, ssh_message message) const;
    void serve_sftp(ssh_session session, ssh_channel channel);
    bool answer(sftp_session sftp, sftp_client_message message);
    void serve_scp(ssh_channel channel);
    bool stall();

    std::vector<std::shared_ptr<ssh_key_struct>> keys_;
    ssh_channel channel_ = nullptr;
    TcpPeer* peer_ = nullptr;
    std::atomic<int> connections_ = 0;
    std::atomic<int> logins_ = 0;
    std::atomic<std::uint64_t> bytes_sent_ = 0;
    TcpServer server_;
};

}  // namespace poap::test
