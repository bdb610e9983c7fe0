#include "log/log.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <utility>

#include "support/recording_log.hpp"

namespace poap::test {
namespace {

using testing::SizeIs;

TEST(Log, JoinsThePartsAndMarksWarningsAndErrors) {
    RecordingLog record;
    record.log.info("tried ", 3, ' ', std::string("times"));
    record.log.warning("slow");
    record.log.error("over");
    record.log.debug("detail");
    const std::pair<Level, std::string> kExpected[] = {{Level::Info, "tried 3 times"},
                                                       {Level::Warning, "WARNING: slow"},
                                                       {Level::Error, "ERROR: over"},
                                                       {Level::Debug, "detail"}};
    ASSERT_THAT(record.lines, SizeIs(4));
    for (std::size_t i = 0; i < 4; ++i) {
        EXPECT_EQ(record.lines[i].level, kExpected[i].first);
        EXPECT_EQ(record.lines[i].text, kExpected[i].second);
    }
}

TEST(Log, BlanksPasswordsAndBytesThatATerminalMightObey) {
    RecordingLog record;
    record.log.info("password hunter2\n\x1b[2J");
    EXPECT_EQ(record.lines[0].text, "password **** ?[2J");
}

TEST(Log, BlanksNoAdviceForWhatTheCauseEndsIn) {
    RecordingLog record;
    record.log.emit(
        Result{ExitCode::Switch, "commit", "the switch refused it: Invalid key [", "set \"install\""});
    EXPECT_TRUE(record.says("What to do: set \"install\"")) << record.lines.back().text;
}

TEST(Log, GoesToEverySink) {
    RecordingLog first;
    RecordingLog second;
    class Forward : public LogSink {
      public:
        explicit Forward(Log& log) : log_(log) {}
        void write(Level, const std::string& line) override { log_.info(line); }

      private:
        Log& log_;
    };
    first.log.add(std::make_unique<Forward>(second.log));
    first.log.info("once");
    EXPECT_TRUE(first.says("once"));
    EXPECT_TRUE(second.says("once"));
}

TEST(Log, WithoutSinksIsSilent) {
    Log().info("nobody listens");
}

TEST(Log, EndsWithStageCauseAndWhatToDoOrWithWhatHappensNext) {
    RecordingLog record;
    record.log.emit(Result{ExitCode::Switch, "commit", "password hunter2 is refused.", "type\x1b it"});
    record.log.emit(Result{ExitCode::Provisioned, "", "", "the next reload boots"});
    ASSERT_THAT(record.lines, SizeIs(2));
    EXPECT_EQ(record.lines[0].text, "ERROR: commit: password **** is refused. What to do: type? it");
    EXPECT_EQ(record.lines[0].level, Level::Error);
    EXPECT_EQ(record.lines[1].text, "Provisioned: the next reload boots");
    EXPECT_EQ(record.lines[1].level, Level::Info);
}

}  // namespace
}  // namespace poap::test
