// Install plans that are refused, or odd but valid. tests/unit/plan has each value; here is how a run ends.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

using Json = nlohmann::json;
using Respell = std::function<std::string(const std::string& plan)>;

/// The registration is answered with what `made` makes of a good plan's text.
Step respelt(const Respell& made) {
    return [=](Bench& bench) { bench.server.respelt = made; };
}

Step body(const std::string& text) {
    return respelt([=](const std::string&) { return text; });
}

/// A good plan with one more member.
Step member(const std::string& text) {
    return respelt([=](const std::string& plan) { return concat("{", text, ",", plan.substr(1)); });
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

Cases not_json() {
    const std::string not_json = "it is not JSON: ";
    const auto cut = [](const std::string& plan) { return plan.substr(0, plan.size() / 2); };
    return {
        Case("Empty", body(""), refuses(not_json)),
        Case("Html", body("<html><body>Oops</body></html>"), refuses(not_json)),
        Case("TwoPlans", respelt([](const std::string& plan) { return plan + plan; }), refuses(not_json)),
        Case("CutInTheMiddle", respelt(cut), refuses(not_json)),
        Case("ControlByteInAString", member("\"a\": \"\x1b\""), refuses(not_json)),
        Case("NotUtf8", member("\"a\": \"\xff\""), refuses(not_json)),
        Case("AsManyListsAsFit", body(repeated("[", 1'000'000)), refuses(not_json)),
        Case("OverAMebibyte", body(std::string(2 * 1024 * 1024, ' ')), refuses("larger than 1 MiB")),
        Case("List", body("[]"), refuses("it is not a JSON object: ")),
        Case("KeyTwice", member(R"("a": 1, "\u0061": 2)"), refuses("it has `a` twice")),
    };
}

CASES(NotJson, not_json());

Cases odd_json() {
    const std::string lists = repeated("[", 10'000) + repeated("]", 10'000);
    const auto escaped = [](const std::string& plan) {
        const auto at = plan.find("system_image");
        return plan.substr(0, at) + "\\u0073" + plan.substr(at + 1);
    };
    return {
        Case("UnknownKeys", member(R"("hostname": "leaf1", "": null, "a": {"b": [1, 2.5e-3, true]})"),
             recovers()),
        Case("DeepListsInAnUnknownKey", member("\"a\": " + lists), recovers()),
        Case("ByteOrderMarkAndBlanks",
             respelt([](const std::string& plan) { return "\xef\xbb\xbf\r\n\t " + plan + "\r\n"; }),
             recovers()),
        Case("EscapedLetters", respelt(escaped), recovers()),
    };
}

CASES(OddJson, odd_json());

Cases invalid() {
    struct Row {
        std::string name;
        Json changes;
        std::string cause;
    };
    const std::vector<Row> all = {
        {"ANumber", {{"system_image", 7}}, "system_image is not a string"},
        {"ANullThatIsNeeded", {{"config_file", nullptr}}, "config_file is not a string"},
        {"AFolder", {{"system_image", "../nxos.bin"}}, "system_image is `../nxos.bin`"},
        {"AnotherCommand", {{"config_file", "nxos.bin ; reload"}}, "config_file is `nxos.bin ; reload`"},
        {"Escapes", {{"kickstart_image", "\x1b[2Jnxos.bin"}}, "kickstart_image is `?[2Jnxos.bin`"},
        {"AnotherUser", {{"http_server", "user@10.0.0.1"}}, "http_server is `user@10.0.0.1`"},
        {"AnotherHeader", {{"http_server", "10.0.0.1\r\nX: y"}}, "http_server is `10.0.0.1  X: y`"},
        {"AnotherHost", {{"tftp_server", "10.0.0.1/x"}}, "tftp_server is `10.0.0.1/x`"},
        {"AnUnknownProtocol", {{"config_protocol", "ftp"}}, "config_protocol is `ftp`"},
        {"NoHttpServer", {{"http_server", ""}}, "http_server is empty"},
        {"AKickstartImageAlone",
         {{"system_image", ""}, {"kickstart_image", "kick.bin"}},
         "a kickstart image, but no system image"},
        {"AConfigInTheImagesPlace",
         {{"system_image", "nxos.img"}, {"config_file", "nxos.img"}},
         "config and an image are both nxos.img"},
        {"AConfigInTheRunningImagesPlace", {{"config_file", kOldImage}}, "config is " + kOldImage},
        {"ADigestOfAnotherKind", {{"config_sha256", md5_of("")}}, "_sha256 is not a valid SHA-256 checksum"},
    };
    Cases rows;
    for (const Row& row : all) rows.emplace_back(row.name, plan(row.changes), refuses(row.cause));
    rows.emplace_back("AMissingKey", plan_without({"http_server"}), refuses("it has no http_server"));
    rows.emplace_back("NoImageKeys", plan_without({"system_image", "kickstart_image"}),
                      refuses(concat("does not know this switch (serial ", kSerial, ", MAC ", kMac, ")")));
    return rows;
}

CASES(InvalidPlan, invalid());

Cases odd_plans() {
    const auto config = [](const std::string& name) {
        const Step served =
            answer("GET /conf/" + name.substr(0, name.find('.')), {http_answer(200, kConfig)});
        return Case("Config" + camel(name.substr(0, 30)), served + plan({{"config_file", name}}), recovers());
    };
    return {
        config("leaf1.v2.cfg"),
        config(std::string(200, 'a')),
        Case("AnIpv6TftpServer", plan({{"tftp_server", "[2001:db8::1]:69"}}), recovers()),
        // Without image_protocol the image comes over TFTP.
        Case("NoImageProtocol", plan({{"image_protocol", nullptr}}),
             fails(ExitCode::Transfer, kStageImage, "tftp://")),
    };
}

CASES(OddPlan, odd_plans());

}  // namespace
}  // namespace poap::rig
