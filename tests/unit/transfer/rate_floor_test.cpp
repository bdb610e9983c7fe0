#include "transfer/rate_floor.hpp"

#include <gmock/gmock.h>

#include <utility>
#include <vector>

namespace poap {
namespace {

using std::chrono::seconds, testing::HasSubstr;
using Time = RateFloor::Time;

/// What is wrong with a transfer that has so many bytes after so many seconds.
std::string validation_error(const std::vector<std::pair<int, std::uint64_t>>& came) {
    RateFloor floor(SlowestRate{});
    for (const auto& [after, bytes] : came) {
        if (const auto fault = floor.fault(bytes, Time(seconds(1000 + after)))) return *fault;
    }
    return "none";
}

TEST(RateFloor, FindsAByteASecond) {
    std::vector<std::pair<int, std::uint64_t>> drip;
    for (int second = 0; second <= 60; ++second) drip.emplace_back(second, second + 1);
    EXPECT_EQ(validation_error(drip), "too slow: only 61 bytes came in 60 s, less than 500 a second");
    drip.pop_back();
    EXPECT_EQ(validation_error(drip), "none");
}

TEST(RateFloor, FindsABlockOfTftpEveryFewSeconds) {
    EXPECT_THAT(validation_error({{0, 1468}, {20, 8808}, {40, 14680}, {60, 23488}}), HasSubstr("too slow"));
}

TEST(RateFloor, LeavesASlowLinkAlone) {
    // Blocks of 512 bytes, one by one over a satellite: 0.6 s each.
    EXPECT_EQ(validation_error({{0, 512}, {60, 51'200}, {120, 102'400}, {180, 153'600}}), "none");
}

TEST(RateFloor, CountsFromTheFirstByteOn) {
    EXPECT_EQ(validation_error({{0, 0}, {59, 0}, {100, 512}, {159, 1024}, {160, 30'000}}), "none");
}

TEST(RateFloor, FindsAServerThatBeganWell) {
    EXPECT_THAT(validation_error({{0, 1}, {60, 100'000'000}, {119, 100'000'100}, {120, 100'000'200}}),
                HasSubstr("only 200 bytes came in 60 s"));
}

TEST(RateFloor, CountsAgainFromZeroAfterARedirect) {
    EXPECT_EQ(validation_error({{0, 40'000}, {60, 60'000}, {120, 30'000}}), "none");
    EXPECT_THAT(validation_error({{0, 40'000}, {60, 60'000}, {120, 29'000}}), HasSubstr("too slow"));
}

TEST(RateFloor, IsMeasuredOverLongerWhereSilenceMayBeLonger) {
    EXPECT_EQ(slowest_for(seconds(10)).over, seconds(60));
    EXPECT_EQ(slowest_for(seconds(100)).over, seconds(200));
}

}  // namespace
}  // namespace poap
