#include "base/backoff.hpp"

#include <gtest/gtest.h>

#include <set>

namespace poap {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, DrawsEachWaitFromTheUpperHalfOfABoundThatDoubles) {
    Backoff backoff(seconds(1), seconds(30));
    for (const int bound : {1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000}) {
        const milliseconds wait = backoff.next();
        EXPECT_GE(wait.count(), bound / 2);
        EXPECT_LE(wait.count(), bound);
    }
}

TEST(Backoff, IsJitteredSoThatARackDoesNotComeBackTogether) {
    Backoff backoff(seconds(30), seconds(30));
    std::set<milliseconds> waits;
    for (int i = 0; i < 20; ++i) waits.insert(backoff.next());
    EXPECT_GT(waits.size(), 10U);
}

TEST(Backoff, OfAnotherSwitchWaitsDifferently) {
    Backoff one(seconds(30), seconds(30));
    Backoff other(seconds(30), seconds(30));
    std::vector<milliseconds> waits_of_one;
    std::vector<milliseconds> waits_of_other;
    for (int i = 0; i < 5; ++i) {
        waits_of_one.push_back(one.next());
        waits_of_other.push_back(other.next());
    }
    EXPECT_NE(waits_of_one, waits_of_other);
}

}  // namespace
}  // namespace poap
