// Files that are refused, or odd.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;

const std::string kConfigStage = "stage the configuration";
const std::string kHtml = "<html><body>Oops</body></html>";

TEST(Transfer, ThatIsRefusedForGoodIsNotTriedAgain) {
    MadeUpServer server;
    server.answers_with(kGetConfig, http_answer(404, kHtml));
    server.start();
    const EmulatedSwitch device;
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--retries", "3"});
    const Ended ended = device.run_agent(arguments);
    expect_failure(ended, {ExitCode::Transfer, kConfigStage, "HTTP status 404"});
    EXPECT_THAT(server.requests(), Contains(kGetConfig).Times(1));
}

TEST(Config, WithoutAnAdminPasswordIsTakenWithAWarning) {
    MadeUpServer server;
    server.plan.erase("config_md5");
    server.plan["system_image"] = "";
    server.answers_with(kGetConfig, http_answer(200, "hostname leaf1"));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_provisioned(device, before, ended, {"hostname leaf1", boots(kOldImage), {}, false});
    EXPECT_THAT(ended.err, HasSubstr("WARNING: the configuration has no `username admin`"));
}

TEST(Config, ThatEndsInANewlineGetsNoSecondOne) {
    MadeUpServer server;
    server.plan.erase("config_md5");
    server.plan["system_image"] = "";
    server.answers_with(kGetConfig, http_answer(200, kConfig + "\n"));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_provisioned(device, before, device.run_agent(server.where()),
                       {kConfig, boots(kOldImage), {}, false});
}

}  // namespace
}  // namespace poap::rig
