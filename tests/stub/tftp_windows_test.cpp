// The client's search for the best window, with a server that grants any.

#include <gmock/gmock.h>

#include <filesystem>
#include <string>
#include <vector>

#include "fixture.hpp"
#include "support/recording_log.hpp"
#include "tftp/tftp_server.hpp"
#include "transfer/tftp/tftp_client.hpp"

namespace poap::stub::test {
namespace {

using testing::ElementsAre, testing::Ge;

constexpr std::uint64_t enough = 64 * 1024 * 1024;
constexpr std::uint64_t more_than_can_come = std::uint64_t{1} << 40;

/// Ends a transfer once much of it has come in one go, as a full bootflash does.
struct Full {};
struct Impatient : BodySink {
    void begin(const Arrival&) override {
        ++begins;
        bytes = 0;
    }
    void write(std::string_view piece) override {
        bytes += piece.size();
        if (bytes >= enough) throw Full{};
    }

    int begins = 0;
    std::uint64_t bytes = 0;
};

struct TftpWindows : testing::Test {
    const Interrupt interrupt;
    TempFolder files;
    Folder folder{files.path()};
    std::ostringstream log_text;
    RequestLog request_log{log_text};
    TftpServer server{ListenAddress{"127.0.0.1", 0}, folder, request_log};
    poap::test::RecordingLog log;
    tftp::TftpClient client{std::chrono::seconds(60), {.block_size = 1468}, interrupt, log.log};

    TftpWindows() {
        files.write("nxos.bin", "");
        std::filesystem::resize_file(files.path() / "nxos.bin", more_than_can_come);
    }

    /// The windows that the file was asked for in, one after the other.
    std::vector<std::string> fetch(Impatient& sink) {
        log.lines.clear();
        const std::string url = "tftp://127.0.0.1:" + std::to_string(server.address().port) + "/nxos.bin";
        EXPECT_THROW(client.fetch(url, sink), Full);
        std::vector<std::string> windows;
        for (const auto& line : log.lines) {
            const auto at = line.text.find("windows of ") + 11;
            windows.push_back(line.text.substr(at, line.text.find(' ', at) - at));
        }
        return windows;
    }
};

TEST_F(TftpWindows, AreTriedOneAfterTheOtherAndTheBestIsKnownForTheNextFile) {
    Impatient first;
    std::vector<std::string> windows = fetch(first);
    ASSERT_THAT(windows.size(), Ge(2));
    windows.resize(2);
    EXPECT_THAT(windows, ElementsAre("16", "64"));
    EXPECT_THAT(first.begins, Ge(3)) << "each begins the file anew";

    Impatient second;
    fetch(second);
    EXPECT_EQ(second.begins, 1);
}

}  // namespace
}  // namespace poap::stub::test
