#include "transfer/tftp/block_numbers.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace poap::tftp {
namespace {

TEST(BlockNumbers, AreTheBlocksOwnUpTo65535) {
    BlockNumbers numbers(true);
    for (const std::uint64_t block : {1, 2, 300, 32767, 32768, 65535}) {
        const auto number = static_cast<std::uint16_t>(block);
        EXPECT_EQ(numbers.number_of(block), number);
        EXPECT_EQ(numbers.block_of(number, block), block);
    }
    EXPECT_EQ(numbers.number_of(0), 0) << "the acknowledgement of the options";
}

TEST(BlockNumbers, HaveNoBlockZero) {
    BlockNumbers numbers(true);
    EXPECT_EQ(numbers.block_of(0, 1), std::nullopt);
}

TEST(BlockNumbers, GoOnWithZeroWhereTheServerDoes) {
    BlockNumbers numbers(true);
    EXPECT_EQ(numbers.block_of(0, 65536), 65536);
    EXPECT_EQ(numbers.number_of(65536), 0);
    EXPECT_EQ(numbers.block_of(1, 65537), 65537);
    EXPECT_EQ(numbers.block_of(0, 131072), 131072) << "the second time round";
    EXPECT_EQ(numbers.block_of(65535, 65536), 65535) << "one that came before";
}

TEST(BlockNumbers, GoOnWithOneWhereTheServerDoes) {
    BlockNumbers numbers(true);
    EXPECT_EQ(numbers.block_of(1, 65536), 65536);
    EXPECT_EQ(numbers.number_of(65536), 1);
    EXPECT_EQ(numbers.block_of(65535, 131070), 131070);
    EXPECT_EQ(numbers.block_of(1, 131071), 131071) << "the second time round";
    EXPECT_EQ(numbers.number_of(131071), 1);
    EXPECT_EQ(numbers.block_of(0, 131071), std::nullopt) << "there is none from then on";
}

TEST(BlockNumbers, TakeNothingPastTheEndBeforeItIsKnownHowTheyGoOn) {
    BlockNumbers numbers(false);
    EXPECT_EQ(numbers.block_of(5, 65530), std::nullopt);
    EXPECT_EQ(numbers.block_of(65534, 65530), 65534);
    EXPECT_EQ(numbers.block_of(0, 65530), 65536) << "a zero inside a window tells";
    EXPECT_EQ(numbers.block_of(5, 65530), 65541);
}

TEST(BlockNumbers, DoNotTakeALostZeroForNone) {
    BlockNumbers numbers(false);
    EXPECT_EQ(numbers.block_of(1, 65536), std::nullopt);
    EXPECT_EQ(numbers.block_of(1, 65536), std::nullopt);
    EXPECT_EQ(numbers.block_of(0, 65536), 65536);
    EXPECT_EQ(numbers.block_of(1, 65537), 65537);
}

TEST(BlockNumbers, TakeAOneThatIsSentAgainAndAgainForTheNextBlock) {
    BlockNumbers numbers(false);
    EXPECT_EQ(numbers.block_of(1, 65536), std::nullopt);
    EXPECT_EQ(numbers.block_of(1, 65536), std::nullopt);
    EXPECT_EQ(numbers.block_of(1, 65536), 65536);
    EXPECT_EQ(numbers.block_of(2, 65537), 65537);
}

}  // namespace
}  // namespace poap::tftp
