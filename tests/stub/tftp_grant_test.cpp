#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "fixture.hpp"
#include "tftp/option_grant.hpp"

namespace poap::stub::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint64_t file_size = 5'000'000'000;

struct Option {
    std::string name;
    std::string option;
    std::string asked;
    std::string granted;  ///< empty: left out
};

class TftpGrant : public testing::TestWithParam<Option> {};

TEST_P(TftpGrant, AnswersEachOptionThatHolds) {
    const auto& [name, option, asked, granted] = GetParam();
    const auto options = grant({{option, asked}}, file_size).options;
    if (granted.empty()) {
        EXPECT_THAT(options, IsEmpty());
    } else {
        EXPECT_THAT(options, ElementsAre(Pair(option, granted)));
    }
}

INSTANTIATE_TEST_SUITE_P(
    Options, TftpGrant,
    testing::Values(Option{"BlockSize", "blksize", "1428", "1428"},
                    Option{"LeastBlockSize", "blksize", "8", "8"},
                    Option{"MostBlockSize", "blksize", "65464", "65464"},
                    Option{"BlockSizeAboveTheMost", "blksize", "65535", "65464"},
                    Option{"BlockSizeBelowTheLeast", "blksize", "7", ""},
                    Option{"NoBlockSize", "blksize", "0", ""}, Option{"Empty", "blksize", "", ""},
                    Option{"Negative", "blksize", "-1428", ""}, Option{"Signed", "blksize", "+1428", ""},
                    Option{"Fraction", "blksize", "1428.5", ""}, Option{"Blank", "blksize", " 1428", ""},
                    Option{"Hexadecimal", "blksize", "0x594", ""}, Option{"Word", "blksize", "large", ""},
                    Option{"BeyondAnyNumber", "blksize", "99999999999999999999999", ""},
                    Option{"Window", "windowsize", "64", "64"}, Option{"LeastWindow", "windowsize", "1", "1"},
                    Option{"NoWindow", "windowsize", "0", ""},
                    Option{"WindowThatHalfTheNumbersCount", "windowsize", "65535", "32767"},
                    Option{"Timeout", "timeout", "3", "3"}, Option{"MostTimeout", "timeout", "255", "255"},
                    Option{"NoTimeout", "timeout", "0", ""},
                    Option{"TimeoutAboveTheMost", "timeout", "256", ""},
                    Option{"SizeAbove32Bits", "tsize", "0", "5000000000"},
                    Option{"SizeThatIsNoNumber", "tsize", "?", ""}, Option{"Unknown", "multicast", "1", ""}),
    by_name);

TEST(TftpGrants, AreWhatTheTransferGoesBy) {
    const Grant plain = grant({}, file_size);
    EXPECT_EQ(plain.block_size, 512U);
    EXPECT_EQ(plain.window, 1U);
    EXPECT_FALSE(plain.longest_wait);
    const Grant full = grant({{"timeout", "2"}, {"blksize", "1428"}, {"windowsize", "16"}}, file_size);
    EXPECT_EQ(full.block_size, 1428U);
    EXPECT_EQ(full.window, 16U);
    EXPECT_EQ(full.longest_wait, std::chrono::seconds(2));
}

TEST(TftpGrants, TakeTheFirstOfTwo) {
    const Grant twice = grant({{"blksize", "1428"}, {"blksize", "512"}}, file_size);
    EXPECT_EQ(twice.block_size, 1428U);
    EXPECT_THAT(twice.options, ElementsAre(Pair("blksize", "1428")));
}

}  // namespace
}  // namespace poap::stub::test
