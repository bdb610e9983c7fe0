#include "base/backoff.hpp"

#include <unistd.h>

#include <algorithm>

namespace poap {

namespace {

/// Another one in each process of each switch. No std::random_device: it throws where a kernel gives it no
/// source.
std::minstd_rand::result_type seed() {
    const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
    return static_cast<std::minstd_rand::result_type>(ticks ^ (static_cast<std::int64_t>(getpid()) << 16));
}

}  // namespace

Backoff::Backoff(std::chrono::milliseconds first, std::chrono::milliseconds most)
    : bound_(first), most_(most), random_(seed()) {}

std::chrono::milliseconds Backoff::next() {
    std::uniform_int_distribution<std::chrono::milliseconds::rep> within(bound_.count() / 2, bound_.count());
    const std::chrono::milliseconds wait(within(random_));
    bound_ = std::min(bound_ * 2, most_);
    return wait;
}

}  // namespace poap
