// TFTP servers that fall silent, refuse, or send another file; and the TFTP server that the lab has.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "tftp_cases.hpp"

namespace poap::rig {
namespace {

/// Servers that fall silent.
Cases silent() {
    const Words impatient = kBlocksOf1000 + Words{"--timeout", kTimeout};
    const std::string no_progress = concat("no progress for ", kTimeout, " s");
    const std::string no_answer = concat("no answer for ", kTimeout, " s");
    const std::string url = "ERROR: stage the configuration: cannot download tftp://127.0.0.1:";
    Cases rows = {
        over_tftp("AfterAWhile", kImageKind, from(20, {}), kImageKind.fails(no_progress), impatient),
        over_tftp("FromTheStart", kImageKind, from(0, {}), kImageKind.fails(no_answer), impatient),
        over_tftp("FromTheStart", kConfigKind, from(0, {}), kConfigKind.fails(no_answer).reporting({url}),
                  impatient),
        over_tftp("BeforeTheLastBlock", kImageKind, from(901, {}), kImageKind.fails(no_progress), impatient),
        over_tftp(
            "ButForAnotherAddress", kImageKind, each([](const std::string& packet) {
                return Packets{{packet, From::OtherHost}};
            }),
            kImageKind.fails("127.0.0.2 answered for 127.0.0.1: packets from another address are refused"),
            impatient),
    };
    const Script large_blocks_lost = [] {
        TftpScript script = answering("windowsize", error_packet(8, "bad option"))();
        script.out = [](const std::string& packet, std::size_t) {
            const bool is_lost = packet.size() > tftp::kHeader + tftp::kPlainBlock;
            return is_lost ? Packets{} : Packets{{packet}};
        };
        return script;
    };
    for (const Kind& kind : kKinds) {
        rows.push_back(over_tftp("ButForSmallBlocks", kind, large_blocks_lost, recovers(),
                                 impatient + Words{"--retries", "1"}));
        rows.push_back(over_tftp("ToAWindow", kind, answering("windowsize", ""), recovers(), impatient));
        rows.push_back(over_tftp("ToAnyOption", kind, answering("tsize", ""), recovers(), impatient));
    }
    return rows;
}

CASES_AT_ONCE(TftpSilent, silent())

Cases errors() {
    Cases rows;
    for (const Kind& kind : kKinds) {
        for (std::uint16_t code = 0; code <= 8; ++code) {
            rows.push_back(
                over_tftp(concat("Error", code), kind, from(0, {{error_packet(code, "no\x1b[2J")}}),
                          kind.fails(concat("the server refused the request: no?[2J (error ", code, ")"))));
        }
        rows.push_back(over_tftp("ErrorOfUnknownCode", kind, from(0, {{error_packet(65535, "")}}),
                                 kind.fails("no reason given (error 65535)")));
    }
    return rows;
}

CASES(TftpError, errors());

/// Right after the options were granted an error may be about them: then the agent asks without options,
/// which takes a while, and succeeds with a configuration.
Cases later_errors() {
    Cases rows;
    for (const Kind& kind : kKinds) {
        for (std::uint16_t code = 0; code <= 8; ++code) {
            const bool is_of_the_file = code == 1 || code == 2 || code == 3;
            rows.push_back(over_tftp(
                concat("Error", code), kind, from(1, {{error_packet(code, "the disk is on fire")}}),
                kind.name == "Config" && !is_of_the_file
                    ? recovers()
                    : kind.fails(concat("the server aborted the transfer: the disk is on fire (error ", code,
                                        ")"))));
        }
    }
    return rows;
}

CASES_AT_ONCE(TftpErrorInTheMiddle, later_errors())

Cases bad_files() {
    const auto wrapping_to = [](std::uint64_t number) {
        return [=] { return TftpScript{.after_65535 = number, .largest_window = 64}; };
    };
    const auto data = [](std::uint16_t number, const std::string& bytes) {
        return replacing(number, {{data_packet(number, bytes)}});
    };
    const std::string small_blocks = "8";
    const std::string other_config(kConfig.size(), 'x');
    const End too_long = kImageKind.fails("a block larger than the agreed 512 bytes");
    return {
        over_tftp("NumbersThatWrapTo0", kImageKind, wrapping_to(0), recovers(),
                  {"--tftp-blksize", small_blocks}),
        over_tftp("NumbersThatWrapTo1", kImageKind, wrapping_to(1), recovers(),
                  {"--tftp-blksize", small_blocks}),
        over_tftp("OtherBlocks", kImageKind, data(3, std::string(1000, 'x')),
                  fails(ExitCode::Digest, kStageImage, "the MD5 of " + kNewImage)),
        over_tftp("AnotherConfig", kConfigKind, data(1, other_config),
                  fails(ExitCode::Digest, kStageConfig, "the MD5 of " + kConfigName)),
        over_tftp("ShortBlockFirst", kImageKind, data(1, "short"), kImageKind.fails("cut short: 5 of ")),
        over_tftp("EmptyBlockFirst", kImageKind, data(1, ""), kImageKind.fails("cut short: 0 of ")),
        over_tftp("EmptyBlockFirst", kConfigKind, data(1, ""), kConfigKind.fails("cut short: 0 of ")),
        over_tftp("BlocksTooLong", kImageKind, data(1, std::string(1500, 'x')), too_long),
        over_tftp("BlocksFarTooLong", kImageKind, data(1, std::string(60'000, 'x')), too_long),
        over_tftp("ServerGone", kImageKind, replacing(20, {{kGone}}),
                  kImageKind.fails("the server ended the transfer")),
    };
}

CASES(TftpFile, bad_files());

/// A UDP socket at 127.0.0.1, and its address.
std::pair<Descriptor, std::string> udp_socket() {
    Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(socket.get(), generic, size), 0);
    getsockname(socket.get(), generic, &size);
    return {std::move(socket), concat("127.0.0.1:", ntohs(address.sin_port))};
}

TEST(TftpServer, OfTheLabServesConfigAndImage) {
    if (geteuid() != 0) GTEST_SKIP() << "in.tftpd takes root";
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const std::string program =
        concat(cache != nullptr ? cache : concat(std::getenv("HOME"), "/.cache"), "/poap-agent/bin/in.tftpd");
    ASSERT_TRUE(std::filesystem::exists(program)) << program << ": scripts/setup brings it";
    const auto [socket, address] = udp_socket();
    const Step served = [&](Bench& bench) {
        pod({kSerial, kNewImage, "", "tftp", "tftp", address})(bench);
        // As inetd would start it: it takes its requests from standard input.
        bench.make<Process>(Words{program, "--user", "root", "--secure", bench.pod->files().path()}, Words{},
                            socket.get());
    };
    expect_end(Case("Lab", served,
                    recovers().reporting(
                        {"Transfering config file " + kConfigName + " over TFTP", "Copy over TFTP, complete",
                         "Transferring file " + kNewImage + " over TFTP", "Copy over TFTP, complete"})));
}

}  // namespace
}  // namespace poap::rig
