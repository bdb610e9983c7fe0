#include "image_digests.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <sstream>
#include <stop_token>
#include <thread>

#include "fixture.hpp"

namespace poap::stub {
namespace {

using namespace std::chrono_literals;

const FileName image = *FileName::parse("nxos.bin");
const FileName sidecar = *FileName::parse("nxos.bin.md5");

// As `md5sum`, `sha256sum` and `sha512sum` print them.
const Digests digests_of_abc{"900150983cd24fb0d6963f7d28e17f72",
                             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                             "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                             "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"};
const std::string sidecar_of_abc = "900150983cd24fb0d6963f7d28e17f72  nxos.bin\n";

struct ImageDigestsTest : testing::Test {
    test::TempFolder files;
    Folder folder{files.path()};
    std::ostringstream log_text;
    RequestLog log{log_text};
    ImageDigests images{folder, log};

    void set_age(const std::string& name, std::chrono::seconds age) const {
        std::filesystem::last_write_time(files / name, std::filesystem::file_time_type::clock::now() - age);
    }
};

TEST_F(ImageDigestsTest, AreThoseOfTheWholeFileAndWrittenBesideIt) {
    EXPECT_EQ(images.of(image, Sidecar::Write, {}), std::nullopt);
    EXPECT_FALSE(folder.open(sidecar));
    const std::string large = test::telling_bytes(1'000'003);
    files.write("nxos.bin", large);
    EXPECT_EQ(images.of(image, Sidecar::Write, {}), digests_of(large));
    files.write("nxos.bin", "abc");
    set_age("nxos.bin", 3600s);  // as cp -p and rsync leave it
    EXPECT_EQ(images.of(image, Sidecar::Write, {}), digests_of_abc);
    EXPECT_EQ(files.read("nxos.bin.md5"), sidecar_of_abc) << "in place of its own";
}

TEST_F(ImageDigestsTest, AreComputedOnceForOneSizeAndTime) {
    files.write("nxos.bin", "abc");
    set_age("nxos.bin", 60s);
    const auto time = std::filesystem::last_write_time(files / "nxos.bin");
    images.of(image, Sidecar::Write, {});
    files.write("nxos.bin", "xyz");
    std::filesystem::last_write_time(files / "nxos.bin", time);
    EXPECT_EQ(images.of(image, Sidecar::Write, {}), digests_of_abc)
        << "read again although nothing says that it changed";
    set_age("nxos.bin", 30s);
    EXPECT_EQ(images.of(image, Sidecar::Write, {}), digests_of("xyz"));
}

TEST_F(ImageDigestsTest, AreWrittenWhenTheyAreWanted) {
    files.write("nxos.bin", "abc");
    EXPECT_EQ(images.of(image, Sidecar::Leave, {}), digests_of_abc);
    EXPECT_FALSE(folder.open(sidecar));
    EXPECT_EQ(images.of(image, Sidecar::Write, {}), digests_of_abc);
    EXPECT_EQ(files.read("nxos.bin.md5"), sidecar_of_abc);
    files.write("nxos.bin.md5", "a user's own");
    EXPECT_EQ(images.of(image, Sidecar::Write, {}), digests_of_abc);
    EXPECT_EQ(files.read("nxos.bin.md5"), "a user's own");
}

TEST_F(ImageDigestsTest, AreLeftWhereTheyAreToStop) {
    files.write("nxos.bin", "");
    std::filesystem::resize_file(files / "nxos.bin", test::long_to_hash);
    std::stop_source stop;
    std::stop_source other;
    std::jthread reader(
        [&] { EXPECT_THROW(images.of(image, Sidecar::Write, stop.get_token()), std::runtime_error); });
    test::wait_until_open("self", files / "nxos.bin");
    std::jthread waiter(
        [&] { EXPECT_THROW(images.of(image, Sidecar::Write, other.get_token()), std::runtime_error); });
    other.request_stop();
    waiter.join();
    stop.request_stop();
    reader.join();
    EXPECT_FALSE(folder.open(sidecar));
}

TEST_F(ImageDigestsTest, AreKeptForTheSameFileAfterARestart) {
    const std::string cache = ".poap-server-stub.digests.json";
    files.write("nxos.bin", "abc");
    EXPECT_EQ(images.of(image, Sidecar::Leave, {}), digests_of_abc);
    EXPECT_FALSE(std::filesystem::exists(files / cache)) << "nothing is written";
    images.of(image, Sidecar::Write, {});
    std::string other = files.read(cache);
    other.replace(other.find("900150"), 6, "000000");
    const auto after_restart = [&](const std::string& content) {
        files.write(cache, content);
        return ImageDigests(folder, log).of(image, Sidecar::Leave, {})->md5;
    };
    EXPECT_THAT(after_restart(other), testing::StartsWith("000000")) << "not read again";
    EXPECT_EQ(log_text.str(), "");
    for (const std::string& damaged :
         {other.substr(0, other.size() / 2), other + "x", std::string("[1]"), std::string("{\"../x\":{}}"),
          std::string("{\"nxos.bin\":{}}"), std::string(2 << 20, '['),
          std::string(other).replace(other.find("000000"), 6, "00000g")}) {
        log_text.str("");
        EXPECT_EQ(after_restart(damaged), digests_of_abc.md5);
        EXPECT_THAT(log_text.str(), testing::HasSubstr(cache + " is damaged, and ignored: "));
    }
    const auto time = std::filesystem::last_write_time(files / "nxos.bin");
    files.write("nxos.bin", "xyz");
    std::filesystem::last_write_time(files / "nxos.bin", time);
    EXPECT_EQ(after_restart(other), digests_of("xyz").md5) << "changed, with its time set back";
}

TEST_F(ImageDigestsTest, ReplaceASidecarOlderThanTheImageAndNoNewerOne) {
    files.write("nxos.bin.md5", "of an image before");
    set_age("nxos.bin.md5", 60s);
    files.write("nxos.bin", "abc");
    images.of(image, Sidecar::Write, {});
    EXPECT_EQ(files.read("nxos.bin.md5"), sidecar_of_abc);
    files.write("nxos.bin.md5", "md5sum=\"by hand\"");
    set_age("nxos.bin", 30s);
    images.of(image, Sidecar::Write, {});
    EXPECT_EQ(files.read("nxos.bin.md5"), "md5sum=\"by hand\"");
}

}  // namespace
}  // namespace poap::stub
