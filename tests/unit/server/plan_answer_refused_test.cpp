// Answers of the POAP server that are refused.

#include <gmock/gmock.h>

#include "plan/server_plan.hpp"
#include "support/lab_plan.hpp"

namespace poap::test {
namespace {

using testing::AllOf, testing::HasSubstr, testing::Not;

TEST(InstallPlan, WithoutBothImageKeysSaysThatTheServerDoesNotKnowTheSwitch) {
    Json plan = lab_plan();
    plan.erase("system_image");
    plan.erase("kickstart_image");
    const Error error = failure(plan.dump());
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_THAT(error.what(), AllOf(HasSubstr("does not know this switch"), HasSubstr(kAsker)));
    EXPECT_THAT(error.advice(), HasSubstr("inventory"));
}

TEST(InstallPlan, IsRefusedWithoutAKeyThatItNeeds) {
    for (const std::string key : {"system_image", "kickstart_image", "tftp_server", "http_server",
                                  "config_file", "config_protocol"}) {
        Json plan = lab_plan();
        plan.erase(key);
        const Error error = failure(plan.dump());
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_FALSE(error.is_retryable());
        EXPECT_THAT(error.what(), HasSubstr("it has no " + key));
    }
}

TEST(InstallPlan, IsRefusedWhereAValueIsNotAString) {
    for (const std::string key :
         {"system_image", "kickstart_image", "tftp_server", "http_server", "config_file", "config_protocol",
          "image_protocol", "system_image_md5", "kickstart_image_sha256", "config_sha512"}) {
        for (const Json& value : {Json(7), Json(true), Json::array({"x"}), Json::object({{"x", "y"}})}) {
            const Error error = failure(lab_plan_with({{key, value}}).dump());
            EXPECT_EQ(error.code(), ExitCode::Server) << value;
            EXPECT_THAT(error.what(), HasSubstr(key + " is no string")) << value;
        }
    }
}

TEST(InstallPlan, IsRefusedWhereAKeyThatItNeedsIsNull) {
    for (const std::string key : {"config_file", "config_protocol", "system_image"}) {
        EXPECT_THAT(failure(lab_plan_with({{key, nullptr}}).dump()).what(), HasSubstr(key + " is no string"));
    }
    const Json hop = hop_with({{"system_image", nullptr}});
    EXPECT_THAT(failure(lab_plan_with({{"hops", Json::array({hop})}}).dump()).what(),
                HasSubstr("system_image is no string"));
    for (const std::string key : {"http_server", "tftp_server"}) {
        EXPECT_THAT(failure(lab_plan_with({{key, nullptr}}).dump()).what(),
                    HasSubstr(key + " is empty, but "));
    }
}

struct BadPlanCase {
    Json changes;
    std::string fault;
};

const BadPlanCase kBadPlans[] = {
    {{{"system_image", "../nxos.bin"}}, "system_image is `../nxos"},
    {{{"system_image", "x;reload"}}, "system_image is `x;rel"},
    {{{"system_image", "-x"}}, "system_image is `-x`"},
    {{{"system_image", ".x"}}, "system_image is `.x`"},
    {{{"system_image", "x\nreload"}}, "system_image is `x reload`"},
    {{{"system_image", std::string("x\0y", 3)}}, "system_image is `x?y`"},
    {{{"system_image", std::string(201, 'x')}}, "at most 200"},
    {{{"system_image", " "}}, "system_image is ` `"},
    {{{"kickstart_image", "a/b"}}, "kickstart_image is `a/b`"},
    {{{"system_image", ""}, {"kickstart_image", "k.bin"}}, "a kickstart image, but no system image"},
    {{{"kickstart_image", "nxos.9.3.5.bin"}}, "kickstart image and system image are both nxos.9.3.5.bin"},
    {{{"config_file", "same"}, {"system_image", "same"}}, "config and an image are both same"},
    {{{"config_file", "nxos.9.3.6.bin.upg"}}, "config is nxos.9.3.6.bin.upg, the name of an image"},
    {{{"config_file", "nxos.9.3.4.bin"}}, "config is nxos.9.3.4.bin, the name of an image"},
    {{{"config_file", "same"}, {"kickstart_image", "same"}}, "config and an image are both same"},
    {{{"config_file", ""}}, "config_file is ``"},
    {{{"config_file", "../x.cfg"}}, "config_file is `../x.cfg`"},
    {{{"config_protocol", "ftp"}}, "not http or tftp"},
    {{{"config_protocol", ""}}, "config_protocol is ``"},
    {{{"config_protocol", "HTTP"}}, "not http or tftp"},
    {{{"image_protocol", "scp"}}, "image_protocol is `scp`"},
    {{{"tftp_server", "a b"}}, "tftp_server is `a b`"},
    {{{"http_server", "h:80/x"}}, "http_server is `h:80/x`"},
    {{{"http_server", "u@h"}}, "http_server is `u@h`"},
    {{{"http_server", "h:99999"}}, "http_server is `h:99999`"},
    {{{"http_server", ""}}, "http_server is empty"},
    {{{"tftp_server", ""}}, "tftp_server is empty"},
    {{{"install", "issu"}}, "install is `issu`"},
    {{{"install", "install-all"}, {"kickstart_image", "k.bin"}}, "`install all` takes one image"},
    {{{"hops", "nxos.7.0.3.I7.9.bin"}}, "hops is no list"},
    {{{"hops", Json::array({"nxos.7.0.3.I7.9.bin"})}}, "a hop is no JSON object"},
    {{{"hops", Json::array({hop_with({{"system_image", ""}})})}}, "a hop's system_image"},
    {{{"hops", Json::array({hop_with({{"system_image", "../x"}})})}}, "system_image is `../x`"},
    {{{"hops", Json::array({hop_with({{"system_image", "midway.bin"}})})}},
     "the hop's image midway.bin names no release"},
    {{{"hops", Json::array({hop_with({{"from", "old"}})})}}, "from is `old`"},
    {{{"hops", Json::array({hop_with({{"from", 7}})})}}, "from is no string"},
    {{{"hops", Json::array({hop_with({{"system_image_md5", "x"}})})}}, "no MD5 digest"},
    {{{"hops", Json::array({hop_with({{"kickstart_image", "nxos.7.0.3.I7.9.bin"}})})}},
     "are both nxos.7.0.3.I7.9.bin"},
    {{{"hops", Json::array({hop_with({{"system_image", "nxos.9.3.6.bin"}})})}},
     "the hop nxos.9.3.6.bin is not older than the image it leads to, nxos.9.3.5.bin"},
    {{{"config_file", "k.cfg"}, {"hops", Json::array({hop_with({{"kickstart_image", "k.cfg"}})})}},
     "its config and an image of a hop are both k.cfg"},
    {{{"system_image", ""}, {"hops", {hop_with(Json::object())}}}, "hops, but no system image"},
    {{{"config_md5", ""}}, "config_md5 is no MD5 digest"},
    {{{"config_md5", "abc"}}, "config_md5 is no MD5 digest"},
    {{{"system_image_sha256", kMd5}}, "no SHA-256 digest"},
    {{{"config_md5", std::string(32, 'g')}}, "no MD5 digest"},
    {{{"config_file", "poap_replay01.cfg"}}, "keeps its schedule in"},
    {{{"config_sha512", kSha512}, {"config_md5", "x"}}, "config_md5 is no MD5 digest"},
};

TEST(BadPlan, IsRefused) {
    for (const BadPlanCase& row : kBadPlans) {
        SCOPED_TRACE(row.fault);
        const Error error = failure(lab_plan_with(row.changes).dump());
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_FALSE(error.is_retryable());
        EXPECT_THAT(error.what(), AllOf(HasSubstr("does not hold"), HasSubstr(row.fault)));
        EXPECT_THAT(error.advice(), Not(testing::IsEmpty()));
    }
}

struct BadJsonCase {
    const char* name;
    std::string text;
    std::string fault;
};

const BadJsonCase kBadJsonCases[] = {
    {"Empty", "", "not JSON"},
    {"Html", "<html>\n<b>500</b>", "not JSON: <html> <b>500</b>"},
    {"CutShort", R"({"system_image": "nx)", "not JSON"},
    {"WithMoreBehindIt", "{} {}", "not JSON"},
    {"WithAZeroBehindIt", std::string("{}\0", 3), "not JSON"},
    {"WithAKeyTwice", R"({"system_image": "", "system_image": ""})", "it has `system_image` twice"},
    {"WithAKeyTwiceInAHop", R"({"hops": [{"from": ""}, {"from": "", "from": ""}]})", "it has `from` twice"},
    {"NotUtf8", "{\"a\": \"\xff\"}", "not JSON"},
    {"AList", "[1]", "no JSON object"},
    {"Null", "null", "no JSON object"},
    {"AText", "\"x\"", "no JSON object"},
    {"ADeepNest", std::string(500'000, '['), "not JSON"},
    {"ADeepNestThatIsClosed", std::string(500'000, '[') + std::string(500'000, ']'), "no JSON object"},
    {"AnEmptyObject", "{}", "does not know this switch"},
};

TEST(BadJson, IsRefused) {
    for (const BadJsonCase& row : kBadJsonCases) {
        SCOPED_TRACE(row.name);
        const Error error = failure(row.text);
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_THAT(error.what(), HasSubstr(row.fault));
    }
}

}  // namespace
}  // namespace poap::test
