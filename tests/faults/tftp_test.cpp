// TFTP servers, and ways to them, that are bad.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "fault.hpp"
#include "tampered_tftp.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using tftp::Options;
using From = TftpPacket::From;
using Packets = std::vector<TftpPacket>;

/// The file that comes by TFTP; the other one comes by HTTP.
struct Kind {
    std::string name;
    std::string protocol;  ///< its key in the plan
    std::string stage;
};

const std::vector<Kind>& kinds() {
    static const std::vector<Kind> kKinds = {{"Config", "config_protocol", kStageConfig},
                                             {"Image", "image_protocol", kStageImage}};
    return kKinds;
}

/// How a row begins. Called for each run: what it returns may count.
using Begin = std::function<Tamper()>;

std::map<std::string, std::string> files() {
    return {{kConfigName, kConfig}, {kNewImage, made_up_image()}};
}

Fault over_tftp(const std::string& name, const Kind& kind, const Begin& begin, End end,
                const std::vector<std::string>& arguments = {"--tftp-blksize", "1000"},
                const std::map<std::string, std::string>& served = files()) {
    return {{concat(name, "_", kind.name)},
            [=](Bench& bench) {
                const auto tftp = std::make_shared<TamperedTftp>(served, begin());
                bench.server.plan["tftp_server"] = tftp->address();
                bench.server.plan[kind.protocol] = "tftp";
                bench.arguments = arguments;
                bench.keep(tftp);
            },
            std::move(end)};
}

Tamper with_out(std::function<Packets(const std::string&, std::size_t)> out) {
    Tamper tamper;
    tamper.out = std::move(out);
    return tamper;
}

bool is_data(const std::string& packet) {
    return packet[1] == 3;
}

/// Each packet of the server's, with something before it.
Begin with_before_each(TftpPacket more) {
    return [more] {
        return with_out([more](const std::string& packet, std::size_t) { return Packets{more, {packet}}; });
    };
}

/// Likewise behind it: before a server's first packet, one of another of its ports may be that one.
Begin with_behind_each(TftpPacket more) {
    return [more] {
        return with_out([more](const std::string& packet, std::size_t) { return Packets{{packet}, more}; });
    };
}

std::string data(std::uint16_t number, const std::string& bytes) {
    const auto header = tftp::data_header(number);
    return std::string(header.data(), header.size()) + bytes;
}

std::string raw(std::initializer_list<int> bytes) {
    std::string packet;
    for (const int byte : bytes) packet += static_cast<char>(byte);
    return packet;
}

/// Ways that lose, double and mix up, and packets that are none of the transfer's.
Faults bad_ways() {
    struct Way {
        std::string name;
        Begin begin;
    };
    const auto out = [](auto function) { return [function] { return with_out(function); }; };
    const auto in = [](auto function) {
        return [function] {
            Tamper tamper;
            tamper.in = function;
            return tamper;
        };
    };
    const auto losing = [&](std::size_t which) {
        return out([which](const std::string& packet, std::size_t sent) {
            return sent == which ? Packets{} : Packets{{packet}};
        });
    };
    const std::vector<Way> ways = {
        {"RequestLost",
         [] {
             Tamper tamper;
             tamper.requests_lost = 1;
             return tamper;
         }},
        {"FirstPacketLost", losing(0)},
        {"SecondPacketLost", losing(1)},
        {"SixthPacketLost", losing(5)},
        {"EachSeventhPacketLost", out([](const std::string& packet, std::size_t sent) {
             return sent % 7 == 3 ? Packets{} : Packets{{packet}};
         })},
        {"EachPacketTwice", out([](const std::string& packet, std::size_t) {
             return Packets{{packet}, {packet}};
         })},
        {"PacketsSwapped",
         [] {
             // Of each two the first is held back; it goes out again where it was the last.
             return with_out([held = std::string()](const std::string& packet, std::size_t sent) mutable {
                 if (sent % 2 == 1 || packet == held) return Packets{{packet}, {std::exchange(held, packet)}};
                 held = packet;
                 return Packets{};
             });
         }},
        {"FirstAcknowledgementLost", in([](const std::string&, std::size_t got) { return got != 1; })},
        {"EachSecondAcknowledgementLost",
         in([](const std::string&, std::size_t got) { return got % 2 == 0; })},
        {"OptionsGrantedAgainInTheMiddle", out([](const std::string& packet, std::size_t) {
             const std::string again = tftp::option_acknowledgement({{"tsize", "0"}, {"blksize", "8"}});
             return is_data(packet) ? Packets{{packet}, {again}} : Packets{{packet}};
         })},
        {"DataOfAnotherPort", with_behind_each({data(1, "wrong"), From::OtherPort})},
        {"DataOfAnotherHost", with_before_each({data(1, "wrong"), From::OtherHost})},
        {"ErrorOfAnotherPort",
         with_behind_each({tftp::error_report(tftp::ErrorCode::NotFound, "no"), From::OtherPort})},
        {"ErrorOfAnotherHost",
         with_before_each({tftp::error_report(tftp::ErrorCode::NotFound, "no"), From::OtherHost})},
        {"OptionsOfAnotherHost",
         with_before_each({tftp::option_acknowledgement({{"blksize", "8"}}), From::OtherHost})},
        {"DataOfBlock0", with_before_each({data(0, "wrong")})},
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
    Faults rows;
    for (const Kind& kind : kinds()) {
        // So small that a configuration, too, is many packets.
        const std::string block_size = kind.name == "Config" ? "8" : "1000";
        for (const Way& way : ways) {
            // A window of seven blocks that is sent again and again loses the same one each time.
            if (kind.name == "Config" && way.name == "EachSeventhPacketLost") continue;
            rows.push_back(over_tftp(way.name, kind, way.begin, recovers(), {"--tftp-blksize", block_size}));
        }
    }
    return rows;
}

FAULT_TABLE(TftpWay, bad_ways());

/// Replaces the value of an option that was asked for.
Begin granting(const std::string& name, const std::string& value) {
    return [=] {
        Tamper tamper;
        tamper.grants = [=](Options options) {
            for (auto& option : options) {
                if (option.first == name) option.second = value;
            }
            return options;
        };
        return tamper;
    };
}

/// Grants more than was asked for.
Begin adding(const Options& more) {
    return [=] {
        Tamper tamper;
        tamper.grants = [=](Options options) {
            options.insert(options.end(), more.begin(), more.end());
            return options;
        };
        return tamper;
    };
}

/// Sends a packet in place of the file where the request has this option; an empty one: nothing.
Begin answering(const std::string& option, const std::string& packet) {
    return [=] {
        Tamper tamper;
        tamper.instead = [=](const tftp::ReadRequest& request) -> std::optional<std::string> {
            const auto& asked = request.options;
            const bool has =
                std::any_of(asked.begin(), asked.end(), [&](const auto& one) { return one.first == option; });
            return has ? std::optional(packet) : std::nullopt;
        };
        return tamper;
    };
}

/// What a server may grant.
Faults grants() {
    const auto without = [](const std::string& name) {
        return [=] {
            Tamper tamper;
            tamper.grants = [=](Options options) {
                std::erase_if(options, [&](const auto& option) { return option.first == name; });
                return options;
            };
            return tamper;
        };
    };
    const Begin without_options = [] {
        Tamper tamper;
        tamper.grants = [](const Options&) { return Options(); };
        return tamper;
    };
    const auto instead = [](const std::string& options) {
        return [=] {
            return with_out([=](const std::string& packet, std::size_t) {
                return is_data(packet) ? Packets{{packet}} : Packets{{options}};
            });
        };
    };
    Faults rows;
    for (const Kind& kind : kinds()) {
        const auto recovers_from = [&](const std::string& name, const Begin& begin) {
            rows.push_back(over_tftp(name, kind, begin, recovers()));
        };
        const auto fails_at = [&](const std::string& name, const Begin& begin, const std::string& cause) {
            rows.push_back(over_tftp(name, kind, begin, fails(ExitCode::Transfer, kind.stage, cause)));
        };
        recovers_from("NoOptions", without_options);
        recovers_from("NoSize", without("tsize"));
        recovers_from("NoBlockSize", without("blksize"));
        recovers_from("NoWindow", without("windowsize"));
        recovers_from("SizeOfZero", granting("tsize", "0"));
        recovers_from("SizeBelowZero", granting("tsize", "-1"));
        recovers_from("SizeThatIsNoNumber", granting("tsize", "many"));
        recovers_from("SizeThatWrapsAround", granting("tsize", "18446744073709551615"));
        recovers_from("SmallBlocks", granting("blksize", "100"));
        fails_at("SizeTooSmall", granting("tsize", "10"), "more came than the 10 bytes announced");
        fails_at("SizeTooLarge", granting("tsize", "1000000"), "cut short: ");
        rows.push_back(over_tftp("SizeTooSmallTwice", kind, granting("tsize", "10"), recovers(),
                                 {"--tftp-blksize", "1000", "--retries", "1"}));
        rows.push_back(over_tftp("SizeTooLargeTwice", kind, granting("tsize", "1000000"),
                                 fails(ExitCode::Transfer, kind.stage, "cut short: "),
                                 {"--tftp-blksize", "1000", "--retries", "1000"}));
        recovers_from("LargerBlocks", granting("blksize", "1001"));
        recovers_from("BlocksOf0Bytes", granting("blksize", "0"));
        recovers_from("BlocksOf7Bytes", granting("blksize", "7"));
        recovers_from("BlocksBelowZero", granting("blksize", "-8"));
        recovers_from("BlocksOfNoNumber", granting("blksize", "\x1b[2J"));
        recovers_from("LargerWindow", granting("windowsize", "65535"));
        recovers_from("WindowOf0Blocks", granting("windowsize", "0"));
        recovers_from("AnotherTimeout", granting("timeout", "255"));
        recovers_from("OptionNobodyAskedFor", adding({{"multicast", "1"}}));
        recovers_from("Rollover", adding({{"rollover", "0"}}));
        recovers_from("OptionsTwice", adding({{"blksize", "1000"}, {"timeout", "1"}}));
        recovers_from("OptionsCutShort", instead(raw({0, 6, 't', 's', 'i', 'z', 'e'})));
        recovers_from("OptionWithoutAName", instead(raw({0, 6, 0, '1', 0})));
        rows.push_back(over_tftp("BlocksOf512NotAskedFor", kind, adding({{"blksize", "512"}}), recovers(),
                                 {"--tftp-blksize", "512"}));
        rows.push_back(over_tftp("OptionsNotAskedFor", kind, adding({{"blksize", "512"}, {"tsize", "0"}}),
                                 recovers(), {"--tftp-no-options"}));
        // A configuration is asked for again, without options, and is one small block then.
        if (kind.name == "Config") {
            recovers_from("LargerBlocksThanAnyAskedFor", adding({{"blksize", "1001"}}));
        } else {
            fails_at("LargerBlocksThanAnyAskedFor", adding({{"blksize", "1001"}}),
                     "a block of more than the 512 bytes agreed on");
        }
    }
    const Begin huge = granting("tsize", "9000000000000000000");
    rows.push_back(over_tftp("SizeOfNoConfiguration", kinds()[0], huge,
                             fails(ExitCode::Transfer, kStageConfig, "it is larger than 16 MiB")));
    rows.push_back(over_tftp("NoSizeOfNoConfiguration", kinds()[0], without("tsize"),
                             fails(ExitCode::Transfer, kStageConfig, "it is larger than 16 MiB"),
                             {"--tftp-blksize", "8192"}, {{kConfigName, std::string(17 << 20, 'x')}}));
    rows.push_back(over_tftp("SizeLargerThanTheDisk", kinds()[1], huge,
                             fails(ExitCode::NoSpace, kStageImage, " needs 9000000.0 TB, bootflash has ")));
    return rows;
}

FAULT_TABLE(TftpGrant, grants());

/// Servers that serve a request only if it has no options, or no windowsize.
Faults refused_options() {
    struct Refusal {
        std::string name;
        std::string packet;
    };
    const auto error = [](int code) {
        return tftp::error_report(tftp::ErrorCode{static_cast<std::uint16_t>(code)}, "bad option");
    };
    const Refusal refusals[] = {
        {"Error0", error(0)}, {"Error4", error(4)}, {"Error8", error(8)}, {"Silence", ""}};
    Faults rows;
    for (const Kind& kind : kinds()) {
        for (const auto& [name, packet] : refusals) {
            const std::vector<std::string> arguments = {"--tftp-blksize", "1000", "--timeout", "3"};
            rows.push_back(
                over_tftp(name + "ToAWindow", kind, answering("windowsize", packet), recovers(), arguments));
            rows.push_back(
                over_tftp(name + "ToAnyOption", kind, answering("tsize", packet), recovers(), arguments));
        }
        const Begin large_blocks_lost = [=] {
            Tamper tamper = answering("windowsize", error(8))();
            tamper.out = [](const std::string& packet, std::size_t) {
                const bool is_lost = packet.size() > tftp::kHeader + tftp::kPlainBlock;
                return is_lost ? Packets{} : Packets{{packet}};
            };
            return tamper;
        };
        rows.push_back(over_tftp("Error8ToAWindowAndLargeBlocksLost", kind, large_blocks_lost, recovers(),
                                 {"--tftp-blksize", "1000", "--timeout", "1", "--retries", "1"}));
        rows.push_back(over_tftp("NotFoundWithOptions", kind, answering("tsize", error(1)), recovers(),
                                 {"--tftp-no-options"}));
    }
    return rows;
}

FAULT_TABLE(TftpOption, refused_options());

/// An error in place of a packet.
Begin error_at(std::size_t which, int code, const std::string& message) {
    return [=] {
        return with_out([=](const std::string& packet, std::size_t sent) {
            if (sent < which) return Packets{{packet}};
            return Packets{{tftp::error_report(tftp::ErrorCode{static_cast<std::uint16_t>(code)}, message)}};
        });
    };
}

/// An error right after the options were granted may be about them; the request without options succeeds.
bool is_asked_again(const Kind& kind, int code) {
    const bool is_of_the_file = code == 1 || code == 2 || code == 3;
    return kind.name == "Config" && !is_of_the_file;
}

Faults errors() {
    Faults rows;
    for (const Kind& kind : kinds()) {
        for (int code = 0; code <= 8; ++code) {
            rows.push_back(over_tftp(concat("Error", code), kind, error_at(0, code, "no\x1b[2J"),
                                     fails(ExitCode::Transfer, kind.stage,
                                           concat("the server refused it: no?[2J (error ", code, ")"))));
            rows.push_back(over_tftp(
                concat("Error", code, "InTheMiddle"), kind, error_at(1, code, "the disk is on fire"),
                is_asked_again(kind, code)
                    ? recovers()
                    : fails(ExitCode::Transfer, kind.stage,
                            concat("the server gave up: the disk is on fire (error ", code, ")"))));
        }
        rows.push_back(over_tftp("ErrorOfUnknownCode", kind, error_at(0, 65535, ""),
                                 fails(ExitCode::Transfer, kind.stage, "no reason given (error 65535)")));
    }
    return rows;
}

FAULT_TABLE(TftpError, errors());

/// A packet of the server's in place of another.
Begin replacing(std::size_t which, const std::string& with) {
    return [=] {
        return with_out([=](const std::string& packet, std::size_t sent) {
            return Packets{{sent == which ? with : packet}};
        });
    };
}

/// From one packet on, nothing comes.
Begin silent_from(std::size_t which) {
    return [=] {
        return with_out([=](const std::string& packet, std::size_t sent) {
            return sent < which ? Packets{{packet}} : Packets{};
        });
    };
}

Faults bad_files() {
    const Kind config = kinds()[0];
    const Kind image = kinds()[1];
    const auto broken = [](const Kind& kind, const std::string& cause) {
        return fails(ExitCode::Transfer, kind.stage, cause);
    };
    const auto wrapping_to = [](std::uint64_t number) {
        return [=] {
            Tamper tamper;
            tamper.after_65535 = number;
            tamper.largest_window = 64;
            return tamper;
        };
    };
    End told_with_its_url = broken(config, "no answer for 1 s");
    told_with_its_url.told = {"ERROR: stage the configuration: cannot fetch tftp://127.0.0.1:"};
    const std::vector<std::string> impatient = {"--tftp-blksize", "1000", "--timeout", "1"};
    const std::vector<std::string> small_blocks = {"--tftp-blksize", "8"};
    const Begin from_another_host = [] {
        return with_out([](const std::string& packet, std::size_t) {
            return Packets{{packet, From::OtherHost}};
        });
    };
    return {
        over_tftp("NumbersThatWrapTo0", image, wrapping_to(0), recovers(), small_blocks),
        over_tftp("NumbersThatWrapTo1", image, wrapping_to(1), recovers(), small_blocks),
        over_tftp("OtherBlocks", image, replacing(3, data(3, std::string(1000, 'x'))),
                  fails(ExitCode::Digest, kStageImage, "the MD5 of " + kNewImage)),
        over_tftp("AnotherConfig", config, replacing(1, data(1, std::string(kConfig.size(), 'x'))),
                  fails(ExitCode::Digest, kStageConfig, "the MD5 of " + kConfigName)),
        over_tftp("ShortBlockFirst", image, replacing(1, data(1, "short")),
                  broken(image, "cut short: 5 of ")),
        over_tftp("EmptyBlockFirst", image, replacing(1, data(1, "")), broken(image, "cut short: 0 of ")),
        over_tftp("EmptyBlockFirst", config, replacing(1, data(1, "")), broken(config, "cut short: 0 of ")),
        over_tftp("BlocksTooLong", image, replacing(1, data(1, std::string(1500, 'x'))),
                  broken(image, "a block of more than the 512 bytes agreed on")),
        over_tftp("BlocksFarTooLong", image, replacing(1, data(1, std::string(60'000, 'x'))),
                  broken(image, "a block of more than the 512 bytes agreed on")),
        over_tftp("ServerGone", image, replacing(20, kGone),
                  broken(image, "the server ended it in the middle")),
        over_tftp("AnotherAddressAnswers", image, from_another_host,
                  broken(image, "127.0.0.2 answered for 127.0.0.1: packets from another address are refused"),
                  impatient),
        over_tftp("ServerSilent", image, silent_from(20), broken(image, "no progress for 1 s"), impatient),
        over_tftp("ServerSilentFromTheStart", image, silent_from(0), broken(image, "no answer for 1 s"),
                  impatient),
        over_tftp("ServerSilentFromTheStart", config, silent_from(0), told_with_its_url, impatient),
        over_tftp("LastBlockNeverComes", image, silent_from(901), broken(image, "no progress for 1 s"),
                  impatient),
    };
}

FAULT_TABLE(TftpFile, bad_files());

TEST(TftpStray, IsToldThatItIsNone) {
    Bench bench;
    const auto tftp =
        std::make_shared<TamperedTftp>(files(), with_behind_each({data(1, "wrong"), From::OtherPort})());
    bench.server.plan["tftp_server"] = tftp->address();
    bench.server.plan["image_protocol"] = "tftp";
    ASSERT_EQ(bench.run().exit_code, 0);
    EXPECT_THAT(tftp->errors_told_to_others(),
                Contains(static_cast<int>(tftp::ErrorCode::UnknownTransferId)));
}

TEST(TftpOptions, ThatAreImpossibleAreDenied) {
    Bench bench;
    const auto tftp = std::make_shared<TamperedTftp>(files(), granting("blksize", "7")());
    bench.server.plan["tftp_server"] = tftp->address();
    bench.server.plan["image_protocol"] = "tftp";
    EXPECT_EQ(bench.run().exit_code, 0);
    EXPECT_THAT(tftp->errors(), Contains(static_cast<int>(tftp::ErrorCode::OptionsDenied)));
}

}  // namespace
}  // namespace poap::rig
