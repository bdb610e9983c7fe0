#include "transfer/http/report_poster.hpp"

#include <sched.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "transfer/http/http_request.hpp"
#include "transfer/text_sink.hpp"

namespace poap {

namespace {

constexpr std::chrono::seconds kPatience(5);
constexpr std::chrono::seconds kLongest(10);  // for a server that is slow, but never silent
constexpr std::size_t kMostAnswer = 64 * 1024;
constexpr const char* kAdvice = "check that the server is running at this URL, and reachable in this VRF";

Delivery kept(std::string cause, std::string advice = {}) {
    return {Delivery::State::Kept, std::move(cause), advice.empty() ? kAdvice : std::move(advice)};
}

/// What an HTTP status means, if it is a final one.
std::optional<Delivery> delivery_of(long status) {
    constexpr long kFirstFinal = 200;
    if (status < kFirstFinal) return std::nullopt;
    if (status / 100 == 2) return Delivery{Delivery::State::Taken};
    std::string cause = concat("the server answered with HTTP status ", status);
    if (status / 100 != 4 || is_retryable_status(status)) return kept(std::move(cause), "check its log");
    return Delivery{Delivery::State::Refused, std::move(cause)};
}

}  // namespace

ReportPoster::ReportPoster(Trust trust, Descriptor vrf)
    : vrf_(std::move(vrf)), cancelled_(make_event()), tls_(std::move(trust)) {}

void ReportPoster::cancel() {
    eventfd_write(cancelled_.fd(), 1);
}

Delivery ReportPoster::post(const std::string& url, const std::string& json) {
    if (vrf_ && setns(vrf_.get(), CLONE_NEWNET) != 0)
        return kept(concat("the VRF cannot be entered: ", std::generic_category().message(errno)));
    try {
        TextSink sink(kMostAnswer, Error(ExitCode::Server, "the answer is larger than 64 KiB", ""));
        HttpRequest request(url, kPatience, SlowestRate{}, cancelled_, tls_, sink);
        request.make_post(json, kLongest);
        request.take_every_body();
        Fault fault{"", "", Retryable::Yes};
        try {
            fault = request.fault(request.perform(multi_.get()));
        } catch (const Error& error) {
            fault.cause = error.what();
        }
        if (const auto delivery = delivery_of(request.status())) return *delivery;
        return kept(fault.cause, fault.advice);
    } catch (const std::exception& error) {
        return kept(error.what());
    }
}

}  // namespace poap
