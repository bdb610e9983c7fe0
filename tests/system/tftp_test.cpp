// TFTP servers, and ways to them, that are bad; and the TFTP server that the lab has.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/descriptor.hpp"
#include "base/text.hpp"
#include "case.hpp"
#include "support/tftp_packets.hpp"

namespace poap::rig {
namespace {

using test::data_packet;
using test::error_packet;
using test::option_ack_packet;
using tftp::Options;
using From = TftpPacket::From;
using Packets = std::vector<TftpPacket>;
using Files = std::map<std::string, std::string>;

/// The file that comes by TFTP; the other one comes by HTTP.
struct Kind {
    std::string name;
    std::string protocol;  ///< its key in the plan
    std::string stage;

    End fails(const std::string& cause) const { return rig::fails(ExitCode::Transfer, stage, cause); }
};

const Kind kConfigKind = {"Config", "config_protocol", kStageConfig};
const Kind kImageKind = {"Image", "image_protocol", kStageImage};
const std::vector<Kind> kKinds = {kConfigKind, kImageKind};

/// What makes a server's script, for each run: it may count.
using Script = std::function<TftpScript()>;

const Files kFiles = {{kConfigName, kConfig}, {kNewImage, fake_image()}};
const Words kBlocksOf1000 = {"--tftp-blksize", "1000"};

Case over_tftp(const std::string& name, const Kind& kind, const Script& script, const End& end,
               const Words& arguments = kBlocksOf1000, const Files& files = kFiles) {
    const Step serve = [=](Bench& bench) {
        auto& tftp = bench.make<FakeTftp>(files, script());
        plan({{"tftp_server", tftp.address()}, {kind.protocol, "tftp"}})(bench);
    };
    return Case(concat(name, "_", kind.name), serve + args(arguments), end);
}

/// @param out as in TftpScript
template <typename Out>
Script out(Out out) {
    return [out] { return TftpScript{.out = out}; };
}

template <typename In>
Script in(In in) {
    return [in] { return TftpScript{.in = in}; };
}

template <typename Grants>
Script grants(Grants grants) {
    return [grants] { return TftpScript{.grants = grants}; };
}

/// Of each packet of the server's, these.
Script each(const std::function<Packets(const std::string& packet)>& made) {
    return out([made](const std::string& packet, std::size_t) { return made(packet); });
}

Script with_before_each(const TftpPacket& more) {
    return each([more](const std::string& packet) { return Packets{more, {packet}}; });
}

/// Before a server's first packet, one of another of its ports may be that one.
Script with_after_each(const TftpPacket& more) {
    return each([more](const std::string& packet) { return Packets{{packet}, more}; });
}

/// One packet of the server's, and what is in its place, if anything.
Script replacing(std::size_t which, const Packets& with) {
    return out([=](const std::string& packet, std::size_t sent) {
        return sent == which ? with : Packets{{packet}};
    });
}

/// Each packet from one on.
Script from(std::size_t which, const Packets& with) {
    return out(
        [=](const std::string& packet, std::size_t sent) { return sent < which ? Packets{{packet}} : with; });
}

bool is_data(const std::string& packet) {
    return packet[1] == 3;
}

std::string raw(std::initializer_list<int> bytes) {
    std::string packet;
    for (const int byte : bytes) packet += static_cast<char>(byte);
    return packet;
}

/// Ways that lose, double and mix up, and packets that are none of the transfer's.
Cases bad_ways() {
    const auto swapped = [] {
        // Of each two the first is held back; it goes out again where it was the last.
        return TftpScript{.out = [held = std::string()](const std::string& packet, std::size_t sent) mutable {
            if (sent % 2 == 1 || packet == held) return Packets{{packet}, {std::exchange(held, packet)}};
            held = packet;
            return Packets{};
        }};
    };
    const std::string wrong = data_packet(1, "wrong");
    const std::string not_found = error_packet(1, "no");
    const std::string options = option_ack_packet({{"tsize", "0"}, {"blksize", "8"}});
    const std::vector<std::pair<std::string, Script>> ways = {
        {"RequestLost", [] { return TftpScript{.requests_lost = 1}; }},
        {"FirstPacketLost", replacing(0, {})},
        {"SecondPacketLost", replacing(1, {})},
        {"SixthPacketLost", replacing(5, {})},
        {"EachSeventhPacketLost", out([](const std::string& packet, std::size_t sent) {
             return sent % 7 == 3 ? Packets{} : Packets{{packet}};
         })},
        {"EachPacketTwice", each([](const std::string& packet) {
             return Packets{{packet}, {packet}};
         })},
        {"PacketsSwapped", swapped},
        {"FirstAcknowledgementLost", in([](const std::string&, std::size_t got) { return got != 1; })},
        {"EachSecondAcknowledgementLost",
         in([](const std::string&, std::size_t got) { return got % 2 == 0; })},
        {"OptionsGrantedAgainInTheMiddle", each([options](const std::string& packet) {
             return is_data(packet) ? Packets{{packet}, {options}} : Packets{{packet}};
         })},
        {"DataOfAnotherPort", with_after_each({wrong, From::OtherPort})},
        {"DataOfAnotherHost", with_before_each({wrong, From::OtherHost})},
        {"ErrorOfAnotherPort", with_after_each({not_found, From::OtherPort})},
        {"ErrorOfAnotherHost", with_before_each({not_found, From::OtherHost})},
        {"OptionsOfAnotherHost", with_before_each({option_ack_packet({{"blksize", "8"}}), From::OtherHost})},
        {"DataOfBlock0", with_before_each({data_packet(0, "wrong")})},
        {"Opcode0", with_before_each({raw({0, 0, 0, 1, 'x'})})},
        {"Opcode7", with_before_each({raw({0, 7, 0, 1, 'x'})})},
        {"Opcode65535", with_before_each({raw({255, 255, 0, 1, 'x'})})},
        {"OpcodeOfDataInTheOtherOrder", with_before_each({raw({3, 0, 1, 0, 'x'})})},
        {"RequestOfTheServers", with_before_each({tftp::read_request("/etc/passwd", {})})},
        {"WriteRequestOfTheServers", with_before_each({raw({0, 2, 'x', 0, 'o', 'c', 't', 'e', 't', 0})})},
        {"AcknowledgementOfTheServers", with_before_each({tftp::acknowledgement(1)})},
        {"EmptyPacket", with_before_each({""})},
        {"PacketOf1Byte", with_before_each({raw({0})})},
        {"PacketOf2Bytes", with_before_each({raw({0, 3})})},
        {"PacketOf3Bytes", with_before_each({raw({0, 3, 0})})},
    };
    Cases rows;
    for (const Kind& kind : kKinds) {
        // So small that a configuration, too, is many packets.
        const std::string block_size = kind.name == "Config" ? "8" : "1000";
        for (const auto& [name, script] : ways) {
            // A window of seven blocks that is sent again and again loses the same one each time.
            if (kind.name == "Config" && name == "EachSeventhPacketLost") continue;
            rows.push_back(over_tftp(name, kind, script, recovers(), {"--tftp-blksize", block_size}));
        }
    }
    return rows;
}

CASES(TftpWay, bad_ways());

/// Another value of an option that was asked for.
Script granting(const std::string& name, const std::string& value) {
    return grants([=](Options options) {
        for (auto& option : options) {
            if (option.first == name) option.second = value;
        }
        return options;
    });
}

/// More than was asked for.
Script adding(const Options& more) {
    return grants([=](Options options) {
        options.insert(options.end(), more.begin(), more.end());
        return options;
    });
}

Script without(const std::string& name) {
    return grants([=](Options options) {
        std::erase_if(options, [&](const auto& option) { return option.first == name; });
        return options;
    });
}

/// In place of the options granted, another packet.
Script options_as(const std::string& packet) {
    return each([=](const std::string& sent) { return Packets{{is_data(sent) ? sent : packet}}; });
}

/// What a server may grant.
Cases granted() {
    const std::vector<std::pair<std::string, Script>> harmless = {
        {"NoOptions", grants([](const Options&) { return Options(); })},
        {"NoSize", without("tsize")},
        {"NoBlockSize", without("blksize")},
        {"NoWindow", without("windowsize")},
        {"SizeOfZero", granting("tsize", "0")},
        {"SizeBelowZero", granting("tsize", "-1")},
        {"SizeThatIsNotANumber", granting("tsize", "many")},
        {"SizeThatWrapsAround", granting("tsize", "18446744073709551615")},
        {"SmallBlocks", granting("blksize", "100")},
        {"LargerBlocks", granting("blksize", "1001")},
        {"BlocksOf0Bytes", granting("blksize", "0")},
        {"BlocksOf7Bytes", granting("blksize", "7")},
        {"BlocksBelowZero", granting("blksize", "-8")},
        {"BlocksThatAreNotANumber", granting("blksize", "\x1b[2J")},
        {"LargerWindow", granting("windowsize", "65535")},
        {"WindowOf0Blocks", granting("windowsize", "0")},
        {"AnotherTimeout", granting("timeout", "255")},
        {"OptionNobodyAskedFor", adding({{"multicast", "1"}})},
        {"Rollover", adding({{"rollover", "0"}})},
        {"OptionsTwice", adding({{"blksize", "1000"}, {"timeout", "1"}})},
        {"OptionsCutShort", options_as(raw({0, 6, 't', 's', 'i', 'z', 'e'}))},
        {"OptionWithoutAName", options_as(raw({0, 6, 0, '1', 0}))},
    };
    Cases rows;
    for (const Kind& kind : kKinds) {
        const auto add = [&](const std::string& name, const Script& script, const End& end,
                             const Words& arguments = kBlocksOf1000) {
            rows.push_back(over_tftp(name, kind, script, end, arguments));
        };
        for (const auto& [name, script] : harmless) add(name, script, recovers());
        add("SizeTooSmall", granting("tsize", "10"), kind.fails("more came than the 10 bytes announced"));
        add("SizeTooLarge", granting("tsize", "1000000"), kind.fails("cut short: "));
        add("SizeTooSmallTwice", granting("tsize", "10"), recovers(),
            kBlocksOf1000 + Words{"--retries", "1"});
        add("SizeTooLargeTwice", granting("tsize", "1000000"), kind.fails("cut short: "),
            kBlocksOf1000 + Words{"--retries", "1000"});
        add("BlocksOf512NotAskedFor", adding({{"blksize", "512"}}), recovers(), {"--tftp-blksize", "512"});
        add("OptionsNotAskedFor", adding({{"blksize", "512"}, {"tsize", "0"}}), recovers(),
            {"--tftp-no-options"});
        // A configuration is asked for again, without options, and is one small block then.
        add("LargerBlocksThanAnyAskedFor", adding({{"blksize", "1001"}}),
            kind.name == "Config" ? recovers() : kind.fails("a block of more than the 512 bytes agreed on"));
    }
    const Script huge = granting("tsize", "9000000000000000000");
    const End too_large = kConfigKind.fails("it is larger than 16 MiB");
    rows.push_back(over_tftp("SizeOfNoConfiguration", kConfigKind, huge, too_large));
    rows.push_back(over_tftp("NoSizeOfNoConfiguration", kConfigKind, without("tsize"), too_large,
                             {"--tftp-blksize", "8192"}, {{kConfigName, std::string(17 << 20, 'x')}}));
    rows.push_back(over_tftp("SizeLargerThanTheDisk", kImageKind, huge,
                             fails(ExitCode::NoSpace, kStageImage, " needs 9000000.0 TB, bootflash has ")));
    return rows;
}

CASES(TftpGrant, granted());

/// A packet in place of the file where the request has this option; an empty one: nothing.
Script answering(const std::string& option, const std::string& packet) {
    return [=] {
        return TftpScript{.instead = [=](const tftp::ReadRequest& request) -> std::optional<std::string> {
            const bool has =
                std::ranges::any_of(request.options, [&](const auto& one) { return one.first == option; });
            return has ? std::optional(packet) : std::nullopt;
        }};
    };
}

/// Servers that serve a request only if it has no options, or no windowsize.
Cases refused_options() {
    Cases rows;
    for (const Kind& kind : kKinds) {
        for (const auto code : {std::uint16_t{0}, std::uint16_t{4}, std::uint16_t{8}}) {
            const std::string packet = error_packet(code, "bad option");
            rows.push_back(over_tftp(concat("Error", code, "ToAWindow"), kind,
                                     answering("windowsize", packet), recovers()));
            rows.push_back(over_tftp(concat("Error", code, "ToAnyOption"), kind, answering("tsize", packet),
                                     recovers()));
        }
        const Script large_blocks_lost = [] {
            TftpScript script = answering("windowsize", error_packet(8, "bad option"))();
            script.out = [](const std::string& packet, std::size_t) {
                const bool is_lost = packet.size() > tftp::kHeader + tftp::kPlainBlock;
                return is_lost ? Packets{} : Packets{{packet}};
            };
            return script;
        };
        rows.push_back(over_tftp("Error8ToAWindowAndLargeBlocksLost", kind, large_blocks_lost, recovers(),
                                 kBlocksOf1000 + Words{"--timeout", "1", "--retries", "1"}));
        rows.push_back(over_tftp("NotFoundWithOptions", kind,
                                 answering("tsize", error_packet(1, "bad option")), recovers(),
                                 {"--tftp-no-options"}));
    }
    return rows;
}

CASES(TftpOption, refused_options());

/// Servers that fall silent.
Cases silent() {
    const Words impatient = kBlocksOf1000 + Words{"--timeout", kTimeout};
    const std::string no_progress = concat("no progress for ", kTimeout, " s");
    const std::string no_answer = concat("no answer for ", kTimeout, " s");
    const std::string url = "ERROR: stage the configuration: cannot fetch tftp://127.0.0.1:";
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
    for (const Kind& kind : kKinds) {
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
            rows.push_back(over_tftp(concat("Error", code), kind,
                                     from(0, {{error_packet(code, "no\x1b[2J")}}),
                                     kind.fails(concat("the server refused it: no?[2J (error ", code, ")"))));
            // Right after the options were granted it may be about them; the request without options
            // succeeds.
            const bool is_of_the_file = code == 1 || code == 2 || code == 3;
            rows.push_back(over_tftp(
                concat("Error", code, "InTheMiddle"), kind,
                from(1, {{error_packet(code, "the disk is on fire")}}),
                kind.name == "Config" && !is_of_the_file
                    ? recovers()
                    : kind.fails(concat("the server gave up: the disk is on fire (error ", code, ")"))));
        }
        rows.push_back(over_tftp("ErrorOfUnknownCode", kind, from(0, {{error_packet(65535, "")}}),
                                 kind.fails("no reason given (error 65535)")));
    }
    return rows;
}

CASES(TftpError, errors());

Cases bad_files() {
    const auto wrapping_to = [](std::uint64_t number) {
        return [=] { return TftpScript{.after_65535 = number, .largest_window = 64}; };
    };
    const auto data = [](std::uint16_t number, const std::string& bytes) {
        return replacing(number, {{data_packet(number, bytes)}});
    };
    const std::string small_blocks = "8";
    const std::string other_config(kConfig.size(), 'x');
    const End too_long = kImageKind.fails("a block of more than the 512 bytes agreed on");
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
                  kImageKind.fails("the server ended it in the middle")),
    };
}

CASES(TftpFile, bad_files());

/// A run whose image comes from a FakeTftp.
std::unique_ptr<FakeTftp> run_by(const Script& script) {
    Bench bench;
    auto tftp = std::make_unique<FakeTftp>(kFiles, script());
    plan({{"tftp_server", tftp->address()}, {"image_protocol", "tftp"}})(bench);
    bench.run();
    EXPECT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    return tftp;
}

TEST(TftpStray, IsAnsweredWithAnError) {
    const auto tftp = run_by(with_after_each({data_packet(1, "wrong"), From::OtherPort}));
    EXPECT_THAT(tftp->errors_told_to_others(),
                testing::Contains(static_cast<int>(tftp::ErrorCode::UnknownTransferId)));
}

TEST(TftpOptions, ThatAreImpossibleAreDenied) {
    const auto tftp = run_by(granting("blksize", "7"));
    EXPECT_THAT(tftp->errors(), testing::Contains(static_cast<int>(tftp::ErrorCode::OptionsDenied)));
}

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
