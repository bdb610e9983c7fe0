#include "flash/bootflash.hpp"

#include <gmock/gmock.h>
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
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::StartsWith;

FileName name(const std::string& text) {
    return *FileName::parse(text);
}

class BootflashTest : public testing::Test {
  protected:
    TempDir dir_;
    Bootflash bootflash_{dir_.path()};
};

TEST_F(BootflashTest, ThatIsNotAFolderIsAnErrorThatNamesIt) {
    const Error error = thrown_by([] { Bootflash("/nonexistent/bootflash"); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(),
                 "cannot open the bootflash folder /nonexistent/bootflash: No such file or directory");
    dir_.write("file", "");
    EXPECT_EQ(thrown_by([&] { const Bootflash bootflash(dir_.path_of("file")); }).code(), ExitCode::Switch);
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

TEST_F(BootflashTest, OpensAndListsRegularFilesAlone) {
    dir_.write("x.bin", std::string(10'000, 'x'));
    fs::create_hard_link(dir_.path_of("x.bin"), dir_.path_of("y.bin"));
    fs::create_symlink("x.bin", dir_.path_of("link"));
    fs::create_symlink("nowhere", dir_.path_of("dangling"));
    fs::create_directory(dir_.path_of("folder"));
    ASSERT_EQ(mkfifo(dir_.path_of("pipe").c_str(), 0600), 0);
    EXPECT_TRUE(bootflash_.open_file("x.bin"));
    EXPECT_TRUE(bootflash_.has("x.bin"));
    for (const char* other : {"link", "dangling", "folder", "pipe", "missing"})
        EXPECT_FALSE(bootflash_.has(other)) << other;
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

TEST_F(BootflashTest, CreatesAPrivateEmptyFileInPlaceOfWhatHasItsName) {
    dir_.write("target", "precious");
    dir_.write("old", "old");
    fs::create_symlink("target", dir_.path_of("link"));
    ASSERT_EQ(mkfifo(dir_.path_of("pipe").c_str(), 0600), 0);
    fs::create_directory(dir_.path_of("empty"));
    for (const char* file : {"new", "old", "link", "pipe", "empty"}) {
        const Descriptor created = bootflash_.create_file(file);
        EXPECT_TRUE(bootflash_.has(file)) << file;
        struct stat status {};
        ASSERT_EQ(fstat(created.get(), &status), 0);
        EXPECT_EQ(status.st_mode & 0777U, 0600U);
        EXPECT_EQ(status.st_size, 0);
    }
    EXPECT_EQ(dir_.read("target"), "precious");
}

TEST_F(BootflashTest, ResumesAPrivateFileOfItsOwnAlone) {
    dir_.write_private("x", "left");
    EXPECT_TRUE(bootflash_.open_resumable("x"));
    fs::permissions(dir_.path_of("x"), fs::perms::group_read, fs::perm_options::add);
    EXPECT_FALSE(bootflash_.open_resumable("x"));
    EXPECT_FALSE(bootflash_.open_resumable("missing"));
    dir_.write_private("theirs", "left");
    if (chown(dir_.path_of("theirs").c_str(), 12345, 12345) == 0) {
        EXPECT_FALSE(bootflash_.open_resumable("theirs"));
    }
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

TEST_F(BootflashTest, RemovesAFileButNoFolder) {
    dir_.write("x", "");
    fs::create_directory(dir_.path_of("folder"));
    EXPECT_TRUE(bootflash_.remove("x"));
    EXPECT_FALSE(dir_.has("x"));
    EXPECT_TRUE(bootflash_.remove("x"));
    EXPECT_FALSE(bootflash_.remove("folder"));
}

TEST_F(BootflashTest, RemovesTheLeftoversOfEarlierRunsAndNothingElse) {
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
    dir_.write(".theirs.bin.part", "");
    const bool is_root = chown(dir_.path_of(".theirs.bin.part").c_str(), 12345, 12345) == 0;
    EXPECT_EQ(bootflash_.remove_leftovers({name("planned.bin")}), !is_root);
    EXPECT_EQ(dir_.has(".theirs.bin.part"), is_root) << "it is another user's";
}

TEST_F(BootflashTest, ReadsAFileBackFromItsStartWhereverItStands) {
    const std::string bytes(600'000, 'x');
    const Descriptor file = bootflash_.create_file("x");
    write_all(file.get(), bytes);
    std::string read;
    read_back(file, name("x"), [&](std::string_view piece) { read += piece; });
    EXPECT_TRUE(read == bytes);
    read_back(bootflash_.create_file("empty"), name("empty"), [](std::string_view) { FAIL(); });
    const auto stop = [](std::string_view) { throw std::runtime_error("enough"); };
    EXPECT_THROW(read_back(file, name("x"), stop), std::runtime_error);
}

TEST_F(BootflashTest, NamesTheFileThatItCannotRead) {
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

TEST(Bootflash, KnowsHowMuchIsFree) {
    const SmallDisk disk(64 * 1024);
    if (!disk.mounted()) GTEST_SKIP() << "takes root";
    const Bootflash bootflash(disk.path());
    EXPECT_EQ(bootflash.free_bytes(), 64U * 1024);
    write_all(bootflash.create_file("x").get(), std::string(32 * 1024, 'x'));
    EXPECT_EQ(bootflash.free_bytes(), 32U * 1024);
}

}  // namespace
}  // namespace poap::test
