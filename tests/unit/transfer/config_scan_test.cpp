#include "nxos/config_scan.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/named_case.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::NamedCase;

/// Each byte on its own: no border between pieces may matter.
ConfigScan scan_of(const std::string& text) {
    ConfigScan scan;
    for (const char& c : text) scan.take({&c, 1});
    return scan;
}

const std::string kAdmin = "username admin password 5 $5$ABCDEF$0123 role network-admin";

struct Case : NamedCase {
    std::string text;
    std::string expected;
};

class ConfigFaultOf : public testing::TestWithParam<Case> {};

/// Empty where there is no fault.
std::string cause_of(const std::optional<ConfigFault>& fault) {
    return fault ? fault->cause : "";
}

TEST_P(ConfigFaultOf, IsNamed) {
    EXPECT_EQ(cause_of(scan_of(GetParam().text).fault()), GetParam().expected);
    ConfigScan at_once;
    at_once.take(GetParam().text);
    EXPECT_EQ(cause_of(at_once.fault()), GetParam().expected);
}

/// ASCII text in a wider encoding, with as many zero bytes before and after each character.
std::string widened(const std::string& text, std::size_t before, std::size_t after) {
    std::string wide;
    for (const char c : text) wide += std::string(before, '\0') + c + std::string(after, '\0');
    return wide;
}

/// So many letters in UTF-16, low byte first.
std::string in_cyrillic(std::size_t letters) {
    std::string wide;
    for (std::size_t i = 0; i < letters; ++i) wide += {static_cast<char>('0' + i % 32), '\x04'};
    return wide;
}

const std::string kText = "hostname leaf1\r\nfeature lldp\r\n";
const std::string kUtf16 = "it is in UTF-16, not in UTF-8 or ASCII";
const std::string kUtf32 = "it is in UTF-32, not in UTF-8 or ASCII";
constexpr const char* kZero = "it has the control byte 0x00 in line 1";

INSTANTIATE_TEST_SUITE_P(
    EachForm, ConfigFaultOf,
    testing::Values(
        Case{{"None"}, "hostname leaf1\r\n\tip address\n", ""},
        Case{{"NoneInOtherAlphabets"},
             "banner motd #Gr\xc3\xbc\xc3\x9f"
             "e#\n",
             ""},
        Case{{"NoneWhereALaterLineHasABracket"}, "hostname leaf1\n<html>\n", ""},
        Case{{"NoneWithAByteOrderMark"}, "\xef\xbb\xbfhostname leaf1\n", ""},
        Case{{"Empty"}, "", "it is empty"}, Case{{"BlanksAlone"}, " \r\n\t\n", "it is empty"},
        Case{{"Html"}, "<!DOCTYPE html>", "it is HTML"},
        Case{{"HtmlAfterAByteOrderMark"}, "\xef\xbb\xbf<html>", "it is HTML"},
        Case{{"HtmlAfterBlanks"}, "\r\n \t<html>", "it is HTML"},
        Case{{"Utf16OfPowerShell"}, "\xff\xfe" + widened(kText, 0, 1), kUtf16},
        Case{{"Utf16BigEndian"}, "\xfe\xff" + widened(kText, 1, 0), kUtf16},
        Case{{"Utf16WithoutAMark"}, widened(kText, 0, 1), kUtf16},
        Case{{"Utf16BigEndianWithoutAMark"}, widened(kText, 1, 0), kUtf16},
        Case{{"Utf16WithAnotherAlphabet"},
             widened("banner #", 0, 1) + "\x3b\x04" + widened("#\r\n", 0, 1),
             kUtf16},
        Case{{"Utf16WithoutAMarkAfterAnotherAlphabet"},
             in_cyrillic(60) + widened(kText + kText, 0, 1),
             kUtf16},
        Case{{"Utf16WithoutAMarkAfterChinese"},
             widened("! ", 0, 1) + std::string("\x00\x4e\x8c\x4e\x09\x4e", 6) + widened(kText, 0, 1),
             kUtf16},
        Case{{"Utf32"}, std::string("\xff\xfe\0\0", 4) + widened(kText, 0, 3), kUtf32},
        Case{{"Utf32BigEndianWithoutAMark"}, widened(kText, 3, 0), kUtf32},
        Case{{"AZeroByte"}, std::string("hostname\0leaf", 13), kZero},
        Case{{"AFewZeroBytesInALongText"},
             kText + std::string("a\0b\0c\0", 6) + kText + kText + kText,
             "it has the control byte 0x00 in line 3"},
        Case{{"ZeroBytesAlone"}, std::string(100, '\0'), kZero},
        Case{{"AnEscape"}, "hostname \x1b[2J\n", "it has the control byte 0x1B in line 1"},
        Case{{"ADelete"}, "hostname \x7f\n", "it has the control byte 0x7F in line 1"},
        Case{{"AFormFeed"}, "hostname a\n!\n\f\n", "it has the control byte 0x0C in line 3"},
        Case{{"TheEndOfADosFile"}, "hostname a\r\n!\r\n\x1a", "it has the control byte 0x1A in line 3"},
        Case{{"TheFirstOfTwo"}, "a\nb\v\n\f\n", "it has the control byte 0x0B in line 2"},
        Case{{"InALineOfAnOldMac"}, "a\rb\rc\f\r", "it has the control byte 0x0C in line 3"},
        Case{{"AfterEachKindOfLineEnd"}, "a\rb\r\nc\nd\f", "it has the control byte 0x0C in line 4"},
        Case{{"AfterBlankLines"}, "a\r\n\r\n\n\f", "it has the control byte 0x0C in line 4"},
        Case{{"AnImage"},
             std::string("\x7f"
                         "ELF\x02\x01",
                         6),
             "it has the control byte 0x7F in line 1"}),
    CaseName());

TEST(ConfigFault, SaysWhatToDo) {
    EXPECT_NE(scan_of("\xff\xfe" + widened(kText, 0, 1)).fault().value().advice.find("save it as UTF-8"),
              std::string::npos);
    EXPECT_NE(scan_of("a\f").fault().value().advice.find("grep -nP '\\x0C' FILE"), std::string::npos);
}

struct Login : NamedCase {
    std::string text;
    bool there;
};

class AdminLogin : public testing::TestWithParam<Login> {};

TEST_P(AdminLogin, IsFoundWhereThereIsOne) {
    EXPECT_EQ(scan_of(GetParam().text).has_admin_login(), GetParam().there);
}

INSTANTIATE_TEST_SUITE_P(
    EachForm, AdminLogin,
    testing::Values(Login{{"OnALine"}, "hostname leaf1\n" + kAdmin + "\nend\n", true},
                    Login{{"OnTheLastLineWithoutALineEnd"}, "hostname leaf1\n" + kAdmin, true},
                    Login{{"WithWindowsLineEnds"}, kAdmin + "\r\n", true},
                    Login{{"Indented"}, "  " + kAdmin + "\n", true},
                    Login{{"BehindALongLine"}, std::string(5000, 'x') + "\n" + kAdmin + "\n", true},
                    Login{{"NotWithoutAPassword"}, "username admin role network-admin\n", false},
                    Login{{"NotOfSomebodyElse"}, "username administrator password 5 x\n", false},
                    Login{{"NotInAComment"}, "! " + kAdmin + "\n", false},
                    Login{{"NotOverTwoLines"}, "username admin \n password 5 x\n", false},
                    Login{{"AfterAByteOrderMark"}, "\xef\xbb\xbf" + kAdmin + "\n", true},
                    Login{{"OnALineOfAnOldMac"}, "hostname a\r" + kAdmin + "\rend\r", true},
                    Login{{"NotInNothing"}, "", false}),
    CaseName());

}  // namespace
}  // namespace poap
