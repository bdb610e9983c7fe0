// `install all`: what it prints, what it does, and where it stops.

#include <gmock/gmock.h>

#include <utility>

#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::EndsWith, ::testing::HasSubstr, ::testing::Not, testing::Reply, ::testing::StartsWith,
    testing::TestSwitch;

constexpr const char* kInstall =
    "terminal dont-ask ; install all nxos bootflash:nxos.9.3.12.bin no-reload non-interruptive";
constexpr const char* kNewImage = "nxos bootflash:///nxos.9.3.12.bin\n";
constexpr const char* kOldImage = "nxos bootflash:///nxos.9.3.10.bin\n";

void expect_refused(const TestSwitch& device, const Reply& reply) {
    EXPECT_EQ(reply.exit_code, 16);
    EXPECT_EQ(device.open().state.read("boot"), kOldImage);
    EXPECT_EQ(device.open().state.read("boot.saved"), kOldImage);
    EXPECT_FALSE(device.open().state.has("startup-config"));
}

TEST(Install, SetsAndSavesTheBootVariableAndTheConfigurationAndPrintsWhatItDoes) {
    const TestSwitch device;
    const auto reply = device.run(kInstall);
    EXPECT_EQ(reply.exit_code, 0);
    EXPECT_EQ(device.open().state.read("boot"), kNewImage);
    EXPECT_EQ(device.open().state.read("boot.saved"), kNewImage);
    EXPECT_EQ(device.open().state.read("startup-config"), "hostname switch\n");
    EXPECT_EQ(device.open().state.value("running_image"), "nxos.9.3.10.bin");
    EXPECT_THAT(reply.text,
                StartsWith("Installer will perform compatibility check first. Please wait. \n"
                           "Installer will exit before reload\nInstaller is forced disruptive\n\n"
                           "Verifying image bootflash:/nxos.9.3.12.bin for boot variable \"nxos\".\n"
                           "[#                   ]   0%[####################] 100% -- SUCCESS\n\n"));
    for (const char* part :
         {"\n     1       yes      disruptive         reset  default upgrade is not hitless\n",
          "\n     1        nxos                                   9.3(10)               9.3(12)           "
          "yes\n",
          "Setting boot variables.\n[#                   ]   0%[####"})
        EXPECT_THAT(reply.text, HasSubstr(part));
    EXPECT_THAT(reply.text, EndsWith("\nInstall has been successful.\n"));
}

TEST(Install, OfTenEndsWithoutAWordOfSuccess) {
    const TestSwitch device({.form = "n9k-lxc"});
    const auto reply = device.run(kInstall);
    EXPECT_EQ(reply.exit_code, 0);
    EXPECT_THAT(reply.text, Not(HasSubstr("Install has been successful")));
    EXPECT_THAT(reply.text, EndsWith("100% -- SUCCESS\n\n\n"));
}

TEST(Install, AsksUnlessToldNotTo) {
    const TestSwitch device;
    const std::string line = "install all nxos bootflash:nxos.9.3.12.bin no-reload non-interruptive";
    expect_refused(device, device.run(line));
    EXPECT_EQ(device.run(line, "y\n").exit_code, 0);
}

TEST(Install, CopiesTheImageToTheStandby) {
    const TestSwitch device({.standby = "ha-standby", .poap = true});
    const auto reply = device.run(kInstall);
    EXPECT_EQ(reply.exit_code, 0);
    EXPECT_EQ(device.on_standby("nxos.9.3.12.bin"), "image nxos.9.3.12.bin");
    EXPECT_THAT(reply.text, HasSubstr("Syncing image bootflash:/nxos.9.3.12.bin to standby.\n"));
    EXPECT_THAT(reply.text, HasSubstr("Module 28: Refreshing compact flash"));
}

TEST(Install, RefusesAnImageForOtherHardware) {
    const TestSwitch device;
    device.flash("nxos.9.3.12.bin", "INCOMPATIBLE\nbytes");
    const auto reply = device.run(kInstall);
    expect_refused(device, reply);
    EXPECT_THAT(reply.text,
                HasSubstr("[#                   ]   0% -- FAIL.\nPre-upgrade check failed. Return code "
                          "0x40930011 (Image verification failed).\n"));
}

TEST(Install, RefusesWithoutAnImageAndWithoutSpaceOnTheStandby) {
    const TestSwitch device;
    device.flash("nxos.9.3.12.bin", "");
    expect_refused(device, device.run(kInstall));
    expect_refused(
        device, device.run("terminal dont-ask ; install all nxos bootflash:no no-reload non-interruptive"));
    const TestSwitch full({.standby = "ha-standby", .poap = true});
    full.open().state.write("standby_free", "5\n");
    const auto reply = full.run(kInstall);
    expect_refused(full, reply);
    EXPECT_THAT(reply.text, HasSubstr("(No space left on device).\n"));
}

TEST(Install, RefusesWhilePoapIsEnabledForEveryBoot) {
    const TestSwitch device;
    device.run("conf t ; boot poap enable ; end");
    EXPECT_THAT(device.run("show boot").text, HasSubstr("bin\nBoot POAP Enabled\n"));
    expect_refused(device, device.run(kInstall));
    device.run("conf t ; no boot poap enable ; end");
    EXPECT_THAT(device.run("show boot").text, HasSubstr("bin\nBoot POAP Disabled\n"));
    EXPECT_EQ(device.run(kInstall).exit_code, 0);
}

TEST(Install, HasSavedNothingWhereItIsCutInTheMiddleAndTheBootVariableNearItsEnd) {
    const TestSwitch device;
    device.open().state.write("faults", "install all => cut\n");
    const auto reply = device.run(kInstall);
    expect_refused(device, reply);
    EXPECT_THAT(reply.text, HasSubstr("Compatibility check is done:\n"));
    EXPECT_THAT(reply.text, Not(HasSubstr("Setting boot variables.")));
    device.open().state.write("faults", "install all => cut 95\n");
    EXPECT_EQ(device.run(kInstall).exit_code, 16);
    EXPECT_EQ(device.open().state.read("boot.saved"), kNewImage);
    EXPECT_TRUE(device.open().state.has("startup-config"));
}

TEST(Install, FromTenFiveThreeOnUpgradesTheEpldAsWell) {
    const TestSwitch device({.form = "n9k-lxc", .standby = "ha-standby", .poap = true});
    for (const auto& [image, epld] :
         {std::pair{"nxos64-cs.10.5.3.F.bin", true}, {"nxos64-cs.10.5.2.F.bin", false}, {"other", false}}) {
        device.flash(image, "bytes");
        const auto reply = device.run(std::string("terminal dont-ask ; install all nxos bootflash:") + image +
                                      " no-reload non-interruptive");
        EXPECT_EQ(reply.exit_code, 0);
        EXPECT_EQ(reply.text.find("Module 28: Upgrading EPLD.\n") != std::string::npos, epld) << image;
    }
}

TEST(Install, ThatFailsAfterTheSaveResetsTheBootVariables) {
    const TestSwitch device;
    device.flash("nxos.9.3.12.bin", "RESETS-BOOT bytes");
    const auto reply = device.run(kInstall);
    EXPECT_EQ(reply.exit_code, 16);
    EXPECT_THAT(reply.text, HasSubstr("Return code 0x40930020 "));
    EXPECT_THAT(reply.text, HasSubstr("Resetting boot variables. Please wait.\n"));
    EXPECT_EQ(device.open().state.read("boot"), kOldImage);
    EXPECT_EQ(device.open().state.read("boot.saved"), kOldImage);
    EXPECT_TRUE(device.open().state.has("startup-config"));
}

TEST(Install, ThatFailsInTheBiosWarnsOfItAndResetsNothing) {
    const TestSwitch device;
    device.flash("nxos.9.3.12.bin", "BIOS-CORRUPT bytes");
    const auto reply = device.run(kInstall);
    EXPECT_EQ(reply.exit_code, 16);
    EXPECT_THAT(reply.text, HasSubstr("BIOS/loader/bootrom of above module may be in corrupted state."));
    EXPECT_EQ(device.open().state.read("boot.saved"), kNewImage);
}

TEST(Install, IsNoCommandWhereThereAreTwoImages) {
    const TestSwitch device({.image = "sys-a", .kickstart = "kick-a", .form = "n5k-kickstart"});
    EXPECT_THAT(device.run(kInstall).text, EndsWith("% Invalid command at '^' marker.\n"));
}

}  // namespace
}  // namespace poap::emulator
