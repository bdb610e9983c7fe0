// What is refused, and changes nothing.

#include <gmock/gmock.h>

#include <utility>

#include "testing/rows.hpp"

namespace poap::emulator {
namespace {

using testing::TestSwitch;

const std::string kInvalid = "^\n% Invalid command at '^' marker.\n";
const std::string kAborted = "(y/n)  [n] \nAborted by the user\n";

/// Lines, and how the answer ends.
const std::pair<std::string, std::string> kRefused[] = {
    {"reboot now", kInvalid},
    {"show versoin", "     " + kInvalid},
    {"show boot now", "          " + kInvalid},
    {"show interface", "              ^\n% Incomplete command at '^' marker.\n"},
    {"show version;show boot", "     " + kInvalid},
    {"show cdp neighbors interface management", kInvalid},
    {"terminal width 23", kInvalid},
    {"terminal width 512", kInvalid},
    {"boot nxos bootflash:///nxos.9.3.12.bin", kInvalid},
    {"terminal dont-ask ; configure terminal ; copy running-config startup-config", kInvalid},
    {"configure terminal ; boot kickstart bootflash:///nxos.9.3.12.bin", "     " + kInvalid},
    {"configure terminal ; boot nxos bootflash:///no.bin",
     "bootflash:///no.bin: No such file or directory\n"},
    {"configure terminal ; boot nxos bootflash:///empty.bin", "Invalid image: bootflash:///empty.bin\n"},
    {"configure terminal ; boot nxos bootflash:///../state/serial", "          " + kInvalid},
    {"configure terminal ; boot nxos tftp://10.0.0.1/a.bin", "          " + kInvalid},
    {"terminal dont-ask ; copy bootflash:no.cfg scheduled-config",
     "bootflash:///no.cfg: No such file or directory\n"},
    {"copy running-config startup-config", kAborted},
    {"copy bootflash:new.cfg scheduled-config", kAborted},
    {"copy bootflash:new.cfg startup-config", kAborted},
    {"install all nxos bootflash:nxos.9.3.12.bin no-reload non-interruptive", "\nAborted by the user\n"},
    {"terminal dont-ask ; copy startup-config bootflash:.kept", "Error: no startup configuration\n"},
    {"terminal dont-ask ; copy bootflash:.kept startup-config",
     "bootflash:///.kept: No such file or directory\n"}};

TEST(Refusals, ExitSixteenAndChangeNothing) {
    for (const auto& [line, answer] : kRefused) {
        SCOPED_TRACE(line);
        const TestSwitch device;
        device.write("bootflash/empty.bin", "");
        const auto reply = device.run(line);
        EXPECT_EQ(reply.exit_code, testing::kRefusedCode);
        EXPECT_THAT(reply.text, ::testing::EndsWith(answer));
        EXPECT_EQ(device.read("state/boot"), testing::kOld);
        EXPECT_FALSE(device.read("state/startup-config"));
        EXPECT_FALSE(device.read("bootflash/poap_replay01.cfg"));
    }
}

TEST(Refusals, WriteEraseWithoutAYesKeepsTheStartupConfig) {
    for (const char* typed : {"", "n\n"}) {
        const TestSwitch device({.poap = false});
        EXPECT_EQ(device.run("write erase", typed).exit_code, testing::kRefusedCode);
        EXPECT_TRUE(device.read("state/startup-config"));
    }
}

TEST(Refusals, CommandsForOneImageOnASwitchWithTwo) {
    const TestSwitch device({.image = "sys-a", .kickstart = "kick-a", .form = "n5k-kickstart"});
    for (const char* line : {"configure terminal ; boot nxos bootflash:///nxos.9.3.12.bin",
                             "install all nxos bootflash:nxos.9.3.12.bin no-reload non-interruptive"}) {
        EXPECT_THAT(device.run(line).text, ::testing::EndsWith(kInvalid));
    }
}

TEST(BadSetup, IsAnErrorOfItsOwn) {
    for (const auto& [file, text] : {std::pair{"cdp", "mgmt0 oob1\n"},
                                     {"chain", "perhaps\n"},
                                     {"faults", "copy => explode\n"},
                                     {"quirks", "loud\n"},
                                     {"form", "n1k\n"},
                                     {"boot", "nxos tftp://10.0.0.1/a.bin\n"}}) {
        const TestSwitch device;
        device.write(std::string("state/") + file, text);
        EXPECT_THROW(device.run("show cdp neighbors interface mgmt0 ; show boot"), SetupError) << file;
    }
}

TEST(NewSwitch, IsRefusedWhereItIsInvalid) {
    const TestSwitch device;
    const auto again = [&](NewSwitch fresh) {
        fresh.folder = fresh.folder.empty() ? device.state_folder().parent_path() / "other" : fresh.folder;
        fresh.serial = "FDO24180ABC";
        fresh.image = "nxos.9.3.10.bin";
        make_switch(fresh);
    };
    const std::string mac = "5e01.4002.0000";
    EXPECT_THROW(again({.folder = device.state_folder(), .mac = mac}), SetupError);
    EXPECT_THROW(again({.mac = "5e:01:40:02:00:00"}), SetupError);
    EXPECT_THROW(again({.mac = mac, .form = "n5k-kickstart"}), SetupError);
    EXPECT_THROW(again({.mac = mac, .kickstart = "kick-a"}), SetupError);
    EXPECT_THROW(again({.mac = mac, .quirks = {"loud"}}), SetupError);
    EXPECT_THROW(again({.mac = mac, .standby = "two words"}), SetupError);
}

TEST(NewSwitch, HasItsStandbysFlashInTheStateFolder) {
    const TestSwitch other;
    const auto folder = other.bootflash_folder() / "state";
    make_switch(
        {.folder = folder, .serial = "S", .mac = "5e01.4002.0000", .image = "a", .standby = "testing"});
    EXPECT_TRUE(std::filesystem::is_directory(folder / "bootflash_sup-remote"));
}

}  // namespace
}  // namespace poap::emulator
