#include "transfer/tftp/negotiation.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/named_case.hpp"

namespace poap::tftp {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::IsEmpty;

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
struct Accepted : NamedCase {
    Options asked;
    Options granted;
    std::size_t block_size = 512;
    std::size_t window = 1;
    Size size = std::nullopt;
    Words oddities = {};
};

class GrantAccepted : public testing::TestWithParam<Accepted> {};

TEST_P(GrantAccepted, AsFarAsItMakesSense) {
    const Grant grant = read_grant(GetParam().asked, GetParam().granted);
    EXPECT_EQ(grant.fault, "");
    EXPECT_EQ(grant.block_size, GetParam().block_size);
    EXPECT_EQ(grant.window, GetParam().window);
    EXPECT_EQ(grant.size, GetParam().size);
    EXPECT_THAT(grant.oddities, ElementsAreArray(GetParam().oddities));
}

INSTANTIATE_TEST_SUITE_P(
    Each, GrantAccepted,
    testing::Values(
        Accepted{{"Everything"},
                 kAll,
                 {{"tsize", "5000"}, {"timeout", "1"}, {"blksize", "1000"}, {"windowsize", "16"}},
                 1000,
                 16,
                 5000},
        Accepted{{"Nothing"}, kAll, {}},
        Accepted{{"Less"}, kAll, {{"blksize", "100"}, {"windowsize", "2"}}, 100, 2},
        Accepted{{"BlocksOf512Unasked"}, kSizeAlone, {{"tsize", "9"}, {"blksize", "512"}}, 512, 1, 9},
        Accepted{{"SmallBlocksUnasked"}, {}, {{"blksize", "256"}}, 256},
        Accepted{{"LargeBlocksUnasked"}, kSizeAlone, {{"blksize", "1428"}}, 512, 1, {}, {"blksize `1428`"}},
        Accepted{{"NoBlocksUnasked"}, {}, {{"blksize", "0"}}, 512, 1, {}, {"blksize `0`"}},
        Accepted{{"RolloverUnasked"}, kAll, {{"rollover", "0"}}, 512, 1, {}, {"rollover `0`"}},
        Accepted{{"UnknownOption"}, kAll, {{"x\x1b", "y\n"}}, 512, 1, {}, {"x? `y `"}},
        Accepted{{"SomeUnknownOptions"},
                 kAll,
                 unknown_options(4),
                 512,
                 1,
                 {},
                 {"x0 `y`", "x1 `y`", "x2 `y`", "x3 `y`"}},
        Accepted{{"MoreUnknownOptionsThanALogIsFor"},
                 kAll,
                 unknown_options(16000),
                 512,
                 1,
                 {},
                 {"x0 `y`", "x1 `y`", "x2 `y`", "x3 `y`", "15996 more"}},
        Accepted{{"AnotherTimeout"}, kAll, {{"timeout", "255"}}, 512, 1, {}, {"timeout `255`"}},
        Accepted{{"TimeoutUnasked"}, kWithoutWindow, {{"timeout", "5"}}, 512, 1, {}, {"timeout `5`"}},
        Accepted{{"WindowOf0Unasked"}, kWithoutWindow, {{"windowsize", "0"}}, 512, 1, {}, {"windowsize `0`"}},
        Accepted{{"WindowOf1Unasked"}, kWithoutWindow, {{"windowsize", "1"}}},
        Accepted{
            {"LargeWindowUnasked"}, kWithoutWindow, {{"windowsize", "9"}}, 512, 1, {}, {"windowsize `9`"}},
        Accepted{{"SizeUnasked"}, {}, {{"tsize", "9"}}, 512, 1, {}, {"tsize `9`"}},
        Accepted{{"SizeLeftOut"}, kWithoutSize, {{"tsize", "9"}}, 512, 1, {}, {"tsize `9`"}},
        Accepted{{"TheSameTwice"}, kAll, {{"blksize", "800"}, {"blksize", "800"}}, 800},
        Accepted{{"TwoSizes"}, kAll, {{"tsize", "5"}, {"tsize", "6"}}, 512, 1, {}, {"tsize `6`"}},
        Accepted{{"SizeOf0"}, kAll, {{"tsize", "0"}}},
        Accepted{{"NegativeSize"}, kAll, {{"tsize", "-1"}}, 512, 1, {}, {"tsize `-1`"}},
        Accepted{{"LeadingZeros"}, kAll, {{"blksize", "0800"}, {"tsize", "007"}}, 800, 1, 7},
        Accepted{{"Spaces"}, kAll, {{"blksize ", " 800"}, {"tsize", "7 "}}, 800, 1, 7}),
    CaseName());

/// A grant after which the server's packets cannot be understood.
struct Impossible : NamedCase {
    Options granted;
    std::string fault;
};

class GrantRefused : public testing::TestWithParam<Impossible> {};

TEST_P(GrantRefused, WithTheOptionAndItsValue) {
    EXPECT_THAT(read_grant(kAll, GetParam().granted).fault, HasSubstr(GetParam().fault));
}

INSTANTIATE_TEST_SUITE_P(
    Each, GrantRefused,
    testing::Values(
        Impossible{{"LargerBlocks"}, {{"blksize", "1001"}}, "blksize is `1001`, not 8 to 1000"},
        Impossible{{"BlocksTooSmall"}, {{"blksize", "7"}}, "blksize is `7`"},
        Impossible{{"BlocksBelowZero"}, {{"blksize", "-8"}}, "blksize is `-8`"},
        Impossible{{"BlocksOfNoNumber"}, {{"blksize", "big\x1b"}}, "blksize is `big?`"},
        Impossible{{"TwoBlockSizes"},
                   {{"blksize", "800"}, {"blksize", "900"}},
                   "blksize is `900`, and another value before"},
        Impossible{{"WindowOf0"}, {{"windowsize", "0"}}, "windowsize is `0`, not 1 to 16"},
        Impossible{{"ALargerWindow"}, {{"windowsize", "17"}}, "windowsize is `17`"},
        Impossible{{"AHugeWindow"}, {{"windowsize", "18446744073709551617"}}, "windowsize is `1844"},
        Impossible{{"TwoWindows"}, {{"windowsize", "2"}, {"windowsize", "3"}}, "windowsize is `3`"}),
    CaseName());

TEST(TftpOptionSet, HasFewerEachTime) {
    EXPECT_EQ(fewer(OptionSet::All), OptionSet::WithoutWindow);
    EXPECT_EQ(fewer(OptionSet::WithoutWindow), OptionSet::None);
    EXPECT_EQ(fewer(OptionSet::None), std::nullopt);
    EXPECT_THAT(options_of(OptionSet::None, 1000, 16), IsEmpty());
}

}  // namespace
}  // namespace poap::tftp
