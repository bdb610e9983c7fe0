#include "transfer/rate_floor.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace poap {
namespace {

using std::chrono::seconds;

using Course = std::vector<std::pair<int, std::uint64_t>>;  ///< after so many seconds, so many bytes

Course byte_a_second(int until) {
    Course course;
    for (int second = 0; second <= until; ++second) course.emplace_back(second, second + 1);
    return course;
}

const std::string kFine;

struct Transfer {
    const char* name;
    Course course;
    std::string fault;
};

const Transfer kTransfers[] = {
    {"a byte a second", byte_a_second(60), "too slow: only 61 bytes in 60 s, less than 500 bytes/s"},
    {"a byte a second, not yet a minute", byte_a_second(59), kFine},
    {"a block of TFTP every few seconds",
     {{0, 1468}, {20, 8808}, {40, 14680}, {60, 23488}},
     "too slow: only 23488 bytes in 60 s, less than 500 bytes/s"},
    {"blocks of 512 bytes over a satellite, 0.6 s each",
     {{0, 512}, {60, 51'200}, {120, 102'400}, {180, 153'600}},
     kFine},
    {"a late first byte", {{0, 0}, {59, 0}, {100, 512}, {159, 1024}, {160, 30'000}}, kFine},
    {"a good beginning",
     {{0, 1}, {60, 100'000'000}, {119, 100'000'100}, {120, 100'000'200}},
     "too slow: only 200 bytes in 60 s, less than 500 bytes/s"},
    {"a count from 0 again, after a redirect", {{0, 40'000}, {60, 60'000}, {120, 30'000}}, kFine},
    {"a count from 0 again, too slow",
     {{0, 40'000}, {60, 60'000}, {120, 29'000}},
     "too slow: only 29000 bytes in 60 s, less than 500 bytes/s"}};

TEST(RateFloor, FindsATransferThatIsTooSlow) {
    for (const auto& [name, course, expected] : kTransfers) {
        RateFloor floor(SlowestRate{});
        std::string found;
        for (const auto& [after, bytes] : course)
            found += floor.fault(bytes, RateFloor::Time(seconds(1000 + after))).value_or("");
        EXPECT_EQ(found, expected) << name;
    }
}

TEST(RateFloor, IsMeasuredOverLongerWhereSilenceMayBeLonger) {
    EXPECT_EQ(slowest_for(seconds(10)).over, seconds(60));
    EXPECT_EQ(slowest_for(seconds(100)).over, seconds(200));
}

}  // namespace
}  // namespace poap
