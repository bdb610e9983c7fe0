#include "base/config_scan.hpp"

#include <gmock/gmock.h>

#include <string>

namespace poap {
namespace {

/// Each byte on its own: no border between pieces may matter.
ConfigScan scan_of(const std::string& text) {
    ConfigScan scan;
    for (const char& c : text) scan.take({&c, 1});
    return scan;
}

const std::string kAdmin = "username admin password 5 $5$ABCDEF$0123 role network-admin";

struct Case {
    const char* name;
    std::string text;
    std::string expected;
};

/// Empty where there is no fault.
std::string cause_of(const std::optional<ConfigFault>& fault) {
    return fault ? fault->cause : "";
}

/// ASCII text in a wider encoding, with as many zero bytes before and after each character.
std::string widened(const std::string& text, std::size_t before, std::size_t after) {
    std::string wide;
    for (const char c : text) wide += std::string(before, '\0') + c + std::string(after, '\0');
    return wide;
}

const std::string kText = "hostname leaf1\r\nfeature lldp\r\n";
const std::string kUtf16 = "it is in UTF-16, not in UTF-8 or ASCII";
const std::string kUtf32 = "it is in UTF-32, not in UTF-8 or ASCII";
constexpr const char* kZero = "it contains the control byte 0x00 in line 1";

const Case kConfigFaultOfCases[] = {
    {"None", "hostname leaf1\r\n\tip address\n", ""},
    {"NoneInOtherAlphabets",
     "banner motd #Gr\xc3\xbc\xc3\x9f"
     "e#\n",
     ""},
    {"NoneWhereALaterLineHasABracket", "hostname leaf1\n<html>\n", ""},
    {"NoneWithAByteOrderMark", "\xef\xbb\xbfhostname leaf1\n", ""},
    {"Empty", "", "it is empty"},
    {"Html", "<!DOCTYPE html>", "it is HTML"},
    {"HtmlAfterBlanks", "\r\n \t<html>", "it is HTML"},
    {"Utf16OfPowerShell", "\xff\xfe" + widened(kText, 0, 1), kUtf16},
    {"Utf16BigEndian", "\xfe\xff" + widened(kText, 1, 0), kUtf16},
    {"Utf16WithoutAMark", widened(kText, 0, 1), kUtf16},
    {"Utf16BigEndianWithoutAMark", widened(kText, 1, 0), kUtf16},
    {"Utf16WithoutAMarkAfterChinese",
     widened("! ", 0, 1) + std::string("\x00\x4e\x8c\x4e\x09\x4e", 6) + widened(kText, 0, 1), kUtf16},
    {"Utf32", std::string("\xff\xfe\0\0", 4) + widened(kText, 0, 3), kUtf32},
    {"Utf32BigEndianWithoutAMark", widened(kText, 3, 0), kUtf32},
    {"AZeroByte", std::string("hostname\0leaf", 13), kZero},
    {"AFewZeroBytesInALongText", kText + std::string("a\0b\0c\0", 6) + kText + kText + kText,
     "it contains the control byte 0x00 in line 3"},
    {"AnEscape", "hostname \x1b[2J\n", "it contains the control byte 0x1B in line 1"},
    {"TheFirstOfTwo", "a\nb\v\n\f\n", "it contains the control byte 0x0B in line 2"},
    {"AfterEachKindOfLineEnd", "a\rb\r\nc\nd\f", "it contains the control byte 0x0C in line 4"},
    {"AnImage",
     std::string("\x7f"
                 "ELF\x02\x01",
                 6),
     "it contains the control byte 0x7F in line 1"},
};

TEST(ConfigFault, IsNamed) {
    for (const Case& row : kConfigFaultOfCases) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(cause_of(scan_of(row.text).fault()), row.expected);
        ConfigScan at_once;
        at_once.take(row.text);
        EXPECT_EQ(cause_of(at_once.fault()), row.expected);
    }
}

TEST(ConfigFault, HasAdvice) {
    EXPECT_THAT(scan_of("\xff\xfe" + widened(kText, 0, 1)).fault().value().advice,
                testing::HasSubstr("save it as UTF-8"));
    EXPECT_THAT(scan_of("a\f").fault().value().advice, testing::HasSubstr("grep -nP '\\x0C' FILE"));
}

struct Login {
    const char* name;
    std::string text;
    bool there;
};

const Login kAdminLoginCases[] = {
    {"OnALine", "hostname leaf1\n" + kAdmin + "\nend\n", true},
    {"Indented", "  " + kAdmin + "\n", true},
    {"AfterALongLine", std::string(5000, 'x') + "\n" + kAdmin + "\n", true},
    {"NotWithoutAPassword", "username admin role network-admin\n", false},
    {"NotOfSomebodyElse", "username administrator password 5 x\n", false},
    {"NotInAComment", "! " + kAdmin + "\n", false},
    {"NotOverTwoLines", "username admin \n password 5 x\n", false},
    {"AfterAByteOrderMark", "\xef\xbb\xbf" + kAdmin + "\n", true},
    {"OnALineOfAnOldMac", "hostname a\r" + kAdmin + "\rend\r", true},
    {"NotInNothing", "", false},
};

TEST(AdminLogin, IsFoundWhereThereIsOne) {
    for (const Login& row : kAdminLoginCases) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(scan_of(row.text).has_admin_login(), row.there);
    }
}

}  // namespace
}  // namespace poap
