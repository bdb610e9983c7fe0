#include "transfer/randomness.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "support/raised_signal.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds;

/// A pipe in place of /dev/random.
struct Randomness : testing::Test {
    Randomness() {
        std::array<int, 2> ends{};
        if (pipe(ends.data()) != 0) throw std::runtime_error("no pipe");
        device = Descriptor(ends[0]);
        kernel = Descriptor(ends[1]);
    }

    const Interrupt interrupt;
    Descriptor device;
    Descriptor kernel;
};

TEST_F(Randomness, OfARunningSystemIsThere) {
    EXPECT_TRUE(randomness_comes(seconds(0), interrupt));
}

TEST_F(Randomness, IsWaitedForAsLongAsThePatience) {
    EXPECT_FALSE(readable_within(device.get(), seconds(0), interrupt));
    write_all(kernel.get(), "x");
    EXPECT_TRUE(readable_within(device.get(), seconds(60), interrupt));
}

TEST_F(Randomness, OfAnOldKernelIsWaitedForSoonAfterTheBootOnly) {
    const auto seeded = [&](seconds uptime) {
        return old_kernel_is_seeded(device.get(), uptime, seconds(0), interrupt);
    };
    EXPECT_FALSE(seeded(seconds(40)));
    EXPECT_TRUE(seeded(seconds(180))) << "urandom is seeded, whatever /dev/random says";
    EXPECT_FALSE(old_kernel_is_seeded(-1, seconds(40), seconds(0), interrupt));
    EXPECT_TRUE(old_kernel_is_seeded(-1, seconds(7200), seconds(0), interrupt));
    write_all(kernel.get(), "x");
    EXPECT_TRUE(seeded(seconds(40)));
}

TEST_F(Randomness, IsNotWaitedForAfterASignal) {
    const RaisedSignal signal;
    signal.raise();
    const Error error = thrown_by([&] { readable_within(device.get(), seconds(60), interrupt); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
}

}  // namespace
}  // namespace poap::test
