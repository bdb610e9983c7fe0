// A server that comes up after the switch, as when a rack's power comes back.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;
using testing::Not;

/// The agent's line without the rig's `--retries 0`.
std::vector<std::string> patient(std::vector<std::string> line) {
    const auto retries = std::ranges::find(line, "--retries");
    line.erase(retries, retries + 2);
    return line;
}

TEST(Patience, InPoapOutlastsAServerThatComesUpLater) {
    MadeUpServer server;
    server.start(false);
    const EmulatedSwitch device;
    const Before before(device);
    Process agent(patient(device.agent_line(server.where())), device.environment());
    ASSERT_TRUE(eventually([&] { return agent.err().find("; trying again in ") != std::string::npos; }));
    server.open();
    const Ended ended = agent.wait();
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_THAT(ended.err, HasSubstr(" s left)")) << "it is limited by time";
}

TEST(Patience, IsReplacedByRetriesAlsoInPoap) {
    MadeUpServer server;
    server.start(false);
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_failure(ended, {ExitCode::Server, "register with the POAP server", "Connection refused"});
    EXPECT_THAT(ended.err, Not(HasSubstr("trying again")));
    expect_unchanged(device, before);
}

}  // namespace
}  // namespace poap::rig
