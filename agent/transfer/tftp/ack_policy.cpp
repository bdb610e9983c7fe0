#include "transfer/tftp/ack_policy.hpp"

namespace poap::tftp {

namespace {

/// So many blocks behind a hole show that it is a loss, and not packets that overtook each other.
constexpr std::uint64_t kBlocksThatTell = 3;
/// A window below this is over too soon for an early acknowledgement.
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
    return ack_ == InWindowAck::MovesOn ? after_when_it_moves_on(blocks)
                                        : after_when_it_goes_back(block, blocks);
}

int AckPolicy::after_when_it_goes_back(std::uint64_t block, const Blocks& blocks) {
    if (blocks.next() > end_of_window()) return 1;
    if (block != end_of_window()) return 0;
    stragglers_ = blocks.next() + kBlocksThatTell > block;
    return stragglers_ ? 0 : 1;
}

int AckPolicy::after_when_it_moves_on(const Blocks& blocks) {
    const std::uint64_t whole = blocks.next() - 1;
    const bool hole_filled = told_hole_ != 0 && blocks.next() > told_hole_;
    if (hole_filled) told_hole_ = 0;
    const bool hole = blocks.highest() >= blocks.next() + kBlocksThatTell && told_hole_ != blocks.next();
    if (hole) {
        told_hole_ = blocks.next();
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
    // Early acknowledgements that bring much that is there already do no good.
    ++fresh_;
    if (fate == BlockStatus::Duplicate) ++repeated_;
    if (fresh_ < 4 * window_) return;
    if (repeated_ > fresh_ / 3) {
        ack_ = InWindowAck::GoesBack;
        told_hole_ = 0;
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
