#include "retry.hpp"

#include <gtest/gtest.h>

#include "support/fake_clock.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::FakeClock;
using test::RecordingLog;
using test::thrown_by;

Error passing(int number) {
    return {ExitCode::Transfer, concat("failure ", number), "look at the server", Passing::Yes};
}

struct WithRetries : testing::Test {
    FakeClock clock;
    RecordingLog record;
    int tries = 0;

    Retries retries(int count) { return {count, clock, record.log}; }
};

TEST_F(WithRetries, GivesBackWhatTheFirstGoodTryGives) {
    const int result = with_retries(retries(3), [&] {
        if (++tries < 3) throw passing(tries);
        return tries * 10;
    });
    EXPECT_EQ(result, 30);
    EXPECT_EQ(clock.waits.size(), 2U);
}

TEST_F(WithRetries, SaysOfEachFailureWhyAndHowManyTriesAreLeft) {
    with_retries(retries(2), [&] {
        if (++tries < 3) throw passing(tries);
    });
    EXPECT_EQ(record.count(Level::Warning), 2U);
    EXPECT_TRUE(record.says("failure 1; trying again in 1 s (2 tries left)"));
    EXPECT_TRUE(record.says("failure 2; trying again in "));
    EXPECT_TRUE(record.says(" (1 try left)"));
}

TEST_F(WithRetries, ThrowsTheLastFailureWhenTheTriesAreUsedUp) {
    const Error error = thrown_by([&] { with_retries(retries(2), [&] { throw passing(++tries); }); });
    EXPECT_STREQ(error.what(), "failure 3");
    EXPECT_EQ(tries, 3);
}

TEST_F(WithRetries, TriesOnceWhereNoneAreToFollow) {
    thrown_by([&] { with_retries(retries(0), [&] { throw passing(++tries); }); });
    EXPECT_EQ(tries, 1);
    EXPECT_TRUE(clock.waits.empty());
}

TEST_F(WithRetries, DoesNotRepeatWhatCannotPassByItself) {
    thrown_by([&] {
        with_retries(retries(3), [&] {
            ++tries;
            throw Error(ExitCode::Digest, "wrong digest", "compare them");
        });
    });
    EXPECT_EQ(tries, 1);
}

TEST_F(WithRetries, EndsWithASignalInAWait) {
    clock.signal_after(1);
    const Error error = thrown_by([&] { with_retries(retries(9), [&] { throw passing(++tries); }); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
    EXPECT_EQ(tries, 2);
}

TEST_F(WithRetries, WaitsLongerAndLongerUpToHalfAMinute) {
    thrown_by([&] { with_retries(retries(12), [&] { throw passing(++tries); }); });
    ASSERT_EQ(clock.waits.size(), 12U);
    EXPECT_LE(clock.waits.front(), std::chrono::seconds(1));
    EXPECT_GE(clock.waits.back(), std::chrono::seconds(15));
    EXPECT_LE(clock.waits.back(), std::chrono::seconds(30));
}

}  // namespace
}  // namespace poap
