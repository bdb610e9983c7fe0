#include "provision/progress.hpp"

#include <algorithm>

namespace poap {

namespace {

constexpr auto kRedraw = std::chrono::milliseconds(250);
/// A rate is worth something after this long.
constexpr auto kRateSettles = std::chrono::seconds(5);
constexpr std::uint64_t kStepOfUnknownSize = 100'000'000;
/// A file below this comes too quickly to be told of in steps.
constexpr std::uint64_t kLong = 10'000'000;

}  // namespace

void Progress::begin(const Arrival& arrival) {
    size_ = arrival.size && *arrival.size > 0 ? arrival.size : std::nullopt;
    offset_ = arrival.offset;
    done_ = offset_;
    milestone_step_ = size_ ? std::max(*size_ / 10, kLong / 10) : kStepOfUnknownSize;
    next_milestone_ = (done_ / milestone_step_ + 1) * milestone_step_;
    started_ = clock_.now();
    last_shown_ = started_;
    if (offset_ > 0) log_.info(name_, ": going on behind the ", human_size(offset_), " that are there");
    sink_.begin(arrival);
}

void Progress::write(std::string_view bytes) {
    sink_.write(bytes);
    done_ += bytes.size();
    furthest_ = std::max(furthest_, done_);
    const Clock::Time now = clock_.now();
    if (done_ >= next_milestone_) {
        tell(now, true);
        next_milestone_ = (done_ / milestone_step_ + 1) * milestone_step_;
    }
    if (now - last_shown_ < kRedraw) return;
    last_shown_ = now;
    tell(now, false);
    warn_of_deadline(now);
}

std::uint64_t Progress::rate(Clock::Time now) const {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_).count();
    const std::uint64_t a_second =
        (done_ - offset_) * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 1));
    return std::max<std::uint64_t>(a_second, 1);
}

void Progress::tell(Clock::Time now, bool milestone) {
    log_.emit(Downloading{name_, done_, size_, rate(now), milestone});
}

void Progress::warn_of_deadline(Clock::Time now) {
    if (warned_ || !deadline_ || !size_ || now - started_ < kRateSettles || *size_ <= done_) return;
    const std::chrono::seconds needed((*size_ - done_) / rate(now));
    const auto left = std::chrono::ceil<std::chrono::seconds>(*deadline_ - now);
    if (needed <= left) return;
    warned_ = true;
    log_.warning(
        name_, " needs ", human_time(needed), " more at this rate, but the switch ends this program in ",
        human_time(std::max(left, std::chrono::seconds(0))), ": raise `# script_timeout=` in the boot file");
}

}  // namespace poap
