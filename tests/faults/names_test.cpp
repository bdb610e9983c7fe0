// Install plans whose names and hosts would lead elsewhere: on bootflash, in a CLI line, in a URL.

#include <gtest/gtest.h>

#include "plans.hpp"

namespace poap::rig {
namespace {

using Named = std::vector<std::pair<std::string, std::string>>;

/// Each of `values` under each of `keys`.
Faults rows_of(const std::vector<std::string>& keys, const Named& values) {
    Faults rows;
    for (const std::string& key : keys) {
        for (const auto& [name, value] : values) {
            rows.push_back({{camel(key) + name},
                            [key, value = value](Bench& bench) { bench.server.plan[key] = value; },
                            refuses(key + " is `")});
        }
    }
    return rows;
}

Faults bad_names() {
    Faults rows = rows_of({"system_image", "kickstart_image", "config_file"},
                          {{"ParentFolder", "../nxos.bin"},
                           {"ParentOfItsFolder", "x/../nxos.bin"},
                           {"Folder", "images/nxos.bin"},
                           {"FolderItself", "images/"},
                           {"Root", "/etc/passwd"},
                           {"Backslash", "..\\nxos.bin"},
                           {"Percent", "%2e%2e%2fnxos.bin"},
                           {"OverlongDots", "\\u002e\\u002e"},
                           {"Dot", "."},
                           {"Dots", ".."},
                           {"Hidden", ".nxos.bin"},
                           {"Part", ".nxos.bin.part"},
                           {"Dash", "-rf"},
                           {"Chain", "nxos.bin ; reload"},
                           {"Semicolon", "nxos.bin;reload"},
                           {"Pipe", "nxos.bin|no-more"},
                           {"Redirection", "nxos.bin>x"},
                           {"Ampersand", "nxos.bin&reload"},
                           {"Quote", "nxos\".bin"},
                           {"Apostrophe", "nxos'.bin"},
                           {"Backtick", "nxos`reload`.bin"},
                           {"Substitution", "$(reload).bin"},
                           {"Variable", "$HOME.bin"},
                           {"Wildcard", "*.bin"},
                           {"QuestionMark", "nxos.bin?"},
                           {"Fragment", "nxos.bin#x"},
                           {"Blank", "nx os.bin"},
                           {"BlankBehind", "nxos.bin "},
                           {"Tab", "nxos.bin\t"},
                           {"LineBreak", "nxos.bin\nreload"},
                           {"CarriageReturn", "nxos.bin\r"},
                           {"Zero", std::string("nxos\0.bin", 9)},
                           {"Escape", "\x1b[2Jnxos.bin"},
                           {"Delete", "nxos.bin\x7f"},
                           {"Umlaut", "n\xc3\xa4xos.bin"},
                           {"RightToLeft", "nxos.\xe2\x80\xaenib"},
                           {"WideFullStop", "\xef\xbc\x8e\xef\xbc\x8e"},
                           {"TooLong", std::string(201, 'a')},
                           {"FarTooLong", std::string(100'000, 'a')},
                           {"Device", "bootflash:nxos.bin"},
                           {"OtherDevice", "usb1:nxos.bin"},
                           {"Url", "http://10.0.0.1/nxos.bin"}});
    rows.push_back({{"ConfigFileEmpty"},
                    [](Bench& bench) { bench.server.plan["config_file"] = ""; },
                    refuses("config_file is `")});
    return rows;
}

FAULT_TABLE(BadName, bad_names());

FAULT_TABLE(BadHost,
            rows_of({"http_server", "tftp_server"}, {{"User", "user@10.0.0.1"},
                                                     {"UserAndPassword", "user:secret@10.0.0.1"},
                                                     {"Path", "10.0.0.1/x"},
                                                     {"Query", "10.0.0.1?x"},
                                                     {"Fragment", "10.0.0.1#x"},
                                                     {"Backslash", "10.0.0.1\\x"},
                                                     {"BackslashAndHost", "10.0.0.1\\@10.0.0.2"},
                                                     {"OtherScheme", "ftp://10.0.0.1"},
                                                     {"SchemeAlone", "https://"},
                                                     {"TwoSchemes", "https://http://10.0.0.1"},
                                                     {"SchemeAndPath", "https://10.0.0.1/x"},
                                                     {"SchemeAndUser", "https://user@10.0.0.1"},
                                                     {"SchemeOfFiles", "file:///etc"},
                                                     {"Slashes", "//10.0.0.1"},
                                                     {"Semicolon", "10.0.0.1;reload"},
                                                     {"Pipe", "10.0.0.1|x"},
                                                     {"Quote", "10.0.0.1\""},
                                                     {"Backtick", "`reload`"},
                                                     {"Substitution", "$(reload)"},
                                                     {"Percent", "10.0.0%2e1"},
                                                     {"Zone", "[fe80::1%eth0]"},
                                                     {"Blank", " "},
                                                     {"BlankBefore", " 10.0.0.1"},
                                                     {"BlankBehind", "10.0.0.1 "},
                                                     {"BlankBeforePort", "10.0.0.1: 80"},
                                                     {"Tab", "10.0.0.1\t"},
                                                     {"LineBreak", "10.0.0.1\r\nX: y"},
                                                     {"Zero", std::string("10.0.0.1\0", 9)},
                                                     {"ZeroInBrackets", std::string("[::1\0]", 6)},
                                                     {"Escape", "\x1b[2J"},
                                                     {"Umlaut", "m\xc3\xbcnchen.de"},
                                                     {"WideDigits", "\xef\xbc\x91.1.1.1"},
                                                     {"Dash", "-oProxy"},
                                                     {"DashBehind", "poap-"},
                                                     {"Dot", "."},
                                                     {"Dots", ".."},
                                                     {"DotBefore", ".poap"},
                                                     {"DotsWithin", "poap..lab"},
                                                     {"TooLong", std::string(300, 'a')},
                                                     {"LabelTooLong", std::string(64, 'a') + ".lab"},
                                                     {"NoHost", ":80"},
                                                     {"NoPort", "10.0.0.1:"},
                                                     {"PortZero", "10.0.0.1:0"},
                                                     {"PortTooLarge", "10.0.0.1:65536"},
                                                     {"PortFarTooLarge", "10.0.0.1:70000"},
                                                     {"PortBeyondNumbers", "10.0.0.1:99999999999999999999"},
                                                     {"PortNegative", "10.0.0.1:-1"},
                                                     {"PortWithPlus", "10.0.0.1:+80"},
                                                     {"PortHexadecimal", "10.0.0.1:0x50"},
                                                     {"PortNoNumber", "10.0.0.1:http"},
                                                     {"PortTwice", "10.0.0.1:80:80"},
                                                     {"OpenBracket", "[::1"},
                                                     {"BracketAlone", "["},
                                                     {"NothingInBrackets", "[]"},
                                                     {"BehindBrackets", "[::1]x"},
                                                     {"NoPortBehindBrackets", "[::1]:"},
                                                     {"NoColonBehindBrackets", "[::1]80"},
                                                     {"Ipv4InBrackets", "[10.0.0.1]"},
                                                     {"NameInBrackets", "[poap]"},
                                                     {"BareIpv6", "2001:db8::1"},
                                                     {"BareLoopback", "::1"},
                                                     {"ThreeParts", "10.0.1"},
                                                     {"FiveParts", "10.0.0.1.1"},
                                                     {"PartTooLarge", "10.0.0.256"},
                                                     {"OneNumber", "167772161"},
                                                     {"OctalPart", "010.0.0.1"},
                                                     {"HexadecimalPart", "0x7f.1"},
                                                     {"HexadecimalNumber", "0x7f000001"}}));

/// Odd, but fit.
Faults good_names() {
    const auto config = [](const std::string& name, const std::string& file) -> Fault {
        return {{"Config" + name},
                [=](Bench& bench) {
                    auto& server = bench.server;
                    server.plan["config_file"] = file;
                    server.answers["GET /conf/" + file.substr(0, file.find('.'))] =
                        server.answers[kGetConfig];
                },
                recovers()};
    };
    const auto host = [](const std::string& name, const std::string& value) -> Fault {
        return {{"TftpServer" + name},
                [=](Bench& bench) { bench.server.plan["tftp_server"] = value; },
                recovers()};
    };
    return {
        config("WithoutAnEnding", "leaf1"),
        config("OfOneLetter", "a"),
        config("OfTheLongestName", std::string(200, 'a')),
        config("WithManyDots", "leaf1.v2.cfg"),
        config("LikeACommand", "reload"),
        host("Empty", ""),
        host("Ipv6", "[2001:db8::1]:69"),
        host("Name", "poap_1.lab-2.example"),
        host("OfTheLastPort", "10.0.0.1:65535"),
        host("LikeHex", "0x7g"),
    };
}

FAULT_TABLE(OddName, good_names());

}  // namespace
}  // namespace poap::rig
