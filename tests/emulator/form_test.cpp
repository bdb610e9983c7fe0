// Quirks, and a form: the system suite runs the agent with each.

#include "form.hpp"

#include <gmock/gmock.h>

#include <utility>

#include "release.hpp"
#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::HasSubstr, ::testing::Not, testing::TestSwitch;

TEST(Forms, ShowThatTheyBootInAContainer) {
    const TestSwitch device({.image = "nxos64-cs.10.4.5.M.bin", .form = "n9k-lxc"});
    const auto version = device.run("show version").text;
    EXPECT_THAT(version,
                HasSubstr("  NXOS: version 10.4(5) [Maintenance Release]\n  Host NXOS: version 10.4(5)\n"));
    EXPECT_THAT(version, HasSubstr("  NXOS boot mode: LXC\n"));
}

struct QuirkCase {
    std::string name;
    std::string command;
    std::string with;     ///< in the answer of a switch that has the quirk
    std::string without;  ///< in that of one that has not
    bool poap = true;
};

const std::vector<QuirkCase> kQuirkCases{
    {"ntp-source", "show interface mgmt0", "Time source is NTP\n", "mgmt0 is up"},
    {"wide-modules", "terminal width 511 ; show module",
     "Ports                  Module-Type                            Model",
     "Ports             Module-Type                      Model"},
    {"crlf", "show version", "\r\nHardware\r\n", "\nHardware\n"},
    {"serial-na", "show inventory", "VID: V02 ,  SN: N/A\n\nNAME: \"Slot 1\"", "SN: FDO24180ABC\n"},
    {"no-chassis", "show inventory", "NAME: \"FEX 101 CHASSIS\"", "NAME: \"Chassis\""},
    {"mgmt0-absent", "show interface mgmt0", "               ^\n% Invalid command", "mgmt0 is up"},
    {"boot-both-halves", "show boot",
     "Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.12.bin",
     "Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.10.bin"},
    {"boot-next-is-saved", "show boot", "next reload:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.10.bin",
     "next reload:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.12.bin"},
    {"admin-password", "terminal dont-ask ; copy running-config startup-config",
     "The admin password must be set", "Copy complete.\n"},
    {"schedule-live", "terminal dont-ask ; copy bootflash:new.cfg scheduled-config", "Copy complete.\n",
     "is not permitted", false},
    {"schedule-plain-file", "terminal dont-ask ; copy bootflash:new.cfg scheduled-config", "Copy complete.\n",
     "is not permitted", false},
};

TEST(Quirks, ChangeTheirAnswers) {
    for (const QuirkCase& quirk : kQuirkCases) {
        SCOPED_TRACE(quirk.name);
        const TestSwitch plain({.poap = quirk.poap});
        const TestSwitch odd({.quirks = {quirk.name}, .poap = quirk.poap});
        const std::string line =
            "configure terminal ; boot nxos bootflash:///nxos.9.3.12.bin ; end ; " + quirk.command;
        const auto plain_text = plain.run(line).text;
        EXPECT_THAT(plain_text, HasSubstr(quirk.without));
        EXPECT_THAT(plain_text, Not(HasSubstr(quirk.with)));
        EXPECT_THAT(odd.run(line).text, HasSubstr(quirk.with));
    }
}

TEST(Quirks, OfTheScheduleMakeAReplayFileOrAPlainOne) {
    for (const auto& [quirk, file] : {std::pair{"schedule-live", "bootflash/poap_replay01.cfg"},
                                      {"schedule-plain-file", "bootflash/scheduled-config"}}) {
        const TestSwitch device({.quirks = {quirk}});
        device.run("terminal dont-ask ; copy bootflash:new.cfg scheduled-config");
        EXPECT_EQ(device.read(file), "hostname leaf1\n") << quirk;
    }
}

TEST(Quirks, AreAllTried) {
    EXPECT_EQ(kQuirkCases.size(), quirk_names().size());
}

TEST(Releases, AreReadFromTheImagesName) {
    const std::pair<std::string, std::string> kImages[] = {{"nxos.9.3.10.bin", "9.3(10)"},
                                                           {"nxos.7.0.3.I6.1.bin", "7.0(3)I6(1)"},
                                                           {"nxos64-cs.10.4.5.M.bin", "10.4(5)"},
                                                           {"nxos.9.3.6.bin.upg", "9.3(6)"},
                                                           {"auto-s", "0.0(0)"}};
    for (const auto& [image, release] : kImages) EXPECT_EQ(release_of(image), release);
}

}  // namespace
}  // namespace poap::emulator
