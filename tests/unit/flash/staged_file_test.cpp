// What is at the names of parts: tests/system/in_the_way_test.cpp.

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

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using Names = std::vector<std::string>;

const FileName kImage = FileName::parse("nxos.bin").value();
constexpr const char* kPart = ".nxos.bin.part";

struct StagedFileTest : testing::Test {
    TempDir dir;
    Bootflash bootflash{dir.path()};
    FakeClock clock;

    void expect_mode(const std::string& file, unsigned mode) const {
        EXPECT_EQ(fs::status(dir.path_of(file)).permissions(), fs::perms(mode)) << file;
    }

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

TEST_F(StagedFileTest, HasAPartsNameUntilItIsPublishedAndAgainWhenItIsWithdrawn) {
    const mode_t before = umask(0077);
    dir.write("nxos.bin", "old");
    {
        StagedFile file = staged_with("image");
        EXPECT_EQ(dir.names(), (Names{kPart, "nxos.bin"}));
        expect_mode(kPart, 0600);
        file.sync();
        file.publish();
        EXPECT_EQ(dir.names(), Names{"nxos.bin"});
        EXPECT_EQ(dir.read("nxos.bin"), "image");
        expect_mode("nxos.bin", 0644);
        file.withdraw();
        expect_mode(kPart, 0600);
    }
    EXPECT_EQ(dir.names(), Names{kPart});
    EXPECT_EQ(dir.read(kPart), "image");
    umask(before);
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

TEST_F(StagedFileTest, HasADigestOnlyWhereItIsResumed) {
    EXPECT_THROW(staged_with("image").digest(clock), std::logic_error);
    StagedFile empty = StagedFile::resume(bootflash, kImage, DigestKind::Md5);
    EXPECT_EQ(empty.size(), 0U);
    EXPECT_FALSE(empty.partial());
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
    fs::rename(dir.path_of("theirs"), dir.path_of("nxos.bin"));
    EXPECT_EQ(thrown_by([&] { file.withdraw(); }).code(), ExitCode::Switch);
    EXPECT_EQ(dir.read("nxos.bin"), "theirs");
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
}  // namespace poap::test
