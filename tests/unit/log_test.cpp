#include "log.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "descriptor.hpp"
#include "log_sinks.hpp"
#include "support/own_namespaces.hpp"
#include "support/recording_log.hpp"
#include "support/temp_dir.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::SizeIs;

TEST(Log, JoinsTheParts) {
    RecordingLog record;
    record.log.info("tried ", 3, ' ', std::string("times"));
    ASSERT_THAT(record.lines, SizeIs(1));
    EXPECT_EQ(record.lines[0].text, "tried 3 times");
    EXPECT_EQ(record.lines[0].level, Level::Info);
}

TEST(Log, MarksWarningsAndErrors) {
    RecordingLog record;
    record.log.warning("slow");
    record.log.error("over");
    record.log.debug("detail");
    ASSERT_THAT(record.lines, SizeIs(3));
    EXPECT_EQ(record.lines[0].text, "WARNING: slow");
    EXPECT_EQ(record.lines[1].text, "ERROR: over");
    EXPECT_EQ(record.lines[1].level, Level::Error);
    EXPECT_EQ(record.lines[2].text, "detail");
    EXPECT_EQ(record.lines[2].level, Level::Debug);
}

TEST(Log, BlanksPasswordsAndBytesThatATerminalMightObey) {
    RecordingLog record;
    record.log.info("password hunter2\n\x1b[2J");
    record.log.milestone("password hunter2");
    record.log.live("password hunter2\r");
    EXPECT_EQ(record.lines[0].text, "password **** ?[2J");
    EXPECT_THAT(record.milestones, ElementsAre("password ****"));
    EXPECT_THAT(record.live, ElementsAre("password **** "));
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

/// Standard error, put somewhere else.
class StderrElsewhere {
  public:
    explicit StderrElsewhere(int fd) : was_(dup(STDERR_FILENO)) { dup2(fd, STDERR_FILENO); }
    ~StderrElsewhere() { dup2(was_.get(), STDERR_FILENO); }
    StderrElsewhere(const StderrElsewhere&) = delete;
    StderrElsewhere& operator=(const StderrElsewhere&) = delete;

  private:
    Descriptor was_;
};

/// What a sink made meanwhile leaves in a file.
std::string stderr_of(Level least, void (*act)(LogSink&)) {
    const TempDir dir;
    const Descriptor file(open(dir.path_of("err").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    {
        const StderrElsewhere elsewhere(file.get());
        act(*stderr_sink(least));
    }
    return dir.read("err");
}

void write_each_level(LogSink& sink) {
    sink.write(Level::Debug, "debug");
    sink.write(Level::Info, "info");
    sink.write(Level::Warning, "warning");
    sink.write(Level::Error, "error");
}

TEST(StderrSink, WritesFromItsLevelUpwards) {
    EXPECT_EQ(stderr_of(Level::Debug, write_each_level), "debug\ninfo\nwarning\nerror\n");
    EXPECT_EQ(stderr_of(Level::Info, write_each_level), "info\nwarning\nerror\n");
    EXPECT_EQ(stderr_of(Level::Warning, write_each_level), "warning\nerror\n");
}

void write_progress(LogSink& sink) {
    sink.live("12 %");
    sink.milestone("10 %");
    sink.write(Level::Info, "done");
}

TEST(StderrSink, WritesMilestonesInPlaceOfLiveStatesToAFile) {
    EXPECT_EQ(stderr_of(Level::Info, write_progress), "10 %\ndone\n");
}

TEST(StderrSink, WritesNoProgressWhereItIsToBeQuiet) {
    EXPECT_EQ(stderr_of(Level::Warning, write_progress), "");
}

TEST(StderrSink, ReplacesTheLiveStateOnATerminal) {
    int master = -1;
    int terminal = -1;
    ASSERT_EQ(openpty(&master, &terminal, nullptr, nullptr, nullptr), 0);
    const Descriptor reader(master);
    const Descriptor writer(terminal);
    {
        const StderrElsewhere elsewhere(writer.get());
        const auto sink = stderr_sink(Level::Info);
        sink->live("12 %");
        sink->live("13 %");
        sink->milestone("10 %");
        sink->write(Level::Info, "done");
        sink->write(Level::Info, "next");
    }
    std::string shown;
    std::array<char, 256> buffer{};
    while (shown.find("next\r\n") == std::string::npos) {  // a terminal hands on what it has, at its leisure
        const ssize_t got = read(reader.get(), buffer.data(), buffer.size());
        ASSERT_GT(got, 0);
        shown.append(buffer.data(), static_cast<std::size_t>(got));
    }
    EXPECT_EQ(shown, "12 %\r\033[K13 %\r\033[Kdone\r\nnext\r\n");
}

TEST(StderrSink, GoesOnWhereNobodyListensAnyMore) {
    const Descriptor full(open("/dev/full", O_WRONLY | O_CLOEXEC));
    const StderrElsewhere elsewhere(full.get());
    stderr_sink(Level::Info)->write(Level::Error, "error");
}

std::vector<std::string> logs_in(const TempDir& dir) {
    std::vector<std::string> logs;
    for (const std::string& name : dir.names()) {
        if (name.ends_with("_poap.log")) logs.push_back(name);
    }
    return logs;
}

TEST(FileSink, IsNamedForTheTimeAndStampsEachLine) {
    const TempDir dir;
    const auto sink = file_sink(dir.path());
    sink->write(Level::Debug, "detail");
    sink->milestone("10 %");
    sink->live("12 %");
    const auto names = dir.names();
    ASSERT_THAT(names, SizeIs(1));
    EXPECT_THAT(names[0], MatchesRegex("20[0-9]{12}_poap\\.log"));
    const std::string stamp = "20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z ";
    EXPECT_THAT(dir.read(names[0]), MatchesRegex(stamp + "detail\n" + stamp + "10 %\n"));
}

TEST(FileSink, IsForTheOwnersEyesAlone) {
    const TempDir dir;
    const auto sink = file_sink(dir.path());
    struct stat status {};
    ASSERT_EQ(stat(dir.path_of(dir.names().at(0)).c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(FileSink, IsAppendedTo) {
    const TempDir dir;
    // The clock may tick between the two: then there are two files, each with its line.
    file_sink(dir.path())->write(Level::Info, "first");
    file_sink(dir.path())->write(Level::Info, "second");
    std::string text;
    for (const std::string& name : dir.names()) text += dir.read(name);
    EXPECT_THAT(text, HasSubstr("first"));
    EXPECT_THAT(text, HasSubstr("second"));
}

TEST(FileSink, KeepsTheNewestThreeOfTheOlderLogs) {
    const TempDir dir;
    for (const char* name : {"20170101000000_poap.log", "20180101000000_poap.log", "20190101000000_poap.log",
                             "20200101000000_poap.log", "20210101000000_poap.log"}) {
        dir.write(name, "old");
    }
    const auto sink = file_sink(dir.path());
    const auto logs = logs_in(dir);
    ASSERT_THAT(logs, SizeIs(4));
    EXPECT_THAT(std::vector(logs.begin(), logs.begin() + 3),
                ElementsAre("20190101000000_poap.log", "20200101000000_poap.log", "20210101000000_poap.log"));
}

TEST(FileSink, KeepsItsOwnLogWhereAWrongClockMakesItTheOldest) {
    const TempDir dir;
    for (const char* name : {"29970101000000_poap.log", "29980101000000_poap.log", "29990101000000_poap.log",
                             "29990201000000_poap.log"}) {
        dir.write(name, "from a clock that was ahead");
    }
    file_sink(dir.path())->write(Level::Info, "now");
    const auto logs = logs_in(dir);
    ASSERT_THAT(logs, SizeIs(4));
    EXPECT_THAT(dir.read(logs[0]), HasSubstr("now"));
}

TEST(FileSink, LeavesFilesThatAreNotItsLogs) {
    const TempDir dir;
    for (const char* name : {"2017_poap.log", "20170101000000_poap.log.gz", "x20170101000000_poap.log",
                             "2017010100000x_poap.log", "nxos.bin"}) {
        dir.write(name, "other");
    }
    std::filesystem::create_directory(dir.path_of("20160101000000_poap.log"));
    const auto sink = file_sink(dir.path());
    EXPECT_THAT(dir.names(), SizeIs(7));
}

TEST(FileSink, NeedsAFolderItCanWriteTo) {
    EXPECT_THROW(file_sink("/nonexistent/folder"), std::system_error);
    EXPECT_THROW(file_sink("/dev/null"), std::system_error);
}

/// Plants something under each name that a log of the next minutes may have.
void plant_logs(const std::function<void(const std::string& name)>& plant) {
    const std::time_t now = std::time(nullptr);
    for (std::time_t time = now; time < now + 300; ++time) {
        std::tm parts{};
        gmtime_r(&time, &parts);
        std::array<char, 32> name{};
        plant({name.data(), std::strftime(name.data(), name.size(), "%Y%m%d%H%M%S_poap.log", &parts)});
    }
}

TEST(FileSink, AppendsToNoFileThatHasAnotherName) {
    const TempDir dir;
    dir.write("precious", "as it was");
    plant_logs([&](const auto& name) {
        ASSERT_EQ(link(dir.path_of("precious").c_str(), dir.path_of(name).c_str()), 0);
    });
    EXPECT_THROW(file_sink(dir.path()), std::system_error);
    EXPECT_EQ(dir.read("precious"), "as it was");
    EXPECT_THAT(logs_in(dir), SizeIs(300));
}

TEST(FileSink, FollowsNoLink) {
    const TempDir dir;
    plant_logs([&](const auto& name) {
        ASSERT_EQ(symlink(dir.path_of("elsewhere").c_str(), dir.path_of(name).c_str()), 0);
    });
    EXPECT_THROW(file_sink(dir.path()), std::system_error);
    EXPECT_FALSE(dir.has("elsewhere"));
}

TEST(FileSink, TellsNothingToAFifo) {
    const TempDir dir;
    std::vector<Descriptor> readers;
    plant_logs([&](const auto& name) {
        ASSERT_EQ(mkfifo(dir.path_of(name).c_str(), 0600), 0);
        readers.emplace_back(open(dir.path_of(name).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    });
    EXPECT_THROW(file_sink(dir.path()), std::system_error);
}

TEST(FileSink, AppendsToNoFileOfAnotherUser) {
    if (geteuid() != 0) GTEST_SKIP() << "takes root";
    const TempDir dir;
    constexpr uid_t kNobody = 65534;
    plant_logs([&](const auto& name) {
        dir.write(name, "");
        EXPECT_EQ(chown(dir.path_of(name).c_str(), kNobody, kNobody), 0);
    });
    EXPECT_THROW(file_sink(dir.path()), std::system_error);
    EXPECT_THAT(logs_in(dir), SizeIs(300));
}

/// What the machine's syslog would have got.
std::optional<std::string> syslog_of(void (*act)(LogSink&)) {
    return in_own_namespaces([act] {
        mount_tmpfs("/dev");
        const Descriptor syslog(socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
        const sockaddr_un address{AF_UNIX, "/dev/log"};
        if (bind(syslog.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            return std::string("no socket");
        act(*syslog_sink());
        std::string all;
        std::array<char, 256> line;
        for (ssize_t got = 0; (got = recv(syslog.get(), line.data(), line.size(), 0)) > 0;) {
            all.append(line.data(), static_cast<std::size_t>(got)) += '\n';
        }
        return all;
    });
}

TEST(SyslogSink, WritesAtPriority9AndNoDebugLines) {
    const auto lines = syslog_of(write_each_level);
    if (!lines) GTEST_SKIP() << "takes root";
    const std::string head = "<9>[A-Z][a-z][a-z] [ 0-9][0-9] [0-9:]+ poap-agent: ";
    EXPECT_THAT(*lines, MatchesRegex(head + "info\n" + head + "warning\n" + head + "error\n"));
}

TEST(SyslogSink, PassesAPercentSignOnAsItIs) {
    const auto lines = syslog_of([](LogSink& sink) { sink.milestone("10 %s %n done"); });
    if (!lines) GTEST_SKIP() << "takes root";
    EXPECT_THAT(*lines, HasSubstr("10 %s %n done"));
}

TEST(SyslogSink, GoesOnWhereTheDaemonDoesNotRead) {
    const auto lines = syslog_of([](LogSink& sink) {
        for (int line = 0; line < 5000; ++line) sink.write(Level::Info, "one of many");
    });
    if (!lines) GTEST_SKIP() << "takes root";
    EXPECT_THAT(*lines, HasSubstr("one of many"));
}

TEST(SyslogSink, GoesOnWhereThereIsNoSyslog) {
    const auto story = in_own_namespaces([] {
        mount_tmpfs("/dev");
        write_each_level(*syslog_sink());
        return std::string("went on");
    });
    if (!story) GTEST_SKIP() << "takes root";
    EXPECT_EQ(*story, "went on");
}

}  // namespace
}  // namespace poap::test
