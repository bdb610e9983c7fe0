#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

namespace poap::bench {

using Time = std::chrono::steady_clock::time_point;

/// What one direction of a link is like.
struct LineSpec {
    std::chrono::microseconds delay{0};
    double rate_mbit = 1000;        ///< megabits a second, Ethernet's framing included
    double loss = 0;                ///< the probability of losing a packet, 0 to 1
    std::size_t queue = 1'500'000;  ///< bytes that may wait for the line, as before a router's port
    std::uint64_t seed = 1;         ///< of the losses
};

/// One direction of a link: a queue that drops what does not fit (drop-tail), a line of some rate, a delay.
/// It keeps the order of packets. Without a clock of its own.
class Line {
  public:
    explicit Line(const LineSpec& spec);

    /// Where the bytes of the next packet go; valid until the next `take`.
    std::span<char> room();
    /// A packet of `size` bytes has been put into `room`: it is lost, dropped, or on its way.
    void take(std::size_t size, Time now);

    /// When the first packet on its way arrives; none on its way: nothing.
    std::optional<Time> next_arrival() const;
    /// The first packet on its way, which is `next_arrival`'s.
    std::span<const char> first() const;
    void drop_first();

  private:
    struct Packet {
        Time arrives;
        std::size_t size = 0;
        std::array<char, 1500> bytes{};
    };

    LineSpec spec_;
    std::mt19937_64 random_;
    std::bernoulli_distribution lost_;
    Time free_at_;  ///< when the line has sent all it was given
    std::chrono::duration<double, std::nano> most_wait_;
    std::vector<Packet> ring_;  ///< grows to the most that was ever on its way: no packet costs an allocation
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

}  // namespace poap::bench
