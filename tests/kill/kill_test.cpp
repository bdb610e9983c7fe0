// The agent is killed at any moment, and the CLI that it has started is not.

#include <gtest/gtest.h>

#include <csignal>

#include "world.hpp"

namespace poap::rig {
namespace {

Tally& tally() {
    static Tally tally;
    return tally;
}

/// Runs the agent and kills it once.
void run_killed(const World& world, const EmulatedSwitch& device, const Moment& moment) {
    Snapshot before = device.memory();
    Traced agent = world.start_traced(device);
    tally().add(agent.run(moment) == 128 + SIGKILL);
    ASSERT_TRUE(device.is_quiet()) << "what it has started ends by itself";
    if (begin_of_commit(agent.calls()) == agent.calls().end()) {
        // What an earlier run scheduled is removed, part by part, before the first file gets its name.
        Snapshot after = device.memory();
        EXPECT_TRUE(before["scheduled-config"].ends_with(after["scheduled-config"]));
        before.erase("scheduled-config");
        after.erase("scheduled-config");
        EXPECT_EQ(after, before);
    }
}

class Killed : public testing::TestWithParam<int> {
  protected:
    static void TearDownTestSuite() {
        tally().expect_most();
        World::end_all();
    }

    const std::uint64_t seed_ = static_cast<std::uint64_t>(GetParam());
    World& world_ = World::of_seed(seed_);
    std::mt19937_64 random_{seed_};

    Moment moment(bool late) { return late ? world_.late_moment(random_) : world_.any_moment(random_); }

    /// POAP starts over at once, or a person reloads the switch, which may replay.
    void start_over(const EmulatedSwitch& device) {
        if (random_() % 2 == 0) device.reload(false);
    }
};

TEST_P(Killed, OnceTheSwitchEndsAsIfUndisturbed) {
    SCOPED_TRACE(world_.name());
    const auto device = world_.new_switch(world_.rule_of(seed_));
    run_killed(world_, *device, moment(World::is_late(seed_)));
    start_over(*device);
    world_.expect_to_end_as_undisturbed(*device);
}

INSTANTIATE_TEST_SUITE_P(AtAnyMoment, Killed, testing::Range(0, 300),
                         [](const auto& test) { return "Seed" + std::to_string(test.param); });

class KilledTwice : public Killed {};

TEST_P(KilledTwice, TheSwitchEndsAsIfUndisturbed) {
    SCOPED_TRACE(world_.name());
    const auto device = world_.new_switch(world_.rule_of(seed_));
    run_killed(world_, *device, moment(random_() % 2 == 0));
    start_over(*device);
    if (device->is_in_poap()) {
        run_killed(world_, *device, moment(random_() % 2 == 0));
        start_over(*device);
    }
    world_.expect_to_end_as_undisturbed(*device);
}

INSTANTIATE_TEST_SUITE_P(AtAnyMoment, KilledTwice, testing::Range(1000, 1030),
                         [](const auto& test) { return "Seed" + std::to_string(test.param); });

}  // namespace
}  // namespace poap::rig
