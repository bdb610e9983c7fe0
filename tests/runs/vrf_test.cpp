// A VRF that is not there. The rig's switches have none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using Words = std::vector<std::string>;

/// The agent's line without the rig's own `--vrf none`.
Words without_vrf(Words line) {
    const auto vrf = std::find(line.begin(), line.end(), "--vrf");
    line.erase(vrf, vrf + 2);
    return line;
}

class NoSuchVrf : public testing::TestWithParam<Words> {};

TEST_P(NoSuchVrf, ThatAPersonNamedIsAnErrorBeforeAnythingIsSent) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.flash(".nxos.bin.part", "half a download");
    const Before before(device);
    Words arguments = server.where();
    arguments.insert(arguments.end(), GetParam().begin(), GetParam().end());
    const Ended ended = device.run_agent(arguments);
    EXPECT_EQ(ended.exit_code, 3);
    EXPECT_THAT(ended.last_line(), HasSubstr("VRF no-such-vrf cannot be entered"));
    EXPECT_THAT(ended.last_line(), HasSubstr("--vrf, or `vrf` in the boot file"));
    EXPECT_THAT(server.requests(), IsEmpty());
    EXPECT_EQ(device.memory(), before.memory);
    EXPECT_THAT(names_in(device.bootflash()), Contains(".nxos.bin.part"));
}

INSTANTIATE_TEST_SUITE_P(Of, NoSuchVrf,
                         testing::Values(Words{"--vrf", "no-such-vrf"},
                                         Words{"plan", "--vrf", "no-such-vrf"}),
                         [](const auto& test) { return test.param[0] == "plan" ? "Plan" : "Run"; });

TEST(Vrf, ThatPoapNamesAndThatIsAbsentIsAWarning) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    Words environment = device.environment();
    environment.emplace_back("POAP_VRF=no-such-vrf");
    const Ended ended = Process(without_vrf(device.agent_line(server.where())), environment).wait();
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_THAT(ended.err, HasSubstr("VRF no-such-vrf cannot be entered"));
}

TEST(Vrf, ThatPoapNamesAndThatIsAbsentIsAnErrorWhereAPasswordWouldBeSent) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const test::TempDir files;
    files.write("password", "hunter2");
    Words environment = device.environment();
    environment.emplace_back("POAP_VRF=no-such-vrf");
    const Words arguments = {"--mode",          "serial_number",
                             "--username",      "poap",
                             "--file-server",   "http://127.0.0.1:" + std::to_string(server.port()) + "/conf",
                             "--password-file", files.path_of("password")};
    const Ended ended = Process(without_vrf(device.agent_line(arguments)), environment).wait();
    expect_failure(ended, {ExitCode::Switch, "enter the VRF", "--username is not for the current network"});
    expect_unchanged(device, before);
    EXPECT_THAT(server.requests(), IsEmpty());
}

TEST(Vrf, IsNoMatterToCollect) {
    const EmulatedSwitch device;
    const Ended ended = device.run_agent({"collect", "--vrf", "no-such-vrf"});
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.err, Not(HasSubstr("no-such-vrf")));
}

}  // namespace
}  // namespace poap::rig
