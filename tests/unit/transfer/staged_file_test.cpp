#include "flash/staged_file.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "support/fake_clock.hpp"
#include "support/planned.hpp"
#include "support/small_disk.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::FakeClock, test::md5_of, test::SmallDisk, test::TempDir, test::thrown_by;

using Names = std::vector<std::string>;

const FileName kImage = FileName::parse("nxos.bin").value();
constexpr const char* kPart = ".nxos.bin.part";

struct StagedFileTest : testing::Test {
    TempDir dir;
    Bootflash bootflash{dir.path()};
    FakeClock clock;

    StagedFile staged_with(const std::string& bytes) {
        StagedFile file = StagedFile::create(bootflash, kImage);
        file.begin({bytes.size()});
        file.write(bytes);
        return file;
    }
};

std::string read_back_all(const StagedFile& file) {
    std::string text;
    read_back(file.file(), file.name(), [&](std::string_view piece) { text += piece; });
    return text;
}

unsigned mode_of(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0);
    return status.st_mode & 07777U;
}

TEST_F(StagedFileTest, HasAPartsNameUntilItIsPublishedAndAgainWhenItIsWithdrawn) {
    const mode_t before = umask(0077);
    dir.write("nxos.bin", "old");
    {
        StagedFile file = staged_with("image");
        EXPECT_EQ(dir.names(), (Names{kPart, "nxos.bin"}));
        EXPECT_EQ(mode_of(dir.path_of(kPart)), 0600U);
        file.sync();
        file.publish();
        EXPECT_EQ(dir.names(), Names{"nxos.bin"});
        EXPECT_EQ(dir.read("nxos.bin"), "image");
        EXPECT_EQ(mode_of(dir.path_of("nxos.bin")), 0644U);
        file.withdraw();
        EXPECT_EQ(mode_of(dir.path_of(kPart)), 0600U);
    }
    EXPECT_EQ(dir.names(), Names{kPart});
    EXPECT_EQ(dir.read(kPart), "image");
    umask(before);
}

TEST_F(StagedFileTest, IsWrittenOutAsItComesAlsoWhereNoDigestIsKnown) {
    const std::string bytes(40 * 1024 * 1024, 'x');
    StagedFile file = StagedFile::create(bootflash, kImage);
    file.begin({bytes.size()});
    for (std::size_t at = 0; at < bytes.size(); at += 100000) file.write(bytes.substr(at, 100000));
    file.sync();
    EXPECT_EQ(file.size(), bytes.size());
    EXPECT_TRUE(read_back_all(file) == bytes);
}

TEST_F(StagedFileTest, IsRemovedOnceUnlessItIsPublished) {
    {
        StagedFile file = staged_with("half");
        const StagedFile moved = std::move(file);
        EXPECT_EQ(dir.names(), Names{kPart});
    }
    EXPECT_EQ(dir.names(), Names{});
    {
        StagedFile file = staged_with("image");
        file.sync();
        file.publish();
    }
    EXPECT_EQ(dir.names(), Names{"nxos.bin"});
}

TEST_F(StagedFileTest, StartsFromNothingWithEachTry) {
    StagedFile file = staged_with("a long first try");
    file.begin({});
    file.write("sec");
    file.write("ond");
    file.sync();
    EXPECT_EQ(file.size(), 6U);
    EXPECT_EQ(read_back_all(file), "second");
    file.write("\n");
    file.sync();
    EXPECT_EQ(read_back_all(file), "second\n") << "reading back has not moved its place";
}

TEST_F(StagedFileTest, RefusesASizeOnlyWhereBootflashHasNoRoomForIt) {
    StagedFile file = StagedFile::create(bootflash, kImage);
    const Error error = thrown_by([&] { file.begin({std::uint64_t{1} << 60}); });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
    EXPECT_THAT(error.what(), testing::HasSubstr("nxos.bin needs "));
    EXPECT_FALSE(error.is_retryable());
    EXPECT_NO_THROW(file.begin({bootflash.free_bytes() / 2}));
}

TEST_F(StagedFileTest, ResumesWhatAnEarlierRunLeft) {
    dir.write_private(kPart, "complete");
    StagedFile file = StagedFile::resume(bootflash, kImage, DigestKind::Md5);
    EXPECT_EQ(file.size(), 8U);
    EXPECT_EQ(file.digest(clock), md5_of("complete"));
    file.publish();
    EXPECT_EQ(dir.read("nxos.bin"), "complete");
}

TEST_F(StagedFileTest, KeepsWhatAnEarlierRunLeftUntilOtherBytesComeOrItIsKnownToBeWrong) {
    dir.write_private(kPart, "complete");
    { const StagedFile file = StagedFile::resume(bootflash, kImage, DigestKind::Md5); }
    EXPECT_EQ(dir.names(), Names{kPart});
    { StagedFile::resume(bootflash, kImage, DigestKind::Md5).begin({}); }
    EXPECT_EQ(dir.names(), Names{});
    dir.write_private(kPart, "complete");
    { StagedFile::resume(bootflash, kImage, DigestKind::Md5).set_verified(false); }
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(StagedFileTest, KeepsNothingThatBootflashFailedToRead) {
    {
        StagedFile file = StagedFile::resume(bootflash, kImage, DigestKind::Md5);
        const Descriptor only_written(open(dir.path_of(kPart).c_str(), O_WRONLY | O_CLOEXEC));
        ASSERT_GE(dup2(only_written.get(), file.file().get()), 0);
        file.begin({std::nullopt, 0, {"", 784111777}});  // of a version that would be kept
        file.write("image");
        EXPECT_EQ(thrown_by([&] { file.digest(clock); }).code(), ExitCode::Switch);
        EXPECT_FALSE(file.partial());
    }
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(StagedFileTest, HasADigestOnlyWhereItWasResumed) {
    EXPECT_THROW(staged_with("image").digest(clock), std::logic_error);
    StagedFile empty = StagedFile::resume(bootflash, kImage, DigestKind::Md5);
    EXPECT_EQ(empty.size(), 0U);
    EXPECT_FALSE(empty.partial());
}

/// Puts something at the part's name that must not be followed, opened or written to.
using Plant = void (*)(const TempDir&);

const Plant kPlants[] = {
    [](const TempDir& dir) { std::filesystem::create_symlink("victim", dir.path_of(kPart)); },
    [](const TempDir& dir) { std::filesystem::create_hard_link(dir.path_of("victim"), dir.path_of(kPart)); },
    [](const TempDir& dir) { std::filesystem::create_symlink("nowhere", dir.path_of(kPart)); },
    [](const TempDir& dir) { ASSERT_EQ(mkfifo(dir.path_of(kPart).c_str(), 0600), 0); }};

TEST(StagedFileAgainst, LinksAndFifosMakesAFileOfItsOwnInTheirPlace) {
    for (const bool resumes : {false, true}) {
        for (const Plant plant : kPlants) {
            const TempDir dir;
            const Bootflash bootflash(dir.path());
            dir.write_private("victim", "precious");
            plant(dir);
            StagedFile file = resumes ? StagedFile::resume(bootflash, kImage, DigestKind::Md5)
                                      : StagedFile::create(bootflash, kImage);
            EXPECT_EQ(file.size(), 0U);
            if (!resumes) file.begin({});
            file.write("image");
            file.sync();
            file.publish();
            EXPECT_EQ(dir.read("nxos.bin"), "image");
            EXPECT_TRUE(is_regular_file(std::filesystem::symlink_status(dir.path_of("nxos.bin"))));
            EXPECT_EQ(dir.read("victim"), "precious");
            EXPECT_FALSE(dir.has("nowhere"));
        }
    }
}

TEST_F(StagedFileTest, MovesAFolderOutOfItsWay) {
    dir.write("precious", "somebody's");
    std::filesystem::create_directory(dir.path_of(kPart));
    std::filesystem::rename(dir.path_of("precious"), dir.path_of(std::string(kPart) + "/precious"));
    staged_with("image").sync();
    ASSERT_EQ(dir.names().size(), 1U);
    EXPECT_EQ(dir.read(dir.names()[0] + "/" + kPart + "/precious"), "somebody's");
}

TEST_F(StagedFileTest, IsNotPublishedOverAFolder) {
    std::filesystem::create_directory(dir.path_of("nxos.bin"));
    StagedFile file = staged_with("image");
    file.sync();
    const Error error = thrown_by([&] { file.publish(); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(), "bootflash:nxos.bin, the planned image, is a folder");
}

TEST_F(StagedFileTest, IsNotPublishedWhereAnotherFileHasThePartsName) {
    StagedFile file = staged_with("image");
    file.sync();
    dir.write("theirs", "image");
    std::filesystem::rename(dir.path_of("theirs"), dir.path_of(kPart));
    EXPECT_EQ(thrown_by([&] { file.publish(); }).code(), ExitCode::Switch);
    EXPECT_FALSE(dir.has("nxos.bin"));
}

TEST_F(StagedFileTest, IsNotPublishedOnceItsBytesWereChanged) {
    StagedFile file = staged_with("image");
    file.sync();
    const Descriptor opened_before(open(dir.path_of(kPart).c_str(), O_WRONLY | O_CLOEXEC));
    // The kernel's clock for files ticks every few milliseconds.
    const timespec any_other_time[2] = {{1, 0}, {1, 0}};
    ASSERT_EQ(pwrite(opened_before.get(), "I", 1, 0), 1);
    ASSERT_EQ(futimens(opened_before.get(), any_other_time), 0);
    const Error error = thrown_by([&] { file.publish(); });
    EXPECT_STREQ(error.what(), "bootflash:.nxos.bin.part was changed by another program");
    EXPECT_FALSE(dir.has("nxos.bin"));
}

TEST_F(StagedFileTest, LeavesAnotherFileThatTookItsFinalName) {
    StagedFile file = staged_with("image");
    file.sync();
    file.publish();
    dir.write("theirs", "theirs");
    std::filesystem::rename(dir.path_of("theirs"), dir.path_of("nxos.bin"));
    EXPECT_EQ(thrown_by([&] { file.withdraw(); }).code(), ExitCode::Switch);
    EXPECT_EQ(dir.read("nxos.bin"), "theirs");
}

TEST(StagedFileOnASmallDisk, SaysThatItIsFullWhereTheSizeWasNotAnnounced) {
    const SmallDisk disk(256 * 1024);
    if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
    const Bootflash bootflash(disk.path());
    {
        StagedFile file = StagedFile::create(bootflash, kImage);
        file.begin({});
        const Error error = thrown_by([&] { file.write(std::string(1024 * 1024, 'x')); });
        EXPECT_EQ(error.code(), ExitCode::NoSpace);
        EXPECT_THAT(error.what(), testing::HasSubstr("nxos.bin"));
    }
    EXPECT_GE(bootflash.free_bytes(), 200U * 1024) << "what was written must be given back";
}

TEST(StagedFileOnASmallDisk, CountsAnEarlierPartAsFree) {
    const SmallDisk disk(256 * 1024);
    if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
    const Bootflash bootflash(disk.path());
    StagedFile first = StagedFile::create(bootflash, kImage);
    first.begin({});
    first.write(std::string(200 * 1024, 'x'));
    EXPECT_NO_THROW(first.begin({200 * 1024})) << "the first try's bytes are void";
}

}  // namespace
}  // namespace poap
