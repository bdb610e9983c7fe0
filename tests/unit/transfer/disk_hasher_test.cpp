#include "flash/disk_hasher.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "base/descriptor.hpp"
#include "flash/bootflash.hpp"
#include "support/collector.hpp"
#include "support/fake_clock.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::FakeClock, test::md5_of, test::name, test::TempDir, test::thrown_by;

const std::string kMuch = test::telling_bytes(30'000'000);

struct DiskHasherTest : testing::Test {
    TempDir dir;
    Bootflash bootflash{dir.path()};
    Descriptor file = bootflash.create_file("x.bin");
    FakeClock clock;

    DiskHasher hasher(std::uint64_t size = 0) { return {file.get(), name("x.bin"), DigestKind::Md5, size}; }
    void overwrite(std::size_t at, std::string_view bytes) const {
        ASSERT_EQ(pwrite(file.get(), bytes.data(), bytes.size(), static_cast<off_t>(at)),
                  static_cast<ssize_t>(bytes.size()));
    }
};

TEST_F(DiskHasherTest, HashesAFileThatGrows) {
    DiskHasher hashed = hasher();
    for (std::size_t at = 0; at < kMuch.size(); at += 1'000'000) {
        write_all(file.get(), std::string_view(kMuch).substr(at, 1'000'000));
        hashed.grown(at + 1'000'000);
    }
    EXPECT_EQ(hashed.digest(clock), md5_of(kMuch));
}

TEST_F(DiskHasherTest, HashesWhatWasThereBefore) {
    write_all(file.get(), kMuch);
    EXPECT_EQ(hasher(kMuch.size()).digest(clock), md5_of(kMuch));
}

TEST_F(DiskHasherTest, ContinuesAfterADigest) {
    DiskHasher hashed = hasher();
    EXPECT_EQ(hashed.digest(clock), md5_of(""));
    write_all(file.get(), "host");
    hashed.grown(4);
    EXPECT_EQ(hashed.digest(clock), md5_of("host"));
    write_all(file.get(), "name");
    hashed.grown(8);
    EXPECT_EQ(hashed.digest(clock), md5_of("hostname"));
    EXPECT_FALSE(hashed.failed());
}

TEST_F(DiskHasherTest, HashesTheFileAndNotWhatWasWrittenToIt) {
    DiskHasher hashed = hasher();
    write_all(file.get(), "hostname");
    overwrite(0, "X");  // damage on its way
    hashed.grown(8);
    EXPECT_EQ(hashed.digest(clock), md5_of("Xostname"));
}

TEST_F(DiskHasherTest, EndsWithoutReadingAllWhereItsDigestIsNotWanted) {
    constexpr off_t kTerabyte = off_t{1} << 40;  // of nothing: reading it would take longer than any test may
    ASSERT_EQ(ftruncate(file.get(), kTerabyte), 0);
    hasher(kTerabyte);
}

TEST_F(DiskHasherTest, EndsByASignal) {
    write_all(file.get(), kMuch);
    DiskHasher hashed = hasher(kMuch.size());
    clock.signal_after(0);
    // What is left behind the last whole piece waits until it is wanted: all cannot be hashed yet.
    EXPECT_EQ(thrown_by([&] { hashed.digest(clock); }).code(), ExitCode::Interrupted);
}

TEST_F(DiskHasherTest, FailsWhereTheDiskCannotBeRead) {
    const Descriptor only_written(open(dir.path_of("x.bin").c_str(), O_WRONLY | O_CLOEXEC));
    write_all(only_written.get(), kMuch);
    DiskHasher hashed(only_written.get(), name("x.bin"), DigestKind::Md5, 0);
    const auto grow = [&] {
        hashed.grown(kMuch.size());
        hashed.digest(clock);
    };
    const Error error = thrown_by(grow);
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), testing::HasSubstr("cannot read x.bin"));
    EXPECT_EQ(thrown_by(grow).code(), ExitCode::Switch) << "it stays broken";
    EXPECT_TRUE(hashed.failed());
}

}  // namespace
}  // namespace poap
