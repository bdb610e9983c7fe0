// Files that are missing, cut, or not what they should be.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "support/named_case.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::Contains;
using testing::HasSubstr;

const std::string kConfigStage = "stage the configuration";
const std::string kImageStage = "stage the image";
const std::string kHtml = "<html><body>Oops</body></html>";

/// A server that says no digest: what is wrong with a file has to be seen without one.
struct SilentServer : MadeUpServer {
    SilentServer() {
        plan.erase("system_image_md5");
        plan.erase("config_md5");
    }
};

struct FileCase : NamedCase {
    std::string request;
    std::string answer;
    std::string cause;
};

class BadFile : public testing::TestWithParam<FileCase> {};

TEST_P(BadFile, LeavesTheSwitchAsItIs) {
    SilentServer server;
    server.answers_with(GetParam().request, GetParam().answer);
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const std::string stage = GetParam().request == kGetConfig ? kConfigStage : kImageStage;
    expect_failure(device.run_agent(server.where()), {ExitCode::Transfer, stage, GetParam().cause});
    expect_unchanged(device, before);
}

INSTANTIATE_TEST_SUITE_P(
    Config, BadFile,
    testing::Values(
        FileCase{{"Missing"}, kGetConfig, http_answer(404, kHtml), "HTTP status 404"},
        FileCase{{"NotRendered"}, kGetConfig, http_answer(500, kHtml), "HTTP status 500"},
        FileCase{{"Forbidden"}, kGetConfig, http_answer(403, kHtml), "HTTP status 403"},
        FileCase{{"Partial"}, kGetConfig, http_answer(206, kConfig), "HTTP status 206"},
        FileCase{{"NoContent"}, kGetConfig, http_answer(204, ""), "HTTP status 204"},
        FileCase{{"CutShort"}, kGetConfig, http_answer_cut_short(kConfig, kConfig.size() + 1), kSerial},
        FileCase{{"NoAnswer"}, kGetConfig, "", "cannot fetch http://127.0.0.1:"},
        FileCase{{"Html"}, kGetConfig, http_answer(200, kHtml, "text/html"), "no configuration: it is HTML"},
        FileCase{{"HtmlBehindBlanks"},
                 kGetConfig,
                 http_answer(200, " \r\n\t<!doctype html>"),
                 "no configuration: it is HTML"},
        FileCase{{"Empty"}, kGetConfig, http_answer(200, ""), "no configuration: it is empty"},
        FileCase{{"Blank"}, kGetConfig, http_answer(200, " \n\n"), "no configuration: it is empty"},
        FileCase{{"WithAZeroByte"},
                 kGetConfig,
                 http_answer(200, std::string("hostname \0x\n", 12)),
                 "control bytes"},
        FileCase{{"WithEscapes"}, kGetConfig, http_answer(200, "hostname \x1b[2J\n"), "control bytes"},
        FileCase{{"ThatIsAnImage"}, kGetConfig, http_answer(200, made_up_image()), "control bytes"}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    Image, BadFile,
    testing::Values(FileCase{{"Missing"}, kGetImage, http_answer(404, kHtml), "HTTP status 404"},
                    FileCase{{"Unreadable"}, kGetImage, http_answer(500, kHtml), "HTTP status 500"},
                    FileCase{{"CutShort"},
                             kGetImage,
                             http_answer_cut_short(made_up_image(), made_up_image().size() + 1),
                             kNewImage},
                    FileCase{{"CutAtOnce"}, kGetImage, http_answer_cut_short("", 99), kNewImage},
                    FileCase{{"Empty"}, kGetImage, http_answer(200, ""), kNewImage + " is empty"},
                    FileCase{{"NoAnswer"}, kGetImage, "", "cannot fetch http://127.0.0.1:"}),
    CaseName());

TEST(Image, WithoutALengthThatIsCutIsFoundOutByItsDigest) {
    MadeUpServer server;
    server.answers_with(kGetImage, "HTTP/1.0 200 OK\r\n\r\n" + made_up_image().substr(0, 99'999));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(device.run_agent(server.where()), {ExitCode::Digest, kImageStage, "the MD5 of"});
    expect_unchanged(device, before);
}

TEST(Image, WithoutALengthIsTaken) {
    MadeUpServer server;
    server.answers_with(kGetImage, "HTTP/1.0 200 OK\r\n\r\n" + made_up_image());
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
}

TEST(Transfer, ThatFailsIsTriedAgainFromItsStart) {
    MadeUpServer server;
    server.answers[kGetConfig] = {http_answer(500, kHtml), http_answer(200, kConfig)};
    server.answers[kGetImage] = {
        http_answer_cut_short(made_up_image().substr(0, 123'456), made_up_image().size()),
        http_answer(200, made_up_image())};
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--retries", "1"});
    const Ended ended = device.run_agent(arguments);
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_THAT(ended.err, HasSubstr("HTTP status 500; trying again in "));
    EXPECT_THAT(server.requests(), Contains(kGetConfig).Times(2));
    EXPECT_THAT(server.requests(), Contains(kGetImage).Times(2));
}

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
    expect_provisioned(device, before, ended, {"hostname leaf1", boots(kOldImage), {}});
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
    expect_provisioned(device, before, device.run_agent(server.where()), {kConfig, boots(kOldImage), {}});
}

}  // namespace
}  // namespace poap::rig
