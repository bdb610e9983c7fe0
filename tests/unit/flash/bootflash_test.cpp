#include "flash/bootflash.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>

#include "base/text.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/small_disk.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre, testing::IsEmpty;

struct BootflashTest : testing::Test {
    TempDir dir;
    RecordingLog record;
    Bootflash bootflash{dir.path(), &record.log};
};

TEST_F(BootflashTest, ThatIsNotAFolderIsAnErrorThatNamesIt) {
    const Error error = thrown_by([] { Bootflash("/nonexistent/bootflash"); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(),
                 "cannot open the bootflash folder /nonexistent/bootflash: No such file or directory");
    dir.write("file", "");
    EXPECT_EQ(thrown_by([&] { const Bootflash file(dir.path_of("file")); }).code(), ExitCode::Switch);
}

TEST_F(BootflashTest, TrustsAFileThatOnlyItsOwnerCanChange) {
    const auto trusted_with_mode = [&](mode_t mode) {
        chmod(dir.path_of("x.bin").c_str(), mode);
        return static_cast<bool>(bootflash.open_trusted("x.bin"));
    };
    dir.write("x.bin", "image");
    EXPECT_TRUE(trusted_with_mode(0644));
    EXPECT_TRUE(trusted_with_mode(0600));
    EXPECT_FALSE(trusted_with_mode(0664)) << "its group can change it";
    EXPECT_FALSE(trusted_with_mode(0646)) << "others can change it";
    EXPECT_FALSE(trusted_with_mode(0666));
    EXPECT_TRUE(trusted_with_mode(0755));
    fs::create_hard_link(dir.path_of("x.bin"), dir.path_of("second-name"));
    EXPECT_FALSE(trusted_with_mode(0644)) << "it has two names";
    fs::create_symlink("second-name", dir.path_of("link"));
    EXPECT_FALSE(bootflash.open_trusted("link"));
    EXPECT_FALSE(bootflash.open_trusted("none"));
}

TEST_F(BootflashTest, OpensAndListsRegularFilesAlone) {
    dir.write("x.bin", std::string(10'000, 'x'));
    fs::create_hard_link(dir.path_of("x.bin"), dir.path_of("y.bin"));
    fs::create_symlink("x.bin", dir.path_of("link"));
    fs::create_symlink("nowhere", dir.path_of("dangling"));
    fs::create_directory(dir.path_of("folder"));
    ASSERT_EQ(mkfifo(dir.path_of("pipe").c_str(), 0600), 0);
    EXPECT_TRUE(bootflash.open_file("x.bin"));
    EXPECT_TRUE(bootflash.has("x.bin"));
    for (const char* other : {"link", "dangling", "folder", "pipe", "missing"})
        EXPECT_FALSE(bootflash.has(other)) << other;
    const auto files = bootflash.files();
    ASSERT_EQ(files.size(), 2U);
    EXPECT_EQ(files[0].links, 2U);
    EXPECT_GE(files[0].bytes, 10'000U);
    EXPECT_GT(files[0].modified.tv_sec, 0);
}

TEST_F(BootflashTest, IsTheFolderThatWasOpenedWhateverItsPathLeadsToLater) {
    fs::rename(dir.path(), dir.path() + "-moved");
    fs::create_directory(dir.path());
    bootflash.create_file("x");
    EXPECT_THAT(dir.names(), IsEmpty());
    EXPECT_TRUE(bootflash.has("x"));
    fs::remove_all(dir.path() + "-moved");
}

TEST_F(BootflashTest, ResumesAPrivateFileOfItsOwnAlone) {
    dir.write_private("x", "left");
    EXPECT_TRUE(bootflash.open_resumable("x"));
    fs::permissions(dir.path_of("x"), fs::perms::group_read, fs::perm_options::add);
    EXPECT_FALSE(bootflash.open_resumable("x"));
    EXPECT_FALSE(bootflash.open_resumable("missing"));
    dir.write_private("theirs", "left");
    if (chown(dir.path_of("theirs").c_str(), 12345, 12345) == 0) {
        EXPECT_FALSE(bootflash.open_resumable("theirs"));
    }
}

TEST_F(BootflashTest, RemovesWithAPublishedPartItsOtherNameAndNobodyElsesFile) {
    dir.write_private(".a.cfg.part", "ours");
    fs::create_hard_link(dir.path_of(".a.cfg.part"), dir.path_of("poap-agent.a.cfg"));
    dir.write_private("a.cfg", "somebody's");
    dir.write_private(".b.cfg.part", "ours");
    fs::create_hard_link(dir.path_of(".b.cfg.part"), dir.path_of("b.cfg"));
    bootflash.remove_leftovers({name("b.cfg")});
    EXPECT_THAT(dir.names(), ElementsAre(".b.cfg.part", "a.cfg"));
}

TEST_F(BootflashTest, LeavesBothNamesOfAFileThatOthersCanOpen) {
    dir.write("a.cfg", "somebody's");
    fs::permissions(dir.path_of("a.cfg"), fs::perms(0644));
    fs::create_hard_link(dir.path_of("a.cfg"), dir.path_of(".a.cfg.part"));
    bootflash.create_file(".a.cfg.part");
    EXPECT_EQ(dir.read("a.cfg"), "somebody's");
}

TEST_F(BootflashTest, RenamesItsOwnFileAlone) {
    dir.write("x", "old");
    const Descriptor ours = bootflash.create_file("new");
    fs::copy_file(dir.path_of("new"), dir.path_of("copy"));
    fs::create_symlink("new", dir.path_of("link"));
    for (const char* other : {"copy", "link", "missing"}) {
        const Error error = thrown_by([&] { bootflash.rename(ours.get(), other, "x"); });
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_EQ(error.what(), concat("bootflash:", other, " was replaced or removed by another program"));
        EXPECT_EQ(dir.read("x"), "old");
    }
    bootflash.rename(ours.get(), "new", "x");
    bootflash.sync();
    EXPECT_EQ(dir.read("x"), "");
    EXPECT_FALSE(dir.has("new"));
}

TEST_F(BootflashTest, LinksTheOpenFileWhateverHasItsName) {
    const Descriptor ours = bootflash.create_file("x");
    write_all(ours.get(), "ours");
    fs::rename(dir.path_of("x"), dir.path_of("y"));
    dir.write("x", "theirs");
    EXPECT_EQ(bootflash.link(ours.get(), "z"), Linked::Yes);
    EXPECT_EQ(dir.read("z"), "ours");
    EXPECT_EQ(bootflash.link(ours.get(), "x"), Linked::NameTaken);
    EXPECT_EQ(dir.read("x"), "theirs");
}

TEST_F(BootflashTest, RemovesTheLeftoversOfEarlierRunsAndNothingElse) {
    for (const char* kept : {".planned.bin.part", ".profile", "x.part", ".part", "..part", ".-x.part",
                             "x.bin", ".x.part.old", ". .part"}) {
        dir.write(kept, "");
    }
    fs::create_symlink("x.bin", dir.path_of(".link.part"));
    fs::create_directory(dir.path_of(".folder.part"));
    const auto before = dir.names();
    dir.write(".old.bin.part", "");
    dir.write(".FDO24180ABC.cfg.part", "");
    EXPECT_TRUE(bootflash.remove_leftovers({name("planned.bin")}));
    EXPECT_EQ(dir.names(), before);
    dir.write(".theirs.bin.part", "");
    const bool is_root = chown(dir.path_of(".theirs.bin.part").c_str(), 12345, 12345) == 0;
    EXPECT_EQ(bootflash.remove_leftovers({name("planned.bin")}), !is_root);
    EXPECT_EQ(dir.has(".theirs.bin.part"), is_root) << "it is another user's";
    EXPECT_FALSE(bootflash.remove(".folder.part"));
}

TEST_F(BootflashTest, ReadsAFileBackFromItsStartWhereverItStands) {
    const std::string bytes(600'000, 'x');
    const Descriptor file = bootflash.create_file("x");
    write_all(file.get(), bytes);
    std::string read;
    read_back(file, name("x"), [&](std::string_view piece) { read += piece; });
    EXPECT_TRUE(read == bytes);
    read_back(bootflash.create_file("empty"), name("empty"), [](std::string_view) { FAIL(); });
    const auto stop = [](std::string_view) { throw std::runtime_error("enough"); };
    EXPECT_THROW(read_back(file, name("x"), stop), std::runtime_error);
    const Error error = thrown_by([&] { read_back(Descriptor(), name("x.bin"), stop); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), testing::HasSubstr("x.bin"));
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
