#include "switch/standby.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "error.hpp"
#include "support/fake_cli.hpp"
#include "support/named_case.hpp"
#include "support/show_modules.hpp"
#include "support/thrown.hpp"
#include "text.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kHead =
    "Mod Ports             Module-Type                      Model           Status\n"
    "--- ----- ------------------------------------- --------------------- ---------\n";

/// The second table, which tells supervisors apart as well.
const std::string kRest =
    "\nMod  Sw                       Hw    Slot\n---  ----------------------- ------ ----\n"
    "27   9.3(7a)                  1.3    SUP1\n28   9.3(7a)                  1.3    SUP2\n\n"
    "Mod  Online Diag Status\n---  ------------------\n27   Pass\n28   Fail\n\n* this terminal session\n";

const std::string kModular =
    kHead +
    "1    32   32x100G Ethernet Module               N9K-X9732C-EX         ok\n"
    "22   0    4-slot Fabric Module                  N9K-C9504-FM-E        ok\n"
    "27   0    Supervisor Module                     N9K-SUP-A             active *\n"
    "28   0    Supervisor Module                     N9K-SUP-A             ha-standby\n"
    "29   0    System Controller                     N9K-SC-A              standby\n"
    "30   0    System Controller                     N9K-SC-A              active\n" +
    kRest;

/// What a switch with two supervisors says, the second in this state.
std::string shows(const std::string& state) {
    return kHead + "27   0    Supervisor Module                     N9K-SUP-A             active *\n" +
           "28   0    Supervisor Module                     N9K-SUP-A             " + state + "\n" + kRest;
}

struct ModuleCase : NamedCase {
    std::string text;
    std::string module = {};  ///< empty: there is no standby
    std::string state = {};
};

class ShowModule : public testing::TestWithParam<ModuleCase> {};

TEST_P(ShowModule, TellsTheStandbySupervisor) {
    const auto standby = parse_show_module(GetParam().text).standby;
    ASSERT_EQ(standby.has_value(), !GetParam().module.empty());
    if (!standby) return;
    EXPECT_EQ(standby->module, GetParam().module);
    EXPECT_EQ(standby->state, GetParam().state);
}

INSTANTIATE_TEST_SUITE_P(
    Of, ShowModule,
    testing::Values(
        ModuleCase{{"AModularNexus9000"}, kModular, "28", "ha-standby"},
        ModuleCase{{"TheSecondSlotBeingTheActiveOne"},
                   kHead + "27   0    Supervisor Module    N9K-SUP-B+   ha-standby\n"
                           "28   0    Supervisor Module    N9K-SUP-B+   active *\n",
                   "27",
                   "ha-standby"},
        ModuleCase{{"AFirstLineThatIsGluedToTheCommandBefore"},
                   "  Hardware: Ethernet, address: 5e01.4002.0000" + kModular,
                   "28",
                   "ha-standby"},
        ModuleCase{{"LinesThatEndInCrLf"},
                   "Mod Ports  Module-Type  Model  Status\r\n--- ----- ----- ----- ------\r\n"
                   "27   0    Supervisor Module   N9K-SUP-A   active *\r\n"
                   "28   0    Supervisor Module   N9K-SUP-A   ha-standby\r\n",
                   "28",
                   "ha-standby"},
        ModuleCase{{"ASupervisorWithoutAModel"},
                   kHead + "5    0      Supervisor Module-2              N7K-SUP2E          active *\n"
                           "6    0      Supervisor Module-2                                 powered-up\n",
                   "6",
                   "powered-up"},
        ModuleCase{{"SeveralOfWhichOneIsNotReady"},
                   kHead + "3    0      Supervisor Module-2      N7K-SUP1      ha-standby\n"
                           "4    0      Supervisor Module-2      N7K-SUP1      powered-dn\n"
                           "5    0      Supervisor Module-2      N7K-SUP1      active *\n",
                   "4",
                   "powered-dn"},
        ModuleCase{
            {"AFixedNexus9000"},
            kHead + "1    54   48x10/25G + 6x40/100G Ethernet Module N9K-C93180YC-EX       active *\n"},
        ModuleCase{
            {"AFixedNexus3000ThatIsItsSupervisor"},
            kHead + "1    54   48x10GT + 6x40G Supervisor             N3K-C3172TQ-10GT     active *\n"},
        ModuleCase{{"AVirtualSupervisor"},
                   kHead + "1    36   36x400G Ethernet Module             N9K-C9336C-FX2        ok\n"
                           "27   0    Virtual Supervisor Module           N9K-C9336C-FX2        active *\n"},
        ModuleCase{{"ANexus9400WhoseLineCardCallsItselfASupervisor"},
                   kHead +
                       "1    0    Supervisor                            N9K-C9400-SW-GX2A     ok\n"
                       "27   0    Virtual Supervisor Module             N9K-C9400-SW-GX2A     active *\n"},
        ModuleCase{{"SystemControllersAlone"},
                   kHead + "29   0    System Controller        N9K-SC-A      standby\n"
                           "30   0    System Controller        N9K-SC-A      active\n"},
        ModuleCase{{"AFabricExtender"},
                   kHead + "1    54   48x10GT Ethernet Module    N9K-C93180YC-EX   active *\n" +
                       "\nFEX  Ports  Card Type   Model   Status\n---  -----  ---------\n"
                       "101  32     Fabric Extender Supervisor   N2K-C2232PP   testing\n"},
        ModuleCase{{"AnotherCommand"},
                   "NAME: \"Slot 28\",  DESCR: \"Supervisor Module\"\nPID: N9K-SUP-A , VID: V01 , SN: S\n"
                   "28   0    Supervisor Module   N9K-SUP-A   ha-standby\n"},
        ModuleCase{{"Nothing"}, ""}, ModuleCase{{"AHeadAlone"}, kHead}),
    CaseName());

/// Every width from that of the first columns to one at which nothing is wrapped.
TEST(WrappedModules, AreJoinedAtAnyWidth) {
    for (std::size_t columns = 50; columns <= 100; ++columns) {
        const Modules modules =
            parse_show_module("mgmt0 is up\n" + wrapped_at(columns, kWideModules) + kRest);
        EXPECT_TRUE(modules.understood) << columns;
        ASSERT_TRUE(modules.standby) << columns;
        EXPECT_EQ(modules.standby->module, "28");
        EXPECT_EQ(modules.standby->state, "ha-standby") << columns;
    }
}

TEST(WrappedModules, AreJoinedWithoutTheBlanksAtTheirLinesEnds) {
    std::string stripped;
    const std::string wrapped = wrapped_at(80, kWideModules);
    for (const std::string_view line : lines_of(wrapped)) {
        stripped += std::string(line.substr(0, line.find_last_not_of(' ') + 1)) + "\r\n";
    }
    const Modules modules = parse_show_module(stripped + kRest);
    ASSERT_TRUE(modules.standby);
    EXPECT_EQ(modules.standby->state, "ha-standby");
    EXPECT_TRUE(modules.understood);
}

TEST(ModuleTable, IsNotUnderstoodInAnotherForm) {
    for (const std::string& text :
         {kHead, kHead + "28   0    Supervisor Module             N9K-SUP-A\n",
          std::string("Mod Ports  Card Type     Model   Status\n--- ----- ------ ----- ------\n"
                      "28  0      Supervisor    X       ha-standby\n")}) {
        const Modules modules = parse_show_module(text);
        EXPECT_FALSE(modules.understood) << text;
        EXPECT_FALSE(modules.standby) << text;
    }
    for (const std::string& text : {std::string(), kModular, kRest}) {
        EXPECT_TRUE(parse_show_module(text).understood) << text;
    }
}

struct StateCase : NamedCase {
    std::string state;
    bool ready;
};

class StandbyState : public testing::TestWithParam<StateCase> {};

TEST_P(StandbyState, TellsWhetherItIsReady) {
    const auto standby = parse_show_module(shows(GetParam().state)).standby;
    ASSERT_TRUE(standby.has_value());
    EXPECT_EQ(standby->state, GetParam().state);
    EXPECT_EQ(standby->is_ready(), GetParam().ready);
}

INSTANTIATE_TEST_SUITE_P(State, StandbyState,
                         testing::Values(StateCase{{"HaStandby"}, "ha-standby", true},
                                         StateCase{{"Standby"}, "standby", true},
                                         StateCase{{"PoweredUp"}, "powered-up", false},
                                         StateCase{{"PoweredDown"}, "powered-dn", false},
                                         StateCase{{"Initializing"}, "initializing", false},
                                         StateCase{{"Testing"}, "testing", false},
                                         StateCase{{"Failure"}, "failure", false},
                                         StateCase{{"PowerDenied"}, "pwr-denied", false},
                                         StateCase{{"Unknown"}, "something-new", false}),
                         CaseName());

TEST(SupervisorsNow, AreAskedForOnceMoreUntilASignal) {
    for (const Supervisors before : {Supervisors::Two, Supervisors::NotKnown}) {
        FakeCli cli;
        cli.answers(kModular);
        EXPECT_EQ(supervisors_now(cli, before), Supervisors::Two);
        EXPECT_THAT(cli.lines, ElementsAre("terminal dont-ask ; terminal width 511 ; show module"));
        EXPECT_THAT(cli.on_signals, ElementsAre(OnSignal::Stop));
    }
}

TEST(SupervisorsNow, AreNotAskedForWhereThereWasOne) {
    FakeCli cli;
    EXPECT_EQ(supervisors_now(cli, Supervisors::One), Supervisors::One);
    EXPECT_THAT(cli.lines, ElementsAre());
}

TEST(SupervisorsNow, AreOneWhereTheStandbyIsGone) {
    FakeCli cli;
    cli.answers(kHead + "27   0    Supervisor Module    N9K-SUP-A   active *\n");
    EXPECT_EQ(supervisors_now(cli, Supervisors::Two), Supervisors::One);
}

TEST(SupervisorsNow, AreAnErrorThatTellsTheStateOfAStandbyThatIsNotReady) {
    FakeCli cli;
    cli.answers(shows("powered-up"));
    const Error error = thrown_by([&] { supervisors_now(cli, Supervisors::Two); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(),
                 "the standby supervisor, module 28, is not ready: it is powered-up, not ha-standby");
    EXPECT_THAT(error.advice(), HasSubstr("POAP starts over by itself"));
}

TEST(SupervisorsNow, AreAnErrorWhereTheSwitchDoesNotTellOfItsStandbyAnyMore) {
    FakeCli cli;
    cli.answers("Cmd exec error.", 16).answers("Cmd exec error.", 16);
    EXPECT_EQ(thrown_by([&] { supervisors_now(cli, Supervisors::Two); }).code(), ExitCode::Switch);
}

TEST(SupervisorsNow, StayNotKnownWhereTheSwitchDoesNotTellAgain) {
    FakeCli cli;
    cli.answers("Cmd exec error.", 16).answers("Cmd exec error.", 16);
    EXPECT_EQ(supervisors_now(cli, Supervisors::NotKnown), Supervisors::NotKnown);
}

TEST(SupervisorsNow, AreAskedForWithoutTheWideTerminalWhereItIsRefused) {
    FakeCli cli;
    cli.answers("% Invalid command at '^' marker.\n", 16).answers(kModular);
    EXPECT_EQ(supervisors_now(cli, Supervisors::Two), Supervisors::Two);
    EXPECT_EQ(cli.last_line(), "terminal dont-ask ; show module");
}

TEST(SupervisorsNow, AreAnErrorWhereTheTableIsNotUnderstoodAnyMore) {
    FakeCli cli;
    cli.answers("Mod Ports  Card Type  Model\n").answers("Mod Ports  Card Type  Model\n");
    const Error error = thrown_by([&] { supervisors_now(cli, Supervisors::Two); });
    EXPECT_STREQ(error.what(), "the table of `show module` is not understood");
    EXPECT_EQ(supervisors_now(cli, Supervisors::NotKnown), Supervisors::NotKnown);
}

}  // namespace
}  // namespace poap::test
