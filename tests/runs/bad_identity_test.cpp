// A CLI that is not there, fails, or does not say who the switch is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "support/named_case.hpp"
#include "text.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const std::string kStage = "identify the switch";

TEST(Vsh, ThatIsMissingIsSaidSo) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--vsh", "/isan/bin/no-such-vsh"});
    expect_failure(
        device.run_agent(arguments),
        {ExitCode::Switch, kStage, "cannot run the CLI, /isan/bin/no-such-vsh: No such file or directory"});
    expect_unchanged(device, before);
    EXPECT_THAT(server.requests(), IsEmpty());
}

struct CliCase : NamedCase {
    std::string faults;
    std::string cause;
    std::string chain = "stop";
};

class CliThatFails : public testing::TestWithParam<CliCase> {};

TEST_P(CliThatFails, LeavesTheSwitchAsItIs) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults(GetParam().faults);
    device.set_chain(GetParam().chain);
    const Before before(device);
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--cli-timeout", "1"});
    expect_failure(device.run_agent(arguments), {ExitCode::Switch, kStage, GetParam().cause});
    expect_unchanged(device, before);
    EXPECT_THAT(server.requests(), IsEmpty());
    EXPECT_TRUE(device.is_quiet());
}

/// Each command that tells the identity, with each way to fail.
std::vector<CliCase> failures() {
    struct Way {
        std::string name;
        std::string action;
        std::string cause;
    };
    const std::vector<Way> ways = {
        {"Refused", "answer 16 Cmd exec error.", ": Cmd exec error."},
        {"RefusedWithExit0", "answer 0 ERROR: it is broken", ": ERROR: it is broken"},
        {"FailedAfterItsAnswer", "then 16 % Permission denied", ": % Permission denied"},
    };
    const std::vector<std::pair<std::string, std::string>> commands = {{"ShowVersion", "show version"},
                                                                       {"ShowInventory", "show inventory"},
                                                                       {"ShowMgmt0", "show interface mgmt0"}};
    std::vector<CliCase> rows;
    for (const auto& [command_name, command] : commands) {
        const std::string refused = concat("the switch refused `", command, "`");
        for (const Way& way : ways) {
            for (const std::string chain : {"stop", "continue"}) {
                const std::string name =
                    command_name + way.name + (chain == "stop" ? "" : "InAChainThatGoesOn");
                rows.push_back({{name}, concat(command, " => ", way.action), refused + way.cause, chain});
            }
        }
        rows.push_back({{command_name + "SilentlyRefused"},
                        command + " => answer 1",
                        refused + ": it said nothing and ended with exit status 1"});
        rows.push_back({{command_name + "Killed"}, command + " => kill", refused});
        rows.push_back({{command_name + "Hanging"},
                        command + " => hang",
                        "the CLI did not answer within 1 s: `terminal dont-ask ; show version"});
    }
    return rows;
}

INSTANTIATE_TEST_SUITE_P(At, CliThatFails, testing::ValuesIn(failures()), CaseName());

INSTANTIATE_TEST_SUITE_P(
    AtAll, CliThatFails,
    testing::Values(CliCase{{"DontAsk"}, "terminal dont-ask => answer 16 Cmd exec error.", "Cmd exec error."},
                    CliCase{{"AnythingSilently"}, "* => answer 1", "it said nothing"},
                    CliCase{{"AnythingInAnswersThatNeverEnd"},
                            "show inventory => then-hang",
                            "did not answer within 1 s"}),
    CaseName());

TEST(Cli, ThatFailsOnceIsAskedCommandByCommand) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults("1x show inventory => answer 16 Cmd exec error.");
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_THAT(
        device.calls(),
        ElementsAre(identity_call(), "terminal dont-ask ; show version", "terminal dont-ask ; show inventory",
                    "terminal dont-ask ; show interface mgmt0", boot_call(kNewImage), save_call()));
}

/// What a CLI may do to its answers without it mattering.
class NoisyCli : public testing::TestWithParam<CliCase> {};

TEST_P(NoisyCli, DoesNotMatter) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults(GetParam().faults);
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
}

INSTANTIATE_TEST_SUITE_P(With, NoisyCli,
                         testing::Values(CliCase{{"Escapes"}, "* => escapes", ""},
                                         CliCase{{"MegabytesOfOutput"}, "show version => flood 3", ""},
                                         CliCase{{"ASlowAnswer"}, "show inventory => slow 300", ""},
                                         CliCase{
                                             {"AGrandchildThatHoldsItsOutput"}, "* => grandchild 30", ""}),
                         CaseName());

struct NobodyCase : NamedCase {
    std::string quirk;
    std::string cause;
};

class Nobody : public testing::TestWithParam<NobodyCase> {};

TEST_P(Nobody, IsNotRegistered) {
    MadeUpServer server;
    server.start();
    SwitchSpec spec;
    spec.fresh.quirks = {GetParam().quirk};
    const EmulatedSwitch device(spec);
    const Before before(device);
    expect_failure(device.run_agent(server.where()), {ExitCode::Switch, kStage, GetParam().cause});
    expect_unchanged(device, before);
    EXPECT_THAT(server.requests(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Without, Nobody,
                         testing::Values(NobodyCase{{"AChassis"}, "no-chassis", "no serial number"},
                                         NobodyCase{{"ASerialNumber"}, "serial-na", "no serial number"},
                                         NobodyCase{{"Mgmt0"}, "mgmt0-absent", "`show interface mgmt0`"}),
                         CaseName());

TEST(Mgmt0, WithoutAnAddressIsSaidSo) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults(
        "show interface mgmt0 => answer 0 mgmt0 is down (Link not connected)\\n  Hardware: Ethernet");
    const Before before(device);
    expect_failure(device.run_agent(server.where()), {ExitCode::Switch, kStage, "no MAC address"});
    expect_unchanged(device, before);
}

}  // namespace
}  // namespace poap::rig
