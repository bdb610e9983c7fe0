#include <gmock/gmock.h>

#include <regex>
#include <string>
#include <vector>

#include "log/sinks.hpp"
#include "support/pseudo_terminal.hpp"
#include "support/put_elsewhere.hpp"
#include "support/sink_calls.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::Not, testing::SizeIs;

constexpr PseudoTerminal kWide{80};
constexpr PseudoTerminal kNarrow{40};

struct Setting {
    const char* term = "xterm";
    const char* no_color = "";
    Level least = Level::Info;
};

std::string sent(const PseudoTerminal& terminal, void (*act)(LogSink&), const Setting& setting = {}) {
    const Variable term("TERM", setting.term);
    const Variable no_color("NO_COLOR", setting.no_color);
    const std::string text = terminal.sent_by([&] { act(*stderr_sink(setting.least)); });
    return std::regex_replace(text, std::regex("\\([0-9]+\\.[0-9] s"), "(T s");  // of the whole pass
}

std::vector<std::string> shown(const PseudoTerminal& terminal, void (*act)(LogSink&),
                               const Setting& setting = {}) {
    return terminal.shown(sent(terminal, act, setting));
}

TEST(TerminalSink, TicksOffAGoodRunAndSumsItUp) {
    EXPECT_THAT(
        shown(kWide, emit_good_run),
        ElementsAre("Collecting system S.No and MAC...", "[ok] identify the switch              1.2 s",
                    "WARNING: it is slow", "nxos.9.3.3.bin: 100.0 MB at 4.0 MB/s",
                    "Verifying the MD5 of nxos.9.3.3.bin...", "[ok] stage the image                  3:21",
                    "[ok] commit                           2.0 s", "", "Provisioned (T s)",
                    "  switch      serial FDO21120U5D, MAC 5e01.4002.0001",
                    "  image       nxos.9.3.3.bin (was nxos.7.0.3.bin)", "  config      FDO21120U5D.cfg",
                    "  verified    nxos.9.3.3.bin (MD5)",
                    "  next        the next reload boots into the new configuration", ""));
}

TEST(TerminalSink, PrintsTheFailureTheAdviceAndTheLeftovers) {
    EXPECT_THAT(
        shown(kNarrow, emit_failed_run),
        ElementsAre("Collecting system S.No and MAC...", "[ok] identify the switch 1.2 s",
                    "WARNING: it is slow", "nxos.9.3.3.bin: 100.0 MB at 4.0 MB/s",
                    "Verifying the MD5 of nxos.9.3.3.bin...", "[ok] stage the image 3:21",
                    "[!!] commit 2.0 s", "", "FAILED (T s, exit code 3)", "  stage       commit",
                    "  cause       the switch refused `copy`", "              with secret **** in it.",
                    "  what to do  fix what it reports, then", "              run this again",
                    "  switch      serial FDO21120U5D, MAC", "              5e01.4002.0001",
                    "  state       may have been executed:", "              `boot nxos",
                    "              bootflash:///nxos.9.3.3.bi", "n`,", "              then `write erase`; on",
                    "              bootflash for the next", "              run: .nxos.9.3.3.bin.part", ""));
}

/// What stood below the lines for a while, in its order.
std::vector<std::string> live_lines(const std::string& text) {
    std::vector<std::string> lines;
    const std::regex live("(?:^|\n|\033\\[K)([^\r\n\033]+)(?=\r\033\\[K)");
    for (std::sregex_iterator match(text.begin(), text.end(), live), end; match != end; ++match) {
        lines.push_back((*match)[1]);
    }
    return lines;
}

TEST(TerminalSink, HasOneLiveLineForTheCurrentStep) {
    const std::string stage = "[..] stage the image";
    EXPECT_THAT(live_lines(sent(kWide, emit_good_run)),
                ElementsAre("[..] identify the switch", "[..] identify the switch", stage,
                            "nxos.9.3.3.bin [=>              ]   9 %  5.0 MB/s  0:18 left",
                            "nxos.9.3.3.bin [=>              ]  10 %  5.0 MB/s  0:18 left", stage,
                            "nxos.9.3.3.bin [===============>]  95 %  5.0 MB/s  0:01 left", stage, stage,
                            "[..] commit"));
}

TEST(TerminalSink, LeavesOutOfALiveLineWhatWouldWrap) {
    const auto act = [](LogSink& sink) {
        sink.emit(downloading(12));
        sink.emit(Downloading{"n.bin", 5, 10, 1, false});
        sink.emit(Downloading{"a-name-that-takes-most-of-it.bin", 5, 10, 1, false});
        sink.emit(Downloading{"a-name-that-is-longer-than-a-whole-line.bin", 5, 10, 1, false});
        sink.emit(Downloading{"a-name-that-is-longer-than-a-whole-line.bin", 5, std::nullopt, 1, false});
        sink.emit(StageBegun{"a stage with a name that is longer than a line"});
        sink.write(Level::Info, "done");
    };
    EXPECT_THAT(live_lines(sent(kNarrow, act)),
                ElementsAre("nxos.9.3.3.bin  12 %", "n.bin  50 %  1 bytes/s  0:05 left",
                            "a-name-that-takes-most-of-it.bin  50 %", "50 %", "5 bytes",
                            "[..] a stage with a name that is longer"));
    EXPECT_EQ(sent(PseudoTerminal{0}, emit_good_run), sent(kWide, emit_good_run)) << "of an unknown width";
}

TEST(TerminalSink, ShowsRateAndTimeLeftOfALongNameOnAWideTerminal) {
    const auto act = [](LogSink& sink) {
        sink.emit(Downloading{"nxos64-msll.10.4.3.M-with-a-long-build-name.bin", 90, 100, 1, false});
        sink.emit(Downloading{"n.bin", 150, 100, 1, false});
        sink.emit(Downloading{"n.bin", 5, std::nullopt, 1, false});
        sink.write(Level::Info, "done");
    };
    EXPECT_THAT(
        live_lines(sent(kWide, act)),
        ElementsAre("nxos64-msll.10.4.3.M-with-a-long-build-name.bin  90 %  1 bytes/s  0:10 left",
                    "n.bin [====================] 150 %  1 bytes/s  0:00 left", "n.bin  5 bytes  1 bytes/s"));
}

TEST(TerminalSink, MakesWarningsAndErrorsStandOut) {
    EXPECT_EQ(sent(kWide, write_each_level, {"xterm", "", Level::Debug}),
              "\033[2mdebug\033[0m\r\ninfo\r\n\033[1;33mwarning\033[0m\r\n\033[1;31merror\033[0m\r\n");
}

TEST(TerminalSink, HasNoColoursWhereNoColorIsSet) {
    const Setting without{"xterm", "1"};
    EXPECT_THAT(sent(kWide, emit_failed_run), HasSubstr("\033[1;31m"));
    EXPECT_THAT(sent(kWide, emit_failed_run, without), Not(testing::ContainsRegex("\033\\[[0-9;]*m")));
    EXPECT_EQ(shown(kWide, emit_failed_run, without), shown(kWide, emit_failed_run));
}

TEST(TerminalSink, IsNoneWhereTheTerminalIsDumb) {
    for (const char* term : {"dumb", ""}) {
        EXPECT_EQ(sent(kWide, emit_good_run, {term}),
                  "Collecting system S.No and MAC...\r\n"
                  "nxos.9.3.3.bin: 10.0 MB of 100.0 MB, 10 %, 5.0 MB/s, 0:18 left\r\n"
                  "WARNING: it is slow\r\n"
                  "Verifying the MD5 of nxos.9.3.3.bin...\r\n"
                  "Provisioned: the next reload boots into the new configuration\r\n");
    }
}

TEST(TerminalSink, ShowsWarningsAndErrorsAloneWhereItIsToBeQuiet) {
    const Setting quiet{"xterm", "1", Level::Warning};
    EXPECT_EQ(sent(kWide, emit_good_run, quiet), "WARNING: it is slow\r\n");
    const auto lines = shown(kWide, emit_failed_run, quiet);
    EXPECT_THAT(lines, SizeIs(testing::Gt(4U)));
    EXPECT_EQ(lines[2], "FAILED (T s, exit code 3)");
}

TEST(TerminalSink, PrintsOneLineForAFailureBeforeAnyStage) {
    const auto act = [](LogSink& sink) {
        sink.emit(
            Result{ExitCode::Usage, "options", "--server (the POAP server's host) is missing", "see --help"});
    };
    EXPECT_EQ(sent(kWide, act, {"xterm", "1"}),
              "ERROR: options: --server (the POAP server's host) is missing. What to do: see --help\r\n");
}

}  // namespace
}  // namespace poap::test
