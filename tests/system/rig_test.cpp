// What the rig itself says of a switch.

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "case.hpp"

namespace poap::rig {
namespace {

TEST(RigMemory, AndNotBootflashHasWhatIsScheduled) {
    const EmulatedSwitch device;
    const Snapshot bootflash = device.bootflash();
    device.schedule("hostname leaf1\n");
    device.schedule("feature lldp\n");
    EXPECT_EQ(device.memory().at("scheduled-config"), "hostname leaf1\nfeature lldp\n");
    EXPECT_EQ(device.bootflash(), bootflash);
}

TEST(RigReload, KeepsBothFlashes) {
    const EmulatedSwitch device({.fresh = {.standby = "ha-standby"}});
    device.flash("a.cfg", "hostname leaf1\n");
    device.flash_standby(kNewImage, "new");
    device.reload();
    EXPECT_EQ(device.bootflash(), (Snapshot{{"a.cfg", "hostname leaf1\n"}}));
    EXPECT_EQ(device.standby_flash(), (Snapshot{{kNewImage, "new"}}));
    EXPECT_FALSE(device.memory().contains("bootflash_sup-remote"));
}

TEST(RigStandby, OfASwitchThatHasNoneHasNoFlash) {
    EXPECT_EQ(EmulatedSwitch().standby_flash(), Snapshot{});
}

TEST(Documented, AreMessagesThatTroubleshootingQuotes) {
    expect_documented("ERROR: commit: the switch refused `write erase`: no. What to do: look");
    EXPECT_NONFATAL_FAILURE(expect_documented("ERROR: commit: the moon is full"), "does not explain");
}

}  // namespace
}  // namespace poap::rig
