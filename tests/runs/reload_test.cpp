// What the rig's reload makes of a switch after each way of leaving it: what the runs' outcomes are judged
// by.

#include <gtest/gtest.h>

#include "rig/emulated_switch.hpp"
#include "rig/expect.hpp"

namespace poap::rig {
namespace {

class Reload : public testing::Test {
  protected:
    Reload() : device_({.fresh = {.standby = "ha-standby"}}) {
        device_.flash(kNewImage, "new");
        device_.flash_standby(kNewImage, "new");
        device_.flash("a.cfg", "hostname leaf1\n");
    }

    void say(const std::string& line) const {
        const Ended ended = Process({VSH_PATH, "-c", line}, device_.environment()).wait();
        ASSERT_EQ(ended.exit_code, 0) << ended.out;
    }

    void expect_running(const std::string& image) const {
        EXPECT_EQ(device_.state("running_image"), image + '\n');
        EXPECT_EQ(device_.state("boot"), boots(image));
    }

    EmulatedSwitch device_;
    const std::string install_ =
        "terminal dont-ask ; copy bootflash:a.cfg scheduled-config ; install all nxos "
        "bootflash:" +
        kNewImage + " no-reload non-interruptive ; write erase";
    const std::string hop_ = "terminal dont-ask ; configure terminal ; boot nxos bootflash:" + kNewImage +
                             " ; end ; copy running-config startup-config ; write erase";
};

TEST_F(Reload, AfterInstallAllReplaysTheScheduledConfigWithTheNewImage) {
    say(install_);
    EXPECT_FALSE(device_.state("startup-config"));
    device_.reload();
    expect_running(kNewImage);
    EXPECT_EQ(device_.state("running-config"), "hostname leaf1\n");
    EXPECT_FALSE(device_.state("poap"));
}

TEST_F(Reload, AfterAHopIsInPoapAgainWithTheNewImage) {
    say(hop_);
    device_.reload();
    expect_running(kNewImage);
    EXPECT_TRUE(device_.state("poap"));
    EXPECT_FALSE(device_.state("startup-config"));
    EXPECT_EQ(device_.state("running-config"), "hostname switch\n");
}

TEST_F(Reload, WithABootVariableThatWasNotSavedRunsTheOldImage) {
    say("configure terminal ; boot nxos bootflash:" + kNewImage);
    device_.reload();
    expect_running(kOldImage);
}

TEST_F(Reload, ByARuleThatWantsExit0IsInPoapAgainAndKeepsWhatIsScheduled) {
    const EmulatedSwitch device({.replay_rule = "exit-0"});
    device.schedule("hostname leaf1\n");
    device.reload(false);
    EXPECT_TRUE(device.is_in_poap());
    EXPECT_EQ(device.scheduled(), "hostname leaf1\n");
    device.reload();
    EXPECT_FALSE(device.is_in_poap());
    EXPECT_EQ(device.state("running-config"), "hostname leaf1\n");
}

TEST_F(Reload, ReplaysOnTheImageThatItBoots) {
    say(hop_);
    device_.schedule("hostname leaf1\n");
    device_.reload(false);
    EXPECT_EQ(device_.state("replayed_on"), kNewImage + '\n');
}

TEST_F(Reload, WithPoapEnabledForEveryBootIsInPoapInSpiteOfItsStartupConfig) {
    const EmulatedSwitch live({.in_poap = false});
    live.reload(false);
    EXPECT_FALSE(live.is_in_poap());
    ASSERT_EQ(Process({VSH_PATH, "-c", "configure terminal ; boot poap enable"}, live.environment())
                  .wait()
                  .exit_code,
              0);
    live.reload(false);
    EXPECT_TRUE(live.is_in_poap());
}

TEST_F(Reload, KeepsBothFlashes) {
    say("copy bootflash:a.cfg bootflash://sup-remote/a.cfg");
    const Snapshot flash = device_.bootflash();
    device_.reload();
    EXPECT_EQ(device_.bootflash(), flash);
    EXPECT_EQ(device_.standby_flash(), (Snapshot{{"a.cfg", "hostname leaf1\n"}, {kNewImage, "new"}}));
    EXPECT_FALSE(device_.memory().contains("bootflash_sup-remote"));
}

TEST(Memory, AndNotBootflashHasWhatIsScheduled) {
    const EmulatedSwitch device;
    const Snapshot bootflash = device.bootflash();
    device.schedule("hostname leaf1\n");
    device.schedule("feature lldp\n");
    EXPECT_EQ(device.memory().at("scheduled-config"), "hostname leaf1\nfeature lldp\n");
    EXPECT_EQ(device.bootflash(), bootflash);
}

TEST(Standby, OfASwitchThatHasNoneHasNoFlash) {
    EXPECT_EQ(EmulatedSwitch().standby_flash(), Snapshot{});
}

}  // namespace
}  // namespace poap::rig
