#include <gmock/gmock.h>

#include <string>

#include "fixture.hpp"
#include "tftp/option_grant.hpp"

namespace poap::stub::test {
namespace {

using testing::ElementsAre, testing::IsEmpty, testing::Pair;

constexpr std::uint64_t file_size = 5'000'000'000;

struct Option {
    std::string option;
    std::string asked;
    std::string granted;  ///< empty: left out
};

const Option options_asked_for[] = {{"blksize", "1428", "1428"},   {"blksize", "8", "8"},
                                    {"blksize", "65464", "65464"}, {"blksize", "65535", "65464"},
                                    {"blksize", "7", ""},          {"blksize", "0", ""},
                                    {"blksize", "", ""},           {"blksize", "-1428", ""},
                                    {"blksize", "+1428", ""},      {"blksize", "1428.5", ""},
                                    {"blksize", " 1428", ""},      {"blksize", "0x594", ""},
                                    {"blksize", "large", ""},      {"blksize", "99999999999999999999999", ""},
                                    {"windowsize", "64", "64"},    {"windowsize", "1", "1"},
                                    {"windowsize", "0", ""},       {"windowsize", "65535", "32767"},
                                    {"timeout", "3", "3"},         {"timeout", "255", "255"},
                                    {"timeout", "0", ""},          {"timeout", "256", ""},
                                    {"tsize", "0", "5000000000"},  {"tsize", "?", ""},
                                    {"multicast", "1", ""}};

TEST(TftpGrant, AnswersEachOptionThatIsValid) {
    for (const auto& [option, asked, granted] : options_asked_for) {
        const auto options = grant({{option, asked}}, file_size).options;
        if (granted.empty()) {
            EXPECT_THAT(options, IsEmpty()) << option << '=' << asked;
        } else {
            EXPECT_THAT(options, ElementsAre(Pair(option, granted)));
        }
    }
}

TEST(TftpGrant, HasTheTermsOfTheTransfer) {
    const Grant plain = grant({}, file_size);
    EXPECT_EQ(plain.block_size, 512U);
    EXPECT_EQ(plain.window, 1U);
    EXPECT_FALSE(plain.longest_wait);
    const Grant full = grant({{"timeout", "2"}, {"blksize", "1428"}, {"windowsize", "16"}}, file_size);
    EXPECT_EQ(full.block_size, 1428U);
    EXPECT_EQ(full.window, 16U);
    EXPECT_EQ(full.longest_wait, std::chrono::seconds(2));
}

TEST(TftpGrant, TakesTheFirstOfTwo) {
    const Grant twice = grant({{"blksize", "1428"}, {"blksize", "512"}}, file_size);
    EXPECT_EQ(twice.block_size, 1428U);
    EXPECT_THAT(twice.options, ElementsAre(Pair("blksize", "1428")));
}

}  // namespace
}  // namespace poap::stub::test
