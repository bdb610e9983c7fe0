// Whole transfers over links that lose, double, reorder or police packets, from servers of each kind.

#include <gtest/gtest.h>

#include <string>

#include "support/collector.hpp"
#include "support/tftp_simulation.hpp"

namespace poap::tftp {
namespace {

using std::chrono::seconds, test::simulate_tftp, test::SimulatedTransfer, test::telling_bytes,
    test::TftpHabits, test::TftpWay;

constexpr TftpHabits kPlain{false};
constexpr TftpHabits kLockstep{};
constexpr TftpHabits kGoesBack{true, 65535, InWindowAck::GoesBack};
constexpr TftpHabits kMovesOn{true, 65535, InWindowAck::MovesOn};
constexpr TftpHabits kGrantsASmallWindow{true, 3, InWindowAck::GoesBack};
constexpr TftpHabits kServers[] = {kPlain, kLockstep, kGoesBack, kMovesOn, kGrantsASmallWindow};

Request request(std::size_t block_size, std::size_t window) {
    return {"f", OptionSet::All, block_size, window, seconds(60)};
}

TftpHabits counting_on_with(TftpHabits habits, std::uint16_t after_65535) {
    habits.after_65535 = after_65535;
    return habits;
}

void expect_whole(const SimulatedTransfer& transfer, const std::string& file) {
    EXPECT_EQ(transfer.ended.how, Ended::How::Whole) << transfer.ended.reason;
    EXPECT_TRUE(transfer.bytes == file);
}

TEST(LossyLink, BringsTheFileWholeWhateverIsLostDoubledOrOvertaken) {
    const std::string file = telling_bytes(40000);
    for (const TftpHabits& server : kServers) {
        for (const double loss : {0.0, 0.01, 0.1, 0.3}) {
            for (unsigned seed = 1; seed <= 20; ++seed) {
                SCOPED_TRACE(testing::Message() << "loss " << loss << ", seed " << seed);
                expect_whole(simulate_tftp(file, request(100, 32), server, {loss, 0.02, 0.05}, seed), file);
            }
        }
    }
}

TEST(LossyLink, IsSentNothingTwiceWhereNothingIsLost) {
    const std::string file = telling_bytes(200000);
    for (const TftpHabits& server : kServers) {
        const auto transfer = simulate_tftp(file, request(100, 64), server, {}, 1);
        expect_whole(transfer, file);
        const std::uint64_t probe = 64;  // of what the server makes of an early acknowledgement
        EXPECT_LE(transfer.blocks_sent, transfer.blocks_of_file + probe);
    }
}

TEST(LossyLink, BringsMoreBlocksThanSixteenBitsCount) {
    const std::string file = telling_bytes(8 * 70000 + 1);
    for (const std::uint16_t first : {std::uint16_t{0}, std::uint16_t{1}}) {
        SCOPED_TRACE(first);
        for (const TftpHabits& server : kServers)
            expect_whole(simulate_tftp(file, request(8, 64), counting_on_with(server, first), {0.001}, 1),
                         file);
        for (const std::size_t window : {64, 1024}) {
            expect_whole(simulate_tftp(file, request(8, window), counting_on_with(kMovesOn, first),
                                       {0.02, 0.01, 0.01}, 1),
                         file);
        }
    }
}

TEST(LossyLink, ShowsWhetherTheServerMovesOnAtAnAcknowledgementInsideAWindow) {
    const std::string file = telling_bytes(400000);
    const auto found = [&](const TftpHabits& server, InWindowAck known = InWindowAck::Unknown) {
        const auto transfer = simulate_tftp(file, request(100, 64), server, {}, 1, known);
        expect_whole(transfer, file);
        return transfer.in_window_ack;
    };
    EXPECT_EQ(found(kMovesOn), InWindowAck::MovesOn);
    EXPECT_EQ(found(kGoesBack), InWindowAck::GoesBack);
    EXPECT_EQ(found(kLockstep), InWindowAck::Unknown);
    EXPECT_EQ(found(kGoesBack, InWindowAck::MovesOn), InWindowAck::GoesBack) << "the server has changed";
}

TEST(LossyLink, CostsAServerThatMovesOnLittleMoreThanTheBlocksLost) {
    const std::string file = telling_bytes(2'000'000);
    for (unsigned seed = 1; seed <= 2; ++seed) {
        const auto transfer = simulate_tftp(file, request(100, 256), kMovesOn, {0.01}, seed);
        expect_whole(transfer, file);
        EXPECT_LT(transfer.blocks_sent, transfer.blocks_of_file * 11 / 10) << "seed " << seed;
    }
}

TEST(LossyLink, LeavesAWindowFasterThanLockstep) {
    const std::string file = telling_bytes(1'000'000);
    const auto lockstep = simulate_tftp(file, request(1000, 1), kLockstep, {0.01}, 1);
    for (const TftpHabits& server : {kGoesBack, kMovesOn}) {
        for (const std::size_t window : {16, 64, 256, 1024}) {
            const auto windowed = simulate_tftp(file, request(1000, window), server, {0.01}, 1);
            EXPECT_LT(windowed.took, lockstep.took) << "window " << window;
        }
    }
}

constexpr double kBurst = 16384;
constexpr double kTwoPackets = 3000;

TEST(PolicedLink, IsNotSlowerThanLockstepInBlocksOf512Bytes) {
    const std::pair<test::Policer, std::size_t> kPolicedDownloads[] = {
        {{125e3, kBurst, kTwoPackets}, 5'000'000},
        {{625e3, kBurst, kTwoPackets}, 10'000'000},
        {{2500e3, kBurst, kTwoPackets}, 10'000'000},
        {{625e3, kBurst}, 2'000'000}};
    for (const auto& [policer, file_size] : kPolicedDownloads) {
        const std::string file = telling_bytes(file_size);
        TftpWay way;
        way.delay = std::chrono::microseconds(50);
        way.policer = policer;
        const auto lockstep = simulate_tftp(file, {"f", OptionSet::None, 512, 1, seconds(60)}, {}, way, 1);
        for (const TftpHabits& server : {kGoesBack, kMovesOn}) {
            WindowSearch search(1024);
            const auto searched = simulate_tftp(file, request(1428, 1), server, way, 1, {}, &search);
            expect_whole(searched, file);
            EXPECT_LE(searched.took, lockstep.took)
                << policer.rate << " bytes a second, windows of " << search.window();
        }
    }
}

}  // namespace
}  // namespace poap::tftp
