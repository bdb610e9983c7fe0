// What is at the names of logs: tests/system/in_the_way_test.cpp.

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "log/sinks.hpp"
#include "support/temp_dir.hpp"
#include "support/words.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr, testing::MatchesRegex, testing::SizeIs;
using Names = std::vector<std::string>;

struct FileSink : testing::Test {
    const TempDir dir;

    void write(const std::string& line) const { file_sink(dir.path())->write(Level::Info, line); }
    void write_files(const std::string& names) const {
        for (const std::string& name : words(names)) dir.write(name, "old");
    }
};

TEST_F(FileSink, IsNamedForTheTimePrivateAndStampsEachLine) {
    const auto sink = file_sink(dir.path());
    sink->write(Level::Debug, "detail");
    sink->emit(Downloading{"nxos.bin", 10, 100, 1, true});
    sink->emit(Downloading{"nxos.bin", 12, 100, 1, false});
    const auto names = dir.names();
    ASSERT_THAT(names, SizeIs(1));
    EXPECT_THAT(names[0], MatchesRegex("20[0-9]{12}_poap\\.log"));
    EXPECT_EQ(std::filesystem::status(dir.path_of(names[0])).permissions(), std::filesystem::perms(0600));
    const std::string stamp = "20[0-9][0-9]-[0-9][0-9]-[0-9][0-9] [0-9][0-9]:[0-9][0-9]:[0-9][0-9]Z ";
    EXPECT_THAT(dir.read(names[0]),
                MatchesRegex(stamp + "detail\n" + stamp + "nxos.bin: 10 bytes of 100 bytes, 10 %.*\n"));
}

TEST_F(FileSink, AppendsToALogOfTheSameSecond) {
    // The clock may tick between the two: then there are two files, each with its line.
    write("first");
    write("second");
    std::string text;
    for (const std::string& name : dir.names()) text += dir.read(name);
    EXPECT_THAT(text, MatchesRegex(".*Z first\n.*Z second\n"));
}

TEST_F(FileSink, KeepsTheNewestThreeOfTheOlderLogsAndOtherFiles) {
    const std::string others =
        "2017_poap.log 20170101000000_poap.log.gz x20170101000000_poap.log 2017010100000x_poap.log "
        "20160101000000_x_poap.log nxos.bin";
    write_files(others);
    std::filesystem::create_directory(dir.path_of("20160101000000_poap.log"));
    Names expected = dir.names();
    write_files("20170101000000_17_poap.log 20180101000000_poap.log");
    const Names kept = words("20190101000000_poap.log 20200101000000_poap.log 20210101000000_poap.log");
    for (const std::string& name : kept) dir.write(name, "old");
    expected.insert(expected.end(), kept.begin(), kept.end());
    write("now");
    EXPECT_THAT(dir.names(), SizeIs(expected.size() + 1));
    for (const std::string& name : expected) EXPECT_TRUE(dir.has(name)) << name;
}

TEST_F(FileSink, KeepsItsOwnLogWhereAWrongClockMakesItTheOldest) {
    write_files(
        "29970101000000_poap.log 29980101000000_poap.log 29990101000000_poap.log "
        "29990201000000_poap.log");
    write("now");
    ASSERT_THAT(dir.names(), SizeIs(4));
    EXPECT_THAT(dir.read(dir.names()[0]), HasSubstr("now"));
}

TEST_F(FileSink, NeedsAFolderItCanWriteTo) {
    EXPECT_THROW(file_sink("/nonexistent/folder"), std::system_error);
    EXPECT_THROW(file_sink("/dev/null"), std::system_error);
}

TEST_F(FileSink, DoesNotCountFilesOfAnotherUserAmongTheNewest) {
    if (geteuid() != 0) GTEST_SKIP() << "takes root";
    const std::string planted = "29970101000000_poap.log 29980101000000_poap.log 29990101000000_poap.log";
    write_files("20170101000000_poap.log " + planted);
    for (const std::string& name : words(planted))
        ASSERT_EQ(chown(dir.path_of(name).c_str(), 65534, 65534), 0);
    write("now");
    EXPECT_TRUE(dir.has("20170101000000_poap.log"));
    EXPECT_THAT(dir.names(), SizeIs(5));
}

}  // namespace
}  // namespace poap::test
