#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/credentials.hpp"
#include "base/interrupt.hpp"
#include "transfer/curl/curl_multi.hpp"
#include "transfer/http/tls.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// HTTP and HTTPS with libcurl. Ignores proxies and netrc from the environment, and cookies. Reuses
/// connections.
class HttpClient : public Transport {
  public:
    /// @param patience time without progress before giving up
    /// @param trust the servers trusted over TLS; none: https is refused
    /// @param credentials sent by each `fetch` to the URL's own host, not to redirect targets
    /// @param slowest slower requests are given up
    HttpClient(std::chrono::seconds patience, const Interrupt& interrupt, Trust trust = {},
               std::optional<Credentials> credentials = {}, SlowestRate slowest = {});

    HttpAnswer put_form(const std::string& url, const std::string& form) override;
    std::optional<Refused> fetch(const std::string& url, BodySink& sink) override;
    /// Sends HEAD. If the answer lacks the size, sends GET and stops before the body: not every server
    /// answers HEAD as it would answer GET.
    Availability look(const std::string& url) override;

  private:
    std::optional<Refused> ask_head(const std::string& url, BodySink& sink);

    Tls tls_;
    CurlMulti multi_;
    std::chrono::seconds patience_;
    const Interrupt& interrupt_;
    std::optional<Credentials> credentials_;
    SlowestRate slowest_;
};

}  // namespace poap
