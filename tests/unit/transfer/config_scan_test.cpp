#include "transfer/config_scan.hpp"

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

class ConfigFault : public testing::TestWithParam<Case> {};

TEST_P(ConfigFault, IsNamed) {
    EXPECT_EQ(scan_of(GetParam().text).fault(), GetParam().expected);
    ConfigScan at_once;
    at_once.take(GetParam().text);
    EXPECT_EQ(at_once.fault(), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    EachForm, ConfigFault,
    testing::Values(Case{{"None"}, "hostname leaf1\r\n\tip address\n", ""},
                    Case{{"NoneInOtherAlphabets"},
                         "banner motd #Gr\xc3\xbc\xc3\x9f"
                         "e#\n",
                         ""},
                    Case{{"NoneWhereALaterLineHasABracket"}, "hostname leaf1\n<html>\n", ""},
                    Case{{"Empty"}, "", "it is empty"}, Case{{"BlanksAlone"}, " \r\n\t\n", "it is empty"},
                    Case{{"Html"}, "<!DOCTYPE html>", "it is HTML"},
                    Case{{"HtmlBehindAByteOrderMark"}, "\xef\xbb\xbf<html>", "it is HTML"},
                    Case{{"HtmlBehindBlanks"}, "\r\n \t<html>", "it is HTML"},
                    Case{{"AZeroByte"}, std::string("hostname\0leaf", 13), "it holds control bytes"},
                    Case{{"AnEscape"}, "hostname \x1b[2J\n", "it holds control bytes"},
                    Case{{"ADelete"}, "hostname \x7f\n", "it holds control bytes"},
                    Case{{"AFormFeed"}, "hostname\f\n", "it holds control bytes"},
                    Case{{"AnImage"},
                         std::string("\x7f"
                                     "ELF\x02\x01",
                                     6),
                         "it holds control bytes"}),
    CaseName());

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
                    Login{{"NotInNothing"}, "", false}),
    CaseName());

}  // namespace
}  // namespace poap
