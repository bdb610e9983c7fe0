#include <gtest/gtest.h>

#include "base/text.hpp"
#include "log/retries.hpp"
#include "support/fake_clock.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using std::chrono::seconds, test::FakeClock, test::RecordingLog, test::thrown_by;

Error passing(int number) {
    return {ExitCode::Transfer, concat("failure ", number), "look at the server", Retryable::Yes};
}

struct WithRetries : testing::Test {
    FakeClock clock;
    RecordingLog record;
    int tries = 0;

    Retries retries(int count) { return {count, clock, record.log}; }
    Retries patience(seconds limit) { return {limit, clock, record.log}; }
};

TEST_F(WithRetries, ReturnsTheResultOfTheFirstGoodTryAndLogsEachFailureBefore) {
    const int result = with_retries(retries(2), [&] {
        if (++tries < 3) throw passing(tries);
        return tries * 10;
    });
    EXPECT_EQ(result, 30);
    EXPECT_EQ(clock.waits.size(), 2U);
    EXPECT_EQ(record.count(Level::Warning), 2U);
    EXPECT_TRUE(record.says("failure 1; trying again in 2 s (2 tries left)"));
    EXPECT_TRUE(record.says("failure 2; trying again in "));
    EXPECT_TRUE(record.says(" (1 try left)"));
}

TEST_F(WithRetries, ThrowsTheLastFailureWhenTheTriesAreUsedUp) {
    const Error error = thrown_by([&] { with_retries(retries(2), [&] { throw passing(++tries); }); });
    EXPECT_STREQ(error.what(), "failure 3");
    EXPECT_EQ(tries, 3);
}

TEST_F(WithRetries, TriesOnceWhereNoMoreAreAllowedOrUseful) {
    thrown_by([&] { with_retries(retries(0), [&] { throw passing(++tries); }); });
    EXPECT_EQ(tries, 1);
    thrown_by([&] {
        with_retries(retries(3), [&] {
            ++tries;
            throw Error(ExitCode::Digest, "wrong digest", "compare them");
        });
    });
    EXPECT_EQ(tries, 2);
    EXPECT_TRUE(clock.waits.empty());
}

TEST_F(WithRetries, EndsWithASignalInAWait) {
    clock.signal_after(1);
    const Error error = thrown_by([&] { with_retries(retries(9), [&] { throw passing(++tries); }); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
    EXPECT_EQ(tries, 2);
}

TEST_F(WithRetries, WaitsLongerAndLongerFromOneSecondToHalfAMinute) {
    thrown_by([&] { with_retries(retries(12), [&] { throw passing(++tries); }); });
    ASSERT_EQ(clock.waits.size(), 12U);
    for (const auto& wait : clock.waits) {
        EXPECT_GE(wait, seconds(1));
        EXPECT_LE(wait, seconds(30));
    }
    EXPECT_LE(clock.waits.front(), seconds(2));
    EXPECT_GE(clock.waits.back(), seconds(15));
}

/// A step that is tried until its patience is over, each attempt taking its time.
struct WithPatience : WithRetries {
    Clock::Time start = clock.now();
    std::uint64_t arrived = 0;

    Clock::Time::duration passed() const { return clock.now() - start; }

    /// @param bytes by which each attempt gets further before it fails
    Error fail_with(const Retries& how, seconds attempt, std::uint64_t bytes = 0) {
        const auto fail = [&] {
            clock.advance(attempt);
            arrived += bytes;
            throw passing(++tries);
        };
        return thrown_by([&] { with_retries(how, fail, [&] { return arrived; }); });
    }
};

TEST_F(WithPatience, GivesUpAfterIt) {
    const Error error = fail_with(patience(seconds(300)), seconds(10));
    EXPECT_EQ(error.what(), concat("failure ", tries));
    EXPECT_GE(passed(), seconds(300));
    EXPECT_LE(passed(), seconds(300 + 30 + 10)) << "a wait and an attempt may begin just before";
    EXPECT_TRUE(record.says("giving up after "));
    EXPECT_TRUE(record.says("--patience is 300 s"));
}

TEST_F(WithPatience, SucceedsWhereATrySucceedsBeforeItsEnd) {
    with_retries(patience(seconds(300)), [&] {
        ++tries;
        if (passed() < seconds(270)) throw passing(tries);
    });
    EXPECT_GT(tries, 10);
    EXPECT_TRUE(record.says(" s left)"));
}

TEST_F(WithPatience, DoesNotCountTheTimeOfAnAttemptThatGetsFurther) {
    fail_with(patience(seconds(300)), seconds(3600), 1);
    EXPECT_GT(tries, 10) << "the waits alone count";
    EXPECT_LE(passed() - tries * seconds(3600), seconds(330));
}

TEST_F(WithPatience, CountsAnAttemptThatGetsNoFurtherThanOneBefore) {
    arrived = 1000;
    fail_with(patience(seconds(60)), seconds(100));
    EXPECT_EQ(tries, 1);
    fail_with(patience(seconds(0)), seconds(0));
    EXPECT_EQ(tries, 2) << "no patience at all";
    EXPECT_TRUE(clock.waits.empty());
}

TEST_F(WithPatience, EndsBeforeTheDeadline) {
    const auto how = [&](RetryLimit limit) {
        return Retries{limit, clock, record.log, clock.now() + seconds(40)};
    };
    for (const RetryLimit& limit : {RetryLimit(seconds(300)), RetryLimit(1000)}) {
        start = clock.now();
        fail_with(how(limit), seconds(1));
        EXPECT_LE(passed(), seconds(40));
        EXPECT_GE(passed(), seconds(10));
    }
    EXPECT_EQ(record.count("giving up: the switch ends this program in "), 2U);
}

}  // namespace
}  // namespace poap
