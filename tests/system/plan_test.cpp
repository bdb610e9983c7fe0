// Install plans that are no JSON, no plan, or whose names and hosts would lead elsewhere: on bootflash, in a
// CLI line, in a URL.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

using Json = nlohmann::json;

/// The registration is answered with what `made` makes of a good plan's text.
Step respelt(const std::function<std::string(const std::string&)>& made) {
    return [=](Bench& bench) { bench.server.respelt = made; };
}

Step body(const std::string& text) {
    return respelt([=](const std::string&) { return text; });
}

Step before(const std::string& text) {
    return respelt([=](const std::string& plan) { return text + plan; });
}

Step after(const std::string& text) {
    return respelt([=](const std::string& plan) { return plan + text; });
}

/// A good plan with `member` in it besides.
Step member(const std::string& text) {
    return respelt([=](const std::string& plan) { return concat("{", text, ",", plan.substr(1)); });
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) all += text;
    return all;
}

const std::string kLists = repeated("[", 10'000);
const std::string kListsEnd = repeated("]", 10'000);
const std::string kObjects = repeated(R"({"a":)", 10'000);

Cases no_json() {
    const std::vector<std::pair<std::string, Step>> not_json = {
        {"Empty", body("")},
        {"Blank", body(" \r\n\t")},
        {"Html", body("<html><body>Oops</body></html>")},
        {"Form", body("system_image=nxos.bin")},
        {"TwoPlans", respelt([](const std::string& plan) { return plan + plan; })},
        {"GarbageAfter", after("x")},
        {"GarbageBefore", before("x")},
        {"ZeroByteAfter", after(std::string("\0", 1))},
        {"ZeroByteAndMoreAfter", after(std::string("\0{}", 3))},
        {"ZeroByteBefore", before(std::string("\0", 1))},
        {"ZeroByteInAString", member(std::string("\"a\": \"\0\"", 8))},
        {"ControlByteInAString", member("\"a\": \"\x1b\"")},
        {"LineBreakInAString", member("\"a\": \"\n\"")},
        {"Comment", before("// a plan\n")},
        {"CommentAfter", after("/* a plan */")},
        {"NotANumber", member(R"("a": NaN)")},
        {"Infinity", member(R"("a": Infinity)")},
        {"NumberBeyondAll", member(R"("a": 1e999)")},
        {"LeadingZero", member(R"("a": 007)")},
        {"SingleQuotes", member("'a': 'b'")},
        {"NoQuotes", member("a: 1")},
        {"CommaBeforeTheEnd",
         respelt([](const std::string& plan) { return plan.substr(0, plan.size() - 1) + ",}"; })},
        {"NoUtf8", member("\"a\": \"\xff\"")},
        {"Utf8Cut", member("\"a\": \"\xc3\"")},
        {"Utf8Overlong", member("\"a\": \"\xc0\xaf\"")},
        {"Utf8OfASurrogate", member("\"a\": \"\xed\xa0\x80\"")},
        {"Utf8BeyondUnicode", member("\"a\": \"\xf4\x90\x80\x80\"")},
        {"LoneSurrogate", member(R"("a": "\ud800")")},
        {"LoneLowSurrogate", member(R"("a": "\udc00")")},
        {"EscapeCut", member(R"("a": "\u12")")},
        {"NoSuchEscape", member(R"("a": "\x41")")},
        {"Utf16", body(std::string("\xff\xfe{\0}\0", 6))},
        {"HalfAByteOrderMark", before("\xef\xbb")},
        {"Latin1", member("\"a\": \"M\xfcnchen\"")},
        {"OpenLists", body(kLists)},
        {"OpenObjects", body(kObjects)},
        {"AsManyListsAsFit", body(repeated("[", 1'000'000))},
    };
    const std::vector<std::pair<std::string, Step>> no_object = {
        {"List", body("[]")},
        {"Text", body("\"text\"")},
        {"Number", body("7")},
        {"Null", body("null")},
        {"True", body("true")},
        {"PlanInAList", respelt([](const std::string& plan) { return "[" + plan + "]"; })},
        {"DeepLists", body(kLists + kListsEnd)},
    };
    Cases rows = {
        Case("OverAMebibyte", body(std::string(2 * 1024 * 1024, ' ')), refuses("larger than 1 MiB"))};
    for (const auto& [name, step] : not_json) rows.emplace_back(name, step, refuses("it is not JSON: "));
    for (const auto& [name, step] : no_object)
        rows.emplace_back(name, step, refuses("it is no JSON object: "));
    for (const std::size_t part : {1, 2, 10, 50, 90, 99}) {
        const auto cut = [=](const std::string& plan) {
            return plan.substr(0, std::max<std::size_t>(1, plan.size() * part / 100));
        };
        rows.emplace_back(concat("CutAt", part, "Percent"), respelt(cut), refuses("it is not JSON: "));
    }
    return rows;
}

CASES(NoJson, no_json());

/// What is odd, but says one thing.
Cases odd_json() {
    const auto escaped = [](const std::string& plan) {
        const auto at = plan.find("system_image");
        return plan.substr(0, at) + "\\u0073" + plan.substr(at + 1);
    };
    const std::vector<std::pair<std::string, Step>> ways = {
        {"UnknownKeys", member(R"("hostname": "leaf1", "": null, "a": {"b": [1, 2.5e-3, true]})")},
        {"OneKeyTwiceFurtherIn", member(R"("a": {"b": 1, "b": 2}, "c": [{"d": 1, "d": 2}])")},
        {"DeepListsInAnUnknownKey", member("\"a\": " + kLists + kListsEnd)},
        {"DeepObjectsInAnUnknownKey", member("\"a\": " + kObjects + "1" + repeated("}", 10'000))},
        {"HugeNumber", member("\"a\": " + std::string(10'000, '9') + "e-10000")},
        {"LongInteger", member(R"("a": -123456789012345678901234567890)")},
        {"ByteOrderMark", before("\xef\xbb\xbf")},
        {"BlanksAround", respelt([](const std::string& plan) { return "\r\n\t " + plan + "\r\n\t "; })},
        {"UnicodeInAnUnknownKey", member("\"\xc3\xa4\": \"\xf0\x9f\x98\x80 \\ud83d\\ude00 \\u0000\"")},
        {"EscapedLetters", respelt(escaped)},
    };
    Cases rows;
    for (const auto& [name, step] : ways) rows.emplace_back(name, step, recovers());
    return rows;
}

CASES(OddJson, odd_json());

const Words kKeys = {"system_image",        "kickstart_image",    "tftp_server",      "http_server",
                     "config_file",         "config_protocol",    "image_protocol",   "config_md5",
                     "config_sha256",       "config_sha512",      "system_image_md5", "system_image_sha256",
                     "system_image_sha512", "kickstart_image_md5"};

/// `null` means none of what need not be there. Without `image_protocol` the image is asked for over TFTP.
End null_is_none(const std::string& key) {
    if (key == "image_protocol") return fails(ExitCode::Transfer, kStageImage, "tftp://");
    if (key == "http_server") return refuses("http_server is empty");
    const bool is_needed = key == "system_image" || key == "config_file" || key == "config_protocol";
    return is_needed ? refuses(key + " is no string") : recovers();
}

Cases wrong_keys() {
    const std::vector<std::pair<std::string, Json>> values = {{"True", true},
                                                              {"Number", 7},
                                                              {"Fraction", 2.5},
                                                              {"List", Json::array({kNewImage})},
                                                              {"Object", {{"name", kNewImage}}}};
    Cases rows;
    for (const std::string& key : kKeys) {
        rows.emplace_back(camel(key) + "Null", plan({{key, nullptr}}), null_is_none(key));
        for (const auto& [name, value] : values) {
            rows.emplace_back(camel(key) + name, plan({{key, value}}), refuses(key + " is no string"));
        }
        const std::string twice = concat('"', key, "\": \"nxos.1.bin\"");
        rows.push_back(
            Case(camel(key) + "Twice", member(twice + ", " + twice), refuses("it has `" + key + "` twice")));
    }
    rows.emplace_back("UnknownKeyTwice", member(R"("a": 1, "\u0061": 2)"), refuses("it has `a` twice"));
    for (const std::string& key : Words(kKeys.begin(), kKeys.begin() + 6)) {
        rows.emplace_back(camel(key) + "Missing", plan_without({key}), refuses("it has no " + key));
    }
    rows.emplace_back("AllMissing", plan_without(kKeys),
                      refuses("does not know this switch (serial " + kSerial + ", MAC " + kMac + ")"));
    return rows;
}

CASES(PlanKey, wrong_keys());

/// Plans whose parts are valid, but not together.
Cases contradictory() {
    struct Way {
        std::string name;
        Json changes;
        std::string cause;
    };
    const std::vector<Way> ways = {
        {"OfFtp", {{"config_protocol", "ftp"}}, "config_protocol is `ftp`"},
        {"OfHttpInCapitals", {{"config_protocol", "HTTP"}}, "config_protocol is `HTTP`"},
        {"OfNoProtocol", {{"config_protocol", ""}}, "config_protocol is ``"},
        {"OfFileUrls", {{"image_protocol", "file"}}, "image_protocol is `file`"},
        {"WithNoHttpServer", {{"http_server", ""}}, "http_server is empty"},
        {"WithNoTftpServer", {{"tftp_server", ""}, {"config_protocol", "tftp"}}, "tftp_server is empty"},
        {"OfAKickstartImageAlone",
         {{"system_image", ""}, {"kickstart_image", "kick.bin"}},
         "a kickstart image, but no system image"},
        {"OfOneImageTwice", {{"kickstart_image", kNewImage}}, "are both " + kNewImage},
        {"OfAConfigInTheImagesPlace",
         {{"system_image", "nxos.img"}, {"config_file", "nxos.img"}},
         "config and an image are both nxos.img"},
        {"OfAConfigInTheRunningImagesPlace", {{"config_file", kOldImage}}, "config is " + kOldImage},
        {"OfAConfigNamedLikeAnImage",
         {{"config_file", "nxos.1.bin.md5"}},
         "config is nxos.1.bin.md5, the name of an image"},
    };
    Cases rows;
    for (const Way& way : ways) rows.emplace_back(way.name, plan(way.changes), refuses(way.cause));
    return rows;
}

CASES(PlanThatContradicts, contradictory());

/// Each of `values` under each of `keys`. A case's name has the value's place in the list.
Cases refused(const Words& keys, const Words& values) {
    Cases rows;
    for (const std::string& key : keys) {
        for (std::size_t i = 0; i < values.size(); ++i) {
            rows.emplace_back(concat(camel(key), '_', i, '_', camel(values[i].substr(0, 30))),
                              plan({{key, values[i]}}), refuses(key + " is `"));
        }
    }
    return rows;
}

const Words kBadNames = {
    // Elsewhere.
    "../nxos.bin", "x/../nxos.bin", "images/nxos.bin", "images/", "/etc/passwd", "..\\nxos.bin",
    "%2e%2e%2fnxos.bin", "\\u002e\\u002e", ".", "..", "bootflash:nxos.bin", "usb1:nxos.bin",
    "http://10.0.0.1/nxos.bin",
    // Hidden, and the agent's own.
    ".nxos.bin", ".nxos.bin.part",
    // An option, and more commands.
    "-rf", "nxos.bin ; reload", "nxos.bin;reload", "nxos.bin|no-more", "nxos.bin>x", "nxos.bin&reload",
    "nxos\".bin", "nxos'.bin", "nxos`reload`.bin", "$(reload).bin", "$HOME.bin", "*.bin", "nxos.bin?",
    "nxos.bin#x",
    // Blanks and control characters.
    "nx os.bin", "nxos.bin ", "nxos.bin\t", "nxos.bin\nreload", "nxos.bin\r", std::string("nxos\0.bin", 9),
    "\x1b[2Jnxos.bin", "nxos.bin\x7f",
    // Not ASCII: an umlaut, right-to-left, a wide full stop.
    "n\xc3\xa4xos.bin", "nxos.\xe2\x80\xaenib", "\xef\xbc\x8e\xef\xbc\x8e",
    // Too long.
    std::string(201, 'a'), std::string(100'000, 'a')};

CASES(BadName, refused({"system_image", "kickstart_image", "config_file"}, kBadNames) +
                   refused({"config_file"}, {""}));

const Words kBadHosts = {
    // More than a host.
    "user@10.0.0.1", "user:secret@10.0.0.1", "10.0.0.1/x", "10.0.0.1?x", "10.0.0.1#x", "10.0.0.1\\x",
    "10.0.0.1\\@10.0.0.2", "//10.0.0.1",
    // Schemes.
    "ftp://10.0.0.1", "https://", "https://http://10.0.0.1", "https://10.0.0.1/x", "https://user@10.0.0.1",
    "file:///etc",
    // What a shell or a URL would read.
    "10.0.0.1;reload", "10.0.0.1|x", "10.0.0.1\"", "`reload`", "$(reload)", "10.0.0%2e1", "-oProxy",
    // Blanks and control characters.
    " ", " 10.0.0.1", "10.0.0.1 ", "10.0.0.1: 80", "10.0.0.1\t", "10.0.0.1\r\nX: y",
    std::string("10.0.0.1\0", 9), std::string("[::1\0]", 6), "\x1b[2J",
    // Not ASCII: an umlaut, a wide digit.
    "m\xc3\xbcnchen.de", "\xef\xbc\x91.1.1.1",
    // Names.
    "poap-", ".", "..", ".poap", "poap..lab", std::string(300, 'a'), std::string(64, 'a') + ".lab",
    // Ports.
    ":80", "10.0.0.1:", "10.0.0.1:0", "10.0.0.1:65536", "10.0.0.1:70000", "10.0.0.1:99999999999999999999",
    "10.0.0.1:-1", "10.0.0.1:+80", "10.0.0.1:0x50", "10.0.0.1:http", "10.0.0.1:80:80",
    // IPv6.
    "[::1", "[", "[]", "[::1]x", "[::1]:", "[::1]80", "[10.0.0.1]", "[poap]", "2001:db8::1", "::1",
    "[fe80::1%eth0]",
    // IPv4 in other forms.
    "10.0.1", "10.0.0.1.1", "10.0.0.256", "167772161", "010.0.0.1", "0x7f.1", "0x7f000001"};

CASES(BadHost, refused({"http_server", "tftp_server"}, kBadHosts));

/// Odd, but valid.
Cases odd_names() {
    Cases rows;
    for (const std::string& name : {std::string("leaf1"), std::string("a"), std::string(200, 'a'),
                                    std::string("leaf1.v2.cfg"), std::string("reload")}) {
        const Step served =
            answer("GET /conf/" + name.substr(0, name.find('.')), {http_answer(200, kConfig)});
        rows.push_back(
            {{"Config" + camel(name.substr(0, 30))}, served + plan({{"config_file", name}}), recovers()});
    }
    for (const std::string host :
         {"", "[2001:db8::1]:69", "poap_1.lab-2.example", "10.0.0.1:65535", "0x7g"}) {
        rows.emplace_back("TftpServer" + camel(host), plan({{"tftp_server", host}}), recovers());
    }
    return rows;
}

CASES(OddName, odd_names());

}  // namespace
}  // namespace poap::rig
