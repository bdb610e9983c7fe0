#include "transfer/tftp/negotiation.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace poap::tftp {
namespace {

const Options kAll = options_of(OptionSet::All, 1000, 16);
const Options kWithoutWindow = options_of(OptionSet::WithoutWindow, 1000, 16);
const Options kWithoutSize = options_of(OptionSet::All, 1000, 16, false);
const Options kSizeAlone = options_of(OptionSet::WithoutWindow, kPlainBlock, 1);
const Options kNone;

/// `blksize=1000 tsize=0` as options.
Options options(const std::string& text) {
    Options options;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        const auto equals = word.find('=');
        options.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
    return options;
}

std::string unknown_options(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "x" + std::to_string(i) + "=y ";
    return text;
}

/// A grant that a transfer can begin with.
struct Accepted {
    const char* name;
    Options asked;
    Options granted;
    std::size_t block_size = 512;
    std::size_t window = 1;
    std::optional<std::uint64_t> size = std::nullopt;
    std::string oddities = {};
};

const Accepted kAccepted[] = {
    {"all", kAll, options("tsize=5000 timeout=1 blksize=1000 windowsize=16"), 1000, 16, 5000},
    {"nothing", kAll, {}},
    {"less", kAll, options("blksize=100 windowsize=2"), 100, 2},
    {"blocks of 512 unasked", kSizeAlone, options("tsize=9 blksize=512"), 512, 1, 9},
    {"small blocks unasked", kNone, options("blksize=256"), 256},
    {"large blocks unasked", kSizeAlone, options("blksize=1428"), 512, 1, {}, "blksize `1428`"},
    {"blocks of 0 unasked", kNone, options("blksize=0"), 512, 1, {}, "blksize `0`"},
    {"rollover unasked", kAll, options("rollover=0"), 512, 1, {}, "rollover `0`"},
    {"unknown option", kAll, {{"x\x1b", "y\n"}}, 512, 1, {}, "x? `y `"},
    {"many of them",
     kAll,
     options(unknown_options(999)),
     512,
     1,
     {},
     "x0 `y`, x1 `y`, x2 `y`, x3 `y`, 995 more"},
    {"another time-out", kAll, options("timeout=255"), 512, 1, {}, "timeout `255`"},
    {"a time-out unasked", kWithoutWindow, options("timeout=5"), 512, 1, {}, "timeout `5`"},
    {"a window of 0 unasked", kWithoutWindow, options("windowsize=0"), 512, 1, {}, "windowsize `0`"},
    {"a window of 1 unasked", kWithoutWindow, options("windowsize=1")},
    {"a large window unasked", kWithoutWindow, options("windowsize=9"), 512, 1, {}, "windowsize `9`"},
    {"a size unasked", kNone, options("tsize=9"), 512, 1, {}, "tsize `9`"},
    {"a size left out", kWithoutSize, options("tsize=9"), 512, 1, {}, "tsize `9`"},
    {"the same twice", kAll, options("blksize=800 blksize=800"), 800},
    {"two sizes", kAll, options("tsize=5 tsize=6"), 512, 1, {}, "tsize `6`"},
    {"a size of 0", kAll, options("tsize=0")},
    {"a negative size", kAll, options("tsize=-1"), 512, 1, {}, "tsize `-1`"},
    {"an empty size", kAll, options("tsize="), 512, 1, {}, "tsize ``"},
    {"a size that is not a number", kAll, options("tsize=many"), 512, 1, {}, "tsize `many`"},
    {"a size that wrapped around",
     kAll,
     options("tsize=18446744071762067968"),
     512,
     1,
     {},
     "tsize `18446744071762067968`"},
    {"a size of more than 64 bits",
     kAll,
     options("tsize=99999999999999999999"),
     512,
     1,
     {},
     "tsize `99999999999999999999`"},
    {"leading zeros", kAll, options("blksize=0800 tsize=007"), 800, 1, 7},
    {"blanks", kAll, {{"blksize ", " 800"}, {"tsize", "7 "}}, 800, 1, 7}};

TEST(Grant, IsAcceptedAsFarAsItMakesSense) {
    for (const Accepted& row : kAccepted) {
        SCOPED_TRACE(row.name);
        const Grant grant = read_grant(row.asked, row.granted);
        EXPECT_EQ(grant.fault, "");
        EXPECT_EQ(grant.block_size, row.block_size);
        EXPECT_EQ(grant.window, row.window);
        EXPECT_EQ(grant.size, row.size);
        std::string oddities;
        for (const std::string& one : grant.oddities) oddities += (oddities.empty() ? "" : ", ") + one;
        EXPECT_EQ(oddities, row.oddities);
    }
}

/// Grants after which the server's packets cannot be understood, and what is wrong.
const std::pair<std::string, std::string> kImpossible[] = {
    {"blksize=1001", "blksize is `1001`, not 8 to 1000"},
    {"blksize=7", "blksize is `7`"},
    {"blksize=-8", "blksize is `-8`"},
    {"blksize=big\x1b", "blksize is `big?`"},
    {"blksize=800 blksize=900", "blksize is `900`, but had another value before"},
    {"windowsize=0", "windowsize is `0`, not 1 to 16"},
    {"windowsize=17", "windowsize is `17`"},
    {"windowsize=18446744073709551617", "windowsize is `1844"},
    {"windowsize=2 windowsize=3", "windowsize is `3`"}};

TEST(Grant, IsRefusedWithTheOptionAndItsValue) {
    for (const auto& [granted, fault] : kImpossible)
        EXPECT_THAT(read_grant(kAll, options(granted)).fault, testing::HasSubstr(fault)) << granted;
}

}  // namespace
}  // namespace poap::tftp
