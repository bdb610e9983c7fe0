#include "plan/server_plan.hpp"

#include <gmock/gmock.h>

#include "base/text.hpp"
#include "support/lab_plan.hpp"

namespace poap::test {
namespace {

/// `name url`, with the digest where the plan has one; empty for no file.
std::string in_words(const std::optional<PlannedFile>& file) {
    if (!file) return "";
    const std::string digest =
        file->digest ? concat(" ", name_of(file->digest->kind()), " ", file->digest->hex()) : "";
    return concat(file->name.str(), " ", file->url, digest);
}

TEST(ServerPlan, IsReadAsTheLabsServerSendsIt) {
    const InstallPlan plan = parse_with(Json::object());
    EXPECT_EQ(in_words(plan.config), "FDO24180ABC.cfg http://10.10.20.20:5000/conf/FDO24180ABC");
    EXPECT_EQ(plan.config->protocol, Protocol::Http);
    EXPECT_TRUE(plan.config->rendered);
    EXPECT_EQ(plan.config->sidecar_url(), "http://10.10.20.20:5000/conf/FDO24180ABC.md5");
    EXPECT_EQ(in_words(plan.system), "nxos.9.3.5.bin tftp://10.10.20.20/nxos.9.3.5.bin");
    EXPECT_EQ(plan.system->protocol, Protocol::Tftp);
    EXPECT_FALSE(plan.system->rendered);
    EXPECT_EQ(plan.system->sidecar_url(), "tftp://10.10.20.20/nxos.9.3.5.bin.md5");
    EXPECT_FALSE(plan.kickstart);
    EXPECT_EQ(plan.install, Install::BootVariable);
}

TEST(ServerPlan, MayHaveAUrlForReports) {
    EXPECT_EQ(status_url_in(R"({"status_url": "http://h/"})"), "http://h/");
    for (const char* none : {R"({"status_url": null})", R"({"status_url": ""})", "{}"})
        EXPECT_EQ(status_url_in(none), "") << none;
    EXPECT_EQ(status_url_in(R"({"status_url": 7})"), "number");
    EXPECT_EQ(status_url_in(R"({"status_url": ["http://h/"]})"), "array");
}

struct PlanCase {
    const char* name;
    Json changes;
    std::string config = "FDO24180ABC.cfg http://10.10.20.20:5000/conf/FDO24180ABC";
    std::string system = "nxos.9.3.5.bin tftp://10.10.20.20/nxos.9.3.5.bin";
    std::string kickstart = {};
};

const PlanCase kPlans[] = {
    {"unknown keys", {{"hostname", "spine1"}, {"status_page", 7}, {"mgmt0_ip", nullptr}}},
    {"a config over TFTP has its full name",
     {{"config_protocol", "tftp"}},
     "FDO24180ABC.cfg tftp://10.10.20.20/FDO24180ABC.cfg"},
    {"a config over HTTP has its stem",
     {{"config_file", "FDO24180ABC.v2.cfg"}},
     "FDO24180ABC.v2.cfg http://10.10.20.20:5000/conf/FDO24180ABC"},
    {"images over HTTP",
     {{"image_protocol", "http"}, {"kickstart_image", "k.bin"}},
     "FDO24180ABC.cfg http://10.10.20.20:5000/conf/FDO24180ABC",
     "nxos.9.3.5.bin http://10.10.20.20:5000/images/nxos.9.3.5.bin",
     "k.bin http://10.10.20.20:5000/images/k.bin"},
    {"a config alone",
     {{"system_image", ""}, {"tftp_server", ""}},
     "FDO24180ABC.cfg http://10.10.20.20:5000/conf/FDO24180ABC",
     ""},
    {"servers by name and IPv6 address",
     {{"tftp_server", "tftp.example.net:1069"}, {"http_server", "[2001:db8::1]"}},
     "FDO24180ABC.cfg http://[2001:db8::1]/conf/FDO24180ABC",
     "nxos.9.3.5.bin tftp://tftp.example.net:1069/nxos.9.3.5.bin"},
    {"an HTTP server with its scheme",
     {{"http_server", "https://[2001:db8::1]:8443"}},
     "FDO24180ABC.cfg https://[2001:db8::1]:8443/conf/FDO24180ABC"},
    {"no HTTP server where nothing comes from it",
     {{"http_server", nullptr}, {"config_protocol", "tftp"}},
     "FDO24180ABC.cfg tftp://10.10.20.20/FDO24180ABC.cfg"},
    {"no TFTP server where nothing comes from it",
     {{"tftp_server", nullptr}, {"image_protocol", "http"}},
     "FDO24180ABC.cfg http://10.10.20.20:5000/conf/FDO24180ABC",
     "nxos.9.3.5.bin http://10.10.20.20:5000/images/nxos.9.3.5.bin"},
    {"each file's strongest digest, in lower case",
     {{"kickstart_image", "k.bin"},
      {"kickstart_image_md5", std::string(32, 'A')},
      {"system_image_md5", kMd5},
      {"system_image_sha512", kSha512},
      {"system_image_sha256", kSha256},
      {"config_sha512", nullptr},
      {"config_sha256", kSha256},
      {"config_md5", kMd5}},
     "FDO24180ABC.cfg http://10.10.20.20:5000/conf/FDO24180ABC SHA-256 " + kSha256,
     "nxos.9.3.5.bin tftp://10.10.20.20/nxos.9.3.5.bin SHA-512 " + kSha512,
     "k.bin tftp://10.10.20.20/k.bin MD5 " + kMd5},
};

TEST(ServerPlan, NamesEachFileAndItsSource) {
    for (const PlanCase& row : kPlans) {
        SCOPED_TRACE(row.name);
        const InstallPlan plan = parse_with(row.changes);
        EXPECT_EQ(in_words(plan.config), row.config);
        EXPECT_EQ(in_words(plan.system), row.system);
        EXPECT_EQ(in_words(plan.kickstart), row.kickstart);
    }
}

TEST(ServerPlan, SaysHowTheImageIsInstalled) {
    EXPECT_EQ(parse_with({{"install", "boot-variable"}}).install, Install::BootVariable);
    EXPECT_EQ(parse_with({{"install", "install-all"}}).install, Install::InstallAll);
}

TEST(ServerPlan, NamesIntermediateImagesOnTheServerOfItsImages) {
    const Json first =
        hop_with({{"from", "6.1(2)I3(1)"}, {"system_image_md5", kMd5}, {"kickstart_image", "k.bin"}});
    const Json second = {{"system_image", "nxos.9.3.1.bin"},
                         {"kickstart_image", nullptr},
                         {"from", nullptr},
                         {"system_image_md5", nullptr}};
    const InstallPlan plan = parse_with({{"image_protocol", "http"}, {"hops", {first, second}}});
    ASSERT_EQ(plan.hops.size(), 2U);
    const std::string images = "http://10.10.20.20:5000/images/";
    EXPECT_EQ(in_words(plan.hops[0].system),
              "nxos.7.0.3.I7.9.bin " + images + "nxos.7.0.3.I7.9.bin MD5 " + kMd5);
    EXPECT_EQ(in_words(plan.hops[0].kickstart), "k.bin " + images + "k.bin");
    EXPECT_EQ(plan.hops[0].from, Release::parse("6.1(2)I3(1)"));
    EXPECT_EQ(in_words(plan.hops[1].system), "nxos.9.3.1.bin " + images + "nxos.9.3.1.bin");
    EXPECT_FALSE(plan.hops[1].kickstart);
    EXPECT_FALSE(plan.hops[1].from);
}

TEST(ServerPlan, TakesNullForAKeyThatIsNotThere) {
    for (const char* key : {"kickstart_image", "install", "hops", "status_url", "config_md5", "config_sha256",
                            "config_sha512", "system_image_md5", "system_image_sha256", "system_image_sha512",
                            "kickstart_image_md5", "image_protocol"}) {
        const InstallPlan plan = parse_with({{key, nullptr}});
        EXPECT_EQ(in_words(plan.config), kPlans[0].config) << key;
        EXPECT_EQ(in_words(plan.system), kPlans[0].system) << key;
        EXPECT_FALSE(plan.kickstart);
        EXPECT_EQ(plan.install, Install::BootVariable);
        EXPECT_TRUE(plan.hops.empty());
    }
}

TEST(ServerPlan, MayHaveAKeyTwiceWhereItIsNotOneOfItsOwn) {
    const std::string plan = lab_plan_with().dump();
    EXPECT_NO_THROW(parse(plan.substr(0, plan.size() - 1) + R"(, "x": [{"y": 1, "y": 2}]})"));
}

}  // namespace
}  // namespace poap::test
