#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "base/body_sink.hpp"
#include "base/credentials.hpp"
#include "base/endpoint.hpp"
#include "base/interrupt.hpp"
#include "base/trust.hpp"
#include "log/log.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/ssh/ssh_session.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// SFTP and SCP, by libssh. Reuses the connection to the last server. libssh and not libcurl, whose libssh
/// backend has only one read in flight; libssh and not libssh2, whose version in Debian 12 has no RSA host
/// keys with SHA-2.
class SshClient {
  public:
    /// @param patience time without progress before giving up
    /// @param credentials for the file server; without them, nothing is downloaded
    /// @param host_keys the acceptable host keys; none: the first one that is seen, with a warning that names
    /// its fingerprint
    /// @param slowest slower transfers are given up
    SshClient(std::chrono::seconds patience, const Interrupt& interrupt, std::optional<HostKeys> host_keys,
              std::optional<Credentials> credentials, Log& log, SlowestRate slowest = {});

    /// Downloads `sftp://host[:port]/path` or `scp://host[:port]/path`; the path is absolute on the server.
    /// SFTP resumes, see Transport::fetch; SCP cannot.
    /// @throws Error (Transfer); (Interrupted); errors of the sink
    std::optional<Refused> fetch(const std::string& url, BodySink& sink);

  private:
    std::optional<Refused> attempt(const std::string& url, BodySink& sink);
    /// A session with an accepted host key, logged in.
    /// @throws FaultError
    std::unique_ptr<SshSession> connect(const Endpoint& server);
    bool accepts(const Endpoint& server, const HostKey& key);

    std::chrono::seconds patience_;
    const Interrupt& interrupt_;
    std::optional<HostKeys> host_keys_;
    std::optional<Credentials> credentials_;
    Log& log_;
    SlowestRate slowest_;
    std::unique_ptr<SshSession> session_;  ///< logged in
    std::optional<Endpoint> server_;       ///< of `session_`
    bool has_randomness_ = false;
};

}  // namespace poap
