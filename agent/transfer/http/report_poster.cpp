#include "transfer/http/report_poster.hpp"

#include <sched.h>
#include <sys/eventfd.h>

#include <exception>
#include <string_view>
#include <utility>

#include "base/body_sink.hpp"
#include "base/text.hpp"
#include "transfer/http/http_request.hpp"

namespace poap {

namespace {

constexpr std::chrono::seconds kPatience(5);
constexpr std::chrono::seconds kLongest(10);  // for a server that is slow, but never silent

struct NoSink : BodySink {
    void begin(const Arrival&) override {}
    void write(std::string_view) override {}
};

/// What an answer with this status means.
Delivery judged(long status) {
    if (status / 100 == 2) return {Delivery::State::Taken};
    Delivery delivery{Delivery::State::Kept, concat("the server answered with HTTP status ", status),
                      "check the server's log"};
    const bool redirects = status / 100 == 3;
    if (redirects || (status / 100 == 4 && !is_retryable_status(status))) {
        delivery.state = Delivery::State::Refused;
        delivery.advice =
            redirects ? "set status_url to the redirect's target" : "check status_url, and the server's log";
    }
    return delivery;
}

}  // namespace

ReportPoster::ReportPoster(Trust trust, Descriptor vrf)
    : vrf_(std::move(vrf)), cancelled_(make_event()), tls_(std::move(trust)) {}

void ReportPoster::cancel() {
    eventfd_write(cancelled_.fd(), 1);
}

Delivery ReportPoster::post(const std::string& url, const std::string& json) {
    Delivery delivery{Delivery::State::Kept, "the VRF cannot be entered",
                      "check that `ip netns list` lists it"};
    if (vrf_ && setns(vrf_.get(), CLONE_NEWNET) != 0) return delivery;
    try {
        NoSink sink;
        HttpRequest request(url, kPatience, SlowestRate{}, cancelled_, tls_, sink);
        request.make_post(json, kLongest);
        const CURLcode code = request.perform(multi_.get());
        const long status = request.status();
        constexpr long kFirstFinal = 200;
        if (status >= kFirstFinal || code == CURLE_OK) return judged(status);
        Fault fault = request.fault(code);
        delivery.cause = std::move(fault.cause);
        delivery.advice = std::move(fault.advice);
    } catch (const std::exception& error) {
        delivery.cause = error.what();
        delivery.advice.clear();
    }
    if (delivery.advice.empty())
        delivery.advice = "check that the server is running at this URL, and reachable in this VRF";
    return delivery;
}

}  // namespace poap
