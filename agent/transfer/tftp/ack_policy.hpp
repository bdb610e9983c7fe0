#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "transfer/tftp/blocks.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// What a server makes of an acknowledgement inside a window: RFC 7440 has it for the sign of a loss, but
/// a server may know better.
enum class InWindowAck {
    Unknown,
    GoesBack,  ///< sends again from the block behind it
    MovesOn,   ///< lets the window move along, and goes back at a repeated one alone
};

/// When to acknowledge. A server that moves on is acknowledged every quarter of a window, so that the link
/// never runs dry; one that goes back, only when a window has come, or is known to have a hole. Which one it
/// is, a single early acknowledgement in the first window shows.
class AckPolicy {
  public:
    AckPolicy(std::size_t window, InWindowAck in_window_ack) : window_(window), ack_(in_window_ack) {}

    /// How many times to acknowledge everything up to the first hole: 0, 1, or 2 (a server that moves on
    /// takes the second for the sign of a loss).
    /// @param block has come, with the state of all in `blocks` @param fate what became of it
    int after(std::uint64_t block, BlockStatus fate, const Blocks& blocks);

    /// An acknowledgement was sent. @param again the same once more, for want of an answer
    void acknowledged(std::uint64_t block, Time now, bool again);

    /// How long an answer took, if this block is the first that only the last acknowledgement can have
    /// brought.
    std::optional<Duration> answered_by(std::uint64_t block, Time now);

    std::uint64_t last() const { return last_; }
    Time last_at() const { return last_at_; }
    /// Whether the window's last block came, and one or two just before it did not: they may in a moment,
    /// where packets overtake each other.
    bool waits_for_stragglers() const { return stragglers_; }
    /// Whether a server that moves on was told of a hole that is not filled yet. What else comes meanwhile
    /// says nothing about it.
    bool waits_for_hole() const { return told_hole_ != 0; }
    InWindowAck in_window_ack() const { return ack_; }

  private:
    void learn(std::uint64_t block, BlockStatus fate);
    int after_when_it_moves_on(const Blocks& blocks);
    int after_when_it_goes_back(std::uint64_t block, const Blocks& blocks);
    std::uint64_t end_of_window() const { return last_ + window_; }

    std::size_t window_;
    InWindowAck ack_;
    std::uint64_t last_ = 0;  ///< the block of the last acknowledgement
    Time last_at_;
    std::uint64_t timed_from_ = 0;  ///< blocks from here on answer the last acknowledgement
    bool timed_ = false;
    bool stragglers_ = false;

    std::uint64_t probe_ = 0;      ///< the block of the one early acknowledgement, once it was sent
    std::uint64_t told_hole_ = 0;  ///< the last that the server was told of
    std::size_t fresh_ = 0;        ///< blocks that came, since the count began
    std::size_t repeated_ = 0;     ///< those among them that had come before
};

}  // namespace poap::tftp
