#include "provision/progress.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <vector>

#include "support/fake_clock.hpp"
#include "support/recording_log.hpp"

namespace poap {
namespace {

using std::chrono::milliseconds, std::chrono::seconds, test::FakeClock, test::RecordingLog;

struct NullSink : BodySink {
    void begin(const Arrival& arrival) override {
        size = arrival.size;
        ++begins;
    }
    void write(std::string_view bytes) override { taken += bytes.size(); }
    std::optional<std::uint64_t> size;
    std::uint64_t taken = 0;
    int begins = 0;
};

struct ProgressTest : testing::Test {
    NullSink sink;
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

std::string percents(const std::vector<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines) {
        std::smatch match;
        all += (std::regex_search(line, match, std::regex("([0-9]+) %")) ? match[1].str() : "?") + " ";
    }
    return all;
}

TEST_F(ProgressTest, LogsBytesPercentRateAndTimeLeftEveryTenPercent) {
    Progress to = progress();
    to.begin({90'000'000});
    feed(to, 900, milliseconds(100));
    EXPECT_EQ(sink.size, 90'000'000U);
    EXPECT_EQ(sink.taken, 90'000'000U);
    EXPECT_EQ(percents(record.milestones), "10 20 30 40 50 60 70 80 90 100 ");
    ASSERT_FALSE(record.milestones.empty());
    EXPECT_EQ(record.milestones.front(), "nxos.9.3.3.bin: 9.0 MB of 90.0 MB, 10 %, 1.0 MB/s, 1:21 left");
}

TEST_F(ProgressTest, SaysNothingOfAFileThatIsSoonThere) {
    Progress to = progress();
    to.begin({300'000});
    feed(to, 3, milliseconds(1));
    EXPECT_TRUE(record.milestones.empty());
    EXPECT_TRUE(record.live.empty());
}

TEST_F(ProgressTest, LogsALineEveryHundredMegabytesWhereTheSizeIsNotKnown) {
    for (const auto unknown : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(0)}) {
        record.milestones.clear();
        Progress to = progress();
        to.begin({unknown});
        feed(to, 2500, milliseconds(10));
        ASSERT_EQ(record.milestones.size(), 2U);
        EXPECT_EQ(record.milestones[1], "nxos.9.3.3.bin: 200.0 MB, 10.0 MB/s");
    }
}

TEST_F(ProgressTest, CountsPastAHundredPercentWhereMoreComesThanWasAnnounced) {
    Progress to = progress();
    to.begin({10'000'000});
    feed(to, 150, milliseconds(100));
    ASSERT_FALSE(record.milestones.empty());
    EXPECT_THAT(record.milestones.back(), testing::HasSubstr("150 %"));
    EXPECT_THAT(record.milestones.back(), testing::HasSubstr("0:00 left"));
}

TEST_F(ProgressTest, StartsOverWithEachTry) {
    Progress to = progress();
    to.begin({20'000'000});
    feed(to, 100, milliseconds(100));
    record.milestones.clear();
    to.begin({20'000'000});
    feed(to, 40, milliseconds(100));
    EXPECT_EQ(percents(record.milestones), "10 20 ");
    EXPECT_EQ(sink.begins, 2);
}

TEST_F(ProgressTest, KnowsHowFarTheBestTryHasCome) {
    Progress to = progress();
    EXPECT_EQ(to.furthest(), 0U);
    to.begin({20'000'000});
    feed(to, 3, milliseconds(1));
    EXPECT_EQ(to.furthest(), 300'000U);
    to.begin({20'000'000});
    feed(to, 2, milliseconds(1));
    EXPECT_EQ(to.furthest(), 300'000U);
    to.begin({20'000'000, 300'000});
    feed(to, 1, milliseconds(1));
    EXPECT_EQ(to.furthest(), 400'000U);
}

TEST_F(ProgressTest, RedrawsATerminalFourTimesASecondAtMost) {
    Progress to = progress();
    to.begin({20'000'000});
    feed(to, 100, milliseconds(50));
    EXPECT_EQ(record.live.size(), 20U);
}

TEST_F(ProgressTest, WarnsOnceAndEarlyOfADeadlineThatCannotBeMet) {
    Progress to = progress(clock.now() + seconds(60));
    to.begin({100'000'000});
    feed(to, 100, milliseconds(100));  // 10 s at 1 MB/s: 90 s to go, 50 s left
    EXPECT_EQ(record.count("needs 1:3"), 1U);
    EXPECT_EQ(record.count("raise `# script_timeout=`"), 1U);
    EXPECT_EQ(record.count(Level::Warning), 1U);
}

TEST_F(ProgressTest, DoesNotWarnOfADeadlineThatCanBeMetNorByTheRateOfTheFirstSeconds) {
    Progress to = progress(clock.now() + seconds(60));
    to.begin({100'000'000});
    feed(to, 1, seconds(4));         // as if it took 4000 s
    feed(to, 998, milliseconds(4));  // and then goes quickly
    EXPECT_EQ(record.count(Level::Warning), 0U);
    Progress in_time = progress(clock.now() + seconds(120));
    in_time.begin({100'000'000});
    feed(in_time, 999, milliseconds(100));
    EXPECT_EQ(record.count(Level::Warning), 0U);
}

TEST_F(ProgressTest, SaysZeroOfADeadlineThatHasPassed) {
    Progress to = progress(clock.now() - seconds(10));
    to.begin({100'000'000});
    feed(to, 100, milliseconds(100));
    EXPECT_EQ(record.count("ends this program in 0:00"), 1U);
}

}  // namespace
}  // namespace poap
