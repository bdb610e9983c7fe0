#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/body_sink.hpp"
#include "base/credentials.hpp"
#include "base/interrupt.hpp"
#include "transfer/curl/curl_multi.hpp"
#include "transfer/ftp/ftp_request.hpp"
#include "transfer/ftp/ftp_sockets.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// FTP (RFC 959) with libcurl: passive, binary, without TLS. Reuses connections.
class FtpClient {
  public:
    /// @param patience time without progress before giving up
    /// @param credentials none: logs in as anonymous
    /// @param slowest slower transfers are given up
    FtpClient(std::chrono::seconds patience, const Interrupt& interrupt,
              std::optional<Credentials> credentials, SlowestRate slowest = {});
    ~FtpClient();
    FtpClient(const FtpClient&) = delete;
    FtpClient& operator=(const FtpClient&) = delete;

    /// Downloads `ftp://host[:port]/path`; the path is absolute on the server. Resumes if the server reports
    /// the same modification time as before (MDTM, RFC 3659).
    /// @throws Error (Transfer); (Interrupted); errors of the sink
    std::optional<Refused> fetch(const std::string& url, BodySink& sink);

  private:
    CURLcode perform(FtpRequest& request);

    FtpSockets sockets_;  // before the connections that use it
    CurlMulti multi_;
    std::chrono::seconds patience_;
    const Interrupt& interrupt_;
    std::optional<Credentials> credentials_;
    SlowestRate slowest_;
};

}  // namespace poap
