// Servers that get the options wrong, but serve clients that ask for less.

#include <gmock/gmock.h>

#include <atomic>

#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/named_case.hpp"
#include "support/recording_log.hpp"
#include "support/requests_seen.hpp"
#include "support/tftp_server.hpp"
#include "support/thrown.hpp"
#include "transfer/tftp/tftp_client.hpp"

namespace poap {
namespace {

using std::chrono::seconds, test::CaseName, test::Collector, test::NamedCase, test::RequestsSeen,
    test::telling_bytes, test::TftpServer, test::TftpTransfer, testing::ElementsAre,
    testing::ElementsAreArray, testing::HasSubstr;

using Granted = std::vector<std::pair<std::string, std::string>>;
using Words = std::vector<std::string>;

const std::string kFile = telling_bytes(3 * 1000 + 1);
constexpr std::uint16_t kNotFound = 1;

const std::string kAll = "blksize=1000 timeout=1 tsize=0 windowsize=16";
const std::string kWithoutWindow = "blksize=1000 tsize=0";
const std::string kNone;

/// The options of a request, in the order of their names.
std::string asked_by(const TftpTransfer& transfer) {
    std::string words;
    for (const auto& [name, value] : transfer.options()) {
        words += (words.empty() ? "" : " ") + name + "=" + value;
    }
    return words;
}

/// Grants the block size, and something else.
void serve_granting(TftpTransfer& transfer, Granted more) {
    if (transfer.asks_for("blksize")) {
        more.emplace_back("blksize", transfer.options().at("blksize"));
        transfer.set_block_size(1000);
    }
    if (more.empty() || transfer.grant(more)) transfer.send_file(kFile);
}

TftpServer::Serve granting(const Granted& more) {
    return [=](TftpTransfer& transfer) { serve_granting(transfer, more); };
}

/// Does something else where the request has this option; `blksize` stands for any.
TftpServer::Serve where_asked(const std::string& option, const TftpServer::Serve& instead) {
    return [=](TftpTransfer& transfer) {
        if (transfer.asks_for(option)) return instead(transfer);
        serve_granting(transfer, {});
    };
}

TftpServer::Serve refusing(const std::string& option, std::uint16_t code) {
    return where_asked(option, [=](TftpTransfer& transfer) { transfer.send_error(code, "bad options"); });
}

TftpServer::Serve granting_badly(const std::string& option, const std::string& value) {
    return where_asked(option, [=](TftpTransfer& transfer) { transfer.grant({{option, value}}); });
}

TftpServer::Serve silent_where_asked(const std::string& option) {
    return where_asked(option, [](TftpTransfer&) {});
}

struct FlawedServer : NamedCase {
    TftpServer::Serve serve;
    std::vector<Words> asked;  ///< the options of each request for the first file, for the second one, ...
};

struct FlawedServers : testing::TestWithParam<FlawedServer> {
    const Interrupt interrupt;  // before any server's thread
    test::RecordingLog log;
    RequestsSeen asked;
};

TEST_P(FlawedServers, ServeTheFileAndAreRemembered) {
    const TftpServer server([&](TftpTransfer& transfer) {
        asked.note(transfer.file(), asked_by(transfer));
        GetParam().serve(transfer);
    });
    tftp::TftpClient client(seconds(60), {.block_size = 1000}, interrupt, log.log);
    std::string file = "a";
    for (const Words& expected : GetParam().asked) {
        Collector sink;
        const auto refused = client.fetch(server.url(file), sink);
        ASSERT_FALSE(refused) << refused->reason;
        EXPECT_EQ(sink.bytes, kFile);
        EXPECT_THAT(asked.of(file), ElementsAreArray(expected));
        file += "a";
    }
    const bool steps = GetParam().asked[0].size() > 1;
    EXPECT_EQ(log.says(". Asking again without windowsize and timeout"), steps);
    EXPECT_EQ(log.count("they are used for its other files too"), steps ? 1 : 0);
}

const Words kAtOnce = {kAll};
const Words kOneStep = {kAll, kWithoutWindow};
const Words kTwoSteps = {kAll, kWithoutWindow, kNone};

FlawedServer harmless(const std::string& name, const TftpServer::Serve& serve) {
    return {{name}, serve, {kAtOnce, kAtOnce}};
}
FlawedServer without_window(const std::string& name, const TftpServer::Serve& serve) {
    return {{name}, serve, {kOneStep, {kWithoutWindow}}};
}
FlawedServer without_options(const std::string& name, const TftpServer::Serve& serve) {
    return {{name}, serve, {kTwoSteps, {kNone}}};
}
/// It says what may also be said by one that is busy: it must do so twice.
FlawedServer vaguely_without_window(const std::string& name, const TftpServer::Serve& serve) {
    return {{name}, serve, {kOneStep, kOneStep, {kWithoutWindow}}};
}
FlawedServer vaguely_without_options(const std::string& name, const TftpServer::Serve& serve) {
    return {{name}, serve, {kTwoSteps, kTwoSteps, {kNone}}};
}

INSTANTIATE_TEST_SUITE_P(
    Harmless, FlawedServers,
    testing::Values(harmless("UnknownOption", granting({{"x-vendor", "yes"}})),
                    harmless("TwoSizes", granting({{"tsize", "3001"}, {"tsize", "9"}})),
                    harmless("UpperCase", granting({{"BLKSIZE", "1000"}, {"TSIZE", "3001"}})),
                    harmless("DataAtOnce", [](TftpTransfer& transfer) { transfer.send_file(kFile); }),
                    harmless("EmptyGrant",
                             [](TftpTransfer& transfer) {
                                 if (transfer.grant({})) transfer.send_file(kFile);
                             })),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    WithoutWindow, FlawedServers,
    testing::Values(without_window("LargerWindow", granting_badly("windowsize", "64")),
                    vaguely_without_window("RefusedWithError0", refusing("windowsize", 0)),
                    vaguely_without_window("RefusedWithError5", refusing("windowsize", 5)),
                    vaguely_without_window("RefusedWithError7", refusing("windowsize", 7)),
                    vaguely_without_window("RefusedWithErrorUnknown", refusing("windowsize", 99)),
                    without_window("RefusedTimeout", refusing("timeout", 8)),
                    without_window("ErrorAfterTheGrant", where_asked("windowsize",
                                                                     [](TftpTransfer& transfer) {
                                                                         transfer.grant({{"tsize", "0"}});
                                                                         transfer.send_error(4, "no");
                                                                     }))),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    WithoutOptions, FlawedServers,
    testing::Values(without_options("LargerBlocks", granting_badly("blksize", "1001")),
                    vaguely_without_options("RefusedWithError0", refusing("tsize", 0)),
                    without_options("RefusedWithError8", refusing("tsize", 8)),
                    without_options("LargeBlocksThatWereNotGranted",
                                    where_asked("blksize",
                                                [](TftpTransfer& transfer) {
                                                    transfer.set_block_size(1000);
                                                    transfer.send_file(kFile);
                                                })),
                    without_options("SmallBlocksWhereLargeOnesWereGranted",
                                    where_asked("blksize",
                                                [](TftpTransfer& transfer) {
                                                    transfer.grant({{"blksize", "1000"}, {"tsize", "3001"}});
                                                    transfer.send_file(kFile);
                                                }))),
    CaseName());

struct TftpServerWithFlaws : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;
    test::RecordingLog log;
    RequestsSeen asked;

    /// Notes what it is asked.
    TftpServer::Serve noting(const TftpServer::Serve& serve) {
        return [this, serve](TftpTransfer& transfer) {
            asked.note(transfer.file(), asked_by(transfer));
            serve(transfer);
        };
    }
};

TEST_F(TftpServerWithFlaws, MayDropRequestsWithAnOption) {
    for (const auto& [option, answered] :
         {std::pair<std::string, std::string>("windowsize", kWithoutWindow), {"tsize", kNone}}) {
        const TftpServer server(noting(silent_where_asked(option)));
        tftp::TftpClient client(seconds(3), {.block_size = 1000}, interrupt, log.log);
        EXPECT_FALSE(client.fetch(server.url(option), sink));
        EXPECT_EQ(sink.bytes, kFile);
        EXPECT_FALSE(client.fetch(server.url(option + ".cfg"), sink));
        EXPECT_THAT(asked.of(option + ".cfg"), ElementsAre(answered)) << "it is remembered";
    }
    EXPECT_TRUE(log.says(" sends files to requests without windowsize and timeout"));
}

TEST_F(TftpServerWithFlaws, IsNotOneThatStartsLate) {
    const TftpServer server(noting([up = false](TftpTransfer& transfer) mutable {
        up = up || !transfer.asks_for("windowsize");
        if (up) serve_granting(transfer, {});
    }));
    tftp::TftpClient client(seconds(3), {.block_size = 1000}, interrupt, log.log);
    EXPECT_FALSE(client.fetch(server.url("nxos.bin"), sink));
    EXPECT_EQ(sink.bytes, kFile);
    EXPECT_THAT(asked.of("nxos.bin"), ElementsAre(kAll, kWithoutWindow, kAll));
    EXPECT_TRUE(log.says("Asking once more with all options"));
}

TEST_F(TftpServerWithFlaws, IsNotOneThatRefusesEveryRequest) {
    std::atomic<bool> has_file = false;
    std::atomic<std::uint16_t> error = kNotFound;
    const TftpServer server(noting([&](TftpTransfer& transfer) {
        if (!has_file) return transfer.send_error(error, "no such file");
        serve_granting(transfer, {});
    }));
    tftp::TftpClient client(seconds(60), {.block_size = 1000}, interrupt, log.log);
    EXPECT_TRUE(client.fetch(server.url("absent.md5"), sink));
    EXPECT_THAT(asked.of("absent.md5"), ElementsAre(kAll)) << "the file is missing, and that is all";
    error = 0;
    EXPECT_TRUE(client.fetch(server.url("nxos.bin.md5"), sink));
    EXPECT_THAT(asked.of("nxos.bin.md5"), ElementsAreArray(kTwoSteps));
    has_file = true;
    EXPECT_FALSE(client.fetch(server.url("nxos.bin"), sink));
    EXPECT_THAT(asked.of("nxos.bin"), ElementsAre(kAll)) << "all three were refused";
    has_file = false;
    EXPECT_TRUE(client.fetch(server.url("leaf.cfg.md5"), sink));
    EXPECT_THAT(asked.of("leaf.cfg.md5"), ElementsAre(kAll)) << "it has served a request with options";
}

TEST_F(TftpServerWithFlaws, IsAskedWithoutOptionsAfterItStalledInSmallBlocks) {
    const TftpServer server(noting([](TftpTransfer& transfer) {
        if (!transfer.has_options()) return transfer.send_file(kFile);
        transfer.grant({{"tsize", "3001"}});
        transfer.wait_for_error();  // of the client, as it gives up
    }));
    tftp::TftpClient client(seconds(3), {.block_size = 1000}, interrupt, log.log);
    EXPECT_THROW(client.fetch(server.url("nxos.bin"), sink), Error);
    EXPECT_FALSE(client.fetch(server.url("nxos.bin"), sink));
    EXPECT_THAT(asked.of("nxos.bin"), ElementsAre(kAll, kNone));
}

TEST_F(TftpServerWithFlaws, IsAnErrorWhereNoRequestHelps) {
    const TftpServer server([](TftpTransfer& transfer) {
        transfer.set_block_size(1000);
        transfer.send_file(kFile);
    });
    tftp::TftpClient client(seconds(60), {.block_size = 1000}, interrupt, log.log);
    const Error error = test::thrown_by([&] { client.fetch(server.url("nxos.bin"), sink); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_THAT(error.what(), HasSubstr("a block of more than the 512 bytes agreed on"));
}

TEST_F(TftpServerWithFlaws, MayAnnounceTooSmallASize) {
    const TftpServer server(noting(where_asked("tsize", granting({{"tsize", "10"}}))));
    tftp::TftpClient client(seconds(60), {.block_size = 1000}, interrupt, log.log);
    const Error error = test::thrown_by([&] { client.fetch(server.url("nxos.bin"), sink); });
    EXPECT_THAT(error.what(), HasSubstr("more came than the 10 bytes announced"));
    EXPECT_THAT(error.advice(), HasSubstr("set tftp_no_options"));
    EXPECT_TRUE(error.is_retryable());

    EXPECT_FALSE(client.fetch(server.url("nxos.bin"), sink)) << "another try";
    EXPECT_EQ(sink.bytes, kFile);
    EXPECT_THAT(asked.of("nxos.bin"), ElementsAre(kAll, "blksize=1000 timeout=1 windowsize=16"));
    EXPECT_TRUE(log.says("more came than the 10 bytes announced. Asking again without tsize"));
}

TEST_F(TftpServerWithFlaws, MayAnnounceTooSmallASizeToAPlainRequest) {
    const TftpServer server(noting(where_asked("tsize", granting({{"tsize", "10"}}))));
    tftp::TftpClient plain(seconds(60), {.no_options = true}, interrupt, log.log);
    EXPECT_FALSE(plain.fetch(server.url("nxos.bin"), sink));
    EXPECT_EQ(sink.bytes, kFile);
    EXPECT_THAT(asked.of("nxos.bin"), ElementsAre(kNone));
}

TEST_F(TftpServerWithFlaws, MayRefuseAWindowAndThenSendNothing) {
    std::atomic<bool> sends = false;
    const TftpServer server(noting([&](TftpTransfer& transfer) {
        if (transfer.asks_for("windowsize")) return transfer.send_error(8, "no windows");
        if (sends) return serve_granting(transfer, {});
        transfer.grant({{"blksize", "1000"}});
        transfer.wait_for_error();  // of the client, as it gives up
    }));
    tftp::TftpClient client(seconds(1), {.block_size = 1000}, interrupt, log.log);
    const Error error = test::thrown_by([&] { client.fetch(server.url("nxos.bin"), sink); });
    EXPECT_TRUE(error.is_retryable());
    EXPECT_THAT(error.what(),
                HasSubstr("no progress for 1 s; it refused an earlier request: no windows (error 8)"));
    sends = true;
    EXPECT_FALSE(client.fetch(server.url("nxos.bin"), sink));
    EXPECT_EQ(sink.bytes, kFile);
}

TEST_F(TftpServerWithFlaws, MayGrantMoreThanALogIsFor) {
    Granted many;
    for (int i = 0; i < 100; ++i) many.emplace_back("x" + std::to_string(i), "y");
    const TftpServer server(granting(many));
    tftp::TftpClient client(seconds(60), {.block_size = 1000}, interrupt, log.log);
    EXPECT_FALSE(client.fetch(server.url("nxos.bin"), sink));
    EXPECT_EQ(log.count("ignored of what the server granted"), 5);
    EXPECT_TRUE(log.says("ignored of what the server granted: 96 more"));
}

}  // namespace
}  // namespace poap
