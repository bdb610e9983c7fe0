#include <gmock/gmock.h>

#include "plan/server_plan.hpp"
#include "support/lab_plan.hpp"

namespace poap::test {
namespace {

using testing::AllOf, testing::HasSubstr, testing::Not;

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

TEST(InstallPlan, FetchesAConfigOverTftpByItsFullNameAndOverHttpByItsStem) {
    EXPECT_EQ(parse(lab_plan_with({{"config_protocol", "tftp"}})).config->url,
              "tftp://10.10.20.20/FDO24180ABC.cfg");
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

TEST(InstallPlan, TakesNullForAKeyThatIsNotThere) {
    for (const char* key : {"kickstart_image", "image_protocol", "install", "hops", "status_url",
                            "config_md5", "config_sha256", "config_sha512", "system_image_md5",
                            "system_image_sha256", "system_image_sha512", "kickstart_image_md5"}) {
        Json json = lab_plan_with({{"image_protocol", "http"}});
        json[key] = nullptr;
        const InstallPlan plan = parse(json);
        ASSERT_TRUE(plan.system) << key;
        EXPECT_FALSE(plan.kickstart);
        EXPECT_FALSE(plan.config->digest);
        EXPECT_FALSE(plan.system->digest);
        EXPECT_EQ(plan.install, Install::BootVariable);
        EXPECT_TRUE(plan.hops.empty());
    }
}

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
}

}  // namespace
}  // namespace poap::test
