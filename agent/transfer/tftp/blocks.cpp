#include "transfer/tftp/blocks.hpp"

#include <algorithm>

namespace poap::tftp {

BlockStatus Blocks::take(std::uint64_t block, std::string_view bytes, BodySink& sink) {
    if (block < next_) return BlockStatus::Duplicate;
    if (block >= next_ + window_) return BlockStatus::Outside;
    const bool waits = !waiting_.empty() && waiting_[block % window_].here;
    if (waits) return BlockStatus::Duplicate;
    const bool is_last = bytes.size() < size_;
    const bool past_the_last = short_one_waits_ && block > highest_;
    if ((is_last && block < highest_) || past_the_last) return BlockStatus::Contradiction;
    highest_ = std::max(highest_, block);
    if (block != next_) {
        keep(block, bytes);
        short_one_waits_ |= is_last;
        return BlockStatus::New;
    }
    pass_on_lock(bytes, sink);
    while (has_hole() && waiting_[next_ % window_].here) {
        Waiting& waiting = waiting_[next_ % window_];
        waiting.here = false;
        pass_on_lock({bytes_of(next_), waiting.size}, sink);
    }
    return BlockStatus::New;
}

void Blocks::keep(std::uint64_t block, std::string_view bytes) {
    if (waiting_.empty()) {
        waiting_.resize(window_);
        store_.resize(window_ * size_);
    }
    waiting_[block % window_] = {true, bytes.size()};
    std::copy(bytes.begin(), bytes.end(), bytes_of(block));
}

void Blocks::pass_on_lock(std::string_view bytes, BodySink& sink) {
    if (!bytes.empty()) sink.write(bytes);
    delivered_ += bytes.size();
    complete_ = bytes.size() < size_;
    ++next_;
}

}  // namespace poap::tftp
