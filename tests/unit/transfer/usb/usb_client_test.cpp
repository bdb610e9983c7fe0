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
    std::string refusal(const std::string& path) {
        const auto refused = fetch(path);
        EXPECT_TRUE(refused) << path;
        EXPECT_EQ(sink.begins, 0);
        return refused ? refused->reason : "";
    }
};

TEST_F(Usb, BringsAFileWithItsSizeAndDate) {
    for (const char* path : {"images/x.bin", "/images//x.bin"}) {
        sink = {};
        EXPECT_FALSE(fetch(path));
        EXPECT_TRUE(sink.bytes == kBytes);
        EXPECT_EQ(sink.size, kBytes.size());
        EXPECT_TRUE(sink.version.modified);
    }
}

TEST_F(Usb, TellsTheSizeOfAFileThatIsNotRead) {
    UsbClient client(dir.path_of("stick"), interrupt);
    const auto look = [&](const std::string& path) {
        return availability([&](BodySink& body) { return client.fetch("usb:/" + path, body); });
    };
    EXPECT_FALSE(look("images/x.bin").refused);
    EXPECT_EQ(look("images/x.bin").size, kBytes.size());
    ASSERT_TRUE(look("images/y.bin").refused);
    EXPECT_EQ(look("images/y.bin").refused->about_file, Refusal::Absent);
    dir.write("stick/empty", "");
    EXPECT_EQ(look("empty").size, 0U);
}

TEST_F(Usb, TellsAnAbsentFileFromOneThatCannotBeRead) {
    fs::create_directory(dir.path_of("stick/folder.md5"));
    fs::create_symlink("images/x.bin", dir.path_of("stick/link.md5"));
    EXPECT_EQ(fetch("x.bin.md5").value().about_file, Refusal::Absent);
    EXPECT_EQ(fetch("no-folder/x.bin.md5").value().about_file, Refusal::Absent);
    EXPECT_EQ(fetch("folder.md5").value().about_file, Refusal::Other);
    EXPECT_EQ(fetch("link.md5").value().about_file, Refusal::Other);
    fs::remove_all(dir.path_of("stick"));
    EXPECT_EQ(fetch("x.bin.md5").value().about_file, Refusal::Other) << "the stick itself is gone";
}

TEST_F(Usb, BringsAnEmptyFile) {
    dir.write("stick/empty", "");
    EXPECT_FALSE(fetch("empty"));
    EXPECT_EQ(sink.begins, 1);
}

TEST_F(Usb, ContinuesOnlyWhereTheDateIsTheSameAndNotMoreIsHeldThanThereIs) {
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

TEST_F(Usb, RefusesWhatIsNotThere) {
    EXPECT_THAT(refusal("images/y.bin"),
                testing::AllOf(HasSubstr("stick/images/y.bin"), HasSubstr("No such file")));
    EXPECT_THAT(refusal("nothing/x.bin"), HasSubstr("No such file"));
    fs::remove_all(dir.path_of("stick"));
    EXPECT_THAT(refusal("images/x.bin"), HasSubstr("is there a stick?"));
}

TEST_F(Usb, RefusesWhatIsNotOnTheStick) {
    fs::create_symlink("../secret", dir.path_of("stick/file"));
    fs::create_symlink("images/x.bin", dir.path_of("stick/inside"));
    fs::create_directory_symlink("..", dir.path_of("stick/folder"));
    EXPECT_THAT(refusal("file"), HasSubstr("it is a link"));
    EXPECT_THAT(refusal("inside"), HasSubstr("it is a link"));
    refusal("folder/secret");
    EXPECT_THAT(refusal("../secret"), HasSubstr("leads away"));
    EXPECT_THAT(refusal("images/../../secret"), HasSubstr("leads away"));
}

TEST_F(Usb, TakesNothingButARegularFile) {
    ASSERT_EQ(mkfifo(dir.path_of("stick/fifo").c_str(), 0600), 0);
    EXPECT_THAT(refusal("fifo"), HasSubstr("no regular file"));
    EXPECT_THAT(refusal("images"), HasSubstr("no regular file"));
    EXPECT_THAT(refusal(""), HasSubstr("no regular file"));
}

TEST_F(Usb, IsLookedAtBeforeItIsOpened) {
    // To open a socket fails with a word of its own, and a device may do anything.
    const Descriptor server(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = dir.path_of("stick/socket");
    ASSERT_LT(path.size(), sizeof(address.sun_path));
    path.copy(address.sun_path, path.size());
    ASSERT_EQ(bind(server.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    EXPECT_THAT(refusal("socket"), HasSubstr("no regular file"));
}

TEST_F(Usb, MayItselfBeALink) {
    fs::create_directory_symlink("stick", dir.path_of("usbslot1"));
    EXPECT_FALSE(UsbClient(dir.path_of("usbslot1"), interrupt).fetch("usb:/images/x.bin", sink));
}

TEST_F(Usb, EndsByASignal) {
    const RaisedSignal signal;
    signal.raise();
    EXPECT_EQ(thrown_by([this] { fetch("images/x.bin"); }).code(), ExitCode::Interrupted);
}

}  // namespace
}  // namespace poap::test
