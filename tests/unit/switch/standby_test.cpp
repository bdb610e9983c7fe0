#include "nxos/standby.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/fake_cli.hpp"
#include "support/show_texts.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

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

/// With something else before the row of the second supervisor.
std::string with_line_before_28(const std::string& other, std::string text) {
    return text.insert(text.find("\n28   0 ") + 1, other);
}

struct ModuleCase {
    const char* name;
    std::string text;
    std::string module = {};  ///< empty: there is no standby
    std::string state = {};
};

const ModuleCase kShowModuleCases[] = {
    {"AModularNexus9000", kModular, "28", "ha-standby"},
    {"TheSecondSlotBeingTheActiveOne",
     kHead + "27   0    Supervisor Module    N9K-SUP-B+   ha-standby\n"
             "28   0    Supervisor Module    N9K-SUP-B+   active *\n",
     "27", "ha-standby"},
    {"AFirstLineThatIsGluedToTheCommandBefore", "  Hardware: Ethernet, address: 5e01.4002.0000" + kModular,
     "28", "ha-standby"},
    {"LinesThatEndInCrLf",
     "Mod Ports  Module-Type  Model  Status\r\n--- ----- ----- ----- ------\r\n"
     "27   0    Supervisor Module   N9K-SUP-A   active *\r\n"
     "28   0    Supervisor Module   N9K-SUP-A   ha-standby\r\n",
     "28", "ha-standby"},
    {"ASupervisorWithoutAModel",
     kHead + "5    0      Supervisor Module-2              N7K-SUP2E          active *\n"
             "6    0      Supervisor Module-2                                 powered-up\n",
     "6", "powered-up"},
    {"SeveralOfWhichOneIsNotReady",
     kHead + "3    0      Supervisor Module-2      N7K-SUP1      ha-standby\n"
             "4    0      Supervisor Module-2      N7K-SUP1      powered-dn\n"
             "5    0      Supervisor Module-2      N7K-SUP1      active *\n",
     "4", "powered-dn"},
    {"AFixedNexus9000",
     kHead + "1    54   48x10/25G + 6x40/100G Ethernet Module N9K-C93180YC-EX       active *\n"},
    {"AFixedNexus3000ThatIsItsSupervisor",
     kHead + "1    54   48x10GT + 6x40G Supervisor             N3K-C3172TQ-10GT     active *\n"},
    {"AVirtualSupervisor",
     kHead + "1    36   36x400G Ethernet Module             N9K-C9336C-FX2        ok\n"
             "27   0    Virtual Supervisor Module           N9K-C9336C-FX2        active *\n"},
    {"ANexus9400WhoseLineCardCallsItselfASupervisor",
     kHead + "1    0    Supervisor                            N9K-C9400-SW-GX2A     ok\n"
             "27   0    Virtual Supervisor Module             N9K-C9400-SW-GX2A     active *\n"},
    {"SystemControllersAlone", kHead + "29   0    System Controller        N9K-SC-A      standby\n"
                                       "30   0    System Controller        N9K-SC-A      active\n"},
    {"AFabricExtender", kHead + "1    54   48x10GT Ethernet Module    N9K-C93180YC-EX   active *\n" +
                            "\nFEX  Ports  Card Type   Model   Status\n---  -----  ---------\n"
                            "101  32     Fabric Extender Supervisor   N2K-C2232PP   testing\n"},
    {"AStandbyThatDoesNotCallItselfASupervisor",
     kHead + "27   0    Sup Module           N9K-SUP-A    active *\n"
             "28   0    Sup Module           N9K-SUP-A    ha-standby\n",
     "28", "ha-standby"},
    {"APagerThatIsWrittenOver", with_line_before_28("--More--\r        \r", kModular), "28", "ha-standby"},
};

TEST(ShowModule, NamesTheStandbySupervisor) {
    for (const ModuleCase& row : kShowModuleCases) {
        SCOPED_TRACE(row.name);
        const auto [standby, understood] = parse_show_module(row.text);
        EXPECT_TRUE(understood);
        ASSERT_EQ(standby.has_value(), !row.module.empty());
        if (!standby) continue;
        EXPECT_EQ(standby->module, row.module);
        EXPECT_EQ(standby->state, row.state);
    }
}

/// The text with nothing at its lines' ends: neither the blanks of the last column nor those of a wrapped
/// row.
std::string without_blanks_at_ends(const std::string& text) {
    std::string stripped;
    for (const std::string_view line : lines_of(text))
        stripped += std::string(line.substr(0, line.find_last_not_of(' ') + 1)) + "\r\n";
    return stripped;
}

void expect_standby(const std::string& text, std::size_t columns) {
    const Modules modules = parse_show_module(text);
    EXPECT_TRUE(modules.understood) << columns;
    ASSERT_TRUE(modules.standby) << columns;
    EXPECT_EQ(modules.standby->module, "28");
    EXPECT_EQ(modules.standby->state, "ha-standby") << columns;
}

/// Every width from one at which the heading takes four lines to one at which nothing is wrapped.
TEST(WrappedModules, AreJoinedAtAnyWidth) {
    const std::string rows_of_any_length = without_blanks_at_ends(kWideModules);
    for (std::size_t columns = 24; columns <= 100; ++columns) {
        expect_standby("mgmt0 is up\n" + wrapped_at(columns, kWideModules) + kRest, columns);
        const std::string wrapped = wrapped_at(columns, rows_of_any_length + kRest);
        expect_standby(wrapped, columns);
        expect_standby(without_blanks_at_ends(wrapped), columns);
    }
}

TEST(WrappedModules, AreNotUnderstoodWithSomethingElseBetweenTheirLines) {
    const std::string wrapped = wrapped_at(80, kWideModules);
    for (const char* other :
         {"\n", "--More--\n", "% some message\n", "Warning: No NTP peer/server configured.\n"}) {
        std::string text = wrapped;
        const Modules modules = parse_show_module(text.insert(text.rfind(" ha-standby"), other));
        EXPECT_FALSE(modules.understood) << text;
        EXPECT_FALSE(modules.standby && !modules.standby->is_ready()) << text;
    }
}

const std::string kStandbyRow = "28   0    Supervisor Module             N9K-SUP-A    ha-standby\n";

const ModuleCase kOtherTables[] = {
    {"Empty", ""},
    {"WithoutRows", kHead},
    {"WithoutItsFirstTable", kRest},
    {"WithoutAHeading", kStandbyRow},
    {"WithoutAState", kHead + "28   0    Supervisor Module             N9K-SUP-A\n"},
    {"OfAnotherCommand",
     "NAME: \"Slot 28\",  DESCR: \"Supervisor Module\"\nPID: N9K-SUP-A , SN: S\n" + kStandbyRow},
    {"WithAnotherColumn",
     "Mod Ports  Card Type     Model   Status\n--- ----- ------ ----- ------\n" + kStandbyRow},
    {"HeadedSlot", "Slot Port  Module-Type   Model   Status\n--- ----- ------ ----- ------\n" + kStandbyRow},
    {"OfWhichTheSecondHasAnotherColumn",
     kHead + "27   0    Supervisor Module     N9K-SUP-A     active *\n" +
         "Mod Ports  Card Type     Model   Status\n--- ----- ------ ----- ------\n" + kStandbyRow},
    {"OfWhichTheFirstHasAnotherColumn",
     "Mod Ports  Card Type     Model   Status\n--- ----- ------ ----- ------\n" + kStandbyRow + kHead +
         "27   0    Supervisor Module     N9K-SUP-A     active *\n"},
    {"InJson", R"({"TABLE_modinfo": {"ROW_modinfo": [{"status": "ha-standby"}]}})"},
    {"WithARowThatSomethingIsGluedTo",
     kHead + "27   0    Supervisor Module     N9K-SUP-A     active *\n--More--" + kStandbyRow},
    {"WithARowThatIsCutOff", kHead + "27   0    Supervisor Module     N9K-SUP-A     active *\n28   0\n"}};

TEST(OtherTable, IsNotUnderstood) {
    for (const ModuleCase& row : kOtherTables) {
        SCOPED_TRACE(row.name);
        const Modules modules = parse_show_module(row.text);
        EXPECT_FALSE(modules.understood);
        EXPECT_FALSE(modules.standby);
    }
}

/// Lines that something else prints between the rows.
TEST(ModuleRows, AreReadOnAfterAnotherLine) {
    for (const std::string other : {"\n", "--More--\n", "% some message\n", "switch %$ VDC-1 %$\n",
                                    "%MODULE-5-STANDBY_SUP_OK: Supervisor 28 is standby\n",
                                    "Warning: No NTP peer/server configured. Time may be out of sync.\n",
                                    "2026 Nov 27 21:49:08 switch %$ VDC-1 %$ %USER-1-SYSTEM_MSG: x - y\n"}) {
        const Modules modules = parse_show_module(with_line_before_28(other, kModular));
        ASSERT_TRUE(modules.standby) << other;
        EXPECT_EQ(modules.standby->module, "28");
        EXPECT_EQ(modules.standby->state, "ha-standby");
        EXPECT_EQ(modules.understood, other == "\n") << other;
    }
}

struct StateCase {
    const char* name;
    std::string state;
    bool ready;
};

const StateCase kStandbyStateCases[] = {
    {"HaStandby", "ha-standby", true},       {"Standby", "standby", true},
    {"PoweredUp", "powered-up", false},      {"PoweredDown", "powered-dn", false},
    {"Initializing", "initializing", false}, {"Testing", "testing", false},
    {"Failure", "failure", false},           {"PowerDenied", "pwr-denied", false},
    {"Unknown", "something-new", false},
};

TEST(StandbyState, TellsWhetherItIsReady) {
    for (const StateCase& row : kStandbyStateCases) {
        SCOPED_TRACE(row.name);
        const auto standby = parse_show_module(shows(row.state)).standby;
        ASSERT_TRUE(standby.has_value());
        EXPECT_EQ(standby->state, row.state);
        EXPECT_EQ(standby->is_ready(), row.ready);
    }
}

const std::string kShowModule = "terminal dont-ask ; terminal width 511 ; show module";

TEST(SupervisorsNow, AreAskedForOnceMoreWhereThereMayBeTwo) {
    FakeCli cli;
    EXPECT_EQ(supervisors_now(cli, Supervisors::One), Supervisors::One);
    for (const Supervisors before : {Supervisors::Two, Supervisors::NotKnown}) {
        cli.on(kShowModule, kModular);
        EXPECT_EQ(supervisors_now(cli, before), Supervisors::Two);
        EXPECT_THAT(cli.on_signals, testing::Each(OnSignal::Stop));
    }
    cli.on(kShowModule, kHead + "27   0    Supervisor Module    N9K-SUP-A   active *\n");
    EXPECT_EQ(supervisors_now(cli, Supervisors::Two), Supervisors::One) << "the standby was removed";
    cli.on(kShowModule, "% Invalid command at '^' marker.\n", 16)
        .on("terminal dont-ask ; show module", kModular);
    EXPECT_EQ(supervisors_now(cli, Supervisors::Two), Supervisors::Two) << "without the wide terminal";
}

TEST(SupervisorsNow, AreAnErrorThatNamesTheStateOfAStandbyThatIsNotReady) {
    FakeCli cli;
    cli.answers(shows("powered-up"));
    const Error error = thrown_by([&] { supervisors_now(cli, Supervisors::Two); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(),
                 "the standby supervisor, module 28, is not ready: it is powered-up, not ha-standby");
    EXPECT_THAT(error.advice(), HasSubstr("POAP starts over by itself"));
}

TEST(SupervisorsNow, AreAnErrorWhereTheyWereTwoAndNobodyKnowsAnyMore) {
    for (const auto& [text, exit_status] :
         {std::pair("Cmd exec error.", 16), std::pair("Mod Ports  Card Type  Model\n", 0)}) {
        for (const Supervisors before : {Supervisors::NotKnown, Supervisors::Two}) {
            FakeCli cli;
            cli.answers(text, exit_status).answers(text, exit_status);
            if (before == Supervisors::NotKnown) {
                EXPECT_EQ(supervisors_now(cli, before), Supervisors::NotKnown);
                continue;
            }
            const Error error = thrown_by([&] { supervisors_now(cli, before); });
            EXPECT_EQ(error.code(), ExitCode::Switch);
            if (exit_status == 0) {
                EXPECT_STREQ(error.what(), "the table of `show module` is not understood");
            }
        }
    }
}

}  // namespace
}  // namespace poap::test
