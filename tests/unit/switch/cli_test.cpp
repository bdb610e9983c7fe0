#include "nxos/cli.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/fake_cli.hpp"
#include "support/named_case.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST(Chained, StopsTheSwitchFromAskingBeforeAnythingElse) {
    EXPECT_EQ(chained({"show version"}), "terminal dont-ask ; show version");
    EXPECT_EQ(chained({"a", "b"}), "terminal dont-ask ; a ; b");
}

struct RefusalCase : NamedCase {
    CliAnswer answer;
    std::string reason;
};

class Refusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(Refusal, IsNamed) {
    EXPECT_EQ(refusal(GetParam().answer), GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    OfACommand, Refusal,
    testing::Values(
        RefusalCase{{"ThatIsUnknown"},
                    {16, "                ^\n% Invalid command at '^' marker.\n"},
                    "% Invalid command at '^' marker."},
        RefusalCase{{"ThatIsUnknownWithExit0"},
                    {0, "      ^\n% Invalid command at '^' marker.\n"},
                    "% Invalid command at '^' marker."},
        RefusalCase{{"ThatIsIncomplete"},
                    {0, "% Incomplete command at '^' marker.\n"},
                    "% Incomplete command at '^' marker."},
        RefusalCase{{"ThatDoesNotParse"},
                    {0, "Syntax error while parsing 'boot nxos x'\n"},
                    "Syntax error while parsing 'boot nxos x'"},
        RefusalCase{{"ThatFailed"}, {0, "\n\nCmd exec error.\n\n"}, "Cmd exec error."},
        RefusalCase{{"OnAFileThatIsNotThere"},
                    {0, "ls: cannot access bootflash:x: No such file or directory\n"},
                    "ls: cannot access bootflash:x: No such file or directory"},
        RefusalCase{{"OnAFileInOtherWords"}, {0, "no such file (x)\n"}, "no such file (x)"},
        RefusalCase{{"ThatTheRoleForbids"},
                    {0, "% Permission denied for the role\n"},
                    "% Permission denied for the role"},
        RefusalCase{{"OnAFullDisk"}, {0, "cp: No space left on device\r\n"}, "cp: No space left on device"},
        RefusalCase{
            {"ThatDownloads"},
            {0, "Trying to connect to tftp server......\nTFTP get operation failed:Access violation\n"},
            "TFTP get operation failed:Access violation"},
        RefusalCase{{"OnAnImageThatIsNone"}, {0, "Invalid image: bad magic\n"}, "Invalid image: bad magic"},
        RefusalCase{{"ThatCopies"},
                    {0, "Copy to bootflash:/x is not permitted\n"},
                    "Copy to bootflash:/x is not permitted"},
        RefusalCase{{"InCapitals"}, {0, "done\nERROR: not now\ndone\n"}, "ERROR: not now"},
        RefusalCase{{"AtItsFirstComplaint"}, {16, "Cmd exec error.\nERROR: second\n"}, "Cmd exec error."},
        RefusalCase{{"ByItsLastWords"},
                    {16, "Warning: There is unsaved configuration.\nSystem is not ready\n\n \n"},
                    "System is not ready"},
        RefusalCase{{"WithoutAWord"}, {16, " \n"}, "it said nothing and ended with exit status 16"},
        RefusalCase{{"KilledByASignal"}, {137, ""}, "it said nothing and ended with exit status 137"},
        RefusalCase{{"InBytesThatATerminalMightObey"}, {16, "\x1b[31mno\n"}, "?[31mno"},
        RefusalCase{{"AtAnyLength"}, {16, std::string(10'000, 'x')}, std::string(200, 'x') + "..."}),
    CaseName());

class NoRefusal : public testing::TestWithParam<RefusalCase> {};

TEST_P(NoRefusal, IsRead) {
    EXPECT_EQ(refusal(GetParam().answer), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Text, NoRefusal,
    testing::Values(RefusalCase{{"WhereNothingIsPrinted"}, {0, ""}, {}},
                    RefusalCase{{"InAProgressBar"}, {0, "[####] 100%\nCopy complete.\n"}, {}},
                    RefusalCase{{"InCounters"}, {0, "  0 input error  0 short frame\n  0 errors\n"}, {}},
                    RefusalCase{{"InAWarning"}, {0, "Warning: No NTP peer/server configured.\n"}, {}},
                    RefusalCase{{"WhereACopyIsAnnounced"}, {0, "Copy to bootflash: is in progress\n"}, {}},
                    RefusalCase{{"WhereThePermitIsOfAnotherLine"},
                                {0, "Copy to bootflash:\nTelnet is not permitted\n"},
                                {}}),
    CaseName());

TEST(Ask, GivesBackTheText) {
    FakeCli cli;
    cli.answers("mgmt0 is up\n");
    EXPECT_EQ(ask(cli, {"show interface mgmt0"}, OnSignal::Stop), "mgmt0 is up\n");
    EXPECT_THAT(cli.lines, ElementsAre("terminal dont-ask ; show interface mgmt0"));
    EXPECT_THAT(cli.on_signals, ElementsAre(OnSignal::Stop));
}

TEST(Ask, NamesTheCommandsAndTheSwitchsReason) {
    FakeCli cli;
    cli.answers("Cmd exec error.\n", 16);
    const Error error = thrown_by([&] { ask(cli, {"end", "show boot"}, OnSignal::FinishFirst); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_STREQ(error.what(), "the switch refused `end ; show boot`: Cmd exec error.");
    EXPECT_THAT(error.advice(), HasSubstr("CLI"));
}

}  // namespace
}  // namespace poap::test
