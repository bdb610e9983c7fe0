// Whole downloads, with the search for a window, over a way that is policed: against a block at a time.

#include <gtest/gtest.h>

#include <string>

#include "support/named_case.hpp"
#include "support/tftp_simulation.hpp"

namespace poap::tftp {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;
using test::CaseName;
using test::NamedCase;
using test::Policer;
using test::simulate_tftp;
using test::telling_bytes;
using test::TftpHabits;
using test::TftpWay;

constexpr std::size_t kBlock = 1428;
constexpr double kBurst = 16384;
constexpr double kTwoPackets = 3000;

struct Policed : NamedCase {
    Policer policer;
    std::size_t file_size;
};

class PolicedWay : public testing::TestWithParam<Policed> {};

TEST_P(PolicedWay, IsNoSlowerThanLockstepsFiveHundredAndTwelveBytes) {
    const std::string file = telling_bytes(GetParam().file_size);
    TftpWay way;
    way.delay = microseconds(50);
    way.policer = GetParam().policer;
    const auto lockstep = simulate_tftp(file, {"f", OptionSet::None, 512, 1, seconds(60)}, {}, way, 1);
    for (const auto in_window_ack : {InWindowAck::GoesBack, InWindowAck::MovesOn}) {
        SCOPED_TRACE(in_window_ack == InWindowAck::GoesBack ? "goes back" : "moves on");
        const TftpHabits habits{true, 65535, in_window_ack};
        WindowSearch search(1024);
        const auto searched =
            simulate_tftp(file, {"f", OptionSet::All, kBlock, 1, seconds(60)}, habits, way, 1, {}, &search);
        EXPECT_EQ(searched.ended.how, Ended::How::Whole) << searched.ended.reason;
        EXPECT_TRUE(searched.bytes == file);
        EXPECT_LE(searched.took, lockstep.took) << "it came in windows of " << search.window();
    }
}

INSTANTIATE_TEST_SUITE_P(Each, PolicedWay,
                         testing::Values(Policed{{"OneMegabit"}, {125e3, kBurst, kTwoPackets}, 5000000},
                                         Policed{{"FiveMegabits"}, {625e3, kBurst, kTwoPackets}, 10000000},
                                         Policed{{"TwentyMegabits"}, {2500e3, kBurst, kTwoPackets}, 10000000},
                                         Policed{{"FiveMegabitsWithoutAQueue"}, {625e3, kBurst}, 2000000}),
                         CaseName());

}  // namespace
}  // namespace poap::tftp
