#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <random>
#include <string>
#include <string_view>

namespace poap::bench {

using Time = std::chrono::steady_clock::time_point;

/// A packet, and when it arrives.
struct Packet {
    Time arrives;
    std::string bytes;
};

/// One direction of a link: a queue that drops what does not fit (drop-tail), a line of 1 Gbit/s, a delay. It
/// keeps the order of packets. Without a clock of its own.
class Line {
  public:
    /// @param loss the probability of losing a packet, 0 to 1 @param seed of the losses
    Line(std::chrono::microseconds delay, double loss, std::uint64_t seed)
        : delay_(delay), random_(seed), lost_(loss) {}

    /// The packet is lost, dropped, or on its way.
    void take(std::string_view packet, Time now) {
        const Time starts = std::max(free_at_, now);
        if (starts - now > kPerByte * kQueue || lost_(random_)) return;
        free_at_ = starts + kPerByte * (packet.size() + kFraming);
        on_their_way_.push_back({free_at_ + delay_, std::string(packet)});
    }

    /// The first arrives first.
    std::deque<Packet>& on_their_way() { return on_their_way_; }
    Time next_arrival() const { return on_their_way_.empty() ? Time::max() : on_their_way_.front().arrives; }

  private:
    static constexpr std::chrono::nanoseconds kPerByte{8};
    /// What Ethernet adds to an IP packet, in bytes: preamble, header, checksum, gap.
    static constexpr std::size_t kFraming = 38;
    /// Bytes that may wait for the line, as before a router's port.
    static constexpr std::size_t kQueue = 1'500'000;

    std::chrono::microseconds delay_;
    std::mt19937_64 random_;
    std::bernoulli_distribution lost_;
    Time free_at_;  ///< when the line has sent all it was given
    std::deque<Packet> on_their_way_;
};

}  // namespace poap::bench
