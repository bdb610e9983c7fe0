// Install plans that are no JSON, or no plan.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "plans.hpp"

namespace poap::rig {
namespace {

using Json = nlohmann::json;

/// The registration is answered with what `spoil` makes of a good plan's text.
Fault spoilt(const std::string& name, const std::function<std::string(const std::string&)>& spoil,
             const End& end) {
    return {{name}, [=](Bench& bench) { bench.server.respelt = spoil; }, end};
}

/// A good plan with `member` in it besides.
std::function<std::string(const std::string&)> with(const std::string& member) {
    return [=](const std::string& plan) { return concat("{", member, ",", plan.substr(1)); };
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

Faults no_json() {
    const auto as = [](const std::string& text) { return [=](const std::string&) { return text; }; };
    const auto behind = [](const std::string& text) {
        return [=](const std::string& plan) { return plan + text; };
    };
    const auto before = [](const std::string& text) {
        return [=](const std::string& plan) { return text + plan; };
    };
    const End refused = refuses("it is not JSON: ");
    const End no_object = refuses("it is no JSON object: ");
    const std::string deep = repeated("[", 10'000);
    const std::string deep_objects = repeated(R"({"a":)", 10'000);
    Faults rows = {
        spoilt("Empty", as(""), refused),
        spoilt("Blank", as(" \r\n\t"), refused),
        spoilt("Html", as("<html><body>Oops</body></html>"), refused),
        spoilt("Form", as("system_image=nxos.bin"), refused),
        spoilt("List", as("[]"), no_object),
        spoilt("Text", as("\"text\""), no_object),
        spoilt("Number", as("7"), no_object),
        spoilt("Null", as("null"), no_object),
        spoilt("True", as("true"), no_object),
        spoilt(
            "PlanInAList", [](const std::string& plan) { return "[" + plan + "]"; }, no_object),
        spoilt(
            "TwoPlans", [](const std::string& plan) { return plan + plan; }, refused),
        spoilt("GarbageBehind", behind("x"), refused),
        spoilt("GarbageBefore", before("x"), refused),
        spoilt("ZeroByteBehind", behind(std::string("\0", 1)), refused),
        spoilt("ZeroByteAndMoreBehind", behind(std::string("\0{}", 3)), refused),
        spoilt("ZeroByteBefore", before(std::string("\0", 1)), refused),
        spoilt("ZeroByteInAString", with(std::string("\"a\": \"\0\"", 8)), refused),
        spoilt("ControlByteInAString", with("\"a\": \"\x1b\""), refused),
        spoilt("LineBreakInAString", with("\"a\": \"\n\""), refused),
        spoilt("Comment", before("// a plan\n"), refused),
        spoilt("CommentBehind", behind("/* a plan */"), refused),
        spoilt("NotANumber", with(R"("a": NaN)"), refused),
        spoilt("Infinity", with(R"("a": Infinity)"), refused),
        spoilt("NumberBeyondAll", with(R"("a": 1e999)"), refused),
        spoilt("LeadingZero", with(R"("a": 007)"), refused),
        spoilt("SingleQuotes", with("'a': 'b'"), refused),
        spoilt("NoQuotes", with("a: 1"), refused),
        spoilt(
            "CommaBeforeTheEnd",
            [](const std::string& plan) { return plan.substr(0, plan.size() - 1) + ",}"; }, refused),
        spoilt("NoUtf8", with("\"a\": \"\xff\""), refused),
        spoilt("Utf8Cut", with("\"a\": \"\xc3\""), refused),
        spoilt("Utf8Overlong", with("\"a\": \"\xc0\xaf\""), refused),
        spoilt("Utf8OfASurrogate", with("\"a\": \"\xed\xa0\x80\""), refused),
        spoilt("Utf8BeyondUnicode", with("\"a\": \"\xf4\x90\x80\x80\""), refused),
        spoilt("LoneSurrogate", with(R"("a": "\ud800")"), refused),
        spoilt("LoneLowSurrogate", with(R"("a": "\udc00")"), refused),
        spoilt("EscapeCut", with(R"("a": "\u12")"), refused),
        spoilt("NoSuchEscape", with(R"("a": "\x41")"), refused),
        spoilt("Utf16", as(std::string("\xff\xfe{\0}\0", 6)), refused),
        spoilt("HalfAByteOrderMark", before("\xef\xbb"), refused),
        spoilt("Latin1", with("\"a\": \"M\xfcnchen\""), refused),
        spoilt("OpenLists", as(deep), refused),
        spoilt("OpenObjects", as(deep_objects), refused),
        spoilt("DeepLists", as(deep + repeated("]", 10'000)), no_object),
        spoilt("AsManyListsAsFit", as(repeated("[", 1'000'000)), refused),
        spoilt("OverAMebibyte", as(std::string(2 * 1024 * 1024, ' ')), refuses("larger than 1 MiB")),
    };
    for (const std::size_t part : {1, 2, 10, 50, 90, 99}) {
        rows.push_back(spoilt(
            concat("CutAt", part, "Percent"),
            [=](const std::string& plan) {
                return plan.substr(0, std::max<std::size_t>(1, plan.size() * part / 100));
            },
            refused));
    }
    return rows;
}

FAULT_TABLE(NoJson, no_json());

/// What is odd, but says one thing.
Faults odd_json() {
    const std::string open = repeated("[", 10'000);
    const std::string close = repeated("]", 10'000);
    return {
        spoilt("UnknownKeys", with(R"("hostname": "leaf1", "": null, "a": {"b": [1, 2.5e-3, true]})"),
               recovers()),
        spoilt("OneKeyTwiceFurtherIn", with(R"("a": {"b": 1, "b": 2}, "c": [{"d": 1, "d": 2}])"), recovers()),
        spoilt("DeepListsInAnUnknownKey", with("\"a\": " + open + close), recovers()),
        spoilt("DeepObjectsInAnUnknownKey",
               with("\"a\": " + repeated(R"({"a":)", 10'000) + "1" + repeated("}", 10'000)), recovers()),
        spoilt("HugeNumber", with("\"a\": " + std::string(10'000, '9') + "e-10000"), recovers()),
        spoilt("LongInteger", with(R"("a": -123456789012345678901234567890)"), recovers()),
        spoilt(
            "ByteOrderMark", [](const std::string& plan) { return "\xef\xbb\xbf" + plan; }, recovers()),
        spoilt(
            "BlanksAround", [](const std::string& plan) { return "\r\n\t " + plan + "\r\n\t "; }, recovers()),
        spoilt("UnicodeInAnUnknownKey", with("\"\xc3\xa4\": \"\xf0\x9f\x98\x80 \\ud83d\\ude00 \\u0000\""),
               recovers()),
        spoilt(
            "EscapedLetters",
            [](const std::string& plan) {
                const auto at = plan.find("system_image");
                return plan.substr(0, at) + "\\u0073" + plan.substr(at + 1);
            },
            recovers()),
    };
}

FAULT_TABLE(OddJson, odd_json());

const std::vector<std::string> kKeys = {
    "system_image",     "kickstart_image",     "tftp_server",         "http_server",        "config_file",
    "config_protocol",  "image_protocol",      "config_md5",          "config_sha256",      "config_sha512",
    "system_image_md5", "system_image_sha256", "system_image_sha512", "kickstart_image_md5"};

/// `null` means none of what need not be there. The bench has its image over HTTP, and without
/// `image_protocol` it is asked for over TFTP.
End null_is_none(const std::string& key) {
    if (key == "image_protocol") return fails(ExitCode::Transfer, kStageImage, "tftp://");
    if (key == "http_server") return refuses("http_server is empty");
    const bool is_needed = key == "system_image" || key == "config_file" || key == "config_protocol";
    return is_needed ? refuses(key + " is no string") : recovers();
}

Faults wrong_types() {
    const std::vector<std::pair<std::string, Json>> values = {
        {"Null", nullptr},
        {"True", true},
        {"Number", 7},
        {"Fraction", 2.5},
        {"List", Json::array({kNewImage})},
        {"Object", {{"name", kNewImage}}},
    };
    Faults rows;
    for (const std::string& key : kKeys) {
        for (const auto& [name, value] : values) {
            rows.push_back({{camel(key) + name},
                            [key, value = value](Bench& bench) { bench.server.plan[key] = value; },
                            value.is_null() ? null_is_none(key) : refuses(key + " is no string")});
        }
    }
    return rows;
}

FAULT_TABLE(PlanType, wrong_types());

Faults twice() {
    Faults rows;
    for (const std::string& key : kKeys) {
        const std::string member = concat('"', key, "\": \"nxos.1.bin\"");
        rows.push_back(
            spoilt(camel(key), with(member + ", " + member), refuses("it has `" + key + "` twice")));
    }
    rows.push_back(spoilt("UnknownKey", with(R"("a": 1, "\u0061": 2)"), refuses("it has `a` twice")));
    return rows;
}

FAULT_TABLE(PlanTwice, twice());

Faults missing() {
    Faults rows;
    for (const std::string& key : std::vector<std::string>(kKeys.begin(), kKeys.begin() + 6)) {
        rows.push_back(
            {{camel(key)}, [=](Bench& bench) { bench.server.plan.erase(key); }, refuses("it has no " + key)});
    }
    rows.push_back({{"All"},
                    [](Bench& bench) { bench.server.plan = Json::object(); },
                    refuses("does not know this switch (serial " + kSerial + ", MAC " + kMac + ")")});
    return rows;
}

FAULT_TABLE(PlanWithout, missing());

/// Plans whose parts hold, but not together.
Faults contradictory() {
    const auto row = [](const std::string& name, const Json& changes, const std::string& cause) -> Fault {
        return {{name}, [=](Bench& bench) { bench.server.plan.update(changes); }, refuses(cause)};
    };
    return {
        row("OfFtp", {{"config_protocol", "ftp"}}, "config_protocol is `ftp`"),
        row("OfHttpInCapitals", {{"config_protocol", "HTTP"}}, "config_protocol is `HTTP`"),
        row("OfNoProtocol", {{"config_protocol", ""}}, "config_protocol is ``"),
        row("OfFileUrls", {{"image_protocol", "file"}}, "image_protocol is `file`"),
        row("WithNoHttpServer", {{"http_server", ""}}, "http_server is empty"),
        row("WithNoTftpServer", {{"tftp_server", ""}, {"config_protocol", "tftp"}}, "tftp_server is empty"),
        row("OfAKickstartImageAlone", {{"system_image", ""}, {"kickstart_image", "kick.bin"}},
            "a kickstart image, but no system image"),
        row("OfOneImageTwice", {{"kickstart_image", kNewImage}}, "are both " + kNewImage),
        row("OfAConfigInTheImagesPlace", {{"system_image", "nxos.img"}, {"config_file", "nxos.img"}},
            "config and an image are both nxos.img"),
        row("OfAConfigInTheRunningImagesPlace", {{"config_file", kOldImage}}, "config is " + kOldImage),
        row("OfAConfigNamedLikeAnImage", {{"config_file", "nxos.1.bin.md5"}},
            "config is nxos.1.bin.md5, the name of an image"),
    };
}

FAULT_TABLE(PlanThatContradicts, contradictory());

}  // namespace
}  // namespace poap::rig
