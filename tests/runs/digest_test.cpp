// What is done where no digest is known, and with the file of the image that runs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/files.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

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
        EXPECT_THAT(ended.err, HasSubstr("WARNING: no checksum for " + file +
                                         ": installing it unverified; there is no "));
    }
    EXPECT_THAT(server.requests(), Contains(kImageSidecar).Times(1));
    EXPECT_THAT(server.requests(), Contains(kConfigSidecar).Times(1));
}

TEST(Sidecar, OfAConfigThatTheLabsServerAnswers500ForIsNone) {
    Silent server;
    server.answers_with(kConfigSidecar, http_answer(500, "<html>Internal Server Error</html>"));
    server.start();
    const EmulatedSwitch device;
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--retries", "3"});
    const Ended ended = device.run_agent(arguments);
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(server.requests(), Contains(kConfigSidecar).Times(1)) << "it is not tried again";
}

TEST(Sidecar, ThatABusyServerDoesNotGiveIsTriedAgainAndThenAnErrorThatNamesTheWayOut) {
    Silent server;
    server.answers_with(kImageSidecar, http_answer(503, "busy"));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--retries", "1"});
    const Ended ended = device.run_agent(arguments);
    expect_failure(ended, {ExitCode::Transfer, "stage the image", "HTTP status 503"});
    EXPECT_THAT(ended.err, HasSubstr("no-sidecar"));
    EXPECT_THAT(server.requests(), Contains(kImageSidecar).Times(2));
    expect_unchanged(device, before);
}

/// A plan for the image that runs.
struct Running : MadeUpServer {
    Running() {
        plan["system_image"] = kOldImage;
        answers_with("GET /images/" + kOldImage, http_answer(200, made_up_image()));
    }
};

TEST(RunningImage, WhoseFileHasAnotherDigestIsDownloadedBeforeTheBootVariableNamesIt) {
    Running server;
    server.start();
    const EmulatedSwitch device;
    device.flash(kOldImage, "replaced since the boot");
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_provisioned(device, before, ended, {kConfig, boots(kOldImage), {{kOldImage, made_up_image()}}});
    EXPECT_THAT(ended.err,
                HasSubstr("WARNING: " + kOldImage + " runs, but is downloaded: the MD5 of its file "));
}

TEST(RunningImage, WhoseFileHasItsSidecarsDigestIsSkipped) {
    Running server;
    server.plan.erase("system_image_md5");
    const std::string image = "GET /images/" + kOldImage;
    server.answers_with(image + ".md5", http_answer(200, md5_of(made_up_image()) + "\n"));
    server.start();
    const EmulatedSwitch device;
    device.flash(kOldImage, made_up_image());
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_provisioned(device, before, ended, {kConfig, boots(kOldImage), before.bootflash});
    EXPECT_THAT(ended.err, HasSubstr("Target already matches current image. Skipping...."));
    EXPECT_THAT(server.requests(), Contains(image + ".md5"));
    EXPECT_THAT(server.requests(), Not(Contains(image)));
}

}  // namespace
}  // namespace poap::rig
