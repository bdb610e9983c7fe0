#include "transfer/tftp/window_search.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace poap::tftp {
namespace {

using std::chrono::duration, std::chrono::hours, std::chrono::seconds;

constexpr std::size_t kBlock = 1000;
constexpr std::uint64_t kGigabyte = 1'000'000'000;

using Windows = std::vector<std::size_t>;

double one_window_a_millisecond(std::size_t window) {
    return static_cast<double>(window) * kBlock * 1000;
}

/// A file on a network.
struct Download {
    const char* name;
    std::uint64_t size;
    Windows asked_for;                                                      ///< on the way
    std::function<double(std::size_t)> rate_of = one_window_a_millisecond;  ///< bytes a second, of a window
    std::size_t loses_from = 65536;  ///< each window as large loses something
    std::size_t most_granted = 65535;
    bool size_is_known = true;
};

struct Downloads {
    WindowSearch search{1024};
    Time now{hours(1)};

    /// The windows that it is asked for in.
    Windows download(const Download& file) {
        Windows asked_for = {search.window()};
        for (std::uint64_t delivered = 0; delivered < file.size;) {
            const std::size_t granted = std::min(search.window(), file.most_granted);
            const std::uint64_t windows = delivered / (granted * kBlock);
            Pace pace{granted,     kBlock, delivered, windows, granted < file.loses_from ? 0 : windows,
                      std::nullopt};
            if (file.size_is_known) pace.size = file.size;
            if (search.moved(pace, now)) {
                asked_for.push_back(search.window());
                delivered = 0;
                continue;
            }
            now += std::chrono::duration_cast<Duration>(
                duration<double>(static_cast<double>(granted * kBlock) / file.rate_of(granted)));
            delivered += granted * kBlock;
        }
        return asked_for;
    }
};

struct WindowSearches : testing::Test, Downloads {};

double up_to_100_megabytes(std::size_t window) {
    return std::min(one_window_a_millisecond(window), 100e6);
}
double collapsing_over_64_blocks(std::size_t window) {
    return window > 64 ? 1e6 : one_window_a_millisecond(window);
}
double faster_in_lockstep(std::size_t window) {
    return window == 1 ? 1e6 : 0.7e6;
}
double slower_in_windows_of_16(std::size_t window) {
    return window == 16 ? 0.7e6 : 1e6;
}
double stalling_in_lockstep(std::size_t window) {
    return window == 1 ? 2e4 : 1e6;
}

const Download kDownloads[] = {
    {"larger is faster", 100 * kGigabyte, {16, 64, 256, 1024}},
    {"the smallest that is hardly slower", kGigabyte, {16, 64, 256, 1024, 256}, up_to_100_megabytes},
    {"large ones overrun a buffer", kGigabyte, {16, 64, 256, 1024, 64}, collapsing_over_64_blocks},
    {"every window loses its tail", kGigabyte, {16, 4, 1}, faster_in_lockstep, 2},
    {"a window of 16 loses", kGigabyte, {16, 4}, slower_in_windows_of_16, 16},
    {"lockstep stalls", 4'000'000, {16, 4, 1, 4}, stalling_in_lockstep, 1},
    {"losses that are not the window's fault",
     100 * kGigabyte,
     {16, 4, 64, 256, 1024},
     one_window_a_millisecond,
     16},
    {"a small file", 10'000'000, {16}},
    {"a small window is granted", kGigabyte, {16, 64}, one_window_a_millisecond, 65536, 32},
    {"no window is granted", kGigabyte / 10, {16}, one_window_a_millisecond, 65536, 1},
    {"a size that is not known",
     kGigabyte,
     {16, 64, 256, 1024},
     one_window_a_millisecond,
     65536,
     65535,
     false}};

TEST(WindowSearch, FindsTheBestWindow) {
    for (const Download& row : kDownloads) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(Downloads().download(row), row.asked_for);
    }
}

TEST_F(WindowSearches, KnowTheBestWindowForTheNextFile) {
    download(kDownloads[0]);
    EXPECT_EQ(download(kDownloads[0]), Windows{1024});
}

TEST_F(WindowSearches, LeaveLockstepSoonWhereItStalls) {
    const Time begun = now;
    download({"lockstep stalls", 4'000'000, {}, stalling_in_lockstep, 1});
    EXPECT_LT(now - begun, seconds(5));
}

TEST_F(WindowSearches, LearnNothingFromAnOutage) {
    const std::size_t first = search.window();
    EXPECT_FALSE(search.moved({first, kBlock, 0, 0, 0, kGigabyte}, now));
    for (int second = 1; second <= 10; ++second) {
        now += seconds(1);
        EXPECT_FALSE(search.moved({first, kBlock, 0, 7, 7, kGigabyte}, now));
    }
    EXPECT_EQ(download(kDownloads[0]), (Windows{16, 64, 256, 1024}));
}

/// Seconds on end in windows of 1024, of a file of ten gigabytes.
struct Seconds {
    int count;
    std::uint64_t bytes;  ///< that come in each
    std::uint64_t acknowledgements;
    std::uint64_t losses;
};

constexpr std::uint64_t kTrickle = 100'000;

struct Settled {
    const char* name;
    std::vector<Seconds> seconds;
    std::size_t window;  ///< at their end; a smaller one is asked for in the last second
};

const Settled kSettled[] = {
    {"the window loses for three seconds", {{3, kTrickle, 100, 50}}, 256},
    {"the server alone is slow", {{10, kTrickle, 100, 0}}, 1024},
    {"an outage, in which each repeat is a loss",
     {{1, kGigabyte, 1000, 0},
      {1, kTrickle, 20, 10},
      {9, 0, 3, 3},
      {1, kTrickle, 20, 10},
      {1, kGigabyte, 1000, 0}},
     1024},
    {"the rest comes sooner than all in a smaller window", {{9, kGigabyte, 1000, 500}}, 1024}};

TEST(WindowSearch, ShrinksASettledWindowOnlyWhereThatPays) {
    for (const Settled& row : kSettled) {
        SCOPED_TRACE(row.name);
        Downloads test;
        test.download(kDownloads[0]);
        Pace pace{1024, kBlock, 0, 0, 0, 10 * kGigabyte};
        test.search.moved(pace, test.now);
        bool again = false;
        for (const auto& [count, bytes, acknowledgements, losses] : row.seconds) {
            for (int second = 1; second <= count; ++second) {
                EXPECT_FALSE(again);
                test.now += seconds(1);
                pace.delivered += bytes;
                pace.acknowledgements += acknowledgements;
                pace.losses += losses;
                again = test.search.moved(pace, test.now);
            }
        }
        EXPECT_EQ(again, row.window != 1024);
        EXPECT_EQ(test.search.window(), row.window);
    }
}

}  // namespace
}  // namespace poap::tftp
