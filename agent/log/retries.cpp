#include "log/retries.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.hpp"

namespace poap {

namespace {

constexpr auto kFirstWaitMost = std::chrono::seconds(2);
constexpr auto kLongestWait = std::chrono::seconds(30);

/// Whole seconds, rounded up.
std::int64_t seconds_of(Clock::Time::duration duration) {
    return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

}  // namespace

Attempts::Attempts(const Retries& retries, std::function<std::uint64_t()> arrived)
    : retries_(retries), arrived_(std::move(arrived)), backoff_(kFirstWaitMost, kLongestWait) {}

void Attempts::begin() {
    ++count_;
    began_ = retries_.clock.now();
    if (arrived_) arrived_before_ = arrived_();
}

bool Attempts::wait_for_next(const Error& error) {
    const bool came_further = arrived_ && arrived_() > arrived_before_;
    if (!came_further) failing_ += retries_.clock.now() - began_;
    const auto rest = left();
    if (!rest) return false;
    const auto wait = backoff_.next();
    if (reaches_deadline(wait)) return false;
    retries_.log.warning(error.what(), "; trying again in ", seconds_of(wait), " s (", *rest, " left)");
    retries_.clock.wait(wait);
    failing_ += wait;
    return true;
}

std::optional<std::string> Attempts::left() {
    if (const int* tries = std::get_if<int>(&retries_.limit)) {
        const int rest = *tries - count_ + 1;
        if (rest <= 0) return std::nullopt;
        return concat(rest, rest == 1 ? " try" : " tries");
    }
    const auto patience = std::get<std::chrono::seconds>(retries_.limit);
    if (failing_ < patience) return concat(seconds_of(patience - failing_), " s");
    retries_.log.warning("giving up after ", count_, count_ == 1 ? " try" : " tries", " in ",
                         seconds_of(failing_), " s: --patience is ", patience.count(), " s");
    return std::nullopt;
}

bool Attempts::reaches_deadline(std::chrono::milliseconds wait) {
    if (!retries_.deadline) return false;
    const auto rest = *retries_.deadline - retries_.clock.now();
    if (wait < rest) return false;
    retries_.log.warning("giving up: the switch ends this program in ",
                         seconds_of(std::max(rest, Clock::Time::duration(0))), " s (--deadline)");
    return true;
}

}  // namespace poap
