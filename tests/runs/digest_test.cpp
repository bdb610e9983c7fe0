// What is done where no digest is known.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;

const std::string kImageSidecar = kGetImage + ".md5";
const std::string kConfigSidecar = kGetConfig + ".md5";

/// A server that says no digest.
struct Silent : MadeUpServer {
    Silent() {
        plan.erase("system_image_md5");
        plan.erase("config_md5");
    }
};

TEST(NoDigest, AnywhereIsWarnedAboutAndTheFilesTaken) {
    Silent server;
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    for (const std::string& file : {kSerial + ".cfg", kNewImage}) {
        EXPECT_THAT(ended.err, HasSubstr("WARNING: no digest is known for " + file));
    }
    EXPECT_THAT(server.requests(), Contains(kImageSidecar).Times(1));
    EXPECT_THAT(server.requests(), Contains(kConfigSidecar).Times(1));
}

TEST(Sidecar, OfTheLabsServerThatAnswers500IsNone) {
    Silent server;
    server.answers_with(kImageSidecar, http_answer(500, "<html>Internal Server Error</html>"));
    server.start();
    const EmulatedSwitch device;
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--retries", "3"});
    const Ended ended = device.run_agent(arguments);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(server.requests(), Contains(kImageSidecar).Times(1)) << "it is not tried again";
}

}  // namespace
}  // namespace poap::rig
