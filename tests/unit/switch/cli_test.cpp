#include "nxos/cli.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "support/fake_cli.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr;

TEST(Chained, StopsTheSwitchFromAskingBeforeAnythingElse) {
    EXPECT_EQ(chained({"show version"}), "terminal dont-ask ; show version");
    EXPECT_EQ(chained({"a", "b"}), "terminal dont-ask ; a ; b");
}

struct RefusalCase {
    CliAnswer answer;
    std::string reason;
};

const RefusalCase kRefusals[] = {
    {{16, "                ^\n% Invalid command at '^' marker.\n"}, "% Invalid command at '^' marker."},
    {{0, "      ^\n% Invalid command at '^' marker.\n"}, "% Invalid command at '^' marker."},
    {{0, "% Incomplete command at '^' marker.\n"}, "% Incomplete command at '^' marker."},
    {{0, "Syntax error while parsing 'boot nxos x'\n"}, "Syntax error while parsing 'boot nxos x'"},
    {{0, "\n\nCmd exec error.\n\n"}, "Cmd exec error."},
    {{0, "ls: cannot access bootflash:x: No such file or directory\n"},
     "ls: cannot access bootflash:x: No such file or directory"},
    {{0, "no such file (x)\n"}, "no such file (x)"},
    {{0, "% Permission denied for the role\n"}, "% Permission denied for the role"},
    {{0, "cp: No space left on device\r\n"}, "cp: No space left on device"},
    {{0, "Trying to connect to tftp server......\nTFTP get operation failed:Access violation\n"},
     "TFTP get operation failed:Access violation"},
    {{0, "Invalid image: bad magic\n"}, "Invalid image: bad magic"},
    {{0, "Copy to bootflash:/x is not permitted\n"}, "Copy to bootflash:/x is not permitted"},
    {{0, "done\nERROR: not now\ndone\n"}, "ERROR: not now"},
    {{16, "Cmd exec error.\nERROR: second\n"}, "Cmd exec error."},
    {{16, "Warning: There is unsaved configuration.\nSystem is not ready\n\n \n"}, "System is not ready"},
    {{16, " \n"}, "it said nothing and ended with exit status 16"},
    {{137, ""}, "it said nothing and ended with exit status 137"},
    {{16, "\x1b[31mno\n"}, "?[31mno"},
    {{16, std::string(10'000, 'x')}, std::string(200, 'x') + "..."},
};

TEST(Refusal, IsFoundInTheAnswer) {
    for (const auto& [answer, reason] : kRefusals) EXPECT_EQ(refusal(answer), reason);
}

TEST(Refusal, IsNotFoundInHarmlessText) {
    for (const CliAnswer& answer :
         std::vector<CliAnswer>{{0, ""},
                                {0, "[####] 100%\nCopy complete.\n"},
                                {0, "  0 input error  0 short frame\n  0 errors\n"},
                                {0, "Warning: No NTP peer/server configured.\n"},
                                {0, "Copy to bootflash: is in progress\n"},
                                {0, "Copy to bootflash:\nTelnet is not permitted\n"}})
        EXPECT_EQ(refusal(answer), std::nullopt) << answer.text;
}

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
