#include "transfer/tftp/negotiation.hpp"

#include <gmock/gmock.h>

namespace poap::tftp {
namespace {

using testing::ElementsAreArray, testing::HasSubstr, testing::IsEmpty;

using Size = std::optional<std::uint64_t>;
using Words = std::vector<std::string>;

const Options kAll = options_of(OptionSet::All, 1000, 16);
const Options kWithoutWindow = options_of(OptionSet::WithoutWindow, 1000, 16);
const Options kWithoutSize = options_of(OptionSet::All, 1000, 16, false);
const Options kSizeAlone = options_of(OptionSet::WithoutWindow, kPlainBlock, 1);

Options unknown_options(int count) {
    Options options;
    for (int i = 0; i < count; ++i) options.emplace_back("x" + std::to_string(i), "y");
    return options;
}

/// A grant that a transfer can begin with.
struct Accepted {
    const char* name;
    Options asked;
    Options granted;
    std::size_t block_size = 512;
    std::size_t window = 1;
    Size size = std::nullopt;
    Words oddities = {};
};

const Accepted kGrantAcceptedCases[] = {
    {"Everything",
     kAll,
     {{"tsize", "5000"}, {"timeout", "1"}, {"blksize", "1000"}, {"windowsize", "16"}},
     1000,
     16,
     5000},
    {"Nothing", kAll, {}},
    {"Less", kAll, {{"blksize", "100"}, {"windowsize", "2"}}, 100, 2},
    {"BlocksOf512Unasked", kSizeAlone, {{"tsize", "9"}, {"blksize", "512"}}, 512, 1, 9},
    {"SmallBlocksUnasked", {}, {{"blksize", "256"}}, 256},
    {"LargeBlocksUnasked", kSizeAlone, {{"blksize", "1428"}}, 512, 1, {}, {"blksize `1428`"}},
    {"NoBlocksUnasked", {}, {{"blksize", "0"}}, 512, 1, {}, {"blksize `0`"}},
    {"RolloverUnasked", kAll, {{"rollover", "0"}}, 512, 1, {}, {"rollover `0`"}},
    {"UnknownOption", kAll, {{"x\x1b", "y\n"}}, 512, 1, {}, {"x? `y `"}},
    {"SomeUnknownOptions", kAll, unknown_options(4), 512, 1, {}, {"x0 `y`", "x1 `y`", "x2 `y`", "x3 `y`"}},
    {"MoreUnknownOptionsThanALogIsFor",
     kAll,
     unknown_options(16000),
     512,
     1,
     {},
     {"x0 `y`", "x1 `y`", "x2 `y`", "x3 `y`", "15996 more"}},
    {"AnotherTimeout", kAll, {{"timeout", "255"}}, 512, 1, {}, {"timeout `255`"}},
    {"TimeoutUnasked", kWithoutWindow, {{"timeout", "5"}}, 512, 1, {}, {"timeout `5`"}},
    {"WindowOf0Unasked", kWithoutWindow, {{"windowsize", "0"}}, 512, 1, {}, {"windowsize `0`"}},
    {"WindowOf1Unasked", kWithoutWindow, {{"windowsize", "1"}}},
    {"LargeWindowUnasked", kWithoutWindow, {{"windowsize", "9"}}, 512, 1, {}, {"windowsize `9`"}},
    {"SizeUnasked", {}, {{"tsize", "9"}}, 512, 1, {}, {"tsize `9`"}},
    {"SizeLeftOut", kWithoutSize, {{"tsize", "9"}}, 512, 1, {}, {"tsize `9`"}},
    {"TheSameTwice", kAll, {{"blksize", "800"}, {"blksize", "800"}}, 800},
    {"TwoSizes", kAll, {{"tsize", "5"}, {"tsize", "6"}}, 512, 1, {}, {"tsize `6`"}},
    {"SizeOf0", kAll, {{"tsize", "0"}}},
    {"NegativeSize", kAll, {{"tsize", "-1"}}, 512, 1, {}, {"tsize `-1`"}},
    {"LeadingZeros", kAll, {{"blksize", "0800"}, {"tsize", "007"}}, 800, 1, 7},
    {"Spaces", kAll, {{"blksize ", " 800"}, {"tsize", "7 "}}, 800, 1, 7},
};

TEST(GrantAccepted, AsFarAsItMakesSense) {
    for (const Accepted& row : kGrantAcceptedCases) {
        SCOPED_TRACE(row.name);
        const Grant grant = read_grant(row.asked, row.granted);
        EXPECT_EQ(grant.fault, "");
        EXPECT_EQ(grant.block_size, row.block_size);
        EXPECT_EQ(grant.window, row.window);
        EXPECT_EQ(grant.size, row.size);
        EXPECT_THAT(grant.oddities, ElementsAreArray(row.oddities));
    }
}

/// A grant after which the server's packets cannot be understood.
struct Impossible {
    const char* name;
    Options granted;
    std::string fault;
};

const Impossible kGrantRefusedCases[] = {
    {"LargerBlocks", {{"blksize", "1001"}}, "blksize is `1001`, not 8 to 1000"},
    {"BlocksTooSmall", {{"blksize", "7"}}, "blksize is `7`"},
    {"BlocksBelowZero", {{"blksize", "-8"}}, "blksize is `-8`"},
    {"BlocksOfNoNumber", {{"blksize", "big\x1b"}}, "blksize is `big?`"},
    {"TwoBlockSizes", {{"blksize", "800"}, {"blksize", "900"}}, "blksize is `900`, and another value before"},
    {"WindowOf0", {{"windowsize", "0"}}, "windowsize is `0`, not 1 to 16"},
    {"ALargerWindow", {{"windowsize", "17"}}, "windowsize is `17`"},
    {"AHugeWindow", {{"windowsize", "18446744073709551617"}}, "windowsize is `1844"},
    {"TwoWindows", {{"windowsize", "2"}, {"windowsize", "3"}}, "windowsize is `3`"},
};

TEST(GrantRefused, WithTheOptionAndItsValue) {
    for (const Impossible& row : kGrantRefusedCases) {
        SCOPED_TRACE(row.name);
        EXPECT_THAT(read_grant(kAll, row.granted).fault, HasSubstr(row.fault));
    }
}

TEST(TftpOptionSet, HasFewerEachTime) {
    EXPECT_EQ(fewer(OptionSet::All), OptionSet::WithoutWindow);
    EXPECT_EQ(fewer(OptionSet::WithoutWindow), OptionSet::None);
    EXPECT_EQ(fewer(OptionSet::None), std::nullopt);
    EXPECT_THAT(options_of(OptionSet::None, 1000, 16), IsEmpty());
}

}  // namespace
}  // namespace poap::tftp
