#include "wanlink/line.hpp"

#include <algorithm>

namespace poap::bench {

namespace {

/// What Ethernet adds to an IP packet, in bytes: preamble, header, checksum, gap.
constexpr std::size_t kFraming = 38;
constexpr std::size_t kFirstRing = 64;

std::chrono::duration<double, std::nano> time_on(std::size_t bytes, double rate_mbit) {
    return std::chrono::duration<double, std::nano>(static_cast<double>(bytes) * 8'000 / rate_mbit);
}

}  // namespace

Line::Line(const LineSpec& spec)
    : spec_(spec),
      random_(spec.seed),
      lost_(spec.loss),
      most_wait_(time_on(spec.queue, spec.rate_mbit)),
      ring_(kFirstRing) {}

std::span<char> Line::room() {
    if (count_ == ring_.size()) {
        std::rotate(ring_.begin(), ring_.begin() + static_cast<std::ptrdiff_t>(first_), ring_.end());
        first_ = 0;
        ring_.resize(2 * count_);
    }
    return ring_[(first_ + count_) % ring_.size()].bytes;
}

void Line::take(std::size_t size, Time now) {
    const Time starts = std::max(free_at_, now);
    if (starts - now > most_wait_ || lost_(random_)) return;
    free_at_ = starts + std::chrono::duration_cast<std::chrono::nanoseconds>(
                            time_on(size + kFraming, spec_.rate_mbit));
    Packet& packet = ring_[(first_ + count_) % ring_.size()];
    packet.arrives = free_at_ + spec_.delay;
    packet.size = size;
    ++count_;
}

std::optional<Time> Line::next_arrival() const {
    if (count_ == 0) return std::nullopt;
    return ring_[first_].arrives;
}

std::span<const char> Line::first() const {
    return {ring_[first_].bytes.data(), ring_[first_].size};
}

void Line::drop_first() {
    first_ = (first_ + 1) % ring_.size();
    --count_;
}

}  // namespace poap::bench
