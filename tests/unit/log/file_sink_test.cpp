#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <filesystem>
#include <functional>
#include <string>
#include <system_error>
#include <vector>

#include "base/descriptor.hpp"
#include "log/sinks.hpp"
#include "support/temp_dir.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::MatchesRegex, testing::SizeIs;

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
    sink->emit(Downloading{"nxos.bin", 10, 100, 1, true});
    sink->emit(Downloading{"nxos.bin", 12, 100, 1, false});
    const auto names = dir.names();
    ASSERT_THAT(names, SizeIs(1));
    EXPECT_THAT(names[0], MatchesRegex("20[0-9]{12}_poap\\.log"));
    const std::string stamp = "20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z ";
    EXPECT_THAT(dir.read(names[0]),
                MatchesRegex(stamp + "detail\n" + stamp + "nxos.bin: 10 bytes of 100 bytes, 10 %.*\n"));
}

TEST(FileSink, IsPrivateAndAppendedTo) {
    const TempDir dir;
    // The clock may tick between the two: then there are two files, each with its line.
    file_sink(dir.path())->write(Level::Info, "first");
    file_sink(dir.path())->write(Level::Info, "second");
    std::string text;
    for (const std::string& name : dir.names()) {
        text += dir.read(name);
        struct stat status {};
        ASSERT_EQ(stat(dir.path_of(name).c_str(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U);
    }
    EXPECT_THAT(text, HasSubstr("first"));
    EXPECT_THAT(text, HasSubstr("second"));
}

void write_all_named(const TempDir& dir, const std::vector<std::string>& names) {
    for (const std::string& name : names) dir.write(name, "old");
}

TEST(FileSink, KeepsTheNewestThreeOfTheOlderLogs) {
    const TempDir dir;
    write_all_named(dir, {"20170101000000_17_poap.log", "20180101000000_poap.log", "20190101000000_poap.log",
                          "20200101000000_poap.log", "20210101000000_poap.log"});
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
                             "2017010100000x_poap.log", "20160101000000_x_poap.log", "nxos.bin"}) {
        dir.write(name, "other");
    }
    std::filesystem::create_directory(dir.path_of("20160101000000_poap.log"));
    const auto sink = file_sink(dir.path());
    EXPECT_THAT(dir.names(), SizeIs(8));
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

/// A log is kept under another name, which tells the time and this process.
void expect_another_name(const TempDir& dir) {
    file_sink(dir.path())->write(Level::Info, "here");
    std::vector<std::string> logs = dir.names();
    std::erase_if(logs, [](const std::string& name) {
        return !name.ends_with("_" + std::to_string(getpid()) + "_poap.log");
    });
    ASSERT_THAT(logs, SizeIs(1));
    EXPECT_THAT(logs[0], MatchesRegex("20[0-9]{12}_[0-9]+_poap\\.log"));
    EXPECT_THAT(dir.read(logs[0]), HasSubstr("here"));
}

TEST(FileSink, AppendsToNoFileThatHasAnotherName) {
    const TempDir dir;
    dir.write("precious", "as it was");
    plant_logs([&](const auto& name) {
        ASSERT_EQ(link(dir.path_of("precious").c_str(), dir.path_of(name).c_str()), 0);
    });
    expect_another_name(dir);
    EXPECT_EQ(dir.read("precious"), "as it was");
    EXPECT_THAT(logs_in(dir), SizeIs(301));
}

TEST(FileSink, FollowsNoLink) {
    const TempDir dir;
    plant_logs([&](const auto& name) {
        ASSERT_EQ(symlink(dir.path_of("elsewhere").c_str(), dir.path_of(name).c_str()), 0);
    });
    expect_another_name(dir);
    EXPECT_FALSE(dir.has("elsewhere"));
}

TEST(FileSink, WritesNothingToAFifo) {
    const TempDir dir;
    std::vector<Descriptor> readers;
    plant_logs([&](const auto& name) {
        ASSERT_EQ(mkfifo(dir.path_of(name).c_str(), 0600), 0);
        readers.emplace_back(open(dir.path_of(name).c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    });
    expect_another_name(dir);
    for (const Descriptor& reader : readers) {
        char byte = 0;
        EXPECT_LE(read(reader.get(), &byte, 1), 0);
    }
}

TEST(FileSink, AppendsToNoFileOfAnotherUserAndRemovesNone) {
    if (geteuid() != 0) GTEST_SKIP() << "takes root";
    const TempDir dir;
    constexpr uid_t kNobody = 65534;
    plant_logs([&](const auto& name) {
        dir.write(name, "");
        EXPECT_EQ(chown(dir.path_of(name).c_str(), kNobody, kNobody), 0);
    });
    expect_another_name(dir);
    EXPECT_THAT(logs_in(dir), SizeIs(301));
}

TEST(FileSink, CountsNoFileOfAnotherUserAmongTheNewest) {
    if (geteuid() != 0) GTEST_SKIP() << "takes root";
    const TempDir dir;
    dir.write("20170101000000_poap.log", "ours");
    for (const char* name :
         {"29970101000000_poap.log", "29980101000000_poap.log", "29990101000000_poap.log"}) {
        dir.write(name, "planted");
        ASSERT_EQ(chown(dir.path_of(name).c_str(), 65534, 65534), 0);
    }
    file_sink(dir.path())->write(Level::Info, "now");
    EXPECT_TRUE(dir.has("20170101000000_poap.log"));
    EXPECT_THAT(logs_in(dir), SizeIs(5));
}

}  // namespace
}  // namespace poap::test
