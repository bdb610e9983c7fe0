// An agent is killed, and the CLI that it started is still at work: no other agent may start.

#include <gtest/gtest.h>

#include <csignal>

#include "rig/expect.hpp"
#include "rig/fake_server.hpp"
#include "support/named_case.hpp"

namespace poap::rig {
namespace {

/// A command that the CLI is at work on.
struct AtWork : test::NamedCase {
    std::string command;
    std::string install = "boot-variable";
};

class SecondAgent : public testing::TestWithParam<AtWork> {};

TEST_P(SecondAgent, IsRefusedUntilTheCliOfAKilledOneHasEnded) {
    FakeServer server;
    server.plan["install"] = GetParam().install;
    server.start();
    const EmulatedSwitch device;
    device.set_faults("1x " + GetParam().command + " => hang");
    Process first = device.start_agent(server.where());
    ASSERT_TRUE(eventually([&] { return device.state("fired").value_or("").ends_with('\n'); }));
    first.send(SIGKILL);
    first.wait();
    const Ended second = device.run_agent(server.where());
    expect_failure(second, {ExitCode::Busy, "lock bootflash", ", or a CLI that it started"});
    device.stop();
    ASSERT_TRUE(device.is_quiet());
    const Ended third = device.run_agent(server.where());
    EXPECT_EQ(third.exit_code, 0) << third.err;
}

INSTANTIATE_TEST_SUITE_P(DuringThe, SecondAgent,
                         testing::Values(AtWork{{"Boot"}, "boot nxos"},
                                         AtWork{{"Schedule"}, "copy bootflash:" + kConfigName},
                                         AtWork{{"Save"}, "copy running-config startup-config"},
                                         AtWork{{"InstallAll"}, "install all", "install-all"}),
                         test::CaseName());

/// A program that vsh leaves running must not block the next run for ever.
TEST(Lock, EndsWithTheAgentAlsoWhereTheCliLeavesADaemon) {
    FakeServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults("1x boot nxos => grandchild 3600");
    ASSERT_EQ(device.run_agent(server.where()).exit_code, 0);
    const Ended second = device.run_agent(server.where());
    EXPECT_EQ(second.exit_code, 0) << second.err;
    device.stop();
}

}  // namespace
}  // namespace poap::rig
