// Its environment and descriptors: tests/system/exposure_test.cpp. Bad programs, floods and signals:
// cli_test.cpp, commit_test.cpp and signal_test.cpp there.

#include "nxos/vsh.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/text.hpp"
#include "support/raised_signal.hpp"
#include "support/recording_log.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::ElementsAre, testing::HasSubstr, testing::MatchesRegex;

/// Whether a process is gone, or a zombie.
bool has_ended(const std::string& pid) {
    std::ifstream stat("/proc/" + pid + "/stat");
    std::string number;
    std::string program;
    std::string state;
    return !(stat >> number >> program >> state) || state == "Z" || state == "X";
}

/// As `has_ended`, with the moment that a killed process takes to die.
bool ends(const std::string& pid) {
    const auto patience = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (!has_ended(pid)) {
        if (std::chrono::steady_clock::now() > patience) return false;
        std::this_thread::yield();
    }
    return true;
}

/// A signal that is ignored for a while, as whoever started the agent may hand it down.
class IgnoredSignal {
  public:
    explicit IgnoredSignal(int signal) : signal_(signal) { std::signal(signal_, SIG_IGN); }
    ~IgnoredSignal() { std::signal(signal_, SIG_DFL); }
    IgnoredSignal(const IgnoredSignal&) = delete;
    IgnoredSignal& operator=(const IgnoredSignal&) = delete;

  private:
    int signal_;
};

struct VshTest : testing::Test {
    /// The CLI is this shell script from now on.
    void script(const std::string& lines) {
        dir.write("vsh", "#!/bin/sh\n" + lines);
        ASSERT_EQ(chmod(dir.path_of("vsh").c_str(), 0700), 0);
    }

    CliAnswer run(OnSignal on_signal = OnSignal::Stop, const std::string& line = "show version") {
        return Vsh(dir.path_of("vsh"), limit, interrupt, record.log).run(line, on_signal);
    }

    TempDir dir;
    seconds limit{600};
    Interrupt interrupt;
    RaisedSignal signal;
    RecordingLog record;
};

TEST_F(VshTest, GetsTheLineAsOneArgument) {
    script("printf '%s|' $# \"$1\" \"$2\"\n");
    const std::string line = R"(show "x" 'y' $HOME `id` \ ; reload | json)";
    EXPECT_EQ(run(OnSignal::Stop, line).text, "2|-c|" + line + "|");
}

TEST_F(VshTest, ReportsExitStatusAndWhatItPrintedWithoutStandardError) {
    struct Row {
        std::string script;
        CliAnswer answer;
    };
    const Row kRows[] = {{"echo 'Cmd exec error.'\nexit 16\n", {16, "Cmd exec error.\n"}},
                         {"exit 0\n", {0, ""}},
                         {"kill -KILL $$\n", {128 + SIGKILL, ""}},
                         {"echo 'stty: standard input' >&2\necho NXOS\n", {0, "NXOS\n"}},
                         {"head -c 2000000 /dev/zero | tr '\\0' x >&2\necho answer\n", {0, "answer\n"}},
                         {"head -c 1000000 /dev/zero | tr '\\0' x\n", {0, std::string(1'000'000, 'x')}},
                         {"echo before\nexec >&- 2>&-\nsleep 0.1\nexit 5\n", {5, "before\n"}}};
    for (const auto& [lines, answer] : kRows) {
        script(lines);
        const CliAnswer found = run();
        EXPECT_EQ(found.exit_status, answer.exit_status) << lines;
        EXPECT_TRUE(found.text == answer.text) << lines;
    }
    EXPECT_TRUE(record.says("stty: standard input"));
    for (const auto& line : record.lines) {
        if (line.text.find("stty:") != std::string::npos) {
            EXPECT_EQ(line.level, Level::Debug);
        }
    }
    script("exit 16\n");
    const IgnoredSignal child(SIGCHLD);
    EXPECT_EQ(run().exit_status, 16) << "also where children are ignored";
}

TEST_F(VshTest, HasNoSignalBlockedAndIgnoresABrokenPipeAlone) {
    script("exec grep -E '^Sig(Blk|Ign):' /proc/self/status\n");
    const IgnoredSignal user(SIGUSR1);
    const IgnoredSignal child(SIGCHLD);
    // 32 and 33, which the C library keeps for its threads, do not count.
    EXPECT_THAT(run().text, MatchesRegex("SigBlk:\t0000000000000000\nSigIgn:\t0000000[01][08]0001000\n"));
}

TEST_F(VshTest, IsInASessionOfItsOwn) {
    script(
        "read -r pid name state parent group session rest < /proc/$$/stat\n"
        "[ \"$session\" = $$ ] && [ \"$group\" = $$ ] && echo own\n");
    EXPECT_EQ(run().text, "own\n");
}

TEST_F(VshTest, IsKilledWithAllItStartedWhenItTakesTooLong) {
    script("echo $$ > " + dir.path_of("pids") + "\nsleep 1000 &\necho $! >> " + dir.path_of("pids") +
           "\nwait\n");
    std::vector<std::string> pids;
    // As long as a busy machine needs to start all of it.
    for (limit = seconds(1); pids.size() < 2; limit *= 2) {
        const Error error = thrown_by([&] { run(OnSignal::FinishFirst); });
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_EQ(error.what(),
                  concat("the CLI did not answer within ", limit.count(), " s: `show version`"));
        EXPECT_THAT(error.advice(), HasSubstr("--cli-timeout"));
        if (dir.has("pids")) pids = words(dir.read("pids"));
    }
    for (const std::string& pid : pids) EXPECT_TRUE(ends(pid));
}

TEST_F(VshTest, FinishesFirstWhereASignalHasToWait) {
    script("kill -TERM $PPID\nsleep 0.1\necho finished\n");
    EXPECT_EQ(run(OnSignal::FinishFirst).text, "finished\n");
    EXPECT_TRUE(interrupt.raised());
    EXPECT_EQ(run(OnSignal::FinishFirst).text, "finished\n") << "it is even started";
}

struct VshWithALongCommand : VshTest {
    CliAnswer run_long(
        seconds least_limit, const std::function<void()>& on_line = [] {}) {
        const TakeLine take = [&](std::string_view line) {
            lines.emplace_back(line);
            on_line();
        };
        return Vsh(dir.path_of("vsh"), limit, interrupt, record.log).run_long("install", least_limit, take);
    }

    std::vector<std::string> lines;
};

TEST_F(VshWithALongCommand, HandsItsOutputOverLineByLineAndWhole) {
    script("printf 'one\\n\\n[#  ]   0%%\\r[## ]  50%%\\r\\ntwo\\r\\nthree'\nexit 5\n");
    const CliAnswer answer = run_long(seconds(600));
    EXPECT_THAT(lines, ElementsAre("one", "[#  ]   0%", "[## ]  50%", "two", "three"));
    EXPECT_EQ(answer.text, "one\n\n[#  ]   0%\r[## ]  50%\r\ntwo\r\nthree");
    EXPECT_EQ(answer.exit_status, 5);
}

TEST_F(VshWithALongCommand, HandsLinesOverWhileItRuns) {
    script("echo begun\nuntil [ -e " + dir.path_of("heard") + " ]; do sleep 0.01; done\necho ended\n");
    run_long(seconds(600), [this] { dir.write("heard", ""); });
    EXPECT_THAT(lines, ElementsAre("begun", "ended"));
}

TEST_F(VshWithALongCommand, HasTheLongerOfTwoLimitsAndFinishesAfterASignal) {
    script("kill -TERM $PPID\nsleep 0.1\necho finished\n");
    EXPECT_EQ(run_long(seconds(0)).text, "finished\n");
    EXPECT_TRUE(interrupt.raised());
    limit = seconds(0);
    EXPECT_EQ(run_long(seconds(600)).text, "finished\n");
}

TEST_F(VshWithALongCommand, IsKilledWhenItTakesTooLongAllTheSame) {
    limit = seconds(0);
    script("echo begun\nexec sleep 1000\n");
    for (seconds least(1); lines.empty(); least *= 2) {
        EXPECT_EQ(thrown_by([&] { run_long(least); }).what(),
                  concat("the CLI did not answer within ", least.count(), " s: `install`"));
    }
    EXPECT_THAT(lines, ElementsAre("begun"));
}

}  // namespace
}  // namespace poap::test
