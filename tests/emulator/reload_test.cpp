// What a reload makes of a switch: which image runs, what is replayed, and when POAP starts.

#include "reload.hpp"

#include <gmock/gmock.h>

#include "replay.hpp"
#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::HasSubstr, ::testing::Not, testing::TestSwitch;

constexpr const char* kNewImage = "nxos bootflash:///nxos.9.3.12.bin\n";
constexpr const char* kOldImage = "nxos bootflash:///nxos.9.3.10.bin\n";

std::string reload(const TestSwitch& device, bool boot_file_ended_with_0 = false) {
    auto nexus = device.open();
    return emulator::reload(nexus, boot_file_ended_with_0);
}

std::optional<std::string> state(const TestSwitch& device, const std::string& name) {
    return device.open().state.read(name);
}

void save_new_image(const TestSwitch& device) {
    ASSERT_EQ(device
                  .run("terminal dont-ask ; conf t ; boot nxos bootflash:nxos.9.3.12.bin ; end ; "
                       "copy running-config startup-config ; write erase")
                  .exit_code,
              0);
}

void schedule(const TestSwitch& device, const std::string& config) {
    device.flash("new.cfg", config);
    ASSERT_EQ(device.run("terminal dont-ask ; copy bootflash:new.cfg scheduled-config").exit_code, 0);
}

TEST(Rules, DecideWhetherWhatIsScheduledIsReplayed) {
    struct Case {
        std::string rule;
        bool boot_file_ended_with_0;
        bool replayed;
    };
    for (const auto& [rule, boot_file_ended_with_0, replayed] :
         {Case{"file", true, true}, Case{"file", false, true}, Case{"exit-0", true, true},
          Case{"exit-0", false, false}}) {
        SCOPED_TRACE(rule);
        const TestSwitch device;
        device.open().state.write("replay_rule", rule + '\n');
        save_new_image(device);
        schedule(device, "hostname leaf1\n");
        schedule(device, "feature lldp\n");
        reload(device, boot_file_ended_with_0);
        const std::string both = "hostname leaf1\nfeature lldp\n";
        EXPECT_EQ(state(device, "running_image"), "nxos.9.3.12.bin\n");
        EXPECT_EQ(state(device, "poap").has_value(), !replayed);
        EXPECT_EQ(state(device, "running-config"), replayed ? both : kFactoryConfig);
        EXPECT_EQ(state(device, "startup-config"), replayed ? std::optional(both) : std::nullopt);
        EXPECT_EQ(scheduled_config(device.open().bootflash), replayed ? std::nullopt : std::optional(both));
        if (replayed) {
            EXPECT_EQ(state(device, "replayed_on"), "nxos.9.3.12.bin\n");
        }
    }
}

TEST(Rules, OfAnotherNameAreRefused) {
    const TestSwitch device;
    device.open().state.write("replay_rule", "always\n");
    EXPECT_THROW(reload(device), SetupError);
}

TEST(Replay, WinsOverAStartupConfig) {
    const TestSwitch device;
    schedule(device, "hostname leaf1\n");
    device.run("terminal dont-ask ; copy running-config startup-config");
    reload(device);
    EXPECT_EQ(state(device, "startup-config"), "hostname leaf1\n");
}

TEST(Replay, SetsTheLastBootVariableOfTheConfiguration) {
    const TestSwitch device;
    schedule(device,
             "boot nxos bootflash:/nxos.9.3.10.bin sup-1\nboot nxos bootflash:///nxos.9.3.12.bin\nend\n");
    reload(device);
    EXPECT_EQ(state(device, "running_image"), "nxos.9.3.10.bin\n");
    EXPECT_EQ(state(device, "boot"), kNewImage);
    EXPECT_EQ(state(device, "boot.saved"), kNewImage);
}

TEST(Replay, LeavesOutABootVariableWhoseFileIsNotThere) {
    const TestSwitch device;
    schedule(device, "boot nxos bootflash:/no.bin\nboot system bootflash:/nxos.9.3.12.bin\n");
    const auto console = reload(device);
    EXPECT_THAT(console, HasSubstr("bootflash:///no.bin: No such file or directory"));
    EXPECT_THAT(console, HasSubstr("Syntax error while parsing 'boot system bootflash:/nxos.9.3.12.bin'\n"));
    EXPECT_EQ(state(device, "boot.saved"), kOldImage);
}

TEST(Replay, SetsBothBootVariablesWhereThereAreTwo) {
    const TestSwitch device({.image = "sys-a", .kickstart = "kick-a", .form = "n5k-kickstart", .poap = true});
    device.flash("sys-b", "s");
    device.flash("kick-b", "k");
    schedule(device, "boot kickstart bootflash:/kick-b\nboot system bootflash:/sys-b\n");
    reload(device);
    EXPECT_EQ(state(device, "boot.saved"), "kickstart bootflash:///kick-b\nsystem bootflash:///sys-b\n");
}

TEST(PerpetualPoap, StartsInSpiteOfAStartupConfigAndBeforeItIsApplied) {
    const TestSwitch device({.poap = false});
    device.open().state.write("startup-config", "hostname kept\n");
    device.run("conf t ; boot poap enable ; end");
    reload(device);
    EXPECT_TRUE(state(device, "poap"));
    EXPECT_EQ(state(device, "startup-config"), "hostname kept\n");
    EXPECT_EQ(state(device, "running-config"), kFactoryConfig);
}

TEST(PerpetualPoap, IsSetByAConfigurationThatHasItAndStartsAtTheReloadAfterTheReplay) {
    const TestSwitch device;
    schedule(device, "hostname leaf1\nboot poap enable\n");
    reload(device);
    EXPECT_FALSE(state(device, "poap"));
    reload(device);
    EXPECT_TRUE(state(device, "poap"));
}

TEST(PerpetualPoap, EndsWithAConfigurationThatSaysSo) {
    const TestSwitch device;
    device.open().state.write("boot_poap", "");
    schedule(device, "no boot poap enable\n");
    reload(device);
    EXPECT_FALSE(state(device, "boot_poap"));
}

TEST(Reload, LeavesPoapWhereThereIsAStartupConfig) {
    const TestSwitch device;
    device.run("terminal dont-ask ; copy running-config startup-config");
    reload(device);
    EXPECT_FALSE(state(device, "poap"));
    EXPECT_EQ(state(device, "running-config"), kFactoryConfig);
}

TEST(Reload, ForgetsABootVariableThatWasNotSaved) {
    const TestSwitch device;
    device.run("conf t ; boot nxos bootflash:nxos.9.3.12.bin ; end");
    EXPECT_THAT(reload(device), ::testing::StartsWith("Booting bootflash:/nxos.9.3.10.bin\n"));
    EXPECT_EQ(state(device, "boot"), kOldImage);
}

TEST(Reload, RemovesWhatAKilledCliHasLeftHalfWritten) {
    const TestSwitch device;
    device.flash(".poap_replay01.cfg.vsh.77", "hostn");
    device.open().state.write("startup-config.part.77", "hostn");
    reload(device);
    EXPECT_FALSE(device.flashed(".poap_replay01.cfg.vsh.77"));
    EXPECT_FALSE(device.open().state.has("startup-config.part.77"));
    EXPECT_TRUE(device.flashed("new.cfg"));
}

TEST(Reload, OfABootLoaderThatBootsNothingNewKeepsTheRunningImage) {
    const TestSwitch device;
    save_new_image(device);
    device.open().state.write("boots_nothing_new", "");
    reload(device);
    EXPECT_EQ(state(device, "running_image"), "nxos.9.3.10.bin\n");
    EXPECT_EQ(state(device, "boot"), kNewImage);
}

}  // namespace
}  // namespace poap::emulator
