// Install plans that do not hold.

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
using testing::ElementsAre;
using Json = nlohmann::json;

struct PlanCase : NamedCase {
    std::function<void(Json&)> spoil;
    std::string cause;
};

class BadPlan : public testing::TestWithParam<PlanCase> {};

TEST_P(BadPlan, LeavesTheSwitchAsItIs) {
    MadeUpServer server;
    GetParam().spoil(server.plan);
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(device.run_agent(server.where()),
                   {ExitCode::Server, "register with the POAP server", GetParam().cause});
    expect_unchanged(device, before);
    EXPECT_THAT(server.requests(), ElementsAre(kPut)) << "nothing is fetched by a plan that does not hold";
    EXPECT_THAT(device.calls(), ElementsAre(identity_call()));
}

std::string camel(const std::string& key) {
    std::string name;
    bool capital = true;
    for (const char c : key) {
        if (c != '_') name += capital ? static_cast<char>(std::toupper(c)) : c;
        capital = c == '_';
    }
    return name;
}

std::vector<PlanCase> missing_keys() {
    std::vector<PlanCase> rows;
    for (const std::string key : {"system_image", "kickstart_image", "tftp_server", "http_server",
                                  "config_file", "config_protocol"}) {
        rows.push_back({{camel(key)}, [key](Json& plan) { plan.erase(key); }, "it has no " + key});
    }
    return rows;
}

INSTANTIATE_TEST_SUITE_P(Without, BadPlan, testing::ValuesIn(missing_keys()), CaseName());

std::vector<PlanCase> wrong_types() {
    std::vector<PlanCase> rows;
    for (const std::string key :
         {"system_image", "kickstart_image", "tftp_server", "http_server", "config_file", "config_protocol",
          "image_protocol", "config_md5", "system_image_md5", "system_image_sha256"}) {
        for (const Json& value : {Json(7), Json(nullptr), Json::array({"nxos.bin"})}) {
            rows.push_back({{camel(key) + camel(value.type_name())},
                            [key, value](Json& plan) { plan[key] = value; },
                            key + " is no string"});
        }
    }
    return rows;
}

INSTANTIATE_TEST_SUITE_P(TypeOf, BadPlan, testing::ValuesIn(wrong_types()), CaseName());

std::vector<PlanCase> bad_names() {
    const std::vector<std::pair<std::string, std::string>> names = {
        {"ParentFolder", "../nxos.bin"},
        {"Folder", "images/nxos.bin"},
        {"Root", "/etc/passwd"},
        {"Command", "nxos.bin;reload"},
        {"Chain", "x.bin ; reload"},
        {"Substitution", "$(reload).bin"},
        {"Pipe", "nxos.bin|no-more"},
        {"Quote", "nxos\".bin"},
        {"Backslash", "nxos\\.bin"},
        {"Blank", "nx os.bin"},
        {"LineBreak", "nxos.bin\n"},
        {"Zero", std::string("nxos\0.bin", 9)},
        {"Dash", "-rf"},
        {"Dot", ".nxos.bin"},
        {"Dots", ".."},
        {"Percent", "nxos%2e.bin"},
        {"Umlaut", "n\xc3\xa4xos.bin"},
        {"TooLong", std::string(201, 'a')},
        {"OtherDevice", "usb1:nxos.bin"},
    };
    std::vector<PlanCase> rows;
    for (const std::string key : {"system_image", "kickstart_image", "config_file"}) {
        for (const auto& [what, name] : names) {
            const auto spoil = [key, value = name](Json& plan) { plan[key] = value; };
            rows.push_back({{camel(key) + what}, spoil, key + " is `"});
        }
    }
    rows.push_back({{"ConfigFileEmpty"}, [](Json& plan) { plan["config_file"] = ""; }, "config_file is `"});
    return rows;
}

INSTANTIATE_TEST_SUITE_P(Name, BadPlan, testing::ValuesIn(bad_names()), CaseName());

std::vector<PlanCase> bad_hosts() {
    const std::vector<std::pair<std::string, std::string>> hosts = {
        {"Command", "10.0.0.1;reload"},
        {"Path", "10.0.0.1/x"},
        {"User", "user@10.0.0.1"},
        {"Blank", "10.0.0.1 "},
        {"Dash", "-oProxy"},
        {"NoPort", "10.0.0.1:"},
        {"PortZero", "10.0.0.1:0"},
        {"PortTooLarge", "10.0.0.1:65536"},
        {"PortNoNumber", "10.0.0.1:http"},
        {"ThreeParts", "10.0.1"},
        {"OpenBracket", "[::1"},
        {"BareIpv6", "2001:db8::1"},
        {"OtherScheme", "ftp://10.0.0.1"},
        {"SchemeAlone", "https://"},
        {"TwoSchemes", "https://http://10.0.0.1"},
        {"SchemeAndPath", "https://10.0.0.1/x"},
        {"LineBreak", "10.0.0.1\r\nX: y"},
    };
    std::vector<PlanCase> rows;
    for (const std::string key : {"http_server", "tftp_server"}) {
        for (const auto& [what, host] : hosts) {
            const auto spoil = [key, value = host](Json& plan) { plan[key] = value; };
            rows.push_back({{camel(key) + what}, spoil, key + " is `"});
        }
    }
    rows.push_back({{"TftpServerHttps"},
                    [](Json& plan) { plan["tftp_server"] = "https://10.0.0.1"; },
                    "tftp_server is `"});
    return rows;
}

INSTANTIATE_TEST_SUITE_P(Host, BadPlan, testing::ValuesIn(bad_hosts()), CaseName());

std::function<void(Json&)> set(const std::string& key, const std::string& value) {
    return [key, value](Json& plan) { plan[key] = value; };
}

INSTANTIATE_TEST_SUITE_P(
    Digest, BadPlan,
    testing::Values(PlanCase{{"NoHex"}, set("config_md5", std::string(32, 'x')), "config_md5 is no MD5"},
                    PlanCase{{"TooShort"}, set("system_image_md5", "0123"), "system_image_md5 is no MD5"},
                    PlanCase{{"Empty"}, set("system_image_md5", ""), "system_image_md5 is no MD5"},
                    PlanCase{{"OfAnotherKind"},
                             set("system_image_sha256", md5_of("")),
                             "system_image_sha256 is no SHA-256"},
                    PlanCase{{"BesideAStrongerOne"},
                             [](Json& plan) {
                                 plan["system_image_md5"] = "x";
                                 plan["system_image_sha512"] = sha512_of(made_up_image());
                             },
                             "system_image_md5 is no MD5"}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    Whole, BadPlan,
    testing::Values(PlanCase{{"OfFtp"}, set("config_protocol", "ftp"), "config_protocol is `ftp`"},
                    PlanCase{{"OfFileUrls"}, set("image_protocol", "file"), "image_protocol is `file`"},
                    PlanCase{{"WithNoServerToFetchFrom"}, set("http_server", ""), "http_server is empty"},
                    PlanCase{{"OfAKickstartImageAlone"},
                             [](Json& plan) {
                                 plan["system_image"] = "";
                                 plan["kickstart_image"] = "kick.bin";
                             },
                             "a kickstart image, but no system image"},
                    PlanCase{{"OfOneImageTwice"}, set("kickstart_image", kNewImage), "are both " + kNewImage},
                    PlanCase{{"OfAConfigInTheImagesPlace"},
                             [](Json& plan) {
                                 plan["system_image"] = "nxos.img";
                                 plan["config_file"] = "nxos.img";
                             },
                             "config_file and an image are both nxos.img"},
                    PlanCase{{"OfAConfigInTheRunningImagesPlace"},
                             set("config_file", kOldImage),
                             "config_file is " + kOldImage},
                    PlanCase{{"ForNobodyItKnows"},
                             [](Json& plan) {
                                 plan.erase("system_image");
                                 plan.erase("kickstart_image");
                             },
                             "does not know this switch (serial " + kSerial + ", MAC " + kMac + ")"}),
    CaseName());

}  // namespace
}  // namespace poap::rig
