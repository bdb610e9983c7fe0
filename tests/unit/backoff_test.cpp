#include "base/backoff.hpp"

#include <gtest/gtest.h>

#include <set>

namespace poap {
namespace {

using std::chrono::milliseconds, std::chrono::seconds;

TEST(Backoff, DrawsEachWaitFromTheUpperHalfOfABoundThatDoubles) {
    Backoff backoff(seconds(1), seconds(30));
    for (const int bound : {1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000}) {
        const milliseconds wait = backoff.next();
        EXPECT_GE(wait.count(), bound / 2);
        EXPECT_LE(wait.count(), bound);
    }
}

TEST(Backoff, DiffersFromSwitchToSwitchSoThatARackDoesNotComeBackTogether) {
    Backoff one(seconds(30), seconds(30));
    Backoff other(seconds(30), seconds(30));
    std::set<milliseconds> waits;
    for (int i = 0; i < 10; ++i) waits.insert({one.next(), other.next()});
    EXPECT_GT(waits.size(), 10U);
}

}  // namespace
}  // namespace poap
