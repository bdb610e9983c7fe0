#pragma once

#include <chrono>
#include <memory>

#include "base/credentials.hpp"
#include "base/interrupt.hpp"
#include "transfer/http/tls.hpp"
#include "transfer/rate_floor.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// HTTP and HTTPS by libcurl. Environment (proxies, netrc) and cookies play no part. A connection lives on
/// for the next request.
class HttpClient : public Transport {
  public:
    /// @param patience without progress after which a connection or transfer is given up
    /// @param trust the servers trusted over TLS; none: nothing is fetched over https
    /// @param credentials what each `fetch` tells the host of its URL, and none that it is led to
    /// @param slowest a request that is slower is given up
    HttpClient(std::chrono::seconds patience, const Interrupt& interrupt, Trust trust = {},
               std::optional<Credentials> credentials = {}, SlowestRate slowest = {});
    ~HttpClient() override;

    HttpAnswer put_form(const std::string& url, const std::string& form) override;
    std::optional<Refused> fetch(const std::string& url, BodySink& sink) override;
    /// By HEAD. Where that brings no size, a GET decides, which is ended before its body: not every server
    /// answers HEAD as it would answer GET.
    Availability look(const std::string& url) override;

  private:
    std::optional<Refused> ask_head(const std::string& url, BodySink& sink);

    struct Handles;
    Tls tls_;
    std::unique_ptr<Handles> handles_;
    std::chrono::seconds patience_;
    const Interrupt& interrupt_;
    std::optional<Credentials> credentials_;
    SlowestRate slowest_;
};

}  // namespace poap
