#include "nxos/vsh.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "support/raised_signal.hpp"
#include "support/recording_log.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::AllOf, testing::ElementsAre, testing::HasSubstr, testing::MatchesRegex;

/// Whether a process is gone, or waits only for somebody to take note.
bool has_ended(const std::string& pid) {
    std::ifstream stat("/proc/" + pid + "/stat");
    std::string number;
    std::string program;
    std::string state;
    return !(stat >> number >> program >> state) || state == "Z" || state == "X";
}

/// As `has_ended`, with the moment that a killed process takes to die.
bool ends(const std::string& pid) {
    const auto patience = std::chrono::steady_clock::now() + seconds(20);
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

class VshTest : public testing::Test {
  protected:
    /// The CLI is this shell script from now on.
    void script(const std::string& lines) {
        dir_.write("vsh", "#!/bin/sh\n" + lines);
        ASSERT_EQ(chmod(dir_.path_of("vsh").c_str(), 0700), 0);
    }

    CliAnswer run(OnSignal on_signal = OnSignal::Stop, const std::string& line = "show version") {
        return Vsh(dir_.path_of("vsh"), limit_, interrupt_, log_.log).run(line, on_signal);
    }
    Error failure(OnSignal on_signal = OnSignal::Stop) {
        return thrown_by([&] { run(on_signal); });
    }

    TempDir dir_;
    seconds limit_{60};
    Interrupt interrupt_;
    RaisedSignal signal_;
    RecordingLog log_;
};

TEST_F(VshTest, GetsTheLineAsOneArgument) {
    script("printf '%s|' $# \"$1\" \"$2\"\n");
    const std::string line = R"(show "x" 'y' $HOME `id` \ ; reload | json)";
    EXPECT_EQ(run(OnSignal::Stop, line).text, "2|-c|" + line + "|");
}

TEST_F(VshTest, InheritsTheDescriptorHandedOnAndNoOther) {
    dir_.write("lock", "");
    const Descriptor lock(open(dir_.path_of("lock").c_str(), O_RDONLY | O_CLOEXEC));
    const Descriptor other(open(dir_.path_of("lock").c_str(), O_RDONLY));
    script(concat("readlink /proc/$$/fd/", lock.get(), "; readlink /proc/$$/fd/", other.get(), "; exit 0\n"));
    Vsh vsh(dir_.path_of("vsh"), limit_, interrupt_, log_.log);
    EXPECT_EQ(vsh.run("show version", OnSignal::Stop).text, "");
    vsh.pass_on_lock(lock.get());
    EXPECT_EQ(vsh.run("show version", OnSignal::Stop).text, dir_.path_of("lock") + "\n");
}

TEST_F(VshTest, ReportsExitStatusAndWhatItPrinted) {
    script("echo 'Cmd exec error.'\nexit 16\n");
    const CliAnswer answer = run();
    EXPECT_EQ(answer.exit_status, 16);
    EXPECT_EQ(answer.text, "Cmd exec error.\n");
    script("exit 0\n");
    EXPECT_EQ(run().text, "");
    EXPECT_EQ(run().exit_status, 0);
    script("kill -KILL $$\n");
    EXPECT_EQ(run().exit_status, 128 + SIGKILL);
}

TEST_F(VshTest, KeepsNoiseOnStandardErrorOutOfTheAnswer) {
    script("echo 'stty: standard input: Inappropriate ioctl for device' >&2\necho NXOS\n");
    EXPECT_EQ(run().text, "NXOS\n");
    EXPECT_TRUE(log_.says("stty: standard input"));
    EXPECT_EQ(log_.count(Level::Debug), log_.lines.size());
}

TEST_F(VshTest, ThatCannotBeStartedIsAnErrorThatNamesIt) {
    const Error error = failure();
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), AllOf(HasSubstr(dir_.path_of("vsh")), HasSubstr("No such file or directory")));
    EXPECT_THAT(error.advice(), HasSubstr("--vsh"));
    dir_.write("vsh", "#!/bin/sh\n");
    EXPECT_THAT(failure().what(), AllOf(HasSubstr(dir_.path_of("vsh")), HasSubstr("Permission denied")));
    dir_.write("vsh", "neither a script nor an ELF");
    ASSERT_EQ(chmod(dir_.path_of("vsh").c_str(), 0700), 0);
    EXPECT_THAT(failure().what(), HasSubstr("Exec format error"));
}

TEST_F(VshTest, GetsTheEnvironmentAsTheAgentFoundItAndNothingOnStandardInput) {
    script("echo $POAP_UNIT_TEST\nif read -r line; then echo \"$line\"; else echo nothing; fi\n");
    setenv("POAP_UNIT_TEST", "from POAP", 1);
    EXPECT_EQ(run().text, "from POAP\nnothing\n");
    unsetenv("POAP_UNIT_TEST");
}

TEST_F(VshTest, GetsNoneOfTheAgentsDescriptors) {
    script("exec ls /proc/self/fd\n");
    // Like libcurl's, or one that came from whoever started the agent: not closed on exec.
    const Descriptor stray(open("/dev/null", O_RDONLY));
    const Descriptor far(fcntl(stray.get(), F_DUPFD, 100));
    EXPECT_EQ(run().text, "0\n1\n2\n3\n") << "3 is the folder that ls reads";
}

TEST_F(VshTest, HasNoSignalBlockedAndIgnoresABrokenPipeAlone) {
    script("exec grep -E '^Sig(Blk|Ign):' /proc/self/status\n");
    const IgnoredSignal user(SIGUSR1);
    const IgnoredSignal child(SIGCHLD);
    // 32 and 33, which the C library keeps for its threads, do not count.
    EXPECT_THAT(run().text, MatchesRegex("SigBlk:\t0000000000000000\nSigIgn:\t0000000[01][08]0001000\n"));
}

TEST_F(VshTest, LeavesItsExitStatusAlsoWhereChildrenAreIgnored) {
    script("exit 16\n");
    const IgnoredSignal child(SIGCHLD);
    EXPECT_EQ(run().exit_status, 16);
}

TEST_F(VshTest, IsInASessionOfItsOwn) {
    script(
        "read -r pid name state parent group session rest < /proc/$$/stat\n"
        "[ \"$session\" = $$ ] && [ \"$group\" = $$ ] && echo own\n");
    EXPECT_EQ(run().text, "own\n");
}

TEST_F(VshTest, HandsOverALongAnswerWhole) {
    script("head -c 1000000 /dev/zero | tr '\\0' x\n");
    EXPECT_EQ(run().text, std::string(1'000'000, 'x'));
}

TEST_F(VshTest, IsNotBlockedByMuchNoise) {
    script("head -c 2000000 /dev/zero | tr '\\0' x >&2\necho answer\n");
    EXPECT_EQ(run().text, "answer\n");
}

TEST_F(VshTest, ThatAnswersMoreThanIsKeptIsAnErrorSinceARefusalMayBeInTheRest) {
    limit_ = seconds(1000);
    script("head -c 5000000 /dev/zero | tr '\\0' x\necho 'Cmd exec error.'\n");
    EXPECT_THAT(failure().what(), HasSubstr("the CLI printed more than 4.1 MB: `"));
}

TEST_F(VshTest, IsOverWhenItEndsAlthoughAGrandchildHoldsThePipe) {
    script("sleep 1000 &\necho $!\n");
    const std::string grandchild = run().text;
    EXPECT_FALSE(has_ended(grandchild.substr(0, grandchild.find('\n'))))
        << "what it started is its own affair";
    kill(std::stoi(grandchild), SIGKILL);
}

TEST_F(VshTest, IsWaitedForAfterItClosedItsOutput) {
    script("echo before\nexec >&- 2>&-\nsleep 0.1\nexit 5\n");
    const CliAnswer answer = run();
    EXPECT_EQ(answer.exit_status, 5);
    EXPECT_EQ(answer.text, "before\n");
}

TEST_F(VshTest, IsKilledWithAllItStartedWhenItTakesTooLong) {
    limit_ = seconds(3);
    script("echo $$ > " + dir_.path_of("pids") + "\nsleep 1000 &\necho $! >> " + dir_.path_of("pids") +
           "\nwait\n");
    const Error error = failure(OnSignal::FinishFirst);
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(), "the CLI did not answer within 3 s: `show version`");
    EXPECT_THAT(error.advice(), HasSubstr("--cli-timeout"));
    const std::string pids = dir_.read("pids");
    EXPECT_TRUE(ends(pids.substr(0, pids.find('\n'))));
    EXPECT_TRUE(ends(pids.substr(pids.find('\n') + 1, pids.rfind('\n') - pids.find('\n') - 1)));
}

TEST_F(VshTest, IsKilledWhenItTakesTooLongAlsoWhereItNeverStopsTalking) {
    limit_ = seconds(1);
    script("exec yes\n");
    EXPECT_THAT(failure().what(), HasSubstr("did not answer within 1 s"));
}

TEST_F(VshTest, IsKilledByASignalWhereThatStopsIt) {
    script("echo $$ > " + dir_.path_of("pid") + "\nkill -TERM $PPID\nexec sleep 1000\n");
    EXPECT_EQ(failure(OnSignal::Stop).code(), ExitCode::Interrupted);
    const std::string pid = dir_.read("pid");
    EXPECT_TRUE(ends(pid.substr(0, pid.find('\n'))));
}

TEST_F(VshTest, FinishesFirstWhereASignalHasToWait) {
    script("kill -TERM $PPID\nsleep 0.1\necho finished\n");
    EXPECT_EQ(run(OnSignal::FinishFirst).text, "finished\n");
    EXPECT_TRUE(interrupt_.raised());
}

/// What the agent takes of a command that takes long.
struct LongVshTest : VshTest {
    CliAnswer run_long(seconds least_limit = seconds(60)) {
        const TakeLine take = [this](std::string_view line) { lines_.emplace_back(line); };
        return Vsh(dir_.path_of("vsh"), limit_, interrupt_, log_.log).run_long("install", least_limit, take);
    }

    std::vector<std::string> lines_;
};

TEST_F(LongVshTest, IsHandedOverLineByLineAndWhole) {
    script("printf 'one\\n\\n[#  ]   0%%\\r[## ]  50%%\\r\\ntwo\\r\\nthree'\nexit 5\n");
    const CliAnswer answer = run_long();
    EXPECT_THAT(lines_, ElementsAre("one", "[#  ]   0%", "[## ]  50%", "two", "three"));
    EXPECT_EQ(answer.text, "one\n\n[#  ]   0%\r[## ]  50%\r\ntwo\r\nthree");
    EXPECT_EQ(answer.exit_status, 5);
}

TEST_F(LongVshTest, IsHandedOverWhileItRuns) {
    script("echo begun\nuntil [ -e " + dir_.path_of("heard") + " ]; do sleep 0.01; done\necho ended\n");
    const TakeLine take = [this](std::string_view line) {
        lines_.emplace_back(line);
        dir_.write("heard", "");
    };
    Vsh(dir_.path_of("vsh"), limit_, interrupt_, log_.log).run_long("install", seconds(60), take);
    EXPECT_THAT(lines_, ElementsAre("begun", "ended"));
}

TEST_F(LongVshTest, HasItsOwnTimeOrThatOfOthersWhereThatIsLonger) {
    script("sleep 0.1\necho finished\n");
    EXPECT_EQ(run_long(seconds(0)).text, "finished\n");
    limit_ = seconds(0);
    EXPECT_EQ(run_long().text, "finished\n");
}

TEST_F(LongVshTest, IsKilledWhenItTakesTooLongAllTheSame) {
    limit_ = seconds(0);
    script("echo begun\nexec sleep 1000\n");
    const Error error = thrown_by([this] { run_long(seconds(3)); });
    EXPECT_STREQ(error.what(), "the CLI did not answer within 3 s: `install`");
    EXPECT_THAT(lines_, ElementsAre("begun"));
}

TEST_F(LongVshTest, FinishesAndIsEvenStartedAfterASignal) {
    script("kill -TERM $PPID\nsleep 0.1\necho finished\n");
    EXPECT_EQ(run_long().text, "finished\n");
    EXPECT_TRUE(interrupt_.raised());
    EXPECT_EQ(run(OnSignal::FinishFirst).text, "finished\n");
}

}  // namespace
}  // namespace poap::test
