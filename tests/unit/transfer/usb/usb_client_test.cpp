#include "transfer/usb/usb_client.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <chrono>
#include <filesystem>
#include <string>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/raised_signal.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string kBytes = telling_bytes(200'000);

struct Usb : testing::Test {
    const Interrupt interrupt;
    TempDir dir;
    Collector sink;

    void SetUp() override {
        fs::create_directories(dir.path_of("stick/images"));
        dir.write("secret", "not on the stick");
        dir.write("stick/images/x.bin", kBytes);
    }
    std::optional<Refused> fetch(const std::string& path) {
        return UsbClient(dir.path_of("stick"), interrupt).fetch("usb:/" + path, sink);
    }
};

/// To open a socket fails in another way, so a file is looked at first.
void make_socket(const std::string& path) {
    const Descriptor server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    ASSERT_LT(path.size(), sizeof(address.sun_path));
    path.copy(address.sun_path, path.size());
    ASSERT_EQ(bind(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
}

TEST_F(Usb, BringsAFileWithItsSizeAndDate) {
    dir.write("stick/empty", "");
    for (const auto& [path, bytes] : {std::pair<const char*, std::string>("images/x.bin", kBytes),
                                      {"/images//x.bin", kBytes},
                                      {"empty", ""}}) {
        sink = {};
        EXPECT_FALSE(fetch(path));
        EXPECT_TRUE(sink.bytes == bytes);
        EXPECT_EQ(sink.begins, 1);
        EXPECT_EQ(sink.size, bytes.size());
        EXPECT_TRUE(sink.version.modified);
    }
}

TEST_F(Usb, TellsTheSizeOfAFileThatIsNotRead) {
    UsbClient client(dir.path_of("stick"), interrupt);
    const auto look = [&](const std::string& path) {
        return availability([&](BodySink& body) { return client.fetch("usb:/" + path, body); });
    };
    EXPECT_EQ(look("images/x.bin").size, kBytes.size());
    EXPECT_FALSE(look("images/x.bin").refused);
    dir.write("stick/empty", "");
    EXPECT_EQ(look("empty").size, 0U);
}

TEST_F(Usb, ResumesOnlyWhereTheDateIsTheSameAndNoMoreIsThereThanOnTheStick) {
    struct stat status {};
    stat(dir.path_of("stick/images/x.bin").c_str(), &status);
    for (const auto& [size, modified, continues] :
         {std::tuple(1000, status.st_mtime, true), std::tuple(1000, status.st_mtime - 2, false),
          std::tuple(200'001, status.st_mtime, false)}) {
        const auto held = static_cast<std::size_t>(size);
        sink = {};
        sink.bytes = continues ? kBytes.substr(0, held) : std::string(held, '!');
        sink.held = Partial{held, {"", modified}};
        EXPECT_FALSE(fetch("images/x.bin"));
        EXPECT_TRUE(sink.bytes == kBytes);
    }
}

struct NotServed {
    const char* path;
    const char* why;
    Refusal about_file = Refusal::Other;
};

TEST_F(Usb, RefusesWhatIsNotAFileOnTheStick) {
    fs::create_symlink("../secret", dir.path_of("stick/file"));
    fs::create_symlink("images/x.bin", dir.path_of("stick/inside"));
    fs::create_directory_symlink("..", dir.path_of("stick/folder"));
    ASSERT_EQ(mkfifo(dir.path_of("stick/fifo").c_str(), 0600), 0);
    make_socket(dir.path_of("stick/socket"));
    for (const auto& [path, why, about_file] :
         {NotServed{"images/y.bin", "stick/images/y.bin", Refusal::Absent},
          {"nothing/x.bin", "No such file", Refusal::Absent},
          {"file", "it is a symbolic link"},
          {"inside", "it is a symbolic link"},
          {"folder/secret", ""},
          {"../secret", "outside the stick"},
          {"images/../../secret", "outside the stick"},
          {"fifo", "not a regular file"},
          {"socket", "not a regular file"},
          {"images", "not a regular file"},
          {"", "not a regular file"}}) {
        const auto refused = fetch(path);
        ASSERT_TRUE(refused) << path;
        EXPECT_THAT(refused->reason, HasSubstr(why)) << path;
        EXPECT_EQ(refused->about_file, about_file) << path;
    }
    fs::remove_all(dir.path_of("stick"));
    EXPECT_THAT(fetch("images/x.bin")->reason, HasSubstr("check that a USB stick is plugged in"));
    EXPECT_EQ(fetch("images/x.bin")->about_file, Refusal::Other);
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(Usb, MayItselfBeALink) {
    fs::create_directory_symlink("stick", dir.path_of("usbslot1"));
    EXPECT_FALSE(UsbClient(dir.path_of("usbslot1"), interrupt).fetch("usb:/images/x.bin", sink));
}

TEST_F(Usb, EndsAtASignal) {
    const RaisedSignal signal;
    signal.raise();
    EXPECT_EQ(thrown_by([this] { fetch("images/x.bin"); }).code(), ExitCode::Interrupted);
}

}  // namespace
}  // namespace poap::test
