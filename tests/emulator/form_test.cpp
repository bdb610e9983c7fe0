// Every form and quirk, read back for the facts that a reader of the CLI is after.

#include "form.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <utility>

#include "release.hpp"
#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::HasSubstr, ::testing::Not, ::testing::StartsWith, testing::TestSwitch;

/// The first group of `pattern` in `text`, where there is one.
std::optional<std::string> find(const std::string& text, const std::string& pattern) {
    std::smatch found;
    if (!std::regex_search(text, found, std::regex(pattern))) {
        return std::nullopt;
    }
    return found.str(1);
}

struct FormCase {
    std::string name;
    std::string image;
    std::string kickstart;
    std::optional<std::string> image_line;
    std::optional<std::string> kickstart_line;
    bool json;
};

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

TEST(Forms, ShowTheFactsOfTheSwitch) {
    for (const FormCase& form : kFormCases) {
        SCOPED_TRACE(form.name);
        const TestSwitch device({.image = form.image, .kickstart = form.kickstart, .form = form.name});
        const auto version = device.run("show version").text;
        EXPECT_EQ(find(version, "(?:NXOS|system) image file is: +(\\S+)\n"), form.image_line);
        EXPECT_EQ(find(version, "kickstart image file is: +(\\S+)\n"), form.kickstart_line);
        EXPECT_EQ(
            find(device.run("show inventory").text, "NAME: \"Chassis\", +DESCR: .*\nPID: .*, +SN: (.*)\n"),
            "FDO24180ABC");
        EXPECT_EQ(find(device.run("show interface mgmt0").text, "Hardware: Ethernet, address: (\\S+) "),
                  "5e01.4002.0000");
        const auto boot = device.run("show boot").text;
        const bool two_images = !form.kickstart.empty();
        EXPECT_EQ(find(boot, "next reload:\n\nsup-1\nNXOS variable = bootflash:/(.*)\n"),
                  two_images ? std::nullopt : std::optional(form.image));
        EXPECT_EQ(find(boot, "next reload:\n\nsup-1\nkickstart variable = bootflash:/(.*)\n"),
                  two_images ? std::optional(form.kickstart) : std::nullopt);
        const auto modules = device.run("show module").text;
        EXPECT_TRUE(find(modules, "---------\n1 +(\\d+) +\\S.*\\S +N\\d\\S+ +active \\* *\n\n")) << modules;
        EXPECT_THAT(modules, Not(HasSubstr("standby")));
        for (const std::string command : {"show version", "show inventory"}) {
            const auto reply = device.run(command + " | json");
            EXPECT_EQ(nlohmann::json::accept(reply.text), form.json) << reply.text;
            EXPECT_EQ(reply.exit_code, form.json ? 0 : 16);
            if (!form.json) {
                EXPECT_EQ(reply.text,
                          std::string(command.size() + 1, ' ') + "^\n% Invalid command at '^' marker.\n");
            }
        }
    }
}

TEST(Forms, AreAllRead) {
    EXPECT_EQ(kFormCases.size(), form_names().size());
}

TEST(Forms, ShowThatTheyBootInAContainer) {
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

struct QuirkCase {
    std::string name;
    std::string command;
    std::string with;     ///< in the answer of a switch that has the quirk
    std::string without;  ///< in that of one that has not
    bool poap = true;
};

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

TEST(Quirks, AreAllTried) {
    EXPECT_EQ(kQuirkCases.size(), quirk_names().size());
}

TEST(Quirks, GoTogether) {
    const TestSwitch device({.form = "n9k-lxc", .quirks = {"ntp-warning", "crlf", "serial-padded"}});
    const auto inventory = device.run("show inventory").text;
    EXPECT_THAT(inventory, StartsWith("Warning: No NTP"));
    EXPECT_THAT(inventory, HasSubstr("SN: FDO24180ABC    \r\n"));
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
