#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "transfer/tftp/blocks.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::tftp {

/// How a server reacts to an acknowledgement inside a window: in RFC 7440 it means a loss, but some servers
/// handle it better.
enum class InWindowAck {
    Unknown,
    GoesBack,  ///< resends from the block after it
    MovesOn,   ///< moves the window along; resends only on a repeated acknowledgement
};

/// When to acknowledge. A server that moves on gets an acknowledgement every quarter of a window, so that the
/// link is never idle. A server that goes back gets one only when a window is complete or has a hole. A
/// single early acknowledgement in the first window shows which kind it is.
class AckPolicy {
  public:
    AckPolicy(std::size_t window, InWindowAck in_window_ack) : window_(window), ack_(in_window_ack) {}

    /// How many times to acknowledge all blocks up to the first hole: 0, 1, or 2 (a server that moves on
    /// takes the second as a loss).
    /// @param block the block that arrived; `blocks` includes it
    /// @param fate result of Blocks::take
    int after(std::uint64_t block, BlockStatus fate, const Blocks& blocks);

    /// An acknowledgement was sent.
    /// @param again the same as before, because no answer came
    void acknowledged(std::uint64_t block, Time now, bool again);

    /// The round-trip time, if this block is the first one that only the last acknowledgement can have
    /// triggered.
    std::optional<Duration> answered_by(std::uint64_t block, Time now);

    std::uint64_t last() const { return last_; }
    Time last_at() const { return last_at_; }
    /// Whether the window's last block arrived, but one or two just before it are missing: they may follow if
    /// packets were reordered.
    bool waits_for_stragglers() const { return stragglers_; }
    /// Whether a hole was reported to a server that moves on, and is not filled yet. Other blocks that arrive
    /// meanwhile do not matter for it.
    bool waits_for_hole() const { return reported_hole_ != 0; }
    InWindowAck in_window_ack() const { return ack_; }

  private:
    void learn(std::uint64_t block, BlockStatus fate);
    int after_on_moving_server(const Blocks& blocks);
    int after_on_rewinding_server(std::uint64_t block, const Blocks& blocks);
    std::uint64_t end_of_window() const { return last_ + window_; }

    std::size_t window_;
    InWindowAck ack_;
    std::uint64_t last_ = 0;  ///< block number in the last acknowledgement
    Time last_at_;
    std::uint64_t timed_from_ = 0;  ///< blocks from this one on answer the last acknowledgement
    bool timed_ = false;
    bool stragglers_ = false;

    std::uint64_t probe_ = 0;          ///< block of the early acknowledgement, once sent
    std::uint64_t reported_hole_ = 0;  ///< last hole reported to the server
    std::size_t fresh_ = 0;            ///< blocks received since the count began
    std::size_t repeated_ = 0;         ///< duplicates among them
};

}  // namespace poap::tftp
