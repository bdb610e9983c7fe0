#pragma once

#include <string>

#include "base/descriptor.hpp"
#include "base/interrupt.hpp"
#include "base/trust.hpp"
#include "log/report_sender.hpp"
#include "transfer/curl/curl_multi.hpp"
#include "transfer/http/tls.hpp"

namespace poap {

/// Sends reports by HTTP and HTTPS, without credentials. Redirects are not followed, the answer's body is
/// ignored.
class ReportPoster : public ReportSender {
  public:
    /// @param trust the servers trusted over TLS; none: https is refused
    /// @param vrf network namespace that the thread of `post` moves to; none: it stays where it is
    /// @throws std::system_error
    ReportPoster(Trust trust, Descriptor vrf);

    Delivery post(const std::string& url, const std::string& json) override;
    void cancel() override;

  private:
    Descriptor vrf_;
    Interrupt cancelled_;
    Tls tls_;
    CurlMulti multi_;
};

}  // namespace poap
