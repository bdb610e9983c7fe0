// The power goes: the agent and the CLI end at once, and what was not made last on bootflash may be gone.

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <csignal>

#include "rig/expect.hpp"
#include "rig/private_mounts.hpp"
#include "volatile_fs.hpp"
#include "world.hpp"

namespace poap::rig {
namespace {

Tally& tally() {
    static Tally tally;
    return tally;
}

class PowerCut : public testing::TestWithParam<int> {
  protected:
    static void TearDownTestSuite() {
        tally().expect_most();
        World::end_all();
    }

    void SetUp() override {
        if (!mounts_are_private()) GTEST_SKIP() << "to mount a bootflash takes root";
        bootflash_ = std::make_unique<VolatileFs>();
        if (!bootflash_->mounted()) GTEST_SKIP() << "a bootflash that forgets takes /dev/fuse";
        device_ = world_.new_switch(world_.rule_of(seed_), bootflash_->path());
        bootflash_->sync();
    }

    /// Runs the agent until the power goes.
    void run_cut(const Moment& moment) {
        const int code = world_.start_traced(*device_).run(moment);
        device_->stop();
        ASSERT_TRUE(device_->is_quiet());
        // A cut in the window is skipped and does not count. Only the call that saves and erases leads there.
        const bool window = is_in_the_window(*device_);
        if (window) {
            EXPECT_EQ(device_->calls().back(), kSaveCall);
        }
        tally().add(code == 128 + SIGKILL && !window);
        bootflash_->cut_power(random_);
    }

    const std::uint64_t seed_ = static_cast<std::uint64_t>(GetParam());
    World& world_ = World::of_seed(seed_);
    std::mt19937_64 random_{seed_};
    std::unique_ptr<VolatileFs> bootflash_;
    std::unique_ptr<EmulatedSwitch> device_;
};

TEST_P(PowerCut, EndsInAReplayOrIsMadeUpForByTheNextRun) {
    SCOPED_TRACE(world_.name() + ", rule " + world_.rule_of(seed_));
    run_cut(World::is_late(seed_) ? world_.late_moment(random_) : world_.any_moment(random_));
    if (is_in_the_window(*device_)) return;  // the one that is not: see window_test.cpp
    device_->reload(false);
    const bool replayed = !device_->is_in_poap();
    if (!replayed) {
        world_.expect_good_run(*device_);
        bootflash_->cut_power(random_);  // what the agent said was done is done
        device_->reload();
    }
    world_.expect_as_undisturbed(*device_, replayed);
}

TEST(LogAfterAPowerCut, HasTheStagesThatWereOver) {
    if (!mounts_are_private()) GTEST_SKIP() << "to mount a bootflash takes root";
    VolatileFs bootflash;
    if (!bootflash.mounted()) GTEST_SKIP() << "a bootflash that forgets takes /dev/fuse";
    World& world = World::named("FactoryNew");
    const auto device = world.new_switch("file", bootflash.path());
    bootflash.sync();
    const Moment commit{0, SYS_renameat, 0};
    ASSERT_EQ(world.start_traced(*device).run(commit), 128 + SIGKILL);
    device->stop();
    ASSERT_TRUE(device->is_quiet());
    std::mt19937_64 random{1};
    bootflash.cut_power(random);
    const Snapshot left = device->bootflash();
    ASSERT_EQ(logs_in(left).size(), 1U) << "the log's name is on the disk";
    const std::string& log = left.at(logs_in(left).front());
    for (const char* line :
         {"Collecting system S.No", "Transfering config file over HTTP", "Transferring file nxos"})
        EXPECT_NE(log.find(line), std::string::npos) << line << " is not in:\n" << log;
    World::end_all();
}

INSTANTIATE_TEST_SUITE_P(AtAnyMoment, PowerCut, testing::Range(0, 150, SEED_STEP),
                         [](const auto& test) { return "Seed" + std::to_string(test.param); });

}  // namespace
}  // namespace poap::rig
