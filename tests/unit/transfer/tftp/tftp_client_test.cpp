#include "transfer/tftp/tftp_client.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <future>

#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/named_case.hpp"
#include "support/raised_signal.hpp"
#include "support/requests_seen.hpp"
#include "support/tftp_server.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using std::chrono::milliseconds, std::chrono::seconds, test::CaseName, test::Collector, test::NamedCase,
    test::RaisedSignal, test::telling_bytes, test::TftpServer, test::TftpTransfer, test::thrown_by;

constexpr std::size_t kBlock = 1428;

struct TftpFetch : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;
    Log log;

    std::optional<Refused> fetch(const std::string& url, seconds patience = seconds(60)) {
        return tftp::TftpClient(patience, {.block_size = kBlock}, interrupt, log).fetch(url, sink);
    }
};

TEST_F(TftpFetch, BringsFilesOfEverySizeWithAndWithoutOptions) {
    for (const std::size_t size : {0, 1, 300, 512, 1428, 14280}) {
        for (const bool options : {true, false}) {
            SCOPED_TRACE(testing::Message() << size << " bytes, options: " << options);
            const std::string file = telling_bytes(size);
            const TftpServer server([&](TftpTransfer& transfer) {
                EXPECT_EQ(transfer.file(), "nxos.bin");
                if (options) transfer.accept(file.size());
                transfer.send_file(file);
            });
            sink = {};
            EXPECT_FALSE(fetch(server.url("nxos.bin")));
            EXPECT_EQ(sink.bytes, file);
            if (options && size > 0) {
                EXPECT_EQ(sink.size, size);
            }
            if (!options) {
                EXPECT_EQ(sink.size, std::nullopt);
            }
            EXPECT_EQ(sink.begins, 1) << "also for an empty file: an earlier try's bytes are void";
        }
    }
}

struct TftpLook : TftpFetch {
    Availability look(const std::string& url) {
        tftp::TftpClient client(seconds(60), {.block_size = kBlock}, interrupt, log);
        return availability([&](BodySink& body) { return client.fetch(url, body); });
    }
};

TEST_F(TftpLook, TellsTheSizeAndEndsTheTransferBeforeTheFirstBlock) {
    std::promise<bool> wants_a_block;
    const TftpServer server(
        [&](TftpTransfer& transfer) { wants_a_block.set_value(transfer.accept(1'900'000'000)); });
    const Availability there = look(server.url("nxos.bin"));
    EXPECT_FALSE(there.refused);
    EXPECT_EQ(there.size, 1'900'000'000U);
    EXPECT_FALSE(wants_a_block.get_future().get());
}

TEST_F(TftpLook, FindsAFileWhoseSizeTheServerDoesNotTell) {
    std::promise<bool> refused_another;
    const TftpServer server([&](TftpTransfer& transfer) {
        refused_another.set_value(!transfer.send_block(std::string(512, 'x')));
    });
    const Availability there = look(server.url("nxos.bin"));
    EXPECT_FALSE(there.refused);
    EXPECT_FALSE(there.size);
    EXPECT_TRUE(refused_another.get_future().get());
}

TEST_F(TftpLook, FindsAnEmptyFile) {
    const TftpServer server([](TftpTransfer& transfer) {
        transfer.accept(0);
        transfer.send_block("");
    });
    EXPECT_EQ(look(server.url("nxos.bin")).size, 0U);
}

TEST_F(TftpLook, SaysThatThereIsNoSuchFile) {
    const TftpServer server([](TftpTransfer& transfer) { transfer.send_error(1, "File not found"); });
    const Availability there = look(server.url("nxos.bin"));
    ASSERT_TRUE(there.refused);
    EXPECT_EQ(there.refused->about_file, Refusal::Absent);
}

TEST_F(TftpFetch, CountsBlocksPastTheSixteenBitsOfTheirNumber) {
    const std::string file = telling_bytes(512 * 65540);
    const TftpServer server([&](TftpTransfer& transfer) { transfer.send_file(file); });
    EXPECT_FALSE(fetch(server.url("nxos.bin")));
    EXPECT_TRUE(sink.bytes == file);
}

struct ErrorPacket {
    std::uint16_t code;
    bool is_retryable = false;
    Refusal about_file = Refusal::Other;
};

const ErrorPacket kErrorPackets[] = {
    {0, true}, {1, false, Refusal::Absent}, {2, false, Refusal::Denied}, {3, true}, {4}, {5}, {6}, {7}, {8},
    {99}};

TEST_F(TftpFetch, IsRefusedByAnErrorPacketAsItsCodeSays) {
    for (const ErrorPacket& packet : kErrorPackets) {
        SCOPED_TRACE(packet.code);
        const TftpServer server(
            [&](TftpTransfer& transfer) { transfer.send_error(packet.code, "no such thing"); });
        const auto refused = fetch(server.url("nxos.bin.md5"));
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->is_retryable, packet.is_retryable);
        EXPECT_EQ(refused->about_file, packet.about_file);
        EXPECT_THAT(refused->reason, testing::StartsWith("the server refused it: "));
        EXPECT_EQ(sink.begins, 0);
    }
}

TEST_F(TftpFetch, IsCutWhereABlockIsShortBeforeTheAnnouncedSize) {
    const TftpServer server([](TftpTransfer& transfer) {
        transfer.accept(5000);
        transfer.send_block(std::string(transfer.block_size(), 'x'));
        transfer.send_block("too short");
    });
    const Error error = thrown_by([&] { fetch(server.url("nxos.bin")); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_THAT(error.what(), testing::HasSubstr("cut short: 1437 of 5000 bytes came"));
}

TEST_F(TftpFetch, IsNotTriedAgainWhereItIsCutTwiceAtTheSamePlace) {
    const TftpServer server([](TftpTransfer& transfer) {
        transfer.accept(5000);
        transfer.send_block("too short");
    });
    tftp::TftpClient client(seconds(60), {.block_size = kBlock}, interrupt, log);
    for (const bool is_retryable : {true, false}) {
        const Error error = thrown_by([&] { client.fetch(server.url("nxos.bin"), sink); });
        EXPECT_EQ(error.is_retryable(), is_retryable);
        EXPECT_THAT(error.advice(), testing::HasSubstr("set tftp_no_options"));
    }
}

TEST_F(TftpFetch, GivesUpAServerThatFallsSilent) {
    const TftpServer server([](TftpTransfer& transfer) {
        transfer.accept(5000);
        transfer.send_block(std::string(transfer.block_size(), 'x'));
        transfer.wait_for_error();
    });
    const Error error = thrown_by([&] { fetch(server.url("nxos.bin"), seconds(1)); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_THAT(error.what(), testing::HasSubstr("no progress for 1 s"));
    const TftpServer silent([](TftpTransfer&) {});
    EXPECT_TRUE(thrown_by([&] { fetch(silent.url("nxos.bin"), seconds(1)); }).is_retryable());
}

TEST_F(TftpFetch, RecoversFromALostBlock) {
    const std::string file = telling_bytes(5 * 1428 + 1);
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(file.size());
        transfer.send_block(file.substr(0, transfer.block_size()));
        if (!transfer.lose_block()) return;
        transfer.send_file(file.substr(transfer.block_size()));
    });
    EXPECT_FALSE(fetch(server.url("nxos.bin")));
    EXPECT_EQ(sink.bytes, file);
}

TEST_F(TftpFetch, TellsTheServerWhenASignalEndsIt) {
    const RaisedSignal signal;
    std::promise<bool> told;
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(5000);
        transfer.send_block(std::string(transfer.block_size(), 'x'));
        signal.raise();
        told.set_value(transfer.wait_for_error());
    });
    EXPECT_EQ(thrown_by([&] { fetch(server.url("nxos.bin"), std::chrono::hours(1)); }).code(),
              ExitCode::Interrupted);
    EXPECT_TRUE(told.get_future().get());
}

TEST_F(TftpFetch, AsksForSmallerBlocksWhereLargeOnesNeverArrive) {
    const std::string file = telling_bytes(3000);
    test::RequestsSeen asked;
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(file.size());
        asked.note(transfer.file(), std::to_string(transfer.block_size()));
        if (transfer.block_size() > 512) {
            transfer.wait_for_error();  // of the client, as it gives up
        } else {
            transfer.send_file(file);
        }
    });
    tftp::TftpClient client(seconds(3), {.block_size = 8192}, interrupt, log);
    EXPECT_THROW(client.fetch(server.url("nxos.bin"), sink), Error);
    EXPECT_THROW(client.fetch(server.url("nxos.bin"), sink), Error);
    EXPECT_FALSE(client.fetch(server.url("nxos.bin"), sink));
    EXPECT_EQ(sink.bytes, file);
    EXPECT_EQ(asked.of("nxos.bin"), (std::vector<std::string>{"8192", "1428", "512"}));
}

TEST_F(TftpFetch, AsksForWhatFitsOnePacketOfTheWay) {
    constexpr std::size_t kMtuOfLoopback = 65536;
    constexpr std::size_t kMost = std::min<std::size_t>(kMtuOfLoopback - 32, 65464);
    std::promise<std::size_t> asked;
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(3);
        asked.set_value(transfer.block_size());
        transfer.send_file("end");
    });
    EXPECT_FALSE(tftp::TftpClient(seconds(60), {}, interrupt, log).fetch(server.url("f"), sink));
    EXPECT_EQ(asked.get_future().get(), kMost);
}

TEST_F(TftpFetch, GivesUpAServerThatDrips) {
    const std::string file = telling_bytes(100'000);
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(file.size());
        std::string_view rest = file;
        while (transfer.send_block(rest.substr(0, kBlock)) && transfer.pause(milliseconds(20))) {
            rest.remove_prefix(kBlock);
        }
    });
    tftp::TftpClient client(seconds(60), {.block_size = kBlock}, interrupt, log,
                            {10'000'000, milliseconds(200)});
    const Error error = thrown_by([&] { client.fetch(server.url("f"), sink); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_THAT(error.what(), testing::HasSubstr("too slow: only "));
}

TEST_F(TftpFetch, ComesFromAHostByItsName) {
    const TftpServer server([](TftpTransfer& transfer) { transfer.send_file("end"); });
    std::string url = server.url("f");
    EXPECT_FALSE(fetch(url.replace(url.find("127.0.0.1"), 9, "localhost")));
    EXPECT_EQ(sink.bytes, "end");
}

TEST_F(TftpFetch, ComesOverIpv6) {
    const std::string file = telling_bytes(5000);
    const TftpServer server(
        [&](TftpTransfer& transfer) {
            transfer.accept(file.size());
            transfer.send_file(file);
        },
        "::1");
    EXPECT_FALSE(fetch(server.url("nxos.bin")));
    EXPECT_EQ(sink.bytes, file);
}

TEST_F(TftpFetch, NamesAHostThatIsNotKnown) {
    const Error error = thrown_by([&] { fetch("tftp://no-such-host.invalid/f", seconds(30)); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_THAT(error.what(), testing::HasSubstr("cannot find the address of no-such-host.invalid"));
}

}  // namespace
}  // namespace poap
