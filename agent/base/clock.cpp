#include "base/clock.hpp"

#include <poll.h>

#include <algorithm>

namespace poap {

void SystemClock::wait(std::chrono::milliseconds duration) {
    const Time end = now() + duration;
    for (;;) {
        interrupt_.check();
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - now()).count();
        if (left <= 0) return;
        pollfd ready{interrupt_.fd(), POLLIN, 0};
        poll(&ready, 1, static_cast<int>(std::min<long>(left, 60'000)));
    }
}

}  // namespace poap
