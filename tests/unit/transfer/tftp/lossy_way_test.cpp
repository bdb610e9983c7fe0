// Whole transfers over ways that lose, double, overtake or are policed, from servers of each kind.

#include <gtest/gtest.h>

#include <string>

#include "support/collector.hpp"
#include "support/named_case.hpp"
#include "support/tftp_simulation.hpp"

namespace poap::tftp {
namespace {

using std::chrono::seconds, test::CaseName, test::NamedCase, test::simulate_tftp, test::SimulatedTransfer,
    test::telling_bytes, test::TftpHabits, test::TftpWay;

constexpr TftpHabits kPlain{false};
constexpr TftpHabits kLockstep{};
constexpr TftpHabits kGoesBack{true, 65535, InWindowAck::GoesBack};
constexpr TftpHabits kMovesOn{true, 65535, InWindowAck::MovesOn};

Request request(std::size_t block_size, std::size_t window) {
    return {"f", OptionSet::All, block_size, window, seconds(60)};
}

TftpWay losing(double loss) {
    TftpWay way;
    way.loss = loss;
    return way;
}

double seconds_of(const SimulatedTransfer& transfer) {
    return std::chrono::duration<double>(transfer.took).count();
}

void expect_whole(const SimulatedTransfer& transfer, const std::string& file) {
    EXPECT_EQ(transfer.ended.how, Ended::How::Whole) << transfer.ended.reason;
    EXPECT_TRUE(transfer.bytes == file);
}

struct Server : NamedCase {
    TftpHabits habits;
};

const auto kEachServer = testing::Values(Server{{"Plain"}, kPlain}, Server{{"Lockstep"}, kLockstep},
                                         Server{{"GoesBack"}, kGoesBack}, Server{{"MovesOn"}, kMovesOn},
                                         Server{{"GrantsASmallWindow"}, {true, 3, InWindowAck::GoesBack}});

class LossyWay : public testing::TestWithParam<Server> {};

TEST_P(LossyWay, BringsTheFileWholeWhateverIsLostDoubledOrOvertaken) {
    const std::string file = telling_bytes(40000);
    for (const double loss : {0.0, 0.01, 0.1, 0.3}) {
        for (unsigned seed = 1; seed <= 20; ++seed) {
            SCOPED_TRACE(testing::Message() << "loss " << loss << ", seed " << seed);
            const TftpWay way{loss, 0.02, 0.05};
            expect_whole(simulate_tftp(file, request(100, 32), GetParam().habits, way, seed), file);
        }
    }
}

TEST_P(LossyWay, HasNothingSentTwiceWhereNothingIsLost) {
    const std::string file = telling_bytes(200000);
    const auto transfer = simulate_tftp(file, request(100, 64), GetParam().habits, {}, 1);
    expect_whole(transfer, file);
    const std::uint64_t probe = 64;  // of what the server makes of an early acknowledgement
    EXPECT_LE(transfer.blocks_sent, transfer.blocks_of_file + probe);
}

TEST_P(LossyWay, CountsPastTheSixteenBitsToZeroOrOne) {
    TftpHabits habits = GetParam().habits;
    const std::string file = telling_bytes(8 * 70000 + 1);
    for (const std::uint16_t first : {std::uint16_t{0}, std::uint16_t{1}}) {
        habits.after_65535 = first;
        expect_whole(simulate_tftp(file, request(8, 64), habits, losing(0.001), 1), file);
    }
}

INSTANTIATE_TEST_SUITE_P(Servers, LossyWay, kEachServer, CaseName());

TEST(LossyWayAtTheRollover, TakesHeavyLosses) {
    const std::string file = telling_bytes(8 * (65536 + 5000));
    for (const std::uint16_t first : {std::uint16_t{0}, std::uint16_t{1}}) {
        for (const std::size_t window : {64, 1024}) {
            for (const unsigned seed : {1, 2}) {
                SCOPED_TRACE(testing::Message() << "to " << first << ", window " << window << ", " << seed);
                TftpHabits habits = kMovesOn;
                habits.after_65535 = first;
                expect_whole(simulate_tftp(file, request(8, window), habits, {0.02, 0.01, 0.01}, seed), file);
            }
        }
    }
}

TEST(InWindowAcks, ShowWhatAServerMakesOfThem) {
    const std::string file = telling_bytes(100000);
    EXPECT_EQ(simulate_tftp(file, request(100, 32), kMovesOn, {}, 1).in_window_ack, InWindowAck::MovesOn);
    EXPECT_EQ(simulate_tftp(file, request(100, 32), kGoesBack, {}, 1).in_window_ack, InWindowAck::GoesBack);
    EXPECT_EQ(simulate_tftp(file, request(100, 32), kLockstep, {}, 1).in_window_ack, InWindowAck::Unknown);
}

TEST(InWindowAcks, AreGivenUpWhereTheServerHasChanged) {
    const std::string file = telling_bytes(400000);
    const auto transfer = simulate_tftp(file, request(100, 64), kGoesBack, {}, 1, InWindowAck::MovesOn);
    expect_whole(transfer, file);
    EXPECT_EQ(transfer.in_window_ack, InWindowAck::GoesBack);
}

TEST(Losses, CostAServerThatMovesOnLittleMoreThanTheBlocksLost) {
    const std::string file = telling_bytes(2000000);
    for (unsigned seed = 1; seed <= 2; ++seed) {
        const auto transfer = simulate_tftp(file, request(100, 256), kMovesOn, losing(0.01), seed);
        expect_whole(transfer, file);
        EXPECT_LT(transfer.blocks_sent, transfer.blocks_of_file * 11 / 10) << "seed " << seed;
    }
}

TEST(Losses, LeaveAWindowFasterThanLockstep) {
    const std::string file = telling_bytes(1000000);
    for (const TftpHabits& habits : {kGoesBack, kMovesOn}) {
        for (const std::size_t window : {16, 64, 256, 1024}) {
            const auto windowed = simulate_tftp(file, request(1000, window), habits, losing(0.01), 1);
            const auto lockstep = simulate_tftp(file, request(1000, 1), kLockstep, losing(0.01), 1);
            EXPECT_LT(seconds_of(windowed), seconds_of(lockstep)) << "window " << window;
        }
    }
}

/// A download, with the search for a window, through a policer.
struct Policed {
    const char* name;
    test::Policer policer;
    std::size_t file_size;
};

constexpr double kBurst = 16384;
constexpr double kTwoPackets = 3000;
const Policed kPoliced[] = {{"1 Mbit/s", {125e3, kBurst, kTwoPackets}, 5000000},
                            {"5 Mbit/s", {625e3, kBurst, kTwoPackets}, 10000000},
                            {"20 Mbit/s", {2500e3, kBurst, kTwoPackets}, 10000000},
                            {"5 Mbit/s without a queue", {625e3, kBurst}, 2000000}};

TEST(PolicedWay, IsNoSlowerThanLockstepsFiveHundredAndTwelveBytes) {
    for (const auto& [name, policer, file_size] : kPoliced) {
        const std::string file = telling_bytes(file_size);
        TftpWay way;
        way.delay = std::chrono::microseconds(50);
        way.policer = policer;
        const auto lockstep = simulate_tftp(file, {"f", OptionSet::None, 512, 1, seconds(60)}, {}, way, 1);
        for (const TftpHabits& habits : {kGoesBack, kMovesOn}) {
            SCOPED_TRACE(testing::Message() << name << (habits.in_window_ack == InWindowAck::GoesBack));
            WindowSearch search(1024);
            const auto searched =
                simulate_tftp(file, {"f", OptionSet::All, 1428, 1, seconds(60)}, habits, way, 1, {}, &search);
            expect_whole(searched, file);
            EXPECT_LE(searched.took, lockstep.took) << "it came in windows of " << search.window();
        }
    }
}

}  // namespace
}  // namespace poap::tftp
