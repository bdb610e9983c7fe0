#pragma once

#include <chrono>

#include "base/interrupt.hpp"

namespace poap {

/// Time as the pass knows it; tests bring one that does not wait. Monotonic: the switch's calendar may be
/// years off.
class Clock {
  public:
    using Time = std::chrono::steady_clock::time_point;
    virtual ~Clock() = default;
    virtual Time now() const = 0;

    /// @throws Error (Interrupted) as soon as a signal has come
    virtual void wait(std::chrono::milliseconds duration) = 0;

    /// @throws Error (Interrupted) when a signal has come
    void check_interrupt() { wait(std::chrono::milliseconds(0)); }
};

class SystemClock : public Clock {
  public:
    explicit SystemClock(const Interrupt& interrupt) : interrupt_(interrupt) {}
    Time now() const override { return std::chrono::steady_clock::now(); }
    void wait(std::chrono::milliseconds duration) override;

  private:
    const Interrupt& interrupt_;
};

}  // namespace poap
