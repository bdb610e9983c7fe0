#include "transfer/tftp/window_search.hpp"

#include <algorithm>

namespace poap::tftp {

namespace {

constexpr std::size_t kFirst = 16;
constexpr std::size_t kStep = 4;
/// To try the others takes a part of a second: a file that will be here within this many is not asked for
/// again.
constexpr double kLongSeconds = 2;
/// A larger window must be so much faster than a smaller one.
constexpr double kHardlyBetter = 1.1;
/// What a rate is measured over: so many windows, and so long that a moment without the processor does not
/// show, or the period below; less, once it cannot come near the fastest any more.
constexpr std::uint64_t kWindows = 4;
constexpr Duration kLeast = std::chrono::milliseconds(40);
/// A window is too large for the way if one in so many loses something.
constexpr std::uint64_t kLosing = 8;
/// And so much too large that a smaller one may be faster, random losses or not.
constexpr std::uint64_t kLosingBadly = 3;
/// Once it has settled, it looks about this often, whether the window loses, so many times on end, and a
/// smaller size was so much better that the file would be here much sooner from the start.
constexpr Duration kPeriod = std::chrono::seconds(1);
constexpr int kPeriodsThatTell = 3;
constexpr double kFarBetter = 2;

/// Without end where the size is not known.
double bytes_left(const Pace& pace) {
    return static_cast<double>(pace.size.value_or(UINT64_MAX) - pace.delivered);
}

}  // namespace

WindowSearch::WindowSearch(std::size_t most) : most_(most), window_(std::min(kFirst, most)) {}

bool WindowSearch::moved(const Pace& pace, Time now) {
    if (pace.window == 1 && window_ > 1) return false;  // the server has none
    if (pace.delivered == 0) return measure_from(pace, now);
    const std::uint64_t bytes = pace.delivered - from_.delivered;
    const Duration took = now - since_;
    if (took >= kPeriod && bytes == 0) return measure_from(pace, now);  // an outage says nothing of a window
    if (took < kPeriod && (settled_ || !tells(pace, bytes, took))) return false;
    const double rate =
        std::max(1.0, static_cast<double>(bytes) / std::chrono::duration<double>(took).count());
    const bool first = rates_.empty();
    const bool losing = (first ? kLosingBadly : kLosing) * (pace.losses - from_.losses) >
                        pace.acknowledgements - from_.acknowledgements;
    const bool again = settled_ ? change(pace, rate, losing) : try_next(pace, rate, losing);
    measure_from(pace, now);
    return again;
}

bool WindowSearch::tells(const Pace& pace, std::uint64_t bytes, Duration took) const {
    if (took < kLeast) return false;
    const std::uint64_t enough = kWindows * pace.window * pace.block_size;
    const double most = static_cast<double>(enough) / std::chrono::duration<double>(took).count();
    const bool lost = !rates_.empty() && most * kFarBetter < rates_.at(best_up_to(most_));
    return bytes >= enough || lost;
}

bool WindowSearch::measure_from(const Pace& pace, Time now) {
    since_ = now;
    from_ = pace;
    return false;
}

bool WindowSearch::try_next(const Pace& pace, double rate, bool losing) {
    if (bytes_left(pace) / rate < kLongSeconds) return false;
    rates_[window_] = rate;
    const std::size_t tried = window_;
    const std::size_t largest = rates_.rbegin()->first;
    const bool smallest = window_ == rates_.begin()->first;
    if (smallest && losing && window_ > 1) {
        window_ = std::max<std::size_t>(window_ / kStep, 1);
    } else if (pace.window >= window_ && largest < most_ && (!smallest || best_up_to(most_) == largest)) {
        window_ = std::min(largest * kStep, most_);
    } else {
        settled_ = true;
        window_ = best_up_to(most_);
    }
    return window_ != tried;
}

bool WindowSearch::change(const Pace& pace, double rate, bool losing) {
    rates_[window_] = rate;
    losing_periods_ = losing ? losing_periods_ + 1 : 0;
    const std::size_t other = best_up_to(window_);
    if (other == window_ || losing_periods_ < kPeriodsThatTell || !pace.size) return false;
    const double to_the_end = bytes_left(pace) / rate;
    const double from_the_start = static_cast<double>(*pace.size) / rates_[other];
    if (to_the_end < kFarBetter * from_the_start) return false;
    window_ = other;
    losing_periods_ = 0;
    return true;
}

std::size_t WindowSearch::best_up_to(std::size_t most) const {
    const auto slower = [](const auto& a, const auto& b) { return a.second < b.second; };
    const double fastest = std::max_element(rates_.begin(), rates_.upper_bound(most), slower)->second;
    const auto nearly = [&](const auto& one) { return one.second * kHardlyBetter >= fastest; };
    return std::find_if(rates_.begin(), rates_.end(), nearly)->first;
}

}  // namespace poap::tftp
