#include "transfer/tftp/window_search.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <vector>

namespace poap::tftp {
namespace {

using std::chrono::duration, std::chrono::hours, std::chrono::seconds;

constexpr std::size_t kBlock = 1000;
constexpr std::uint64_t kGigabyte = 1000000000;

/// Bytes a second in windows of a size.
using RateOf = std::function<double(std::size_t)>;

/// A network on which a window has a rate, and no more than so many blocks are granted.
struct WindowSearchTest : testing::Test {
    WindowSearch search{1024};
    Time now{hours(1)};
    std::uint64_t delivered = 0;
    std::vector<std::size_t> asked_for;
    std::size_t loses_from = 65536;  ///< every window as large loses something

    /// Downloads a file; in `asked_for` the windows on the way.
    void download(std::uint64_t size, const RateOf& rate_of, std::size_t most_granted = 65535,
                  bool size_known = true) {
        asked_for = {search.window()};
        delivered = 0;
        while (delivered < size) {
            const std::size_t granted = std::min(search.window(), most_granted);
            const std::uint64_t windows = delivered / (granted * kBlock);
            Pace pace{granted, kBlock, delivered, windows, granted < loses_from ? 0 : windows, std::nullopt};
            if (size_known) pace.size = size;
            if (search.moved(pace, now)) {
                asked_for.push_back(search.window());
                delivered = 0;
                continue;
            }
            now += std::chrono::duration_cast<Duration>(
                duration<double>(static_cast<double>(granted * kBlock) / rate_of(granted)));
            delivered += granted * kBlock;
        }
    }
};

double as_many_as_the_window_holds(std::size_t window) {
    return static_cast<double>(window) * kBlock * 1000;  // a round trip of 1 ms
}

TEST_F(WindowSearchTest, GrowsAsLongAsThatIsFaster) {
    download(100 * kGigabyte, as_many_as_the_window_holds);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 64, 256, 1024}));
}

TEST_F(WindowSearchTest, TakesTheSmallestThatIsHardlySlower) {
    const auto up_to_the_links_rate = [](std::size_t window) {
        return std::min(as_many_as_the_window_holds(window), 100e6);
    };
    download(kGigabyte, up_to_the_links_rate);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 64, 256, 1024, 256}));
}

TEST_F(WindowSearchTest, ShrinksWhereALargeOneOverrunsSomebodysBuffer) {
    const auto collapses = [](std::size_t window) {
        return window > 64 ? 1e6 : as_many_as_the_window_holds(window);
    };
    download(kGigabyte, collapses);
    EXPECT_EQ(asked_for.back(), 64);
}

TEST_F(WindowSearchTest, ShrinksToLockstepWhereEveryWindowLosesItsTail) {
    loses_from = 2;
    download(kGigabyte, [](std::size_t window) { return window == 1 ? 1e6 : 0.7e6; });
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 4, 1}));
    download(kGigabyte, [](std::size_t) { return 1e6; });
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{1})) << "the next file";
}

TEST_F(WindowSearchTest, ShrinksNoFurtherThanItLoses) {
    loses_from = 16;
    download(kGigabyte, [](std::size_t window) { return window == 16 ? 0.7e6 : 1e6; });
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 4}));
}

TEST_F(WindowSearchTest, SoonSeesThatLockstepStallsWhereNothingWaitsForABucket) {
    loses_from = 1;
    const Time begun = now;
    download(4000000, [](std::size_t window) { return window == 1 ? 2e4 : 1e6; });
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 4, 1, 4}));
    EXPECT_LT(now - begun, seconds(5));
}

TEST_F(WindowSearchTest, GrowsAfterAllWhereLossesAreNotTheWindowsFault) {
    loses_from = 16;
    download(100 * kGigabyte, as_many_as_the_window_holds);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 4, 64, 256, 1024}));
}

TEST_F(WindowSearchTest, KnowsTheBestForTheNextFile) {
    download(100 * kGigabyte, as_many_as_the_window_holds);
    download(100 * kGigabyte, as_many_as_the_window_holds);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{1024}));
}

TEST_F(WindowSearchTest, LeavesASmallFileInPeace) {
    download(10 * 1000 * 1000, as_many_as_the_window_holds);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16}));
}

TEST_F(WindowSearchTest, EndsWithWhatIsGranted) {
    download(kGigabyte, as_many_as_the_window_holds, 32);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 64}));
}

TEST_F(WindowSearchTest, LeavesALockstepServerInPeace) {
    download(100 * 1000 * 1000, as_many_as_the_window_holds, 1);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16}));
}

TEST_F(WindowSearchTest, SearchesWhereTheSizeIsNotKnownToo) {
    download(kGigabyte, as_many_as_the_window_holds, 65535, false);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 64, 256, 1024}));
}

TEST_F(WindowSearchTest, LearnsNothingOfAWindowFromAnOutage) {
    const std::size_t first = search.window();
    EXPECT_FALSE(search.moved({first, kBlock, 0, 0, 0, kGigabyte}, now));
    for (int second = 1; second <= 10; ++second) {
        now += seconds(1);
        EXPECT_FALSE(search.moved({first, kBlock, 0, 7, 7, kGigabyte}, now));
    }
    download(100 * kGigabyte, as_many_as_the_window_holds);
    EXPECT_EQ(asked_for, (std::vector<std::size_t>{16, 64, 256, 1024}));
}

/// In windows of 1024, a quarter of ten gigabytes is here.
struct SettledWindowSearchTest : WindowSearchTest {
    SettledWindowSearchTest() {
        download(100 * kGigabyte, as_many_as_the_window_holds);
        search.moved(pace, now);
    }

    Pace pace{1024, kBlock, 0, 0, 0, 10 * kGigabyte};

    /// Whether it asks again after a second that brought so many bytes.
    bool after(std::uint64_t bytes, std::uint64_t acknowledgements, std::uint64_t losses) {
        now += seconds(1);
        pace.delivered += bytes;
        pace.acknowledgements += acknowledgements;
        pace.losses += losses;
        return search.moved(pace, now);
    }
};

constexpr std::uint64_t kTrickle = 100000;
constexpr std::uint64_t kFlow = kGigabyte;

TEST_F(SettledWindowSearchTest, ShrinksWhereTheWindowHasLostForSeconds) {
    EXPECT_FALSE(after(kTrickle, 100, 50));
    EXPECT_FALSE(after(kTrickle, 100, 50));
    EXPECT_TRUE(after(kTrickle, 100, 50));
    EXPECT_EQ(search.window(), 256);
}

TEST_F(SettledWindowSearchTest, StaysWhereOnlyTheServerHasBecomeSlow) {
    for (int second = 1; second <= 10; ++second) EXPECT_FALSE(after(kTrickle, 100, 0));
    EXPECT_EQ(search.window(), 1024);
}

TEST_F(SettledWindowSearchTest, OutlivesAnOutage) {
    EXPECT_FALSE(after(kFlow, 1000, 0));
    EXPECT_FALSE(after(kTrickle, 20, 10));
    for (int second = 1; second <= 9; ++second) EXPECT_FALSE(after(0, 3, 3)) << "each repeat tells of a loss";
    EXPECT_FALSE(after(kTrickle, 20, 10));
    EXPECT_FALSE(after(kFlow, 1000, 0));
    EXPECT_EQ(search.window(), 1024);
}

TEST_F(SettledWindowSearchTest, StaysWhereTheRestIsHereSoonerThanASmallerWindowCouldBringItAll) {
    for (int second = 1; second <= 9; ++second) EXPECT_FALSE(after(kFlow, 1000, 500));
    EXPECT_EQ(search.window(), 1024);
}

}  // namespace
}  // namespace poap::tftp
