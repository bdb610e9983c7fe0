#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "nxos/identify.hpp"
#include "support/fake_cli.hpp"
#include "support/recording_log.hpp"
#include "support/show_texts.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::Each, testing::ElementsAre, testing::HasSubstr;

const std::string kVersion = "Software\n  NXOS image file is: bootflash:///nxos.9.3.5.bin\n";
const std::string kInventory =
    "NAME: \"Chassis\",  DESCR: \"Nexus9000\"\nPID: N9K ,  VID: V01 ,  SN: FDO24180ABC\n";
const std::string kMgmt0 =
    "mgmt0 is up\n  Hardware: Ethernet, address: 5e01.4002.0000 (bia 5e01.4002.0000)\n";
const std::string kModules =
    "Mod Ports             Module-Type                      Model           Status\n"
    "--- ----- ------------------------------------- --------------------- ---------\n"
    "27   0    Supervisor Module                     N9K-SUP-A             active *\n"
    "28   0    Supervisor Module                     N9K-SUP-A             ha-standby\n";
const std::string kUnknown = "         ^\n% Invalid command at '^' marker.\n";

class IdentifyTest : public testing::Test {
  protected:
    Identity identity() { return identify(cli_, environment_, log_.log); }
    Error failure() {
        return thrown_by([this] { identity(); });
    }

    FakeCli cli_;
    PoapEnvironment environment_;
    RecordingLog log_;
};

TEST_F(IdentifyTest, AsksForAllInOneCall) {
    cli_.answers(kVersion + kInventory + kMgmt0 + kOneModule);
    const Identity found = identity();
    EXPECT_EQ(found.supervisors(), Supervisors::One);
    EXPECT_EQ(log_.count(Level::Warning), 0U);
    EXPECT_THAT(
        cli_.lines,
        ElementsAre("terminal dont-ask ; terminal width 511 ; show version ; show inventory ; show interface "
                    "mgmt0 ; show module"));
    EXPECT_EQ(found.serial.str(), "FDO24180ABC");
    EXPECT_EQ(found.mac.str(), "5e01.4002.0000");
    EXPECT_EQ(found.running.system, FileName::parse("nxos.9.3.5.bin"));
    EXPECT_EQ(found.running.kickstart, std::nullopt);
    EXPECT_TRUE(log_.says("Collecting system S.No and MAC..."));
    EXPECT_TRUE(log_.says("System MAC address is: 5e01.4002.0000"));
    EXPECT_TRUE(log_.says("System Serial NO is: FDO24180ABC"));
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::Stop));
}

TEST_F(IdentifyTest, TakesWhatPoapsEnvironmentSaysAndAsksForImageAndModulesAlone) {
    environment_.serial = Serial::parse("FDO99999999");
    environment_.mgmt_mac = Mac::parse_plain("aaaabbbbcccc");
    cli_.answers(kVersion);
    const Identity found = identity();
    EXPECT_THAT(cli_.lines,
                ElementsAre("terminal dont-ask ; terminal width 511 ; show version ; show module"));
    EXPECT_EQ(found.serial.str(), "FDO99999999");
    EXPECT_EQ(found.mac.str(), "aaaa.bbbb.cccc");
}

TEST_F(IdentifyTest, AsksForWhatTheEnvironmentDoesNotSay) {
    environment_.serial = Serial::parse("FDO99999999");
    cli_.answers(kVersion + kMgmt0);
    EXPECT_EQ(identity().mac.str(), "5e01.4002.0000");
    EXPECT_THAT(
        cli_.lines,
        ElementsAre(
            "terminal dont-ask ; terminal width 511 ; show version ; show interface mgmt0 ; show module"));
}

TEST_F(IdentifyTest, RepeatsARefusedChainCommandByCommand) {
    cli_.answers(kUnknown, 16)
        .on("terminal dont-ask ; show version", kVersion)
        .on("terminal dont-ask ; show inventory", kInventory)
        .on("terminal dont-ask ; show interface mgmt0", kMgmt0)
        .on("terminal dont-ask ; show module", kModules);
    const Identity found = identity();
    EXPECT_EQ(found.serial.str(), "FDO24180ABC");
    EXPECT_EQ(found.standby.value().module, "28");
    cli_.answers(kUnknown, 16).answers(kVersion).answers(kUnknown, 16);
    const Error error = failure();
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(), "the switch refused `show inventory`: % Invalid command at '^' marker.");
}

TEST_F(IdentifyTest, IsNotFooledByAFailureWithExit0) {
    cli_.answers(kVersion + kInventory + kUnknown).answers(kVersion).answers(kInventory).answers(kUnknown);
    EXPECT_THAT(failure().what(), HasSubstr("refused `show interface mgmt0`"));
}

TEST_F(IdentifyTest, ReadsAnswersWithoutALastLineEnd) {
    cli_.answers(kUnknown)
        .answers("NXOS image file is: bootflash:///a.bin")
        .answers(kInventory)
        .answers(kMgmt0)
        .answers("");
    EXPECT_EQ(identity().running.system, FileName::parse("a.bin"));
}

TEST_F(IdentifyTest, CannotDoWithoutASerialNumberAndAMacAddress) {
    cli_.answers(kVersion + kMgmt0);
    const Error no_serial = failure();
    EXPECT_EQ(no_serial.code(), ExitCode::Switch);
    EXPECT_THAT(no_serial.what(), testing::AllOf(HasSubstr("no serial number"), HasSubstr("show inventory")));
    cli_.answers(kVersion + kInventory);
    const Error no_mac = failure();
    EXPECT_EQ(no_mac.code(), ExitCode::Switch);
    EXPECT_THAT(no_mac.what(), HasSubstr("no MAC address"));
}

TEST_F(IdentifyTest, KnowsTheStandbySupervisor) {
    cli_.answers(kVersion + kInventory + kMgmt0 + kModules);
    const Identity found = identity();
    EXPECT_EQ(found.supervisors(), Supervisors::Two);
    const auto standby = found.standby;
    ASSERT_TRUE(standby.has_value());
    EXPECT_EQ(standby->module, "28");
    EXPECT_EQ(standby->state, "ha-standby");
    EXPECT_TRUE(log_.says("Standby supervisor: module 28, ha-standby"));
}

TEST_F(IdentifyTest, KnowsNoStandbyWhereTheModulesAreNotTold) {
    for (const int exit_status : {0, 16}) {
        cli_.answers(kVersion + kInventory + kMgmt0 + kUnknown, exit_status);
        cli_.answers(kVersion).answers(kInventory).answers(kMgmt0).answers(kUnknown, exit_status);
        EXPECT_EQ(identity().supervisors(), Supervisors::NotKnown);
        EXPECT_TRUE(cli_.done());
    }
    EXPECT_EQ(log_.count(Level::Warning), 2U) << "one a run";
    EXPECT_EQ(log_.count("the switch refused `show module`, so no standby supervisor is known"), 2U);
}

TEST_F(IdentifyTest, KnowsAStandbyWhoseRowIsWrappedWhereTheWideTerminalIsRefused) {
    const std::string wrapped = wrapped_at(80, kWideModules);
    cli_.answers(kUnknown + kVersion + kInventory + kMgmt0 + wrapped);
    cli_.answers(kVersion).answers(kInventory).answers(kMgmt0).answers(wrapped);
    EXPECT_EQ(identity().standby.value().state, "ha-standby");
    EXPECT_EQ(log_.count(Level::Warning), 0U);
}

TEST_F(IdentifyTest, WarnsOfATableOfModulesThatItDoesNotUnderstand) {
    const std::vector<std::string> tables = {"", "Mod Ports  Card Type  Model\n27  0  Supervisor  X\n",
                                             kOneModule + "--More--\n"};
    for (const std::string& table : tables) {
        cli_.answers(kVersion + kInventory + kMgmt0 + table);
        EXPECT_EQ(identity().supervisors(), Supervisors::NotKnown) << table;
    }
    EXPECT_EQ(log_.count("the table of `show module` is not understood"), tables.size());
}

TEST_F(IdentifyTest, KnowsTheStandbyInATableThatSomethingElseIsIn) {
    cli_.answers(kVersion + kInventory + kMgmt0 + kModules + "--More--\n");
    EXPECT_EQ(identity().supervisors(), Supervisors::Two);
    EXPECT_EQ(log_.count(Level::Warning), 0U);
}

TEST_F(IdentifyTest, CanDoWithoutARunningImage) {
    cli_.answers("Software\n" + kInventory + kMgmt0);
    EXPECT_EQ(identity().running.system, std::nullopt);
    EXPECT_TRUE(log_.says("not known"));
}

TEST_F(IdentifyTest, AsksForTheNeighborInTheSameCall) {
    const auto port = InterfaceName::parse("Ethernet1/36");
    cli_.answers(
        kVersion + kInventory + kMgmt0 +
        "Device-ID  Local Intrfce  Hldtme Capability  Platform  Port ID\nsw(X) Eth1/36 170 S N9K Eth1/2\n");
    const Identity found = identify(cli_, environment_, log_.log, port);
    EXPECT_THAT(
        cli_.lines,
        ElementsAre("terminal dont-ask ; terminal width 511 ; show version ; show inventory ; show interface "
                    "mgmt0 ; show cdp neighbors interface Ethernet1/36 ; show module"));
    EXPECT_EQ(found.neighbor->device, "sw");
    EXPECT_EQ(found.neighbor->port, "Eth1/2");
    EXPECT_EQ(found.mac.str(), "5e01.4002.0000");
}

TEST_F(IdentifyTest, NamesCdpsCommandWhereThatIsRefused) {
    const auto port = InterfaceName::parse("Ethernet1/36");
    cli_.answers(kVersion + kInventory + kMgmt0 + "ERROR: CDP is off", 16);
    cli_.answers(kVersion).answers(kInventory).answers(kMgmt0).answers("ERROR: CDP is off", 16);
    const Error error = thrown_by([&] { identify(cli_, environment_, log_.log, port); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("refused `show cdp neighbors interface Ethernet1/36`"));
}

}  // namespace
}  // namespace poap::test
