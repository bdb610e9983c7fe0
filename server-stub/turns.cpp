#include "turns.hpp"

#include "digests.hpp"

namespace poap::stub {

Turns::Turn::Turn(Turns& turns, const std::stop_token& stop) : turns_(turns) {
    std::unique_lock lock(turns_.access_);
    if (!turns_.is_free_.wait(lock, stop, [&] { return !turns_.is_taken_; })) require_no_stop(stop);
    turns_.is_taken_ = true;
}

Turns::Turn::~Turn() {
    {
        const std::scoped_lock lock(turns_.access_);
        turns_.is_taken_ = false;
    }
    turns_.is_free_.notify_one();
}

}  // namespace poap::stub
