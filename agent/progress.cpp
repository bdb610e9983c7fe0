#include "progress.hpp"

#include <algorithm>

namespace poap {

namespace {

constexpr auto kRedraw = std::chrono::milliseconds(250);
/// A rate is worth something after this long.
constexpr auto kRateSettles = std::chrono::seconds(5);
constexpr std::uint64_t kStepOfUnknownSize = 100'000'000;
/// A file below this comes too quickly to be told of in steps.
constexpr std::uint64_t kLong = 10'000'000;

std::int64_t whole_seconds(Clock::Time::duration duration) {
    return std::chrono::ceil<std::chrono::seconds>(duration).count();
}

std::string minutes(std::int64_t seconds) {
    const std::int64_t rest = seconds % 60;
    return concat(seconds / 60, rest < 10 ? ":0" : ":", rest);
}

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
    const Clock::Time now = clock_.now();
    if (done_ >= next_milestone_) {
        log_.milestone(state(now));
        next_milestone_ = (done_ / milestone_step_ + 1) * milestone_step_;
    }
    if (now - last_shown_ < kRedraw) return;
    last_shown_ = now;
    log_.live(state(now));
    warn_of_deadline(now);
}

std::uint64_t Progress::rate(Clock::Time now) const {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now - started_).count();
    return (done_ - offset_) * 1000 / static_cast<std::uint64_t>(std::max<std::int64_t>(ms, 1));
}

std::string Progress::state(Clock::Time now) const {
    const std::uint64_t speed = std::max<std::uint64_t>(rate(now), 1);
    if (!size_) return concat(name_, ": ", human_size(done_), ", ", human_size(speed), "/s");
    const std::uint64_t left = *size_ > done_ ? *size_ - done_ : 0;
    return concat(name_, ": ", human_size(done_), " of ", human_size(*size_), ", ", done_ * 100 / *size_,
                  " %, ", human_size(speed), "/s, ", minutes(static_cast<std::int64_t>(left / speed)),
                  " left");
}

void Progress::warn_of_deadline(Clock::Time now) {
    if (warned_ || !deadline_ || !size_ || now - started_ < kRateSettles || *size_ <= done_) return;
    const auto needed = static_cast<std::int64_t>((*size_ - done_) / std::max<std::uint64_t>(rate(now), 1));
    const std::int64_t left = whole_seconds(*deadline_ - now);
    if (needed <= left) return;
    warned_ = true;
    log_.warning(name_, " needs ", minutes(needed),
                 " more at this rate, but the switch ends this program in ",
                 minutes(std::max<std::int64_t>(left, 0)), ": raise `# script_timeout=` in the boot file");
}

}  // namespace poap
