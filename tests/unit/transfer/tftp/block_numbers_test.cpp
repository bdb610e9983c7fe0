#include "transfer/tftp/block_numbers.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace poap::tftp {
namespace {

TEST(BlockNumbers, AreTheBlocksOwnUpTo65535) {
    BlockNumbers numbers(1);
    for (const std::uint64_t block : {1, 2, 300, 32767, 32768, 65535}) {
        const auto number = static_cast<std::uint16_t>(block);
        EXPECT_EQ(numbers.number_of(block), number);
        EXPECT_EQ(numbers.block_of(number, false, block), block);
    }
    EXPECT_EQ(numbers.number_of(0), 0) << "the acknowledgement of the options";
}

TEST(BlockNumbers, HaveNoBlockZero) {
    BlockNumbers numbers(1);
    EXPECT_EQ(numbers.block_of(0, false, 1), std::nullopt);
}

TEST(BlockNumbers, GoOnWithZeroWhereTheServerDoes) {
    BlockNumbers numbers(1);
    EXPECT_EQ(numbers.block_of(0, false, 65536), 65536);
    EXPECT_EQ(numbers.number_of(65536), 0);
    EXPECT_EQ(numbers.block_of(1, false, 65537), 65537);
    EXPECT_EQ(numbers.block_of(0, false, 131072), 131072) << "the second time round";
    EXPECT_EQ(numbers.block_of(65535, false, 65536), 65535) << "one that came before";
}

TEST(BlockNumbers, GoOnWithOneWhereTheServerDoes) {
    BlockNumbers numbers(1);
    EXPECT_EQ(numbers.block_of(1, false, 65536), 65536);
    EXPECT_EQ(numbers.number_of(65536), 1);
    EXPECT_EQ(numbers.block_of(65535, false, 131070), 131070);
    EXPECT_EQ(numbers.block_of(1, false, 131071), 131071) << "the second time round";
    EXPECT_EQ(numbers.number_of(131071), 1);
    EXPECT_EQ(numbers.block_of(65535, false, 65536), 65535) << "one that came before";
}

TEST(BlockNumbers, TakeNothingPastTheEndBeforeItIsKnownHowTheyGoOn) {
    BlockNumbers numbers(64);
    EXPECT_EQ(numbers.block_of(5, false, 65530), std::nullopt);
    EXPECT_EQ(numbers.block_of(65534, false, 65530), 65534);
    EXPECT_EQ(numbers.block_of(0, false, 65530), 65536) << "a zero inside a window tells";
    EXPECT_EQ(numbers.block_of(5, false, 65530), 65541);
}

TEST(BlockNumbers, DoNotTakeALostZeroForNone) {
    BlockNumbers numbers(64);
    EXPECT_EQ(numbers.block_of(1, false, 65536), std::nullopt);
    EXPECT_EQ(numbers.block_of(1, false, 65536), std::nullopt);
    EXPECT_EQ(numbers.block_of(0, false, 65536), 65536);
    EXPECT_EQ(numbers.block_of(1, false, 65537), 65537);
}

TEST(BlockNumbers, TakeANumberOneBeyondAZerosWindowForAProofOfOne) {
    BlockNumbers numbers(64);
    for (int times = 0; times < 100; ++times) {
        EXPECT_EQ(numbers.block_of(1, false, 65536), std::nullopt);
        EXPECT_EQ(numbers.block_of(63, false, 65536), std::nullopt);
    }
    EXPECT_EQ(numbers.block_of(64, false, 65536), 65536 + 63);
    EXPECT_EQ(numbers.block_of(1, false, 65536), 65536);
}

TEST(BlockNumbers, TakeAOneThatIsSentAgainAndAgainForTheNextBlockOfAFileThatEndsThere) {
    BlockNumbers numbers(64);
    EXPECT_EQ(numbers.block_of(5, true, 65536), std::nullopt);
    for (int times = 1; times < 5; ++times) EXPECT_EQ(numbers.block_of(1, false, 65536), std::nullopt);
    EXPECT_EQ(numbers.block_of(1, false, 65536), 65536);
    EXPECT_EQ(numbers.block_of(5, true, 65537), 65540);
}

TEST(BlockNumbers, AreContradictedByAZeroFromAServerThatGoesOnWithOne) {
    BlockNumbers numbers(1);
    EXPECT_EQ(numbers.block_of(1, false, 65536), 65536);
    EXPECT_FALSE(numbers.contradicted());
    EXPECT_EQ(numbers.block_of(0, false, 65537), std::nullopt);
    EXPECT_TRUE(numbers.contradicted());
}

}  // namespace
}  // namespace poap::tftp
