#include "base/clock.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "base/error.hpp"
#include "support/raised_signal.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::RaisedSignal, test::thrown_by;

TEST(SystemClock, WaitsAtLeastAsLongAsItWasTold) {
    const Interrupt interrupt;
    SystemClock clock(interrupt);
    const Clock::Time before = clock.now();
    clock.wait(std::chrono::milliseconds(20));
    EXPECT_GE(clock.now() - before, std::chrono::milliseconds(20));
}

TEST(SystemClock, DoesNotWaitOnceASignalHasCome) {
    const Interrupt interrupt;
    SystemClock clock(interrupt);
    const RaisedSignal signal;
    signal.raise();
    for (const auto duration : {std::chrono::hours(1), std::chrono::hours(0)}) {
        EXPECT_EQ(thrown_by([&] { clock.wait(duration); }).code(), ExitCode::Interrupted);
    }
}

TEST(SystemClock, EndsAWaitByASignal) {
    const Interrupt interrupt;  // before the thread, which must hold the signal back too
    SystemClock clock(interrupt);
    const RaisedSignal signal;
    std::thread sender([&] { signal.raise(); });
    EXPECT_EQ(thrown_by([&] { clock.wait(std::chrono::hours(1)); }).code(), ExitCode::Interrupted);
    sender.join();
}

}  // namespace
}  // namespace poap
