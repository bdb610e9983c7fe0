// Where a digest can come from, and which of several counts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "support/named_case.hpp"
#include "text.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

const std::string kImageSidecar = kGetImage + ".md5";
const std::string kConfigSidecar = kGetConfig + ".md5";
const std::string kWrong = md5_of("something else");

/// A server that says no digest.
struct Silent : MadeUpServer {
    Silent() {
        plan.erase("system_image_md5");
        plan.erase("config_md5");
    }
    void beside_image(const std::string& sidecar) { answers_with(kImageSidecar, http_answer(200, sidecar)); }
    void beside_config(const std::string& sidecar) {
        answers_with(kConfigSidecar, http_answer(200, sidecar));
    }
};

struct DigestCase : NamedCase {
    std::function<void(Silent&)> say;
};

class RightDigest : public testing::TestWithParam<DigestCase> {};

TEST_P(RightDigest, IsTakenAndHeld) {
    Silent server;
    server.beside_config(md5_of(kConfig));
    GetParam().say(server);
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.emplace_back("--require-digest");
    const Ended ended = device.run_agent(arguments);
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_THAT(ended.err, Not(HasSubstr("WARNING")));
}

INSTANTIATE_TEST_SUITE_P(
    From, RightDigest,
    testing::Values(
        DigestCase{{"ThePlansMd5"}, [](auto& s) { s.plan["system_image_md5"] = md5_of(made_up_image()); }},
        DigestCase{{"ThePlansSha256"},
                   [](auto& s) { s.plan["system_image_sha256"] = sha256_of(made_up_image()); }},
        DigestCase{{"ThePlansSha512InCapitals"},
                   [](auto& s) {
                       std::string digest = sha512_of(made_up_image());
                       for (char& c : digest) c = static_cast<char>(std::toupper(c));
                       s.plan["system_image_sha512"] = digest;
                   }},
        DigestCase{{"TheStrongestInThePlan"},
                   [](auto& s) {
                       s.plan["system_image_md5"] = kWrong;
                       s.plan["system_image_sha512"] = sha512_of(made_up_image());
                   }},
        DigestCase{{"ThePlanRatherThanASidecar"},
                   [](auto& s) {
                       s.plan["system_image_md5"] = md5_of(made_up_image());
                       s.beside_image(kWrong);
                   }},
        DigestCase{{"ASidecarOfMd5sum"},
                   [](auto& s) { s.beside_image(md5_of(made_up_image()) + "  " + kNewImage + "\n"); }},
        DigestCase{{"ASidecarOfMd5sumInBinary"},
                   [](auto& s) { s.beside_image(md5_of(made_up_image()) + " *" + kNewImage + "\r\n"); }},
        DigestCase{{"ASidecarInCiscosForm"},
                   [](auto& s) { s.beside_image("md5sum=" + md5_of(made_up_image())); }},
        DigestCase{{"ASidecarInCiscosFormInQuotes"},
                   [](auto& s) { s.beside_image("md5sum=\"" + md5_of(made_up_image()) + "\"\n"); }},
        DigestCase{{"ABareSidecar"}, [](auto& s) { s.beside_image(md5_of(made_up_image())); }}),
    CaseName());

class WrongDigest : public testing::TestWithParam<DigestCase> {};

TEST_P(WrongDigest, IsFoundOut) {
    Silent server;
    server.beside_config(md5_of(kConfig));
    server.beside_image(md5_of(made_up_image()));
    GetParam().say(server);
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    const bool of_config = GetParam().name.find("Config") != std::string::npos;
    const Ended ended = device.run_agent(server.where());
    expect_failure(ended, {ExitCode::Digest, of_config ? "stage the configuration" : "stage the image",
                           of_config ? kSerial + ".cfg" : kNewImage});
    expect_unchanged(device, before);
}

INSTANTIATE_TEST_SUITE_P(
    In, WrongDigest,
    testing::Values(
        DigestCase{{"ThePlanForTheConfig"}, [](auto& s) { s.plan["config_md5"] = kWrong; }},
        DigestCase{{"ThePlanForTheConfigStrongest"},
                   [](auto& s) {
                       s.plan["config_md5"] = md5_of(kConfig);
                       s.plan["config_sha256"] = sha256_of("something else");
                   }},
        DigestCase{{"ASidecarOfTheConfig"}, [](auto& s) { s.beside_config(kWrong); }},
        DigestCase{{"ASidecarOfTheConfigMalformed"}, [](auto& s) { s.beside_config("no digest here"); }},
        DigestCase{{"ThePlanForTheImage"}, [](auto& s) { s.plan["system_image_md5"] = kWrong; }},
        DigestCase{{"ThePlansSha512ForTheImage"},
                   [](auto& s) { s.plan["system_image_sha512"] = sha512_of("something else"); }},
        DigestCase{{"ASidecarOfTheImage"}, [](auto& s) { s.beside_image(kWrong + "  " + kNewImage); }},
        DigestCase{{"ASidecarOfAnotherImage"},
                   [](auto& s) { s.beside_image(md5_of(made_up_image()) + "  " + kOldImage + "\n"); }},
        DigestCase{{"ASidecarMalformed"}, [](auto& s) { s.beside_image("md5sum=\"cut off"); }},
        DigestCase{{"ASidecarTooShort"}, [](auto& s) { s.beside_image("0123456789abcdef"); }},
        DigestCase{{"ASidecarThatIsHtml"},
                   [](auto& s) { s.beside_image("<html><body>Welcome</body></html>\n"); }},
        DigestCase{{"ASidecarThatIsEmpty"}, [](auto& s) { s.beside_image(""); }}),
    CaseName());

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

TEST(NoDigest, ForTheConfigIsAnErrorWhereOneIsRequired) {
    Silent server;
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.emplace_back("--require-digest");
    expect_failure(device.run_agent(arguments),
                   {ExitCode::Digest, "stage the configuration", "no digest is known for " + kSerial});
    expect_unchanged(device, before);
}

TEST(NoDigest, ForTheImageIsAnErrorWhereOneIsRequired) {
    Silent server;
    server.beside_config(md5_of(kConfig));
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.emplace_back("--require-digest");
    expect_failure(device.run_agent(arguments),
                   {ExitCode::Digest, "stage the image", "no digest is known for " + kNewImage});
    expect_unchanged(device, before);
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

TEST(Sidecar, ThatGetsNoAnswerAtAllIsAFailedTransfer) {
    Silent server;
    server.answers_with(kImageSidecar, "");
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(device.run_agent(server.where()),
                   {ExitCode::Transfer, "stage the image", kNewImage + ".md5"});
    expect_unchanged(device, before);
}

}  // namespace
}  // namespace poap::rig
