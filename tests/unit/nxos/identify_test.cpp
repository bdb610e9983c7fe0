// What a switch may not say: tests/system/cli_test.cpp.

#include "nxos/identify.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "support/fake_cli.hpp"
#include "support/recording_log.hpp"
#include "support/show_texts.hpp"
#include "support/standby_calls.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;

const std::string kVersion = "Software\n  NXOS image file is: bootflash:///nxos.9.3.5.bin\n";
const std::string kInventory =
    "NAME: \"Chassis\",  DESCR: \"Nexus9000\"\nPID: N9K ,  VID: V01 ,  SN: FDO24180ABC\n";
const std::string kMgmt0 =
    "mgmt0 is up\n  Hardware: Ethernet, address: 5e01.4002.0000 (bia 5e01.4002.0000)\n";
const std::string kAllButModules = kVersion + kInventory + kMgmt0;
const std::string kModules = shows_standby("ha-standby");
const std::string kUnknown = "         ^\n% Invalid command at '^' marker.\n";
const std::string kAsk = "terminal dont-ask ; terminal width 511 ; show version ; ";

struct Identify : testing::Test {
    Identity identity() { return identify(cli, environment, record.log, port); }
    Error failure() {
        const Error error = thrown_by([this] { identity(); });
        EXPECT_EQ(error.code(), ExitCode::Switch);
        return error;
    }
    /// Answers command by command, after a refused chain.
    FakeCli& refuses_chain() {
        return cli.answers(kUnknown, 16).answers(kVersion).answers(kInventory).answers(kMgmt0);
    }
    void TearDown() override { EXPECT_TRUE(cli.done()); }

    FakeCli cli;
    PoapEnvironment environment;
    std::optional<InterfaceName> port;
    RecordingLog record;
};

TEST_F(Identify, AsksForAllInOneCall) {
    cli.on(kAsk + "show inventory ; show interface mgmt0 ; show module", kAllButModules + kOneModule);
    const Identity found = identity();
    EXPECT_EQ(found.supervisors(), Supervisors::One);
    EXPECT_EQ(found.serial.str(), "FDO24180ABC");
    EXPECT_EQ(found.mac.str(), "5e01.4002.0000");
    EXPECT_EQ(found.running.system, FileName::parse("nxos.9.3.5.bin"));
    EXPECT_EQ(found.running.kickstart, std::nullopt);
    EXPECT_TRUE(record.says("System MAC address is: 5e01.4002.0000"));
    EXPECT_TRUE(record.says("System Serial NO is: FDO24180ABC"));
    EXPECT_EQ(record.count(Level::Warning), 0U);
    EXPECT_THAT(cli.on_signals, ElementsAre(OnSignal::Stop));
}

TEST_F(Identify, KnowsANexus3548ByItsModules) {
    const std::string module =
        "Mod  Ports  Module-Type                         Model                  Status\n"
        "---  -----  ----------------------------------- ---------------------- ----------\n"
        "1    48     48x10GE Supervisor                  N3K-C3548P-10G-SUP     active *\n";
    cli.answers(kAllButModules + module);
    EXPECT_TRUE(identity().is_nexus_3548);
    environment.serial = Serial::parse("FDO35480001");
    cli.answers(kVersion + kMgmt0 + kOneModule);
    EXPECT_FALSE(identity().is_nexus_3548);
}

TEST_F(Identify, AsksForWhatPoapsEnvironmentDoesNotSay) {
    environment.serial = Serial::parse("FDO99999999");
    cli.on(kAsk + "show interface mgmt0 ; show module", kVersion + kMgmt0);
    EXPECT_EQ(identity().mac.str(), "5e01.4002.0000");
    environment.mgmt_mac = Mac::parse_plain("aaaabbbbcccc");
    cli.on(kAsk + "show module", kVersion);
    const Identity found = identity();
    EXPECT_EQ(found.serial.str(), "FDO99999999");
    EXPECT_EQ(found.mac.str(), "aaaa.bbbb.cccc");
}

TEST_F(Identify, RepeatsARefusedChainCommandByCommand) {
    cli.answers(kUnknown, 16)
        .on("terminal dont-ask ; show version", "NXOS image file is: bootflash:///a.bin")
        .on("terminal dont-ask ; show inventory", kInventory)
        .on("terminal dont-ask ; show interface mgmt0", kMgmt0)
        .on("terminal dont-ask ; show module", kModules);
    const Identity found = identity();
    EXPECT_EQ(found.running.system, FileName::parse("a.bin")) << "without a last line end";
    EXPECT_EQ(found.serial.str(), "FDO24180ABC");
    EXPECT_EQ(found.standby.value().module, "28");
    cli.answers(kUnknown, 16).answers(kVersion).answers(kUnknown, 16);
    EXPECT_STREQ(failure().what(), "the switch refused `show inventory`: % Invalid command at '^' marker.");
    cli.answers(kVersion + kInventory + kUnknown).answers(kVersion).answers(kInventory).answers(kUnknown);
    EXPECT_STREQ(failure().what(),
                 "the switch refused `show interface mgmt0`: % Invalid command at '^' marker.");
}

TEST_F(Identify, FindsTheStandbySupervisor) {
    cli.answers(kAllButModules + kModules);
    Identity found = identity();
    EXPECT_EQ(found.supervisors(), Supervisors::Two);
    EXPECT_EQ(found.standby.value().module, "28");
    EXPECT_EQ(found.standby->state, "ha-standby");
    EXPECT_TRUE(record.says("Standby supervisor: module 28, ha-standby"));
    cli.answers(kAllButModules + kModules + "--More--\n");
    EXPECT_EQ(identity().supervisors(), Supervisors::Two);
    refuses_chain().answers(wrapped_at(80, kWideModules));
    found = identity();
    EXPECT_EQ(found.standby.value().state, "ha-standby") << "without the wide terminal its row is wrapped";
    EXPECT_EQ(record.count(Level::Warning), 0U);
}

TEST_F(Identify, WarnsWhereTheModulesAreRefusedOrNotUnderstood) {
    for (const int exit_status : {0, 16}) {
        refuses_chain().answers(kUnknown, exit_status);
        EXPECT_EQ(identity().supervisors(), Supervisors::NotKnown);
    }
    EXPECT_EQ(record.count("assuming that there is no standby supervisor"), 2U);
    const std::vector<std::string> tables = {"", "Mod Ports  Card Type  Model\n27  0  Supervisor  X\n",
                                             kOneModule + "--More--\n"};
    for (const std::string& table : tables) {
        cli.answers(kAllButModules + table);
        EXPECT_EQ(identity().supervisors(), Supervisors::NotKnown) << table;
    }
    EXPECT_EQ(record.count("the table of `show module` has an unknown format"), tables.size());
    EXPECT_EQ(record.count(Level::Warning), 2 + tables.size()) << "one a run";
}

TEST_F(Identify, AsksForTheNeighborInTheSameCall) {
    port = InterfaceName::parse("Ethernet1/36");
    cli.on(
        kAsk +
            "show inventory ; show interface mgmt0 ; show cdp neighbors interface Ethernet1/36 ; show module",
        kAllButModules +
            "Device-ID  Local Intrfce  Hldtme Capability  Platform  Port ID\n"
            "sw(X) Eth1/36 170 S N9K Eth1/2\n");
    const Identity found = identity();
    EXPECT_EQ(found.neighbor.value().device, "sw");
    EXPECT_EQ(found.neighbor->port, "Eth1/2");
    EXPECT_EQ(found.mac.str(), "5e01.4002.0000");
    refuses_chain().answers("ERROR: CDP is off", 16);
    EXPECT_STREQ(failure().what(),
                 "the switch refused `show cdp neighbors interface Ethernet1/36`: ERROR: CDP is off");
}

}  // namespace
}  // namespace poap::test
