#include "transfer/tftp/ack_policy.hpp"

namespace poap::tftp {

namespace {

/// This many blocks after a hole mean a lost packet, not reordering.
constexpr std::uint64_t kBlocksForLoss = 3;
/// A smaller window is over too soon for an early acknowledgement.
constexpr std::size_t kLeastWindow = 8;

}  // namespace

int AckPolicy::after(std::uint64_t block, BlockStatus fate, const Blocks& blocks) {
    learn(block, fate);
    if (fate != BlockStatus::New) return 0;
    const bool may_probe = ack_ == InWindowAck::Unknown && window_ >= kLeastWindow && probe_ == 0;
    if (may_probe && block == window_ / 4 && !blocks.has_hole()) {
        probe_ = block;
        return 1;
    }
    return ack_ == InWindowAck::MovesOn ? after_on_moving_server(blocks)
                                        : after_on_rewinding_server(block, blocks);
}

int AckPolicy::after_on_rewinding_server(std::uint64_t block, const Blocks& blocks) {
    if (blocks.next() > end_of_window()) return 1;
    if (block != end_of_window()) return 0;
    stragglers_ = blocks.next() + kBlocksForLoss > block;
    return stragglers_ ? 0 : 1;
}

int AckPolicy::after_on_moving_server(const Blocks& blocks) {
    const std::uint64_t whole = blocks.next() - 1;
    const bool hole_filled = reported_hole_ != 0 && blocks.next() > reported_hole_;
    if (hole_filled) reported_hole_ = 0;
    const bool hole = blocks.highest() >= blocks.next() + kBlocksForLoss && reported_hole_ != blocks.next();
    if (hole) {
        reported_hole_ = blocks.next();
        return whole == last_ ? 1 : 2;
    }
    return hole_filled || whole >= last_ + (window_ + 3) / 4 ? 1 : 0;
}

void AckPolicy::learn(std::uint64_t block, BlockStatus fate) {
    if (ack_ == InWindowAck::Unknown && probe_ != 0) {
        if (fate == BlockStatus::Duplicate && block > probe_) ack_ = InWindowAck::GoesBack;
        if (fate == BlockStatus::New && block > window_ && last_ == probe_) ack_ = InWindowAck::MovesOn;
    }
    if (ack_ != InWindowAck::MovesOn) return;
    // Early acknowledgements are useless if they bring many blocks again.
    ++fresh_;
    if (fate == BlockStatus::Duplicate) ++repeated_;
    if (fresh_ < 4 * window_) return;
    if (repeated_ > fresh_ / 3) {
        ack_ = InWindowAck::GoesBack;
        reported_hole_ = 0;
    }
    fresh_ = repeated_ = 0;
}

void AckPolicy::acknowledged(std::uint64_t block, Time now, bool again) {
    timed_ = !again;
    timed_from_ = last_ == 0 && block == 0 ? 1 : last_ + window_ + 1;
    stragglers_ = false;
    last_ = block;
    last_at_ = now;
}

std::optional<Duration> AckPolicy::answered_by(std::uint64_t block, Time now) {
    if (!timed_ || block < timed_from_) return std::nullopt;
    timed_ = false;
    return now - last_at_;
}

}  // namespace poap::tftp
