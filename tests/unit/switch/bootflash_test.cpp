#include "flash/bootflash.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "support/recording_log.hpp"
#include "support/small_disk.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

FileName name(const std::string& text) {
    return *FileName::parse(text);
}

class BootflashTest : public testing::Test {
  protected:
    TempDir dir_;
    Bootflash bootflash_{dir_.path()};
};

TEST_F(BootflashTest, ThatIsMissingIsAnErrorThatNamesIt) {
    const Error error = thrown_by([] { Bootflash("/nonexistent/bootflash"); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(),
                 "cannot open the bootflash folder /nonexistent/bootflash: No such file or directory");
}

TEST_F(BootflashTest, ThatIsAFileIsAnError) {
    dir_.write("file", "");
    EXPECT_EQ(thrown_by([&] { const Bootflash bootflash(dir_.path_of("file")); }).code(), ExitCode::Switch);
}

TEST_F(BootflashTest, OpensARegularFile) {
    dir_.write("x.bin", "image");
    EXPECT_TRUE(bootflash_.open_file("x.bin"));
    EXPECT_TRUE(bootflash_.has("x.bin"));
}

TEST_F(BootflashTest, TrustsAFileThatOnlyItsOwnerCanChange) {
    const auto trusted_with_mode = [&](mode_t mode) {
        chmod(dir_.path_of("x.bin").c_str(), mode);
        return static_cast<bool>(bootflash_.open_trusted("x.bin"));
    };
    dir_.write("x.bin", "image");
    EXPECT_TRUE(trusted_with_mode(0644));
    EXPECT_TRUE(trusted_with_mode(0600));
    EXPECT_FALSE(trusted_with_mode(0664)) << "its group can change it";
    EXPECT_FALSE(trusted_with_mode(0646)) << "others can change it";
    EXPECT_FALSE(trusted_with_mode(0666));
    EXPECT_TRUE(trusted_with_mode(0755));
    fs::create_hard_link(dir_.path_of("x.bin"), dir_.path_of("second-name"));
    EXPECT_FALSE(trusted_with_mode(0644)) << "it has two names";
    fs::create_symlink("second-name", dir_.path_of("link"));
    EXPECT_FALSE(bootflash_.open_trusted("link"));
    EXPECT_FALSE(bootflash_.open_trusted("none"));
}

TEST_F(BootflashTest, OpensNothingElse) {
    dir_.write("x.bin", "image");
    fs::create_symlink("x.bin", dir_.path_of("link"));
    fs::create_symlink("nowhere", dir_.path_of("dangling"));
    fs::create_directory(dir_.path_of("folder"));
    ASSERT_EQ(mkfifo(dir_.path_of("pipe").c_str(), 0600), 0);
    for (const char* other : {"link", "dangling", "folder", "pipe", "missing"}) {
        EXPECT_FALSE(bootflash_.has(other)) << other;
    }
}

TEST_F(BootflashTest, ListsItsRegularFilesAsTheyAreOnTheDisk) {
    dir_.write("x.bin", std::string(10'000, 'x'));
    fs::create_hard_link(dir_.path_of("x.bin"), dir_.path_of("y.bin"));
    fs::create_symlink("x.bin", dir_.path_of("link"));
    fs::create_directory(dir_.path_of("folder"));
    ASSERT_EQ(mkfifo(dir_.path_of("pipe").c_str(), 0600), 0);
    const auto files = bootflash_.files();
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].links, 2U);
    EXPECT_GE(files[0].bytes, 10'000U);
    EXPECT_GT(files[0].modified.tv_sec, 0);
}

TEST_F(BootflashTest, IsTheFolderThatWasOpenedWhateverItsPathLeadsToLater) {
    fs::rename(dir_.path(), dir_.path() + "-moved");
    fs::create_directory(dir_.path());
    bootflash_.create_file("x");
    EXPECT_THAT(dir_.names(), IsEmpty());
    EXPECT_TRUE(bootflash_.has("x"));
    fs::remove_all(dir_.path() + "-moved");
}

TEST_F(BootflashTest, CreatesFilesForTheOwnersEyesAlone) {
    const Descriptor file = bootflash_.create_file("x");
    struct stat status {};
    ASSERT_EQ(fstat(file.get(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(BootflashTest, TakesUpAFileThatIsForTheOwnersEyesAlone) {
    dir_.write_private("x", "left");
    EXPECT_TRUE(bootflash_.open_resumable("x"));
    fs::permissions(dir_.path_of("x"), fs::perms::group_read, fs::perm_options::add);
    EXPECT_FALSE(bootflash_.open_resumable("x"));
    EXPECT_FALSE(bootflash_.open_resumable("missing"));
}

TEST_F(BootflashTest, TakesUpNoFileOfAnotherUser) {
    dir_.write_private("x", "left");
    if (chown(dir_.path_of("x").c_str(), 12345, 12345) != 0) GTEST_SKIP() << "needs root, to give it away";
    EXPECT_FALSE(bootflash_.open_resumable("x"));
}

TEST_F(BootflashTest, CreatesAnEmptyFileInPlaceOfAnOldOne) {
    dir_.write("x", "old");
    bootflash_.create_file("x");
    EXPECT_EQ(dir_.read("x"), "");
}

TEST_F(BootflashTest, CreatesAFileInPlaceOfALinkAndLeavesWhatTheLinkNames) {
    dir_.write("target", "precious");
    fs::create_symlink("target", dir_.path_of("x"));
    const Descriptor file = bootflash_.create_file("x");
    write_all(file.get(), "new");
    EXPECT_EQ(dir_.read("target"), "precious");
    EXPECT_TRUE(bootflash_.has("x"));
}

TEST_F(BootflashTest, CreatesAFileInPlaceOfAPipe) {
    ASSERT_EQ(mkfifo(dir_.path_of("x").c_str(), 0600), 0);
    bootflash_.create_file("x");
    EXPECT_TRUE(bootflash_.has("x"));
}

TEST_F(BootflashTest, MovesAFolderThatIsInTheWayAsideWithAllThatIsInIt) {
    RecordingLog record;
    const Bootflash bootflash(dir_.path(), &record.log);
    fs::create_directory(dir_.path_of("x"));
    dir_.write("x/precious", "somebody's");
    EXPECT_TRUE(bootflash.create_file("x"));
    EXPECT_TRUE(bootflash.has("x"));
    const auto aside = dir_.names().front();
    EXPECT_THAT(aside, StartsWith(".poap-agent.aside."));
    EXPECT_EQ(dir_.read(aside + "/x/precious"), "somebody's");
    EXPECT_TRUE(record.says("bootflash:x is a folder"));
}

TEST_F(BootflashTest, RemovesAnEmptyFolderThatIsInTheWay) {
    fs::create_directory(dir_.path_of("x"));
    EXPECT_TRUE(bootflash_.create_file("x"));
    EXPECT_THAT(dir_.names(), ElementsAre("x"));
}

TEST_F(BootflashTest, RemovesWithAPublishedPartItsOtherNameAndNobodyElsesFile) {
    dir_.write_private(".a.cfg.part", "ours");
    fs::create_hard_link(dir_.path_of(".a.cfg.part"), dir_.path_of("poap-agent.a.cfg"));
    dir_.write_private("a.cfg", "somebody's");
    dir_.write_private(".b.cfg.part", "ours");
    fs::create_hard_link(dir_.path_of(".b.cfg.part"), dir_.path_of("b.cfg"));
    bootflash_.remove_leftovers({name("b.cfg")});
    EXPECT_THAT(dir_.names(), ElementsAre(".b.cfg.part", "a.cfg"));
}

TEST_F(BootflashTest, LeavesBothNamesOfAFileThatOthersCanOpen) {
    dir_.write("a.cfg", "somebody's");
    fs::permissions(dir_.path_of("a.cfg"), fs::perms(0644));
    fs::create_hard_link(dir_.path_of("a.cfg"), dir_.path_of(".a.cfg.part"));
    bootflash_.create_file(".a.cfg.part");
    EXPECT_EQ(dir_.read("a.cfg"), "somebody's");
}

TEST_F(BootflashTest, RenamesOverAnOldFile) {
    dir_.write("new", "new");
    dir_.write("x", "old");
    bootflash_.rename(bootflash_.open_file("new").get(), "new", "x");
    bootflash_.sync();
    EXPECT_EQ(dir_.read("x"), "new");
    EXPECT_FALSE(dir_.has("new"));
}

TEST_F(BootflashTest, RenamesNoFileThatTookTheNameOfOurs) {
    const Descriptor ours = bootflash_.create_file("new");
    dir_.write("theirs", "theirs");
    fs::rename(dir_.path_of("theirs"), dir_.path_of("new"));
    const Error error = thrown_by([&] { bootflash_.rename(ours.get(), "new", "x"); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("bootflash:new was replaced or removed by another program"));
    EXPECT_THAT(dir_.names(), ElementsAre("new"));
}

TEST_F(BootflashTest, TellsAFileFromALinkToItAndFromItsCopy) {
    dir_.write("x", "ours");
    const Descriptor ours = bootflash_.open_file("x");
    EXPECT_NO_THROW(bootflash_.check_same(ours.get(), "x"));
    fs::copy_file(dir_.path_of("x"), dir_.path_of("copy"));
    fs::create_symlink("x", dir_.path_of("link"));
    for (const char* other : {"copy", "link", "missing"}) {
        EXPECT_EQ(thrown_by([&] { bootflash_.check_same(ours.get(), other); }).code(), ExitCode::Switch);
    }
}

TEST_F(BootflashTest, LinksTheOpenFileWhateverHasItsName) {
    const Descriptor ours = bootflash_.create_file("x");
    write_all(ours.get(), "ours");
    fs::rename(dir_.path_of("x"), dir_.path_of("y"));
    dir_.write("x", "theirs");
    EXPECT_EQ(bootflash_.link(ours.get(), "z"), Linked::Yes);
    EXPECT_EQ(dir_.read("z"), "ours");
    EXPECT_EQ(bootflash_.link(ours.get(), "x"), Linked::NameTaken);
    EXPECT_EQ(dir_.read("x"), "theirs");
}

TEST_F(BootflashTest, TellsWhetherAFileIsGone) {
    dir_.write("x", "");
    fs::create_directory(dir_.path_of("folder"));
    EXPECT_TRUE(bootflash_.remove("x"));
    EXPECT_FALSE(dir_.has("x"));
    EXPECT_TRUE(bootflash_.remove("x"));
    EXPECT_FALSE(bootflash_.remove("folder"));
}

TEST_F(BootflashTest, RemovesWhatEarlierPassesLeftAndNothingElse) {
    for (const char* kept : {".planned.bin.part", ".profile", "x.part", ".part", "..part", ".-x.part",
                             "x.bin", ".x.part.old", ". .part"}) {
        dir_.write(kept, "");
    }
    fs::create_symlink("x.bin", dir_.path_of(".link.part"));
    fs::create_directory(dir_.path_of(".folder.part"));
    const auto before = dir_.names();
    dir_.write(".old.bin.part", "");
    dir_.write(".FDO24180ABC.cfg.part", "");
    EXPECT_TRUE(bootflash_.remove_leftovers({name("planned.bin")}));
    EXPECT_EQ(dir_.names(), before);
    EXPECT_FALSE(bootflash_.remove_leftovers({name("planned.bin")}));
}

TEST_F(BootflashTest, LeavesThePartOfAnotherUser) {
    dir_.write(".old.bin.part", "");
    if (chown(dir_.path_of(".old.bin.part").c_str(), 12345, 12345) != 0) GTEST_SKIP() << "takes root";
    EXPECT_FALSE(bootflash_.remove_leftovers({}));
    EXPECT_TRUE(dir_.has(".old.bin.part"));
}

TEST_F(BootflashTest, RemovesLeftoversTwiceInARow) {
    bootflash_.remove_leftovers({});
    dir_.write(".old.bin.part", "");
    bootflash_.remove_leftovers({});
    EXPECT_THAT(dir_.names(), IsEmpty());
}

TEST_F(BootflashTest, ReadsAFileBackFromItsStartWhereverItStands) {
    const std::string bytes(600'000, 'x');
    const Descriptor file = bootflash_.create_file("x");
    write_all(file.get(), bytes);
    std::string read;
    read_back(file, name("x"), [&](std::string_view piece) { read += piece; });
    EXPECT_TRUE(read == bytes);
}

TEST_F(BootflashTest, ReadsNothingFromAnEmptyFile) {
    read_back(bootflash_.create_file("x"), name("x"), [](std::string_view) { FAIL(); });
}

TEST_F(BootflashTest, StopsReadingWhereItsReaderDoes) {
    dir_.write("x", "bytes");
    EXPECT_THROW(read_back(bootflash_.open_file("x"), name("x"),
                           [](std::string_view) { throw std::runtime_error("enough"); }),
                 std::runtime_error);
}

TEST_F(BootflashTest, SaysWhichFileItCannotRead) {
    const Error error = thrown_by([] { read_back(Descriptor(), name("x.bin"), [](std::string_view) {}); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("x.bin"));
}

TEST(BootflashError, OfAFullDiskIsNoSpace) {
    for (const int full : {ENOSPC, EDQUOT, EFBIG}) {
        EXPECT_EQ(bootflash_error(full, "cannot write x").code(), ExitCode::NoSpace);
    }
    for (const int other : {EIO, EROFS, EACCES, ENOENT}) {
        EXPECT_EQ(bootflash_error(other, "cannot write x").code(), ExitCode::Switch);
    }
    EXPECT_STREQ(bootflash_error(ENOSPC, "cannot write x").what(), "cannot write x: No space left on device");
}

TEST(Bootflash, TellsWhatAFileMayStillTake) {
    const SmallDisk disk(64 * 1024);
    if (!disk.mounted()) GTEST_SKIP() << "takes root";
    const Bootflash bootflash(disk.path());
    EXPECT_EQ(bootflash.free_bytes(), 64U * 1024);
    write_all(bootflash.create_file("x").get(), std::string(32 * 1024, 'x'));
    EXPECT_EQ(bootflash.free_bytes(), 32U * 1024);
}

}  // namespace
}  // namespace poap::test
