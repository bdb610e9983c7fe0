#include "transfer/tftp/block_numbers.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <vector>

namespace poap::tftp {
namespace {

/// A block of that number arrives, where `next` is the next block. Which one it is.
struct Arrival {
    std::uint16_t number;
    std::uint64_t next;
    std::optional<std::uint64_t> block;
    bool is_last = false;
};

struct Numbers {
    const char* name;
    std::size_t window;
    std::vector<Arrival> arrivals;
};

const Numbers kNumbers[] = {
    {"up to 65535", 1, {{1, 1, 1}, {2, 2, 2}, {32768, 32768, 32768}, {65535, 65535, 65535}}},
    {"of block 0", 1, {{0, 1, {}}}},
    {"after 65535: 0", 1, {{0, 65536, 65536}, {1, 65537, 65537}, {0, 131072, 131072}, {65535, 65536, 65535}}},
    {"after 65535: 1",
     1,
     {{1, 65536, 65536}, {65535, 131070, 131070}, {1, 131071, 131071}, {65535, 65536, 65535}}},
    {"after 65535, inside a window: 0",
     64,
     {{5, 65530, {}}, {65534, 65530, 65534}, {0, 65530, 65536}, {5, 65530, 65541}}},
    {"after a lost 0", 64, {{1, 65536, {}}, {1, 65536, {}}, {0, 65536, 65536}, {1, 65537, 65537}}},
    {"outside the window that 0 would begin, which shows 1",
     64,
     {{63, 65536, {}}, {63, 65536, {}}, {64, 65536, 65599}, {1, 65536, 65536}}},
    {"sent again and again at the end of the file, which shows 1",
     64,
     {{5, 65536, {}, true},
      {1, 65536, {}},
      {1, 65536, {}},
      {1, 65536, {}},
      {1, 65536, {}},
      {1, 65536, 65536},
      {5, 65537, 65540, true}}}};

TEST(BlockNumbers, BelongToBlocks) {
    for (const Numbers& row : kNumbers) {
        SCOPED_TRACE(row.name);
        BlockNumbers numbers(row.window);
        for (const auto& [number, next, block, is_last] : row.arrivals) {
            EXPECT_EQ(numbers.block_of(number, is_last, next), block) << number;
            EXPECT_EQ(numbers.number_of(block.value_or(number)), number);
        }
        EXPECT_EQ(numbers.number_of(0), 0) << "the acknowledgement of the options";
        EXPECT_FALSE(numbers.contradicted());
    }
}

TEST(BlockNumbers, AreContradictedByAZeroAfterAOne) {
    BlockNumbers numbers(1);
    EXPECT_EQ(numbers.block_of(1, false, 65536), 65536);
    EXPECT_EQ(numbers.block_of(0, false, 65537), std::nullopt);
    EXPECT_TRUE(numbers.contradicted());
}

}  // namespace
}  // namespace poap::tftp
