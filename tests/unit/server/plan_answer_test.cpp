#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "base/error.hpp"
#include "plan/server_plan.hpp"
#include "support/named_case.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Json = nlohmann::json;

const std::string kMd5(32, 'a');
const std::string kSha256(64, 'b');
const std::string kSha512(128, 'c');
const std::string kAsker = "serial FDO24180ABC, MAC 5e01.4002.0000";

/// What the lab's server answers.
Json lab_plan() {
    return {{"system_image", "nxos.9.3.5.bin"}, {"kickstart_image", ""},
            {"tftp_server", "10.10.20.20"},     {"config_file", "FDO24180ABC.cfg"},
            {"config_protocol", "http"},        {"http_server", "10.10.20.20:5000"}};
}

/// The lab's plan with these keys changed or added.
Json lab_plan_with(const Json& changes) {
    Json plan = lab_plan();
    plan.update(changes);
    return plan;
}

/// A hop with these keys changed or added.
Json hop_with(const Json& changes) {
    Json hop = {{"system_image", "nxos.7.0.3.I7.9.bin"}};
    hop.update(changes);
    return hop;
}

InstallPlan parse(const Json& plan) {
    return parse_install_plan(plan.dump(), kAsker);
}

Error failure(const std::string& text) {
    return thrown_by([&] { parse_install_plan(text, kAsker); });
}

TEST(InstallPlan, IsTakenAsTheLabsServerSendsIt) {
    const InstallPlan plan = parse(lab_plan());
    EXPECT_EQ(plan.config->name.str(), "FDO24180ABC.cfg");
    EXPECT_EQ(plan.config->protocol, Protocol::Http);
    EXPECT_TRUE(plan.config->rendered);
    EXPECT_EQ(plan.config->url, "http://10.10.20.20:5000/conf/FDO24180ABC");
    EXPECT_FALSE(plan.config->digest);
    ASSERT_TRUE(plan.system);
    EXPECT_EQ(plan.system->name.str(), "nxos.9.3.5.bin");
    EXPECT_EQ(plan.system->protocol, Protocol::Tftp);
    EXPECT_FALSE(plan.system->rendered);
    EXPECT_EQ(plan.system->url, "tftp://10.10.20.20/nxos.9.3.5.bin");
    EXPECT_FALSE(plan.kickstart);
}

TEST(InstallPlan, IgnoresKeysThatItDoesNotKnow) {
    const InstallPlan plan =
        parse(lab_plan_with({{"hostname", "spine1"}, {"status_url", 7}, {"mgmt0_ip", nullptr}}));
    EXPECT_TRUE(plan.system);
}

TEST(InstallPlan, FetchesAConfigOverTftpUnderItsFullName) {
    EXPECT_EQ(parse(lab_plan_with({{"config_protocol", "tftp"}})).config->url,
              "tftp://10.10.20.20/FDO24180ABC.cfg");
}

TEST(InstallPlan, AsksOverHttpForTheNameUpToItsFirstDot) {
    EXPECT_EQ(parse(lab_plan_with({{"config_file", "FDO24180ABC.v2.cfg"}})).config->url,
              "http://10.10.20.20:5000/conf/FDO24180ABC");
}

TEST(InstallPlan, FetchesImagesOverHttpWhereItSaysSo) {
    const InstallPlan plan = parse(lab_plan_with({{"image_protocol", "http"}, {"kickstart_image", "k.bin"}}));
    EXPECT_EQ(plan.system->url, "http://10.10.20.20:5000/images/nxos.9.3.5.bin");
    EXPECT_EQ(plan.kickstart->url, "http://10.10.20.20:5000/images/k.bin");
    EXPECT_EQ(plan.system->protocol, Protocol::Http);
}

TEST(InstallPlan, WithAnEmptySystemImageIsOneOfAConfigAlone) {
    const InstallPlan plan = parse(lab_plan_with({{"system_image", ""}}));
    EXPECT_FALSE(plan.system);
    EXPECT_FALSE(plan.kickstart);
}

TEST(InstallPlan, TakesServersInEveryForm) {
    const InstallPlan plan =
        parse(lab_plan_with({{"tftp_server", "tftp.example.net:1069"}, {"http_server", "[2001:db8::1]"}}));
    EXPECT_EQ(plan.system->url, "tftp://tftp.example.net:1069/nxos.9.3.5.bin");
    EXPECT_EQ(plan.config->url, "http://[2001:db8::1]/conf/FDO24180ABC");
}

TEST(InstallPlan, TakesAnHttpServerWithItsScheme) {
    const auto url = [](const char* server) {
        return parse(lab_plan_with({{"http_server", server}})).config->url;
    };
    EXPECT_EQ(url("https://poap.example.net"), "https://poap.example.net/conf/FDO24180ABC");
    EXPECT_EQ(url("https://[2001:db8::1]:8443"), "https://[2001:db8::1]:8443/conf/FDO24180ABC");
    EXPECT_EQ(url("http://10.10.20.20:5000"), "http://10.10.20.20:5000/conf/FDO24180ABC");
}

TEST(InstallPlan, MayLeaveAServerEmptyThatNothingComesFrom) {
    EXPECT_EQ(parse(lab_plan_with({{"tftp_server", ""}, {"system_image", ""}})).config->protocol,
              Protocol::Http);
    EXPECT_EQ(parse(lab_plan_with({{"http_server", ""}, {"config_protocol", "tftp"}})).config->protocol,
              Protocol::Tftp);
}

TEST(InstallPlan, HasItsSidecarBesideEachFile) {
    EXPECT_EQ(parse(lab_plan()).config->sidecar_url(), "http://10.10.20.20:5000/conf/FDO24180ABC.md5");
    EXPECT_EQ(parse(lab_plan()).system->sidecar_url(), "tftp://10.10.20.20/nxos.9.3.5.bin.md5");
}

TEST(InstallPlan, GivesEachFileItsStrongestDigest) {
    const InstallPlan plan = parse(lab_plan_with({{"kickstart_image", "k.bin"},
                                                  {"kickstart_image_md5", kMd5},
                                                  {"system_image_md5", kMd5},
                                                  {"system_image_sha512", kSha512},
                                                  {"system_image_sha256", kSha256},
                                                  {"config_sha256", kSha256},
                                                  {"config_md5", kMd5}}));
    EXPECT_EQ(plan.kickstart->digest, Digest::parse(DigestKind::Md5, kMd5));
    EXPECT_EQ(plan.system->digest, Digest::parse(DigestKind::Sha512, kSha512));
    EXPECT_EQ(plan.config->digest, Digest::parse(DigestKind::Sha256, kSha256));
}

TEST(InstallPlan, SetsTheBootVariableUnlessItSaysInstallAll) {
    EXPECT_EQ(parse(lab_plan()).install, Install::BootVariable);
    EXPECT_EQ(parse(lab_plan_with({{"install", "boot-variable"}})).install, Install::BootVariable);
    EXPECT_EQ(parse(lab_plan_with({{"install", "install-all"}})).install, Install::InstallAll);
}

TEST(InstallPlan, NamesImagesToGoThroughFromTheServerOfItsImages) {
    const InstallPlan plan = parse(lab_plan_with(
        {{"image_protocol", "http"},
         {"hops",
          {hop_with({{"from", "6.1(2)I3(1)"}, {"system_image_md5", kMd5}, {"kickstart_image", "k.bin"}}),
           {{"system_image", "nxos.9.3.1.bin"}}}}}));
    ASSERT_EQ(plan.hops.size(), 2U);
    EXPECT_EQ(plan.hops[0].system.url, "http://10.10.20.20:5000/images/nxos.7.0.3.I7.9.bin");
    EXPECT_EQ(plan.hops[0].system.digest, Digest::parse(DigestKind::Md5, kMd5));
    EXPECT_EQ(plan.hops[0].kickstart->name.str(), "k.bin");
    EXPECT_EQ(plan.hops[0].from, Release::parse("6.1(2)I3(1)"));
    EXPECT_EQ(plan.hops[1].system.name.str(), "nxos.9.3.1.bin");
    EXPECT_FALSE(plan.hops[1].from);
}

TEST(InstallPlan, TakesAKeyTwiceWhereItIsNoneOfItsOwn) {
    const std::string own = lab_plan().dump();
    EXPECT_NO_THROW(
        parse_install_plan(own.substr(0, own.size() - 1) + R"(, "x": [{"y": 1, "y": 2}]})", kAsker));
}

TEST(InstallPlan, TakesTheSameKeyInEachHop) {
    EXPECT_EQ(
        parse(lab_plan_with({{"hops", {hop_with(Json::object()), hop_with(Json::object())}}})).hops.size(),
        2U);
}

TEST(InstallPlan, TakesADigestInCapitals) {
    EXPECT_EQ(parse(lab_plan_with({{"config_md5", std::string(32, 'A')}})).config->digest,
              Digest::parse(DigestKind::Md5, kMd5));
}

TEST(InstallPlan, WithoutBothImageKeysSaysThatTheServerDoesNotKnowTheSwitch) {
    Json plan = lab_plan();
    plan.erase("system_image");
    plan.erase("kickstart_image");
    const Error error = failure(plan.dump());
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("does not know this switch"), HasSubstr(kAsker)));
    EXPECT_THAT(error.advice(), HasSubstr("inventory"));
}

class MissingKey : public testing::TestWithParam<std::string> {};

TEST_P(MissingKey, IsNamed) {
    Json plan = lab_plan();
    plan.erase(GetParam());
    const Error error = failure(plan.dump());
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_FALSE(error.is_retryable());
    EXPECT_THAT(error.what(), HasSubstr("it has no " + GetParam()));
}

INSTANTIATE_TEST_SUITE_P(OfAPlan, MissingKey,
                         testing::Values("system_image", "kickstart_image", "tftp_server", "http_server",
                                         "config_file", "config_protocol"),
                         [](const auto& test) { return test.param; });

class WrongType : public testing::TestWithParam<std::string> {};

TEST_P(WrongType, IsNamed) {
    for (const Json& value : {Json(7), Json(true), Json::array({"x"}), Json::object({{"x", "y"}})}) {
        const Error error = failure(lab_plan_with({{GetParam(), value}}).dump());
        EXPECT_EQ(error.code(), ExitCode::Server) << value;
        EXPECT_THAT(error.what(), HasSubstr(GetParam() + " is no string")) << value;
    }
}

INSTANTIATE_TEST_SUITE_P(InAPlan, WrongType,
                         testing::Values("system_image", "kickstart_image", "tftp_server", "http_server",
                                         "config_file", "config_protocol", "image_protocol",
                                         "system_image_md5", "kickstart_image_sha256", "config_sha512"),
                         [](const auto& test) { return test.param; });

class NullKey : public testing::TestWithParam<std::string> {};

TEST_P(NullKey, IsNone) {
    Json json = lab_plan_with({{"image_protocol", "http"}});
    json[GetParam()] = nullptr;
    const InstallPlan plan = parse(json);
    EXPECT_TRUE(plan.system);
    EXPECT_FALSE(plan.kickstart);
    EXPECT_FALSE(plan.config->digest);
    EXPECT_FALSE(plan.system && plan.system->digest);
    EXPECT_EQ(plan.install, Install::BootVariable);
    EXPECT_TRUE(plan.hops.empty());
}

INSTANTIATE_TEST_SUITE_P(OfAPlan, NullKey,
                         testing::Values("kickstart_image", "image_protocol", "install", "hops", "status_url",
                                         "config_md5", "config_sha256", "config_sha512", "system_image_md5",
                                         "system_image_sha256", "system_image_sha512", "kickstart_image_md5"),
                         [](const auto& test) { return test.param; });

TEST(InstallPlan, TakesAWeakerDigestWhereTheStrongerIsNull) {
    const InstallPlan plan =
        parse(lab_plan_with({{"system_image_sha512", nullptr}, {"system_image_md5", kMd5}}));
    EXPECT_EQ(plan.system->digest, Digest::parse(DigestKind::Md5, kMd5));
}

TEST(InstallPlan, TakesNullForNoneInAHop) {
    const Json hop =
        hop_with({{"kickstart_image", nullptr}, {"from", nullptr}, {"system_image_md5", nullptr}});
    const InstallPlan plan = parse(lab_plan_with({{"hops", Json::array({hop})}}));
    ASSERT_EQ(plan.hops.size(), 1U);
    EXPECT_FALSE(plan.hops[0].kickstart);
    EXPECT_FALSE(plan.hops[0].from);
    EXPECT_FALSE(plan.hops[0].system.digest);
}

TEST(InstallPlan, TakesNullForAServerThatNothingComesFrom) {
    EXPECT_TRUE(parse(lab_plan_with({{"tftp_server", nullptr}, {"image_protocol", "http"}})).system);
    EXPECT_TRUE(parse(lab_plan_with({{"http_server", nullptr}, {"config_protocol", "tftp"}})).config);
    for (const std::string key : {"http_server", "tftp_server"}) {
        EXPECT_THAT(failure(lab_plan_with({{key, nullptr}}).dump()).what(),
                    HasSubstr(key + " is empty, but "));
    }
}

TEST(InstallPlan, IsRefusedWhereAKeyThatItNeedsIsNull) {
    for (const std::string key : {"config_file", "config_protocol", "system_image"}) {
        EXPECT_THAT(failure(lab_plan_with({{key, nullptr}}).dump()).what(), HasSubstr(key + " is no string"));
    }
    const Json hop = hop_with({{"system_image", nullptr}});
    EXPECT_THAT(failure(lab_plan_with({{"hops", Json::array({hop})}}).dump()).what(),
                HasSubstr("system_image is no string"));
}

struct BadPlanCase : NamedCase {
    Json changes;
    std::string fault;
};

class BadPlan : public testing::TestWithParam<BadPlanCase> {};

TEST_P(BadPlan, IsRefused) {
    const Error error = failure(lab_plan_with(GetParam().changes).dump());
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_FALSE(error.is_retryable());
    EXPECT_THAT(error.what(), AllOf(HasSubstr("does not hold"), HasSubstr(GetParam().fault)));
    EXPECT_THAT(error.advice(), Not(testing::IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(
    With, BadPlan,
    testing::Values(
        BadPlanCase{{"AnImageAboveTheFolder"}, {{"system_image", "../nxos.bin"}}, "system_image is `../nxos"},
        BadPlanCase{{"AnImageThatChainsACommand"}, {{"system_image", "x;reload"}}, "system_image is `x;rel"},
        BadPlanCase{{"AnImageLikeAnOption"}, {{"system_image", "-x"}}, "system_image is `-x`"},
        BadPlanCase{{"AnImageThatIsHidden"}, {{"system_image", ".x"}}, "system_image is `.x`"},
        BadPlanCase{{"AnImageWithALineBreak"}, {{"system_image", "x\nreload"}}, "system_image is `x reload`"},
        BadPlanCase{
            {"AnImageWithAZeroByte"}, {{"system_image", std::string("x\0y", 3)}}, "system_image is `x?y`"},
        BadPlanCase{{"AnImageNameThatIsTooLong"}, {{"system_image", std::string(201, 'x')}}, "at most 200"},
        BadPlanCase{{"ABlankImage"}, {{"system_image", " "}}, "system_image is ` `"},
        BadPlanCase{{"AKickstartImageInAFolder"}, {{"kickstart_image", "a/b"}}, "kickstart_image is `a/b`"},
        BadPlanCase{{"AKickstartImageAlone"},
                    {{"system_image", ""}, {"kickstart_image", "k.bin"}},
                    "a kickstart image, but no system image"},
        BadPlanCase{{"ThePairOfOneName"},
                    {{"kickstart_image", "nxos.9.3.5.bin"}},
                    "kickstart image and system image are both nxos.9.3.5.bin"},
        BadPlanCase{{"AConfigOfTheImagesName"},
                    {{"config_file", "same"}, {"system_image", "same"}},
                    "config and an image are both same"},
        BadPlanCase{{"AConfigNamedLikeAnUpgradedImage"},
                    {{"config_file", "nxos.9.3.6.bin.upg"}},
                    "config is nxos.9.3.6.bin.upg, the name of an image"},
        BadPlanCase{{"AConfigNamedLikeAnImage"},
                    {{"config_file", "nxos.9.3.4.bin"}},
                    "config is nxos.9.3.4.bin, the name of an image"},
        BadPlanCase{{"AConfigOfTheKickstartImagesName"},
                    {{"config_file", "same"}, {"kickstart_image", "same"}},
                    "config and an image are both same"},
        BadPlanCase{{"AnEmptyConfigName"}, {{"config_file", ""}}, "config_file is ``"},
        BadPlanCase{{"AConfigAboveTheFolder"}, {{"config_file", "../x.cfg"}}, "config_file is `../x.cfg`"},
        BadPlanCase{{"AnUnknownConfigProtocol"}, {{"config_protocol", "ftp"}}, "not http or tftp"},
        BadPlanCase{{"AnEmptyConfigProtocol"}, {{"config_protocol", ""}}, "config_protocol is ``"},
        BadPlanCase{{"AConfigProtocolInCapitals"}, {{"config_protocol", "HTTP"}}, "not http or tftp"},
        BadPlanCase{{"AnUnknownImageProtocol"}, {{"image_protocol", "scp"}}, "image_protocol is `scp`"},
        BadPlanCase{{"AHostThatIsNone"}, {{"tftp_server", "a b"}}, "tftp_server is `a b`"},
        BadPlanCase{{"AHostWithAPath"}, {{"http_server", "h:80/x"}}, "http_server is `h:80/x`"},
        BadPlanCase{{"AHostWithAUser"}, {{"http_server", "u@h"}}, "http_server is `u@h`"},
        BadPlanCase{{"APortThatIsNone"}, {{"http_server", "h:99999"}}, "http_server is `h:99999`"},
        BadPlanCase{{"NoServerForItsConfig"}, {{"http_server", ""}}, "http_server is empty"},
        BadPlanCase{{"NoServerForItsImage"}, {{"tftp_server", ""}}, "tftp_server is empty"},
        BadPlanCase{{"AWayToInstallThatIsNone"}, {{"install", "issu"}}, "install is `issu`"},
        BadPlanCase{{"InstallAllOfAPair"},
                    {{"install", "install-all"}, {"kickstart_image", "k.bin"}},
                    "`install all` takes one image"},
        BadPlanCase{{"HopsThatAreNoList"}, {{"hops", "nxos.7.0.3.I7.9.bin"}}, "hops is no list"},
        BadPlanCase{{"AHopThatIsNoObject"},
                    {{"hops", Json::array({"nxos.7.0.3.I7.9.bin"})}},
                    "a hop is no JSON object"},
        BadPlanCase{{"AHopWithoutAnImage"},
                    {{"hops", Json::array({hop_with({{"system_image", ""}})})}},
                    "a hop's system_image"},
        BadPlanCase{{"AHopAboveTheFolder"},
                    {{"hops", Json::array({hop_with({{"system_image", "../x"}})})}},
                    "system_image is `../x`"},
        BadPlanCase{{"AHopThatNamesNoRelease"},
                    {{"hops", Json::array({hop_with({{"system_image", "midway.bin"}})})}},
                    "the hop's image midway.bin names no release"},
        BadPlanCase{
            {"AHopFromNoRelease"}, {{"hops", Json::array({hop_with({{"from", "old"}})})}}, "from is `old`"},
        BadPlanCase{
            {"AHopFromANumber"}, {{"hops", Json::array({hop_with({{"from", 7}})})}}, "from is no string"},
        BadPlanCase{{"AHopWithABadDigest"},
                    {{"hops", Json::array({hop_with({{"system_image_md5", "x"}})})}},
                    "no MD5 digest"},
        BadPlanCase{{"AHopWithItsKickstartImageTwice"},
                    {{"hops", Json::array({hop_with({{"kickstart_image", "nxos.7.0.3.I7.9.bin"}})})}},
                    "are both nxos.7.0.3.I7.9.bin"},
        BadPlanCase{{"AHopPastTheTarget"},
                    {{"hops", Json::array({hop_with({{"system_image", "nxos.9.3.6.bin"}})})}},
                    "the hop nxos.9.3.6.bin is not older than the image it leads to, nxos.9.3.5.bin"},
        BadPlanCase{
            {"AHopWhoseKickstartImageIsTheConfig"},
            {{"config_file", "k.cfg"}, {"hops", Json::array({hop_with({{"kickstart_image", "k.cfg"}})})}},
            "its config and an image of a hop are both k.cfg"},
        BadPlanCase{{"HopsToNoTarget"},
                    {{"system_image", ""}, {"hops", {hop_with(Json::object())}}},
                    "hops, but no system image"},
        BadPlanCase{{"AnEmptyDigest"}, {{"config_md5", ""}}, "config_md5 is no MD5 digest"},
        BadPlanCase{{"AShortDigest"}, {{"config_md5", "abc"}}, "config_md5 is no MD5 digest"},
        BadPlanCase{{"ADigestOfAnotherKind"}, {{"system_image_sha256", kMd5}}, "no SHA-256 digest"},
        BadPlanCase{{"ADigestThatIsNotHex"}, {{"config_md5", std::string(32, 'g')}}, "no MD5 digest"},
        BadPlanCase{{"AConfigNamedAsTheSwitchsSchedule"},
                    {{"config_file", "poap_replay01.cfg"}},
                    "keeps its schedule in"},
        BadPlanCase{{"AMalformedDigestBesideAStrongerOne"},
                    {{"config_sha512", kSha512}, {"config_md5", "x"}},
                    "config_md5 is no MD5 digest"}),
    CaseName());

struct BadJsonCase : NamedCase {
    std::string text;
    std::string fault;
};

class BadJson : public testing::TestWithParam<BadJsonCase> {};

TEST_P(BadJson, IsRefused) {
    const Error error = failure(GetParam().text);
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_THAT(error.what(), HasSubstr(GetParam().fault));
}

INSTANTIATE_TEST_SUITE_P(
    Body, BadJson,
    testing::Values(BadJsonCase{{"Empty"}, "", "not JSON"},
                    BadJsonCase{{"Html"}, "<html>\n<b>500</b>", "not JSON: <html> <b>500</b>"},
                    BadJsonCase{{"CutShort"}, R"({"system_image": "nx)", "not JSON"},
                    BadJsonCase{{"WithMoreBehindIt"}, "{} {}", "not JSON"},
                    BadJsonCase{{"WithAZeroBehindIt"}, std::string("{}\0", 3), "not JSON"},
                    BadJsonCase{{"WithAKeyTwice"},
                                R"({"system_image": "", "system_image": ""})",
                                "it has `system_image` twice"},
                    BadJsonCase{{"WithAKeyTwiceInAHop"},
                                R"({"hops": [{"from": ""}, {"from": "", "from": ""}]})",
                                "it has `from` twice"},
                    BadJsonCase{{"NotUtf8"}, "{\"a\": \"\xff\"}", "not JSON"},
                    BadJsonCase{{"AList"}, "[1]", "no JSON object"},
                    BadJsonCase{{"Null"}, "null", "no JSON object"},
                    BadJsonCase{{"AText"}, "\"x\"", "no JSON object"},
                    BadJsonCase{{"ADeepNest"}, std::string(500'000, '['), "not JSON"},
                    BadJsonCase{{"ADeepNestThatIsClosed"},
                                std::string(500'000, '[') + std::string(500'000, ']'),
                                "no JSON object"},
                    BadJsonCase{{"AnEmptyObject"}, "{}", "does not know this switch"}),
    CaseName());

}  // namespace
}  // namespace poap::test
