#include "transfer/tftp/tftp_client.hpp"

#include <gtest/gtest.h>

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

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::CaseName;
using test::Collector;
using test::NamedCase;
using test::RaisedSignal;
using test::telling_bytes;
using test::TftpServer;
using test::TftpTransfer;
using test::thrown_by;

constexpr std::size_t kBlock = 1428;

struct TftpFetch : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;
    Log log;

    std::optional<Refused> fetch(const std::string& url, seconds patience = seconds(60)) {
        return tftp::TftpClient(patience, {.block_size = kBlock}, interrupt, log).fetch(url, sink);
    }
};

struct Size : NamedCase {
    std::size_t bytes;
};

class TftpFetchOf : public TftpFetch, public testing::WithParamInterface<Size> {};

TEST_P(TftpFetchOf, BringsTheFileAndItsSize) {
    const std::string file = telling_bytes(GetParam().bytes);
    const TftpServer server([&](TftpTransfer& transfer) {
        EXPECT_EQ(transfer.file(), "nxos.bin");
        transfer.accept(file.size());
        transfer.send_file(file);
    });
    EXPECT_FALSE(fetch(server.url("nxos.bin")));
    EXPECT_EQ(sink.bytes, file);
    EXPECT_EQ(sink.size, file.size());
    EXPECT_EQ(sink.begins, 1);
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

TEST_P(TftpFetchOf, ComesFromAServerWithoutOptions) {
    const std::string file = telling_bytes(GetParam().bytes);
    const TftpServer server([&](TftpTransfer& transfer) { transfer.send_file(file); });
    EXPECT_FALSE(fetch(server.url("nxos.bin")));
    EXPECT_EQ(sink.bytes, file);
    EXPECT_EQ(sink.size, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(EachSize, TftpFetchOf,
                         testing::Values(Size{{"OneByte"}, 1}, Size{{"LessThanABlock"}, 300},
                                         Size{{"OneBlockOf512"}, 512}, Size{{"OneBlockOf1428"}, 1428},
                                         Size{{"TenBlocksOf1428"}, 14280}),
                         CaseName());

TEST_F(TftpFetch, CountsBlocksPastTheSixteenBitsOfTheirNumber) {
    const std::string file = telling_bytes(512 * 65540);
    const TftpServer server([&](TftpTransfer& transfer) { transfer.send_file(file); });
    EXPECT_FALSE(fetch(server.url("nxos.bin")));
    EXPECT_TRUE(sink.bytes == file);
}

TEST_F(TftpFetch, BringsAnEmptyFileFromAServerWithoutOptions) {
    const TftpServer server([](TftpTransfer& transfer) { transfer.send_file(""); });
    EXPECT_FALSE(fetch(server.url("empty.cfg")));
    EXPECT_EQ(sink.begins, 1) << "what an earlier try brought is void";
    EXPECT_EQ(sink.bytes, "");
}

struct ErrorPacket : NamedCase {
    std::uint16_t code;
    bool is_retryable = false;
    Refusal about_file = Refusal::Other;
};

class TftpFetchRefused : public TftpFetch, public testing::WithParamInterface<ErrorPacket> {};

TEST_P(TftpFetchRefused, IsNoBrokenTransfer) {
    const TftpServer server(
        [](TftpTransfer& transfer) { transfer.send_error(GetParam().code, "no such thing"); });
    const auto refused = fetch(server.url("nxos.bin.md5"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->is_retryable, GetParam().is_retryable);
    EXPECT_EQ(refused->about_file, GetParam().about_file);
    EXPECT_TRUE(refused->reason.starts_with("the server refused it: ")) << refused->reason;
    EXPECT_EQ(sink.begins, 0);
}

INSTANTIATE_TEST_SUITE_P(EachErrorPacket, TftpFetchRefused,
                         testing::Values(ErrorPacket{{"NotDefined"}, 0, true},
                                         ErrorPacket{{"FileNotFound"}, 1, false, Refusal::Absent},
                                         ErrorPacket{{"AccessViolation"}, 2, false, Refusal::Denied},
                                         ErrorPacket{{"DiskFullOrAllocationExceeded"}, 3, true},
                                         ErrorPacket{{"IllegalOperation"}, 4},
                                         ErrorPacket{{"UnknownTransferId"}, 5},
                                         ErrorPacket{{"FileExists"}, 6}, ErrorPacket{{"NoSuchUser"}, 7},
                                         ErrorPacket{{"OptionsDenied"}, 8},
                                         ErrorPacket{{"AnUnknownOne"}, 99}),
                         CaseName());

TEST_F(TftpFetch, IsCutWhereABlockIsShortBeforeTheAnnouncedSize) {
    const TftpServer server([](TftpTransfer& transfer) {
        transfer.accept(5000);
        transfer.send_block(std::string(transfer.block_size(), 'x'));
        transfer.send_block("too short");
    });
    const Error error = thrown_by([&] { fetch(server.url("nxos.bin")); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find("cut short: 1437 of 5000 bytes came"), std::string::npos)
        << error.what();
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
        EXPECT_NE(error.advice().find("set tftp_no_options"), std::string::npos) << error.advice();
    }
}

TEST_F(TftpFetch, GivesUpAServerThatSaysNothing) {
    const TftpServer server([](TftpTransfer&) {});
    const Error error = thrown_by([&] { fetch(server.url("nxos.bin"), seconds(1)); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
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
    EXPECT_NE(std::string(error.what()).find("no progress for 1 s"), std::string::npos) << error.what();
}

TEST_F(TftpFetch, WaitsForASlowServerLongerThanTheTimeoutAsLongAsItMoves) {
    const std::string file = telling_bytes(5 * 1428 + 1);
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(file.size());
        for (std::size_t at = 0; at < file.size(); at += transfer.block_size()) {
            if (!transfer.pause(milliseconds(300))) return;
            transfer.send_block(file.substr(at, transfer.block_size()));
        }
    });
    EXPECT_FALSE(fetch(server.url("nxos.bin"), seconds(1)));
    EXPECT_EQ(sink.bytes, file);
}

TEST_F(TftpFetch, GetsOverALostBlockWithinTheTimeout) {
    const std::string file = telling_bytes(5 * 1428 + 1);
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(file.size());
        transfer.send_block(file.substr(0, transfer.block_size()));
        if (!transfer.lose_block()) return;
        transfer.send_file(file.substr(transfer.block_size()));
    });
    EXPECT_FALSE(fetch(server.url("nxos.bin"), seconds(4)));
    EXPECT_EQ(sink.bytes, file);
}

TEST_F(TftpFetch, EndsByASignal) {
    const RaisedSignal signal;
    const TftpServer server([&](TftpTransfer& transfer) {
        transfer.accept(5000);
        transfer.send_block(std::string(transfer.block_size(), 'x'));
        signal.raise();
    });
    EXPECT_EQ(thrown_by([&] { fetch(server.url("nxos.bin"), std::chrono::hours(1)); }).code(),
              ExitCode::Interrupted);
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

TEST_F(TftpFetch, AsksAgainWithoutOptionsWhereTheServerDeniesThem) {
    constexpr std::uint16_t kOptionsDenied = 8;
    const std::string file = telling_bytes(1000);
    const TftpServer server([&](TftpTransfer& transfer) {
        if (transfer.has_options()) return transfer.send_error(kOptionsDenied, "no options here");
        transfer.send_file(file);
    });
    EXPECT_FALSE(fetch(server.url("nxos.bin")));
    EXPECT_EQ(sink.bytes, file);
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
    tftp::TftpClient client(seconds(1), {.block_size = 8192}, interrupt, log);
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
    EXPECT_NE(std::string(error.what()).find("too slow: only "), std::string::npos) << error.what();
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
    EXPECT_NE(std::string(error.what()).find("cannot find the address of no-such-host.invalid"),
              std::string::npos)
        << error.what();
}

}  // namespace
}  // namespace poap
