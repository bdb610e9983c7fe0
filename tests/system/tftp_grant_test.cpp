// TFTP servers and the options of a request: what they grant, and what they refuse.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tftp_cases.hpp"

namespace poap::rig {
namespace {

using tftp::Options;

template <typename Grants>
Script grants(Grants grants) {
    return [grants] { return TftpScript{.grants = grants}; };
}

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

/// What a server may grant. tests/unit/transfer/tftp/negotiation_test.cpp has each value.
Cases granted() {
    const std::vector<std::pair<std::string, Script>> harmless = {
        {"NoOptions", grants([](const Options&) { return Options(); })},
        {"NoBlockSize", without("blksize")},
        {"SizeBelowZero", granting("tsize", "-1")},
        {"SizeThatWrapsAround", granting("tsize", "18446744073709551615")},
        {"SmallBlocks", granting("blksize", "100")},
        {"LargerBlocks", granting("blksize", "1001")},
        {"BlocksOf7Bytes", granting("blksize", "7")},
        {"LargerWindow", granting("windowsize", "65535")},
        {"OptionNobodyAskedFor", adding({{"multicast", "1"}})},
        {"OptionsCutShort", options_as(std::string("\0\6tsize", 7))},
    };
    Cases rows;
    for (const Kind& kind : kKinds) {
        const auto add = [&](const std::string& name, const Script& script, const End& end,
                             const Words& arguments = kBlocksOf1000) {
            rows.push_back(over_tftp(name, kind, script, end, arguments));
        };
        for (const auto& [name, script] : harmless) add(name, script, recovers());
        add("SizeTooSmall", granting("tsize", "10"), kind.fails("received more than the 10 bytes announced"));
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
            kind.name == "Config" ? recovers() : kind.fails("a block larger than the agreed 512 bytes"));
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
        rows.push_back(over_tftp("NotFoundWithOptions", kind,
                                 answering("tsize", error_packet(1, "bad option")), recovers(),
                                 {"--tftp-no-options"}));
    }
    return rows;
}

CASES(TftpOption, refused_options());

TEST(TftpOptions, ThatAreImpossibleAreDenied) {
    const auto tftp = run_by(granting("blksize", "7"));
    EXPECT_THAT(tftp->errors(), testing::Contains(static_cast<int>(tftp::ErrorCode::OptionsDenied)));
}

}  // namespace
}  // namespace poap::rig
