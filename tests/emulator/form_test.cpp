// Every form and quirk, read back for the facts that a reader of the CLI is after.

#include "form.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <regex>

#include "release.hpp"
#include "testing/named_case.hpp"
#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using testing::TestSwitch;

/// The first group of `pattern` in `text`, where there is one.
std::optional<std::string> find(const std::string& text, const std::string& pattern) {
    std::smatch found;
    if (!std::regex_search(text, found, std::regex(pattern))) {
        return std::nullopt;
    }
    return found.str(1);
}

struct FormCase : testing::NamedCase {
    std::string image;
    std::string kickstart;
    std::optional<std::string> image_line;
    std::optional<std::string> kickstart_line;
    bool json;
};

class EveryForm : public ::testing::TestWithParam<FormCase> {
  protected:
    TestSwitch device_{
        {.image = GetParam().image, .kickstart = GetParam().kickstart, .form = GetParam().name}};
};

TEST_P(EveryForm, NamesItsRunningImages) {
    const auto version = device_.run("show version").text;
    EXPECT_EQ(find(version, "(?:NXOS|system) image file is: +(\\S+)\n"), GetParam().image_line);
    EXPECT_EQ(find(version, "kickstart image file is: +(\\S+)\n"), GetParam().kickstart_line);
}

TEST_P(EveryForm, NamesItsChassisSerialAndMgmt0Address) {
    EXPECT_EQ(find(device_.run("show inventory").text, "NAME: \"Chassis\", +DESCR: .*\nPID: .*, +SN: (.*)\n"),
              "FDO24180ABC");
    EXPECT_EQ(find(device_.run("show interface mgmt0").text, "Hardware: Ethernet, address: (\\S+) "),
              "5e01.4002.0000");
}

TEST_P(EveryForm, ShowsTheBootVariablesOfItsFamily) {
    const auto boot = device_.run("show boot").text;
    const bool two_images = !GetParam().kickstart.empty();
    EXPECT_EQ(find(boot, "next reload:\n\nsup-1\nNXOS variable = bootflash:/(.*)\n"),
              two_images ? std::nullopt : std::optional(GetParam().image));
    EXPECT_EQ(find(boot, "next reload:\n\nsup-1\nkickstart variable = bootflash:/(.*)\n"),
              two_images ? std::optional(GetParam().kickstart) : std::nullopt);
}

TEST_P(EveryForm, HasOneModuleWhichIsTheActiveSupervisor) {
    const auto modules = device_.run("show module").text;
    EXPECT_TRUE(find(modules, "---------\n1 +(\\d+) +\\S.*\\S +N\\d\\S+ +active \\* *\n\n")) << modules;
    EXPECT_EQ(modules.find("standby"), std::string::npos);
}

TEST_P(EveryForm, KnowsJsonOnlyWhenItIsNewEnough) {
    for (const std::string command : {"show version", "show inventory"}) {
        const auto reply = device_.run(command + " | json");
        if (GetParam().json) {
            EXPECT_TRUE(nlohmann::json::accept(reply.text)) << reply.text;
        } else {
            EXPECT_EQ(reply.exit_code, 16);
            EXPECT_EQ(reply.text,
                      std::string(command.size() + 1, ' ') + "^\n% Invalid command at '^' marker.\n");
        }
    }
}

const std::vector<FormCase> kFormCases{
    {"n9k", "nxos.9.3.6.bin", "", "bootflash:///nxos.9.3.6.bin", {}, true},
    {"n9k-lxc", "nxos64-cs.10.4.5.M.bin", "", "bootflash:///nxos64-cs.10.4.5.M.bin", {}, true},
    {"n9k-upg", "nxos.9.3.6.bin.upg", "", "bootflash:///nxos.9.3.6.bin.upg", {}, true},
    {"n9k-old", "n9000-dk9.6.1.2.I3.1.bin", "", "bootflash:/n9000-dk9.6.1.2.I3.1.bin", {}, false},
    {"n3k", "nxos.7.0.3.I6.1.bin", "", "bootflash:///nxos.7.0.3.I6.1.bin", {}, true},
    {"n5k-kickstart", "n5000.7.3.5.N1.1.bin", "n5000-kickstart.7.3.5.N1.1.bin",
     "bootflash:///n5000.7.3.5.N1.1.bin", "bootflash:///n5000-kickstart.7.3.5.N1.1.bin", false},
    {"aci", "auto-s", "aci-n9000.15.2.1.bin", "/bootflash/auto-s", "/bootflash/aci-n9000.15.2.1.bin", false},
    {"no-image", "nxos.9.3.6.bin", "", {}, {}, true},
};

INSTANTIATE_TEST_SUITE_P(Forms, EveryForm, ::testing::ValuesIn(kFormCases), testing::CaseName());

TEST(Forms, AreAllRead) {
    EXPECT_EQ(kFormCases.size(), form_names().size());
}

TEST(Forms, TellThatTheyBootInAContainer) {
    const TestSwitch device({.image = "nxos64-cs.10.4.5.M.bin", .form = "n9k-lxc"});
    const auto version = device.run("show version").text;
    EXPECT_THAT(version,
                HasSubstr("  NXOS: version 10.4(5) [Maintenance Release]\n  Host NXOS: version 10.4(5)\n"));
    EXPECT_THAT(version, HasSubstr("  NXOS boot mode: LXC\n"));
}

TEST(Json, HoldsTheSameFactsAsTheText) {
    const TestSwitch device;
    for (const std::string layout : {"json", "json-pretty"}) {
        const auto version = nlohmann::json::parse(device.run("show version | " + layout).text);
        EXPECT_EQ(version["nxos_file_name"], "bootflash:///nxos.9.3.10.bin");
        const auto inventory = nlohmann::json::parse(device.run("show inventory | " + layout).text);
        const auto chassis = inventory["TABLE_inv"]["ROW_inv"][0];
        EXPECT_EQ(chassis["name"], "\"Chassis\"");
        EXPECT_EQ(chassis["serialnum"], "FDO24180ABC");
    }
}

struct QuirkCase : testing::NamedCase {
    std::string command;
    std::string with;     ///< in the answer of a switch that has the quirk
    std::string without;  ///< in that of one that has not
    bool poap = true;
};

class EveryQuirk : public ::testing::TestWithParam<QuirkCase> {};

TEST_P(EveryQuirk, ChangesItsAnswer) {
    const TestSwitch plain({.poap = GetParam().poap});
    const TestSwitch odd({.quirks = {GetParam().name}, .poap = GetParam().poap});
    const std::string prepare = "configure terminal ; boot nxos bootflash:///nxos.9.3.12.bin ; end ; ";
    const auto plain_text = plain.run(prepare + GetParam().command).text;
    const auto odd_text = odd.run(prepare + GetParam().command).text;
    EXPECT_THAT(plain_text, HasSubstr(GetParam().without));
    EXPECT_THAT(plain_text, Not(HasSubstr(GetParam().with)));
    EXPECT_THAT(odd_text, HasSubstr(GetParam().with));
}

const std::vector<QuirkCase> kQuirkCases{
    {"ntp-warning", "show version", "Warning: No NTP peer/server configured", "Cisco Nexus"},
    {"ntp-source", "show interface mgmt0", "Time source is NTP\n", "mgmt0 is up"},
    {"wide-modules", "terminal width 511 ; show module",
     "Ports                  Module-Type                            Model",
     "Ports             Module-Type                      Model"},
    {"crlf", "show version", "\r\nHardware\r\n", "\nHardware\n"},
    {"serial-padded", "show inventory", "SN: FDO24180ABC    \n", "SN: FDO24180ABC\n"},
    {"serial-na", "show inventory", "VID: V02 ,  SN: N/A\n\nNAME: \"Slot 1\"", "SN: FDO24180ABC\n"},
    {"no-chassis", "show inventory", "NAME: \"FEX 101 CHASSIS\"", "NAME: \"Chassis\""},
    {"vid-empty", "show inventory", ",  VID:     ,  SN: FDO24180ABC", ",  VID: V02 ,  SN: FDO24180ABC"},
    {"dense", "show inventory", "SN: FDO24180ABC\nNAME: \"Slot 1\"", "SN: FDO24180ABC\n\nNAME: \"Slot 1\""},
    {"board-id-module", "show version", "Processor Board ID FOC0000MOD1", "Processor Board ID FDO24180ABC"},
    {"mgmt0-down", "show interface mgmt0", "mgmt0 is down (Link not connected)\n", "mgmt0 is up\n"},
    {"mgmt0-gigabit", "show interface mgmt0", "GigabitEthernet, address: 5e01",
     "Hardware: Ethernet, address: 5e01"},
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
    {"schedule-plain-file", "terminal dont-ask ; copy bootflash:new.cfg scheduled-config ; dir bootflash:",
     "  scheduled-config\n", "is not permitted", false},
};

INSTANTIATE_TEST_SUITE_P(Quirks, EveryQuirk, ::testing::ValuesIn(kQuirkCases), testing::CaseName());

TEST(Quirks, AreAllTried) {
    EXPECT_EQ(kQuirkCases.size(), quirk_names().size());
}

TEST(Quirks, GoTogether) {
    const TestSwitch device({.form = "n9k-lxc", .quirks = {"ntp-warning", "crlf", "serial-padded"}});
    const auto inventory = device.run("show inventory").text;
    EXPECT_THAT(inventory, StartsWith("Warning: No NTP"));
    EXPECT_THAT(inventory, HasSubstr("SN: FDO24180ABC    \r\n"));
}

struct ReleaseCase : testing::NamedCase {
    std::string image;
    std::string release;
};

class EveryRelease : public ::testing::TestWithParam<ReleaseCase> {};

TEST_P(EveryRelease, IsReadFromTheImagesName) {
    EXPECT_EQ(release_of(GetParam().image), GetParam().release);
}

INSTANTIATE_TEST_SUITE_P(Releases, EveryRelease,
                         ::testing::Values(ReleaseCase{"Nine", "nxos.9.3.10.bin", "9.3(10)"},
                                           ReleaseCase{"Seven", "nxos.7.0.3.I6.1.bin", "7.0(3)I6(1)"},
                                           ReleaseCase{"Ten", "nxos64-cs.10.4.5.M.bin", "10.4(5)"},
                                           ReleaseCase{"Upgraded", "nxos.9.3.6.bin.upg", "9.3(6)"},
                                           ReleaseCase{"Nameless", "auto-s", "0.0(0)"}),
                         testing::CaseName());

}  // namespace
}  // namespace poap::emulator
