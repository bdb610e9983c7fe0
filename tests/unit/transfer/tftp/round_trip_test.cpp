#include "wire/tftp/round_trip.hpp"

#include <gtest/gtest.h>

namespace poap::tftp {
namespace {

using std::chrono::milliseconds, std::chrono::seconds;

TEST(RoundTrip, IsTakenForASecondBeforeItIsKnown) {
    EXPECT_EQ(RoundTrip().patience(), seconds(1));
}

TEST(RoundTrip, IsWaitedForWithRoomForItsVariation) {
    RoundTrip trip;
    trip.measured(milliseconds(100));
    EXPECT_EQ(trip.patience(), milliseconds(300)) << "RFC 6298, 2.2";
    for (int times = 0; times < 50; ++times) trip.measured(milliseconds(100));
    EXPECT_GE(trip.patience(), milliseconds(100));
    EXPECT_LT(trip.patience(), milliseconds(110)) << "a steady one needs little room";
}

TEST(RoundTrip, IsWaitedForTenMillisecondsAtLeast) {
    RoundTrip trip;
    for (int times = 0; times < 50; ++times) trip.measured(std::chrono::microseconds(50));
    EXPECT_EQ(trip.patience(), milliseconds(10));
}

TEST(RoundTrip, IsWaitedForTwiceAsLongEachTimeUpToTenSeconds) {
    RoundTrip trip;
    trip.expired();
    EXPECT_EQ(trip.patience(), seconds(2));
    EXPECT_EQ(trip.usual_patience(), seconds(1));
    for (int times = 0; times < 100; ++times) trip.expired();
    EXPECT_EQ(trip.patience(), seconds(10));
    trip.recovered();
    EXPECT_EQ(trip.patience(), seconds(1));
}

}  // namespace
}  // namespace poap::tftp
