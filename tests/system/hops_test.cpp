// A switch that goes through images on the way to its target, one round of POAP each.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;

const std::string kTarget = "nxos64-cs.10.4.5.M.bin";
const std::string kMark = ".poap-agent.hop";
const std::array<std::string, 3> kHops = {"nxos.7.0.3.I7.9.bin", "nxos.9.3.12.bin", "nxos64-cs.10.2.5.M.bin"};

/// A pod whose plan goes through three images.
struct Hops : testing::Test {
    Pod pod;
    SwitchSpec spec;

    void SetUp() override {
        for (const std::string& hop : kHops) pod.files().write(hop, hop + image_bytes(10000));
        pod.files().write(kTarget, image_bytes(20000));
        PodSpec plan{kSerial, kTarget};
        plan.more =
            concat("hops: [{system_image: ", kHops[0], ", from: 6.1(2)I3(1)}, {system_image: ", kHops[1],
                   ", from: 7.0(3)I7(8)}, {system_image: ", kHops[2], ", from: 9.3(12)}]");
        pod.start(plan);
        spec.fresh.form = "n9k-old";
        spec.fresh.image = "n9000-dk9.6.1.2.I3.4.bin";
    }

    Ended run(const EmulatedSwitch& device, const Words& more = {}) const {
        return device.run_agent(pod.where() + more);
    }
};

TEST_F(Hops, AreMadeOneEachRoundUntilTheTargetHasItsConfiguration) {
    const EmulatedSwitch device(spec);
    for (const std::string& hop : kHops) {
        const Ended ended = run(device);
        ASSERT_EQ(ended.exit_code, 0) << ended.err;
        EXPECT_THAT(ended.last_line(), HasSubstr("Hop made: the next reload boots its image"));
        EXPECT_THAT(ended.err, HasSubstr("Going through " + hop + " first"));
        EXPECT_EQ(device.state("boot.saved"), boots(hop));
        EXPECT_FALSE(device.state("startup-config")) << "POAP would not run again";
        EXPECT_FALSE(device.scheduled());
        device.reload();
        EXPECT_EQ(device.state("running_image"), hop + "\n");
    }
    const Before before(device);
    const Ended ended = run(device);
    Snapshot left = without_logs(before.bootflash);
    left.erase(kMark);
    left[kTarget] = image_bytes(20000);
    expect_provisioned(device, before, ended, {pod.config_of(kSerial), boots(kTarget), left});
}

TEST_F(Hops, ThatTheSwitchIsPastAreLeftOut) {
    spec.fresh.form = "n9k";
    spec.fresh.image = kHops[1];
    const EmulatedSwitch device(spec);
    const Ended ended = run(device);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(device.state("boot.saved"), boots(kHops[2]));
}

TEST_F(Hops, ThatAReloadDidNotBringAreAnErrorInsteadOfALoop) {
    const EmulatedSwitch device(spec);
    // As an earlier boot left it.
    device.flash(kMark, kHops[0] + " an-earlier-boot\n");
    const Before before(device);
    const Ended ended = run(device);
    expect_failure(ended, {ExitCode::Switch, "check the plan", kHops[0] + ", a hop, and does not run it"});
    expect_unchanged(device, before);
}

TEST_F(Hops, AreMadeAgainWhereTheSwitchHasNotReloadedSince) {
    const EmulatedSwitch device(spec);
    ASSERT_EQ(run(device).exit_code, 0);
    const Ended again = run(device);
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_THAT(again.err, testing::Not(HasSubstr("Transferring file")));
}

TEST_F(Hops, AreRefusedOutsidePoap) {
    spec.in_poap = false;
    const EmulatedSwitch device(spec);
    const Before before(device);
    const Ended ended = run(device, {"--force"});
    expect_failure(ended, {ExitCode::Usage, "check the plan", "is a hop, and this is not POAP"});
    expect_unchanged(device, before);
}

TEST_F(Hops, ArePlannedAsTheyWillBeMade) {
    const EmulatedSwitch device(spec);
    const Ended ended = run(device, {"plan"});
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(ended.out, HasSubstr("config:           none yet"));
    EXPECT_THAT(ended.out, HasSubstr("image:            " + kHops[0] + ": download"));
    EXPECT_THAT(ended.out, HasSubstr("boot nxos bootflash:///" + kHops[0]));
}

/// The power goes while the CLI is about to do a command of a hop's run, and comes back.
struct HopCut : Hops {
    void cut_power_before(const EmulatedSwitch& device, const std::string& command) {
        device.set_faults("1x " + command + " => hang");
        const auto agent = device.start_agent(pod.where());
        // Written down, not only begun: the fault must not be injected again.
        ASSERT_TRUE(eventually([&] { return device.state("fired").value_or("").ends_with('\n'); }));
        device.stop();
        device.reload(false);
    }
};

struct HopCutAt : HopCut, testing::WithParamInterface<std::string> {};

TEST_P(HopCutAt, EndsAsAnUndisturbedOne) {
    const EmulatedSwitch undisturbed(spec);
    ASSERT_EQ(run(undisturbed).exit_code, 0);
    const EmulatedSwitch device(spec);
    cut_power_before(device, GetParam());
    const Ended ended = run(device);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(device.memory(), undisturbed.memory());
    EXPECT_TRUE(without_logs(device.bootflash()) == without_logs(undisturbed.bootflash()));
}

INSTANTIATE_TEST_SUITE_P(EachCommand, HopCutAt,
                         testing::Values("show version", "show inventory", "configure terminal", "boot nxos",
                                         "end", "show boot", "copy running-config startup-config"),
                         [](const auto& test) { return camel(test.param); });

// As on the way to the target, see docs/assumptions.md: the one moment that nothing recovers from.
TEST_F(HopCut, BetweenSaveAndEraseLeavesASwitchThatBootsTheHopAndNeverAsksAgain) {
    const EmulatedSwitch device(spec);
    cut_power_before(device, "write erase");
    EXPECT_TRUE(device.state("startup-config"));
    EXPECT_EQ(device.state("running_image"), kHops[0] + "\n");
}

}  // namespace
}  // namespace poap::rig
