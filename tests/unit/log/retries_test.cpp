#include "log/retries.hpp"

#include <gmock/gmock.h>

#include "base/text.hpp"
#include "support/fake_clock.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::SizeIs;

/// A step that fails each time.
struct RetriesTest : testing::Test {
    FakeClock clock;
    RecordingLog record;
    int tries = 0;
    std::uint64_t arrived = 0;
    Clock::Time start = clock.now();

    Clock::Time::duration passed() const { return clock.now() - start; }

    Error passing_failure() {
        return {ExitCode::Transfer, concat("failure ", ++tries), "look at the server", Retryable::Yes};
    }

    /// @param attempt how long each takes
    /// @param bytes by which each gets further before it fails
    Error fail(RetryLimit limit, seconds attempt = seconds(0), std::uint64_t bytes = 0,
               std::optional<Clock::Time> deadline = std::nullopt) {
        const auto step = [&] {
            clock.advance(attempt);
            arrived += bytes;
            throw passing_failure();
        };
        return thrown_by([&] {
            with_retries(Retries{limit, clock, record.log, deadline}, step, [&] { return arrived; });
        });
    }
};

TEST_F(RetriesTest, ReturnTheResultOfTheFirstGoodTryAndLogEachFailureBefore) {
    const int result = with_retries(Retries{2, clock, record.log}, [&] {
        if (tries < 2) throw passing_failure();
        return 30;
    });
    EXPECT_EQ(result, 30);
    EXPECT_THAT(clock.waits, SizeIs(2));
    EXPECT_EQ(record.count(Level::Warning), 2U);
    EXPECT_TRUE(record.says("failure 1; trying again in 2 s (2 tries left)"));
    EXPECT_TRUE(record.says("failure 2; trying again in "));
    EXPECT_TRUE(record.says(" (1 try left)"));
}

TEST_F(RetriesTest, ThrowTheLastFailureWhenTheTriesAreUsedUp) {
    EXPECT_STREQ(fail(2).what(), "failure 3");
    EXPECT_STREQ(fail(0).what(), "failure 4");
    thrown_by([&] {
        with_retries(Retries{3, clock, record.log}, [&] {
            ++tries;
            throw Error(ExitCode::Digest, "it is final", "compare them");
        });
    });
    EXPECT_EQ(tries, 5);
    EXPECT_THAT(clock.waits, SizeIs(2));
}

TEST_F(RetriesTest, EndWithASignalInAWait) {
    clock.signal_after(1);
    EXPECT_EQ(fail(9).code(), ExitCode::Interrupted);
    EXPECT_EQ(tries, 2);
}

TEST_F(RetriesTest, WaitLongerAndLongerFromOneSecondToHalfAMinute) {
    fail(12);
    ASSERT_THAT(clock.waits, SizeIs(12));
    for (const auto& wait : clock.waits) {
        EXPECT_GE(wait, seconds(1));
        EXPECT_LE(wait, seconds(30));
    }
    EXPECT_LE(clock.waits.front(), seconds(2));
    EXPECT_GE(clock.waits.back(), seconds(15));
}

TEST_F(RetriesTest, EndWithThePatience) {
    const Error error = fail(seconds(300), seconds(10));
    EXPECT_EQ(error.what(), concat("failure ", tries));
    EXPECT_GE(passed(), seconds(300));
    EXPECT_LE(passed(), seconds(300 + 30 + 10)) << "a wait and an attempt may begin just before";
    EXPECT_TRUE(record.says("giving up after "));
    EXPECT_TRUE(record.says("--patience is 300 s"));
    EXPECT_TRUE(record.says(" s left)"));
}

TEST_F(RetriesTest, DoNotCountTheTimeOfAnAttemptThatGetsFurther) {
    fail(seconds(300), seconds(3600), 1);
    EXPECT_GT(tries, 10) << "the waits alone count";
    EXPECT_LE(passed() - tries * seconds(3600), seconds(330));
    tries = 0;
    clock.waits.clear();
    fail(seconds(60), seconds(100));
    EXPECT_EQ(tries, 1) << "it got no further than one before";
    fail(seconds(0));
    EXPECT_EQ(tries, 2);
    EXPECT_TRUE(clock.waits.empty());
}

TEST_F(RetriesTest, EndBeforeTheDeadline) {
    for (const RetryLimit& limit : {RetryLimit(seconds(300)), RetryLimit(1000)}) {
        start = clock.now();
        fail(limit, seconds(1), 0, start + seconds(40));
        EXPECT_LE(passed(), seconds(40));
        EXPECT_GE(passed(), seconds(10));
    }
    EXPECT_EQ(record.count("giving up: the switch ends this program in "), 2U);
}

}  // namespace
}  // namespace poap::test
