// What commands do and what they refuse.

#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "replay.hpp"
#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::HasSubstr, testing::TestSwitch;

constexpr const char* kNewImage = "nxos bootflash:///nxos.9.3.12.bin\n";
constexpr const char* kOldImage = "nxos bootflash:///nxos.9.3.10.bin\n";

std::optional<std::string> scheduled(const TestSwitch& device) {
    return scheduled_config(device.open().bootflash);
}

TEST(Boot, SetsTheRunningVariableAndNotTheSavedOne) {
    const TestSwitch device;
    EXPECT_EQ(device.run("configure terminal ; boot nxos bootflash:///nxos.9.3.12.bin ; end").exit_code, 0);
    EXPECT_EQ(device.open().state.read("boot"), kNewImage);
    EXPECT_EQ(device.open().state.read("boot.saved"), kOldImage);
}

TEST(Boot, IsShownForTheNextReloadBeforeItIsSaved) {
    const TestSwitch device;
    const auto reply = device.run("conf t ; boot nxos bootflash:nxos.9.3.12.bin ; show boot");
    EXPECT_THAT(reply.text,
                HasSubstr("Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.10.bin"));
    EXPECT_THAT(reply.text, HasSubstr("next reload:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.12.bin"));
    device.open().state.remove("boot");
    EXPECT_THAT(device.run("show boot").text, HasSubstr("next reload:\n\nsup-1\nNXOS variable not set\n"));
}

TEST(Boot, SetsBothImagesWhereThereAreTwo) {
    const TestSwitch device({.image = "sys-a", .kickstart = "kick-a", .form = "n5k-kickstart"});
    device.flash("sys-b", "s");
    device.flash("kick-b", "k");
    device.run("config terminal ; boot kickstart bootflash:/kick-b ; boot system bootflash:/sys-b ; end");
    EXPECT_EQ(device.open().state.read("boot"), "kickstart bootflash:///kick-b\nsystem bootflash:///sys-b\n");
}

TEST(Save, KeepsTheRunningConfigAndTheBootVariables) {
    const TestSwitch device;
    device.run("configure terminal ; boot nxos bootflash:///nxos.9.3.12.bin ; end");
    const auto reply = device.run("terminal dont-ask ; copy running-config startup-config");
    EXPECT_EQ(reply.exit_code, 0);
    EXPECT_THAT(reply.text, HasSubstr("Copy complete.\n"));
    EXPECT_EQ(device.open().state.read("startup-config"), "hostname switch\n");
    EXPECT_EQ(device.open().state.read("boot.saved"), kNewImage);
}

TEST(Schedule, KeepsTheConfigByteForByteInAReplayFile) {
    const TestSwitch device;
    device.flash("odd.cfg", std::string("a\0b", 3));
    EXPECT_EQ(device.run("terminal dont-ask ; copy bootflash:odd.cfg scheduled-config").exit_code, 0);
    EXPECT_EQ(device.open().bootflash.read("poap_replay01.cfg"), std::string("a\0b", 3));
}

TEST(Schedule, AddsOneReplayFileForEachCopyAfterTheLastOne) {
    const TestSwitch device;
    device.flash("poap_replay09.cfg", "of an earlier run\n");
    device.flash("poap_replay.cfg", "not one\n");
    device.flash("poap_replay1a.cfg", "not one\n");
    device.flash("second.cfg", "feature lldp\n");
    device.run("terminal dont-ask ; copy bootflash:new.cfg scheduled-config");
    device.run("terminal dont-ask ; copy bootflash:second.cfg scheduled-config");
    EXPECT_THAT(replay_files(device.open().bootflash),
                ::testing::ElementsAre("poap_replay09.cfg", "poap_replay10.cfg", "poap_replay11.cfg"));
    EXPECT_EQ(scheduled(device), "of an earlier run\nhostname leaf1\nfeature lldp\n");
}

TEST(Schedule, OnALiveSwitchDoesAsItsQuirkSays) {
    struct Case {
        std::vector<std::string> quirks;
        int exit_code;
        bool replay_file;
        bool plain_file;
    };
    for (const auto& [quirks, exit_code, replay_file, plain_file] :
         {Case{{}, 16, false, false}, Case{{"schedule-live"}, 0, true, false},
          Case{{"schedule-plain-file"}, 0, false, true}}) {
        const TestSwitch device({.quirks = quirks});
        const auto reply = device.run("terminal dont-ask ; copy bootflash:new.cfg scheduled-config");
        EXPECT_EQ(reply.exit_code, exit_code);
        EXPECT_EQ(scheduled(device).has_value(), replay_file);
        EXPECT_EQ(device.flashed("scheduled-config"), plain_file);
        EXPECT_EQ(reply.text.ends_with("Copy to scheduled-config is not permitted\n"), exit_code == 16);
    }
}

TEST(StartupConfig, IsCopiedToBootflashAndBack) {
    const TestSwitch device({.poap = false});
    device.open().state.write("startup-config", "hostname kept\n");
    device.flash(".kept", "");
    std::filesystem::permissions(device.bootflash_folder() / ".kept", std::filesystem::perms(0600));
    EXPECT_EQ(device.run("terminal dont-ask ; copy startup-config bootflash:/.kept").exit_code, 0);
    EXPECT_EQ(device.open().bootflash.read(".kept"), "hostname kept\n");
    EXPECT_EQ(std::filesystem::status(device.bootflash_folder() / ".kept").permissions(),
              std::filesystem::perms(0600));
    device.run("terminal dont-ask ; copy running-config startup-config");
    EXPECT_EQ(device.open().state.read("startup-config"), "hostname switch\n");
    EXPECT_EQ(device.run("terminal dont-ask ; copy bootflash:.kept startup-config").exit_code, 0);
    EXPECT_EQ(device.open().state.read("startup-config"), "hostname kept\n");
}

TEST(Save, DemandsAnAdminPasswordWhereThereIsNoStartupConfig) {
    const std::string save = "terminal dont-ask ; copy running-config startup-config";
    const TestSwitch fresh({.quirks = {"admin-password"}, .poap = true});
    EXPECT_EQ(fresh.run(save).exit_code, 16);
    EXPECT_THAT(fresh.run(save).text, HasSubstr("The admin password must be set"));
    EXPECT_FALSE(fresh.open().state.has("startup-config"));
    EXPECT_EQ(TestSwitch({.quirks = {"admin-password"}}).run(save).exit_code, 0);
}

TEST(Erase, RemovesTheStartupConfigOnly) {
    const TestSwitch device;
    device.run(
        "terminal dont-ask ; copy running-config startup-config ; copy bootflash:new.cfg scheduled-config");
    EXPECT_EQ(device.run("terminal dont-ask ; write erase").exit_code, 0);
    EXPECT_FALSE(device.open().state.has("startup-config"));
    EXPECT_TRUE(scheduled(device));
    EXPECT_EQ(device.open().state.read("boot.saved"), kOldImage);
}

TEST(Files, AreListedDigestedAndDeleted) {
    const TestSwitch device;
    EXPECT_EQ(device.run("show file bootflash:new.cfg md5sum").text, "e5ea0de0c6d43707585814fb2830e7f1\n");
    EXPECT_THAT(device.run("dir bootflash:").text, HasSubstr("  new.cfg\n"));
    EXPECT_EQ(device.run("terminal dont-ask ; delete bootflash:new.cfg").exit_code, 0);
    EXPECT_FALSE(device.flashed("new.cfg"));
}

const std::string kInvalid = "^\n% Invalid command at '^' marker.\n";
const std::string kAborted = "(y/n)  [n] \nAborted by the user\n";

/// Lines that are refused, and how the answer ends.
const std::pair<std::string, std::string> kRefused[] = {
    {"reboot now", kInvalid},
    {"show versoin", "     " + kInvalid},
    {"show boot now", "          " + kInvalid},
    {"show interface", "              ^\n% Incomplete command at '^' marker.\n"},
    {"show version;show boot", "     " + kInvalid},
    {"boot nxos bootflash:///nxos.9.3.12.bin", kInvalid},
    {"terminal dont-ask ; conf t ; copy running-config startup-config", kInvalid},
    {"conf t ; boot kickstart bootflash:///nxos.9.3.12.bin", "     " + kInvalid},
    {"conf t ; boot nxos bootflash:///no.bin", "bootflash:///no.bin: No such file or directory\n"},
    {"conf t ; boot nxos bootflash:///empty.bin", "Invalid image: bootflash:///empty.bin\n"},
    {"conf t ; boot nxos bootflash:///../state/serial", "          " + kInvalid},
    {"conf t ; boot nxos tftp://10.0.0.1/a.bin", "          " + kInvalid},
    {"terminal dont-ask ; copy bootflash:no.cfg scheduled-config",
     "bootflash:///no.cfg: No such file or directory\n"},
    {"show file bootflash:no.bin md5sum", "bootflash:///no.bin: No such file or directory\n"},
    {"copy running-config startup-config", kAborted},
    {"copy bootflash:new.cfg scheduled-config", kAborted},
    {"terminal dont-ask ; copy startup-config bootflash:.kept", "Error: no startup configuration\n"},
    {"terminal dont-ask ; copy bootflash:.kept startup-config",
     "bootflash:///.kept: No such file or directory\n"},
    {"copy bootflash:new.cfg startup-config", kAborted},
    {"delete bootflash:new.cfg", kAborted}};

TEST(Refusals, ExitSixteenAndChangeNothing) {
    for (const auto& [line, answer] : kRefused) {
        SCOPED_TRACE(line);
        const TestSwitch device;
        device.flash("empty.bin", "");
        const auto reply = device.run(line);
        EXPECT_EQ(reply.exit_code, 16);
        EXPECT_THAT(reply.text, ::testing::EndsWith(answer));
        const auto state = device.open().state;
        EXPECT_EQ(state.read("boot"), kOldImage);
        EXPECT_FALSE(state.has("startup-config"));
        EXPECT_FALSE(scheduled(device));
        EXPECT_TRUE(device.flashed("new.cfg"));
    }
}

TEST(Refusals, WriteEraseWithoutAYesKeepsTheStartupConfig) {
    const TestSwitch device({.poap = false});
    EXPECT_EQ(device.run("write erase").exit_code, 16);
    EXPECT_EQ(device.run("write erase", "n\n").exit_code, 16);
    EXPECT_TRUE(device.open().state.has("startup-config"));
}

TEST(Refusals, OneImageCommandOnATwoImageSwitch) {
    const TestSwitch device({.image = "sys-a", .kickstart = "kick-a", .form = "n5k-kickstart"});
    EXPECT_EQ(device.run("conf t ; boot nxos bootflash:///nxos.9.3.12.bin").exit_code, 16);
}

TEST(Questions, TakeAYes) {
    const TestSwitch device;
    EXPECT_EQ(device.run("copy running-config startup-config", "y\n").exit_code, 0);
    EXPECT_TRUE(device.open().state.has("startup-config"));
    EXPECT_EQ(device.run("write erase", "yes\n").exit_code, 0);
    EXPECT_FALSE(device.open().state.has("startup-config"));
}

TEST(Chain, StopsAtTheFirstFailureUnlessToldToContinue) {
    const std::string line = "terminal dont-ask ; show nothing ; copy running-config startup-config";
    const TestSwitch device;
    EXPECT_EQ(device.run(line).exit_code, 16);
    EXPECT_FALSE(device.open().state.has("startup-config"));
    device.open().state.write("chain", "continue\n");
    const auto reply = device.run(line);
    EXPECT_EQ(reply.exit_code, 0);
    EXPECT_THAT(reply.text, HasSubstr("% Invalid command"));
    EXPECT_TRUE(device.open().state.has("startup-config"));
}

TEST(Chain, LeavesConfigModeByEndAndByExit) {
    const TestSwitch device;
    for (const std::string leave : {"end", "exit"}) {
        EXPECT_EQ(device.run("terminal dont-ask ; conf t ; " + leave + " ; write erase").exit_code, 0);
    }
}

TEST(Chain, EndsWithExit) {
    const TestSwitch device;
    EXPECT_EQ(device.run("exit ; show version").text, "");
}

TEST(Chain, IsWrittenDownAsGiven) {
    const TestSwitch device;
    device.run("conf t ;   end");
    device.run("two\nlines");
    device.run("");
    EXPECT_EQ(device.open().state.read("calls"), "conf t ;   end\ntwo\\nlines\n\n");
}

TEST(NewSwitch, FromItsBoxIsInPoapAndHasNoStartupConfig) {
    const TestSwitch device({.poap = true});
    EXPECT_TRUE(device.open().state.has("poap"));
    EXPECT_FALSE(device.open().state.has("startup-config"));
    EXPECT_EQ(device.open().state.value("serial"), "FDO24180ABC");
    EXPECT_EQ(device.open().state.read("boot.saved"), kOldImage);
}

TEST(NewSwitch, RefusesAnInvalidOne) {
    const TestSwitch device;
    const auto again = [&](NewSwitch fresh) {
        fresh.folder = fresh.folder.empty() ? device.state_folder().parent_path() / "other" : fresh.folder;
        fresh.serial = "FDO24180ABC";
        fresh.image = "nxos.9.3.10.bin";
        make_switch(fresh);
    };
    EXPECT_THROW(again({.folder = device.state_folder(), .mac = "5e01.4002.0000"}), SetupError);
    EXPECT_THROW(again({.mac = "5e:01:40:02:00:00"}), SetupError);
    EXPECT_THROW(again({.mac = "5e01.4002.0000", .form = "n1k"}), SetupError);
    EXPECT_THROW(again({.mac = "5e01.4002.0000", .form = "n5k-kickstart"}), SetupError);
    EXPECT_THROW(again({.mac = "5e01.4002.0000", .kickstart = "kick-a"}), SetupError);
    EXPECT_THROW(again({.mac = "5e01.4002.0000", .quirks = {"loud"}}), SetupError);
}

}  // namespace
}  // namespace poap::emulator
