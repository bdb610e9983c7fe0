// Answers of the POAP server that are refused. Many more are in tests/system/plan_test.cpp.

#include <gmock/gmock.h>

#include "plan/server_plan.hpp"
#include "support/lab_plan.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

void expect_refused(const std::string& text, const std::string& fault) {
    const Error error = thrown_by([&] { parse(text); });
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_FALSE(error.is_retryable());
    EXPECT_THAT(error.what(), HasSubstr(fault));
    EXPECT_NE(error.advice(), "");
}

TEST(RefusedPlan, LacksAKeyOrHasOneThatIsNotAString) {
    for (const std::string key : {"system_image", "kickstart_image", "tftp_server", "http_server",
                                  "config_file", "config_protocol"}) {
        Json plan = lab_plan_with();
        plan.erase(key);
        expect_refused(plan.dump(), "is invalid: it has no " + key);
        expect_refused(lab_plan_with({{key, 7}}).dump(), "is invalid: " + key + " is not a string");
    }
    expect_refused("{}",
                   "the POAP server does not know this switch (serial FDO24180ABC, MAC 5e01.4002.0000)");
}

struct BadPlanCase {
    Json changes;
    std::string fault;
};

Json hop(const Json& changes) {
    return {{"hops", Json::array({hop_with(changes)})}};
}

const BadPlanCase kBadPlans[] = {
    {{{"system_image", "../nxos.bin"}}, "system_image is `../nxos"},
    {{{"system_image", ""}, {"kickstart_image", "k.bin"}}, "a kickstart image, but no system image"},
    {{{"kickstart_image", "nxos.9.3.5.bin"}}, "kickstart image and system image are both nxos.9.3.5.bin"},
    {{{"config_file", "same"}, {"kickstart_image", "same"}}, "config and an image are both same"},
    {{{"config_file", "nxos.9.3.6.bin.upg"}}, "config is nxos.9.3.6.bin.upg, which is an image name"},
    {{{"config_file", "nxos.9.3.4.bin"}}, "config is nxos.9.3.4.bin, which is an image name"},
    {{{"config_file", "poap_replay01.cfg"}}, "uses for its schedule"},
    {{{"config_protocol", "HTTP"}}, "not http or tftp"},
    {{{"image_protocol", "scp"}}, "image_protocol is `scp`"},
    {{{"tftp_server", "a b"}}, "tftp_server is `a b`"},
    {{{"http_server", nullptr}}, "http_server is empty, but "},
    {{{"tftp_server", ""}}, "tftp_server is empty, but "},
    {{{"install", "issu"}}, "install is `issu`"},
    {{{"install", "install-all"}, {"kickstart_image", "k.bin"}}, "`install all` takes one image"},
    {{{"system_image_sha256", kMd5}}, "not a valid SHA-256 checksum"},
    {{{"config_sha512", kSha512}, {"config_md5", "x"}}, "config_md5 is not a valid MD5 checksum"},
    {{{"hops", "nxos.7.0.3.I7.9.bin"}}, "hops is not a list"},
    {{{"hops", Json::array({"nxos.7.0.3.I7.9.bin"})}}, "an entry in hops is not a JSON object"},
    {{{"system_image", ""}, {"hops", {hop_with()}}}, "intermediate images, but no target image"},
    {{{"config_file", "k.cfg"}, {"hops", Json::array({hop_with({{"kickstart_image", "k.cfg"}})})}},
     "its config and an intermediate image are both k.cfg"},
    {hop({{"system_image", nullptr}}), "system_image is not a string"},
    {hop({{"system_image", ""}}), "system_image of an entry in hops"},
    {hop({{"system_image", "../x"}}), "system_image is `../x`"},
    {hop({{"system_image", "midway.bin"}}), "the intermediate image midway.bin has no release in its name"},
    {hop({{"system_image", "nxos.9.3.6.bin"}}),
     "the intermediate image nxos.9.3.6.bin is not older than the target image, nxos.9.3.5.bin"},
    {hop({{"kickstart_image", "nxos.7.0.3.I7.9.bin"}}), "are both nxos.7.0.3.I7.9.bin"},
    {hop({{"system_image_md5", "x"}}), "not a valid MD5 checksum"},
    {hop({{"from", "old"}}), "from in an entry in hops is `old`"},
    {hop({{"from", 7}}), "from is not a string"},
};

TEST(RefusedPlan, HasAValueThatIsInvalidOrDoesNotFitTheOthers) {
    for (const BadPlanCase& row : kBadPlans) expect_refused(lab_plan_with(row.changes).dump(), row.fault);
}

TEST(RefusedPlan, IsNotAJsonObjectOrHasAKeyTwice) {
    const std::string lists(500'000, '[');
    const std::pair<std::string, std::string> kTexts[] = {
        {"<html>\n<b>500</b>", "not JSON: <html> <b>500</b>"},
        {lists, "not JSON"},
        {lists + std::string(500'000, ']'), "not a JSON object"},
        {"null", "not a JSON object"},
        {R"({"system_image": "", "system_image": ""})", "it has `system_image` twice"},
        {R"({"hops": [{"from": ""}, {"from": "", "from": ""}]})", "it has `from` twice"}};
    for (const auto& [text, fault] : kTexts) expect_refused(text, fault);
}

}  // namespace
}  // namespace poap::test
