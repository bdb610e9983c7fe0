#include "provision/progress.hpp"

#include <gmock/gmock.h>

#include <vector>

#include "support/collector.hpp"
#include "support/fake_clock.hpp"
#include "support/recording_log.hpp"

namespace poap::test {
namespace {

using std::chrono::milliseconds, std::chrono::seconds, testing::HasSubstr, testing::SizeIs;

struct ProgressTest : testing::Test {
    Collector sink;
    FakeClock clock;
    RecordingLog record;

    Progress progress(std::optional<Clock::Time> deadline = std::nullopt) {
        return {sink, "nxos.9.3.3.bin", deadline, clock, record.log};
    }

    /// `pieces` pieces of 100 kB, `apart` from one to the next.
    void feed(Progress& to, int pieces, milliseconds apart) {
        static const std::string kPiece(100'000, 'x');
        for (int i = 0; i < pieces; ++i) {
            clock.advance(apart);
            to.write(kPiece);
        }
    }
};

TEST_F(ProgressTest, LogsBytesPercentRateAndTimeLeftEveryTenPercentOfEachTry) {
    Progress to = progress();
    for (int tries = 1; tries <= 2; ++tries) {
        record.milestones.clear();
        to.begin({20'000'000});
        feed(to, 200, milliseconds(100));
        EXPECT_EQ(sink.begins, tries);
        EXPECT_EQ(sink.size, 20'000'000U);
        EXPECT_EQ(sink.bytes.size(), 20'000'000U);
        ASSERT_THAT(record.milestones, SizeIs(10));
        EXPECT_EQ(record.milestones[0], "nxos.9.3.3.bin: 2.0 MB of 20.0 MB, 10 %, 1.0 MB/s, 0:18 left");
        EXPECT_EQ(record.milestones[9], "nxos.9.3.3.bin: 20.0 MB of 20.0 MB, 100 %, 1.0 MB/s, 0:00 left");
    }
}

TEST_F(ProgressTest, LogsNothingOfAFileThatComesAtOnce) {
    Progress to = progress();
    to.begin({300'000});
    feed(to, 3, milliseconds(1));
    to.finish();
    EXPECT_THAT(record.milestones, SizeIs(0));
    EXPECT_THAT(record.live, SizeIs(0));
    EXPECT_THAT(record.downloaded, SizeIs(0));
}

TEST_F(ProgressTest, ReportsTheAverageRateOfTheLastAttempt) {
    Progress to = progress();
    to.begin({90'000'000});
    feed(to, 300, milliseconds(1000));
    to.begin({90'000'000, 30'000'000});
    feed(to, 600, milliseconds(100));
    to.finish();
    EXPECT_THAT(record.downloaded, testing::ElementsAre("nxos.9.3.3.bin: 90.0 MB at 1.0 MB/s"));
}

TEST_F(ProgressTest, LogsALineEveryHundredMegabytesWhereTheSizeIsNotKnown) {
    for (const auto unknown : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(0)}) {
        record.milestones.clear();
        Progress to = progress();
        to.begin({unknown});
        feed(to, 2500, milliseconds(10));
        ASSERT_THAT(record.milestones, SizeIs(2));
        EXPECT_EQ(record.milestones[1], "nxos.9.3.3.bin: 200.0 MB, 10.0 MB/s");
    }
}

TEST_F(ProgressTest, CountsPastAHundredPercentWhereMoreComesThanWasAnnounced) {
    Progress to = progress();
    to.begin({10'000'000});
    feed(to, 150, milliseconds(100));
    ASSERT_FALSE(record.milestones.empty());
    EXPECT_EQ(record.milestones.back(), "nxos.9.3.3.bin: 15.0 MB of 10.0 MB, 150 %, 1.0 MB/s, 0:00 left");
}

TEST_F(ProgressTest, RemembersHowFarTheBestTryHasCome) {
    struct Try {
        std::uint64_t offset;
        int pieces;
        std::uint64_t furthest;
    };
    Progress to = progress();
    EXPECT_EQ(to.furthest(), 0U);
    for (const Try& one : {Try{0, 3, 300'000}, Try{0, 2, 300'000}, Try{300'000, 1, 400'000}}) {
        to.begin({20'000'000, one.offset});
        feed(to, one.pieces, milliseconds(1));
        EXPECT_EQ(to.furthest(), one.furthest);
    }
}

TEST_F(ProgressTest, RedrawsATerminalFourTimesASecondAtMost) {
    Progress to = progress();
    to.begin({20'000'000});
    feed(to, 100, milliseconds(50));
    EXPECT_THAT(record.live, SizeIs(20));
}

TEST_F(ProgressTest, WarnsOnceAndEarlyOfADeadlineThatCannotBeMet) {
    Progress to = progress(clock.now() + seconds(60));
    to.begin({100'000'000});
    feed(to, 100, milliseconds(100));  // 10 s at 1 MB/s: 90 s to go, 50 s left
    ASSERT_EQ(record.count(Level::Warning), 1U);
    EXPECT_THAT(record.lines.back().text, HasSubstr("needs 1:3"));
    EXPECT_THAT(record.lines.back().text, HasSubstr("raise `# script_timeout=`"));
    Progress late = progress(clock.now() - seconds(10));
    late.begin({100'000'000});
    feed(late, 100, milliseconds(100));
    EXPECT_EQ(record.count("ends this program in 0:00"), 1U);
}

TEST_F(ProgressTest, DoesNotWarnOfADeadlineThatCanBeMetNorByTheRateOfTheFirstSeconds) {
    Progress to = progress(clock.now() + seconds(60));
    to.begin({100'000'000});
    feed(to, 1, seconds(4));         // as if it took 4000 s
    feed(to, 998, milliseconds(4));  // and then goes quickly
    Progress in_time = progress(clock.now() + seconds(120));
    in_time.begin({100'000'000});
    feed(in_time, 999, milliseconds(100));
    EXPECT_EQ(record.count(Level::Warning), 0U);
}

}  // namespace
}  // namespace poap::test
