#include "nxos/script_server.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"
#include "support/fake_cli.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

// The console of a 10.5(3), with other addresses.
const std::string kInfo = "2025 Aug 19 09:34:50 switch %$ VDC-1 %$ %POAP-2-POAP_INFO: ";
const std::string kSwitch = kInfo + "[96NA44HCRU7-52:7C:D9:63:1B:08] - ";
const std::string kBefore = kSwitch + "Using DHCP, valid information received over mgmt0 from 192.0.2.1\n" +
                            kSwitch + "Default Gateway: 192.0.2.2\n";
const std::string kAfter =
    kSwitch + "Script Name: poap_script.py\n" + kSwitch +
    "The POAP Script is being downloaded from [copy tftp://192.0.2.1/poap_script.py "
    "bootflash:scripts/script.sh vrf management ]\n"
    "2025 Aug 19 09:35:04 switch %$ VDC-1 %$ %USER-1-SYSTEM_MSG: Script Server: 203.0.113.9 - poap-agent\n"
    "2025 Aug 19 09:35:04 switch %USER-1-SYSTEM_MSG: %POAP-2-POAP_INFO: - Script Server: 203.0.113.9 - x\n";

std::string log_with(const std::string& server) {
    return kBefore + kSwitch + "Script Server: " + server + '\n' + kAfter;
}

TEST(ScriptServer, IsTheHostInPoapsLastLine) {
    const struct {
        std::string text;
        const char* authority;
    } rows[] = {
        {log_with("192.0.2.1"), "192.0.2.1"},
        {log_with("192.0.2.7") + log_with("192.0.2.1"), "192.0.2.1"},
        {log_with("192.0.2.1 \r"), "192.0.2.1"},
        {log_with("poap.example.net"), "poap.example.net"},
        {log_with("HTTP://192.0.2.1"), "192.0.2.1"},
        {log_with("https://192.0.2.1:8080/poap"), "192.0.2.1:8080"},
        {log_with("2001:db8::1"), "[2001:db8::1]"},
        {log_with("http://[2001:db8::1]"), "[2001:db8::1]"},
        {"2025 Aug 19 09:34:50 switch %POAP-2-POAP_INFO: - Script Server: 192.0.2.1\n", "192.0.2.1"},
    };
    for (const auto& row : rows) EXPECT_EQ(parse_script_server(row.text).authority(), row.authority);
}

TEST(ScriptServer, IsMissingOrNotAHost) {
    const struct {
        std::string text;
        const char* cause;
    } rows[] = {
        {"", "has no line `Script Server:` of POAP"},
        {kBefore + kAfter, "has no line `Script Server:` of POAP"},
        {"Script Server: 192.0.2.1\n%POAP-2\n%POAP-2-POAP_INFO: [\n", "has no line `Script Server:` of POAP"},
        {log_with(""), "``, the last `Script Server:`"},
        {log_with("192.0.2.1") + log_with("$(reboot)"), "`$(reboot)`, the last `Script Server:`"},
        {log_with("192.0.2.1 evil"), "is not a host name or address"},
        {log_with("user@192.0.2.1"), "is not a host name or address"},
        {log_with("\x1b[31mred"), "`?[31mred`"},
    };
    for (const auto& row : rows) {
        const Error error = thrown_by([&] { parse_script_server(row.text); });
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), HasSubstr(row.cause));
        EXPECT_THAT(error.advice(), HasSubstr("--server"));
    }
}

TEST(ScriptServer, IsFoundAmongErrorMessages) {
    FakeCli cli;
    cli.on("terminal dont-ask ; terminal width 511 ; show logging last 1000",
           "2025 Aug 19 switch %X-3-Y: ERROR: permission denied\n" + log_with("192.0.2.1"));
    EXPECT_EQ(ask_script_server(cli).authority(), "192.0.2.1");
}

TEST(ScriptServer, IsAskedForAgainWithoutTheWideTerminal) {
    FakeCli cli;
    cli.answers("% Invalid command at '^' marker.\n", 16)
        .on("terminal dont-ask ; show logging last 1000", log_with("192.0.2.1"));
    EXPECT_EQ(ask_script_server(cli).authority(), "192.0.2.1");
    cli.answers("% Invalid command\n", 16).answers("% Invalid command\n", 16);
    const Error error = thrown_by([&] { ask_script_server(cli); });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_THAT(error.what(), HasSubstr("the switch refused `show logging last 1000`"));
}

}  // namespace
}  // namespace poap::test
