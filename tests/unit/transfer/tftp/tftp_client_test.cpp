#include "transfer/tftp/tftp_client.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "base/error.hpp"
#include "rig/fake_tftp.hpp"
#include "support/collector.hpp"
#include "support/raised_signal.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using rig::FakeTftp, rig::TftpPacket, rig::TftpScript, std::chrono::milliseconds, std::chrono::seconds,
    test::telling_bytes, test::thrown_by, testing::Contains, testing::ElementsAre, testing::HasSubstr;

constexpr std::size_t kBlock = 1428;
const std::string kFile = telling_bytes(14'280);

bool is_data(const std::string& packet) {
    return packet[1] == 3;
}

tftp::Options no_options(const tftp::Options&) {
    return {};
}

/// The options of the requests for a file. A client repeats a request that a busy machine answers late: one
/// that comes again right after itself counts once.
class Requests {
  public:
    void note(const tftp::ReadRequest& request) {
        std::string words = request.file + ":";
        for (const auto& [name, value] : request.options) words += " " + name + "=" + value;
        const std::scoped_lock lock(lock_);
        if (all_.empty() || all_.back() != words) all_.push_back(words);
    }
    std::vector<std::string> all() const {
        const std::scoped_lock lock(lock_);
        return all_;
    }

  private:
    mutable std::mutex lock_;
    std::vector<std::string> all_;
};

struct TftpClientTest : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    test::Collector sink;
    test::RecordingLog log;
    tftp::TftpClient client{seconds(60), {.block_size = kBlock}, interrupt, log.log};

    static std::string url(const FakeTftp& server, const std::string& file = "nxos.bin") {
        return "tftp://" + server.address() + "/" + file;
    }
    Availability look(const std::string& url) {
        return availability([&](BodySink& body) { return client.fetch(url, body); });
    }
    /// Waits until the server has that error of the client.
    static void expect_error_at(const FakeTftp& server, std::uint16_t code) {
        while (server.errors().empty()) std::this_thread::yield();
        EXPECT_THAT(server.errors(), ElementsAre(code));
    }
};

TEST_F(TftpClientTest, BringsFilesOfEverySizeWithAndWithoutOptions) {
    for (const std::size_t size : {0, 1, 300, 512, 1428, 14280}) {
        for (const bool options : {true, false}) {
            SCOPED_TRACE(testing::Message() << size << " bytes, options: " << options);
            const std::string file = telling_bytes(size);
            TftpScript script;
            if (!options) script.grants = no_options;
            const FakeTftp server({{"nxos.bin", file}}, script);
            sink = {};
            EXPECT_FALSE(client.fetch(url(server), sink));
            EXPECT_EQ(sink.bytes, file);
            EXPECT_EQ(sink.size, options && size > 0 ? std::optional(size) : std::nullopt);
            EXPECT_EQ(sink.begins, 1) << "also for an empty file: an earlier try's bytes are void";
        }
    }
}

TEST_F(TftpClientTest, FindsTheSizeAndEndsTheTransferBeforeTheFirstBlock) {
    std::atomic<int> blocks = 0;
    const FakeTftp server({{"nxos.bin", kFile}}, {.out = [&](const std::string& packet, std::size_t) {
                              blocks += is_data(packet) ? 1 : 0;
                              return std::vector<TftpPacket>{{packet}};
                          }});
    EXPECT_EQ(look(url(server)).size, kFile.size());
    expect_error_at(server, 0);
    EXPECT_EQ(blocks, 0);
}

TEST_F(TftpClientTest, FindsFilesWithoutASizeEmptyOnesAndNone) {
    const FakeTftp sizeless({{"nxos.bin", kFile}}, {.grants = no_options});
    const Availability there = look(url(sizeless));
    EXPECT_FALSE(there.refused);
    EXPECT_FALSE(there.size);
    expect_error_at(sizeless, 0);
    const FakeTftp server(std::map<std::string, std::string>{{"empty", ""}});
    EXPECT_EQ(look(url(server, "empty")).size, 0U);
    ASSERT_TRUE(look(url(server, "absent")).refused);
    EXPECT_EQ(look(url(server, "absent")).refused->about_file, Refusal::Absent);
}

struct ErrorPacket {
    std::uint16_t code;
    bool is_retryable = false;
    Refusal about_file = Refusal::Other;
};

const ErrorPacket kErrorPackets[] = {
    {0, true}, {1, false, Refusal::Absent}, {2, false, Refusal::Denied}, {3, true}, {4}, {5}, {6}, {7}, {8},
    {99}};

TEST_F(TftpClientTest, IsRefusedByAnErrorPacketAsItsCodeSays) {
    for (const ErrorPacket& packet : kErrorPackets) {
        SCOPED_TRACE(packet.code);
        const FakeTftp server({{"nxos.bin", kFile}}, {.instead = [&](const tftp::ReadRequest&) {
                                  return tftp::error_report(tftp::ErrorCode{packet.code}, "no such thing");
                              }});
        const auto refused = client.fetch(url(server), sink);
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->is_retryable, packet.is_retryable);
        EXPECT_EQ(refused->about_file, packet.about_file);
        EXPECT_EQ(refused->reason, "the server refused the request: no such thing (error " +
                                       std::to_string(packet.code) + ")");
        EXPECT_EQ(sink.begins, 0);
    }
}

TEST_F(TftpClientTest, AsksAgainWithFewerOptionsAndDoesSoForTheNextFile) {
    Requests requests;
    const FakeTftp server({{"a", kFile}, {"b", kFile}},
                          {.instead = [&](const tftp::ReadRequest& request) -> std::optional<std::string> {
                              requests.note(request);
                              if (request.options.empty()) return std::nullopt;
                              return tftp::error_report(tftp::ErrorCode::OptionsDenied, "no options");
                          }});
    for (const char* file : {"a", "b"}) {
        EXPECT_FALSE(client.fetch(url(server, file), sink));
        EXPECT_EQ(sink.bytes, kFile);
    }
    EXPECT_THAT(requests.all(), ElementsAre("a: tsize=0 timeout=1 blksize=1428 windowsize=16",
                                            "a: tsize=0 blksize=1428", "a:", "b:"));
    tftp::TftpClient plain(seconds(60), {.no_options = true}, interrupt, log.log);
    EXPECT_FALSE(plain.fetch(url(server, "a"), sink));
    EXPECT_THAT(requests.all(), testing::SizeIs(5)) << "set to none, the first request has none";
}

TEST_F(TftpClientTest, LogsNoMoreOfAnOddGrantThanALogIsFor) {
    const FakeTftp server({{"nxos.bin", kFile}}, {.grants = [](tftp::Options options) {
                              for (int i = 0; i < 100; ++i)
                                  options.emplace_back("x" + std::to_string(i), "y");
                              return options;
                          }});
    EXPECT_FALSE(client.fetch(url(server), sink));
    EXPECT_EQ(log.count("ignored in the server's grant"), 5);
    EXPECT_TRUE(log.says("ignored in the server's grant: 96 more"));
}

TEST_F(TftpClientTest, FailsForGoodWhereAFileIsCutTwiceAtTheSamePlace) {
    const FakeTftp server(
        {{"nxos.bin", kFile}}, {.out = [](const std::string& packet, std::size_t) {
            return std::vector<TftpPacket>{{is_data(packet) ? std::string("\0\3\0\1too short", 13) : packet}};
        }});
    for (const bool is_retryable : {true, false}) {
        const Error error = thrown_by([&] { client.fetch(url(server), sink); });
        EXPECT_EQ(error.code(), ExitCode::Transfer);
        EXPECT_THAT(error.what(), HasSubstr("/nxos.bin: cut short: 9 of 14280 bytes received"));
        EXPECT_THAT(error.advice(), HasSubstr("set tftp_no_options"));
        EXPECT_EQ(error.is_retryable(), is_retryable);
    }
}

TEST_F(TftpClientTest, TellsTheServerWhenASignalEndsIt) {
    const test::RaisedSignal signal;
    const FakeTftp server({{"nxos.bin", kFile}}, {.out = [&](const std::string& packet, std::size_t) {
                              if (!is_data(packet)) return std::vector<TftpPacket>{{packet}};
                              signal.raise();
                              return std::vector<TftpPacket>();
                          }});
    EXPECT_EQ(thrown_by([&] { client.fetch(url(server), sink); }).code(), ExitCode::Interrupted);
    expect_error_at(server, 0);
}

TEST_F(TftpClientTest, AsksForBlocksThatFitOnePacketOfTheLink) {
    constexpr std::size_t kMtuOfLoopback = 65536;
    constexpr std::size_t kMost = std::min<std::size_t>(kMtuOfLoopback - 32, 65464);
    Requests requests;
    const FakeTftp server({{"f", kFile}}, {.instead = [&](const tftp::ReadRequest& request) {
                              requests.note(request);
                              return std::optional<std::string>();
                          }});
    EXPECT_FALSE(tftp::TftpClient(seconds(60), {}, interrupt, log.log).fetch(url(server, "f"), sink));
    EXPECT_THAT(requests.all(), ElementsAre(HasSubstr(" blksize=" + std::to_string(kMost) + " ")));
}

TEST_F(TftpClientTest, GivesUpAServerThatDrips) {
    const FakeTftp server({{"f", telling_bytes(100'000)}},
                          {.out = [](const std::string& packet, std::size_t) {
                              std::this_thread::sleep_for(milliseconds(20));
                              return std::vector<TftpPacket>{{packet}};
                          }});
    tftp::TftpClient impatient(seconds(60), {.block_size = kBlock}, interrupt, log.log,
                               {10'000'000, milliseconds(200)});
    const Error error = thrown_by([&] { impatient.fetch(url(server, "f"), sink); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_THAT(error.what(), HasSubstr("too slow: only "));
}

TEST_F(TftpClientTest, FindsAHostByItsNameOrNamesIt) {
    const FakeTftp server(std::map<std::string, std::string>{{"f", kFile}});
    std::string by_name = url(server, "f");
    EXPECT_FALSE(client.fetch(by_name.replace(by_name.find("127.0.0.1"), 9, "localhost"), sink));
    EXPECT_EQ(sink.bytes, kFile);
    const Error error = thrown_by([&] { client.fetch("tftp://no-such-host.invalid/f", sink); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_THAT(error.what(), HasSubstr("cannot find the address of no-such-host.invalid"));
}

}  // namespace
}  // namespace poap
