#pragma once

#include <chrono>
#include <cstddef>
#include <limits>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"

namespace poap::test {

/// Time that passes only when it is waited for, and then at once.
class FakeClock : public Clock {
  public:
    Time now() const override { return now_; }

    void wait(std::chrono::milliseconds duration) override {
        if (calls_before_signal_ == 0) {
            throw Error(ExitCode::Interrupted, "interrupted (SIGTERM)", "run it again");
        }
        --calls_before_signal_;
        if (duration.count() > 0) waits.push_back(duration);
        now_ += duration;
    }

    void advance(std::chrono::milliseconds duration) { now_ += duration; }

    /// From the call of `wait` after so many more on, a signal has come.
    void signal_after(std::size_t calls) { calls_before_signal_ = calls; }

    /// Every wait that was one (longer than 0).
    std::vector<std::chrono::milliseconds> waits;

  private:
    Time now_ = Time(std::chrono::hours(1));
    std::size_t calls_before_signal_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace poap::test
