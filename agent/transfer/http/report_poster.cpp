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

}  // namespace

ReportPoster::ReportPoster(Trust trust, Descriptor vrf)
    : vrf_(std::move(vrf)), cancelled_(make_event()), tls_(std::move(trust)) {}

void ReportPoster::cancel() {
    eventfd_write(cancelled_.fd(), 1);
}

Delivery ReportPoster::post(const std::string& url, const std::string& json) {
    Delivery delivery{Delivery::State::Kept, "the VRF cannot be entered",
                      "check that the server is running at this URL, and reachable in this VRF"};
    if (vrf_ && setns(vrf_.get(), CLONE_NEWNET) != 0) return delivery;
    try {
        NoSink sink;
        HttpRequest request(url, kPatience, SlowestRate{}, cancelled_, tls_, sink);
        request.make_post(json, kLongest);
        Fault fault = request.fault(request.perform(multi_.get()));
        const long status = request.status();
        constexpr long kFirstFinal = 200;
        if (status < kFirstFinal) {
            delivery.cause = std::move(fault.cause);
            if (!fault.advice.empty()) delivery.advice = std::move(fault.advice);
            return delivery;
        }
        if (status / 100 == 2) return {Delivery::State::Taken};
        if (status / 100 == 4 && !is_retryable_status(status)) delivery.state = Delivery::State::Refused;
        delivery.cause = concat("the server answered with HTTP status ", status);
        delivery.advice = "check the server's log";
    } catch (const std::exception& error) {
        delivery.cause = error.what();
    }
    return delivery;
}

}  // namespace poap
