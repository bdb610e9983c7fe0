#include "log/log.hpp"

#include <gmock/gmock.h>

#include <memory>

#include "support/recording_log.hpp"

namespace poap::test {
namespace {

using testing::AllOf, testing::ElementsAre, testing::Field;

auto line(Level level, const std::string& text) {
    return AllOf(Field(&RecordingLog::Line::level, level), Field(&RecordingLog::Line::text, text));
}

TEST(Log, JoinsThePartsMarksTheLevelAndBlanksWhatMustNotBeShown) {
    RecordingLog record;
    record.log.info("tried ", 3, ' ', std::string("times"));
    record.log.warning("slow");
    record.log.error("over");
    record.log.debug("detail");
    record.log.info("password hunter2\n\x1b[2J");
    EXPECT_THAT(record.lines,
                ElementsAre(line(Level::Info, "tried 3 times"), line(Level::Warning, "WARNING: slow"),
                            line(Level::Error, "ERROR: over"), line(Level::Debug, "detail"),
                            line(Level::Info, "password **** ?[2J")));
}

TEST(Log, EndsWithStageCauseAndAdviceOrWithWhatHappensNext) {
    RecordingLog record;
    record.log.emit(Result{ExitCode::Switch, "commit", "password hunter2 is refused.", "type\x1b it"});
    record.log.emit(Result{ExitCode::Switch, "commit", "Invalid key [", "set \"install\""});
    record.log.emit(Result{ExitCode::Provisioned, "", "", "the next reload boots"});
    EXPECT_THAT(
        record.lines,
        ElementsAre(line(Level::Error, "ERROR: commit: password **** is refused. What to do: type? it"),
                    line(Level::Error, "ERROR: commit: Invalid key ****. What to do: set \"install\""),
                    line(Level::Info, "Provisioned: the next reload boots")));
}

TEST(Log, GoesToTheFirstSinkBeforeAnotherLogsMore) {
    class Talker : public LogSink {
      public:
        explicit Talker(Log& log) : log_(log) {}
        void write(Level level, const std::string&) override {
            if (level == Level::Info) log_.warning("more");
        }

      private:
        Log& log_;
    };
    std::vector<std::string> lines;
    class Keeper : public LogSink {
      public:
        explicit Keeper(std::vector<std::string>& lines) : lines_(lines) {}
        void write(Level, const std::string& line) override { lines_.push_back(line); }

      private:
        std::vector<std::string>& lines_;
    };
    Log log;
    log.add(std::make_unique<Talker>(log));
    log.add_first(std::make_unique<Keeper>(lines));
    log.info("line");
    EXPECT_THAT(lines, ElementsAre("line", "WARNING: more"));
}

TEST(Log, GoesToEverySink) {
    class Count : public LogSink {
      public:
        explicit Count(int& lines) : lines_(lines) {}
        void write(Level, const std::string&) override { ++lines_; }

      private:
        int& lines_;
    };
    Log log;
    log.info("there is no sink yet");
    int lines = 0;
    log.add(std::make_unique<Count>(lines));
    log.add(std::make_unique<Count>(lines));
    log.info("once");
    EXPECT_EQ(lines, 2);
}

}  // namespace
}  // namespace poap::test
