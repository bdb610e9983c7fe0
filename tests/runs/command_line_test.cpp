// What scripts rely on: subcommands, options, exit codes, logs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "support/named_case.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Json = nlohmann::json;
using Words = std::vector<std::string>;

const Words kOptions = {"--mode",
                        "--file-server",
                        "--config-path",
                        "--image-path",
                        "--system-image",
                        "--kickstart-image",
                        "--config-file",
                        "--hops",
                        "--username",
                        "--password-file",
                        "--usb",
                        "--install",
                        "--no-sidecar",
                        "--required-space",
                        "--server",
                        "--port",
                        "--scheme",
                        "--ca-file",
                        "--pin",
                        "--tftp-blksize",
                        "--tftp-no-options",
                        "--vrf",
                        "--bootflash",
                        "--vsh",
                        "--force",
                        "--deadline",
                        "--require-digest",
                        "--timeout",
                        "--retries",
                        "--cli-timeout",
                        "--log-dir",
                        "--no-syslog",
                        "-v",
                        "-q",
                        "--json"};

TEST(Help, NamesEveryOptionAndExitCode) {
    const EmulatedSwitch device({.in_poap = false});
    const Ended ended = device.run_agent({"--help"});
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_EQ(ended.err, "");
    for (const std::string& option : kOptions) EXPECT_THAT(ended.out, HasSubstr(option));
    for (const std::string command : {"run", "plan", "collect"}) EXPECT_THAT(ended.out, HasSubstr(command));
    for (const std::string code :
         {"0 provisioned", "1 unexpected", "2 usage", "3 the switch", "4 the POAP server", "5 a transfer",
          "6 a digest", "7 no space", "8 interrupted by a signal", "9 another agent is running"}) {
        EXPECT_THAT(ended.out, HasSubstr(code));
    }
}

TEST(Version, IsOneLine) {
    const EmulatedSwitch device({.in_poap = false});
    const Ended ended = device.run_agent({"--version"});
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.out, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+( \\(openssl .*, curl .*\\))?\n"));
}

struct UsageCase : NamedCase {
    Words arguments;
    std::string cause;
};

class Usage : public testing::TestWithParam<UsageCase> {};

TEST_P(Usage, IsRefusedBeforeAnythingIsDone) {
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(device.run_agent(GetParam().arguments), {ExitCode::Usage, "options", GetParam().cause});
    EXPECT_THAT(device.calls(), IsEmpty());
    EXPECT_EQ(device.memory(), before.memory);
    EXPECT_EQ(device.bootflash(), before.bootflash);
}

INSTANTIATE_TEST_SUITE_P(
    With, Usage,
    testing::Values(UsageCase{{"NoServer"}, {}, "--server is missing"},
                    UsageCase{{"NoServerForAPlan"}, {"plan"}, "--server is missing"},
                    UsageCase{{"AnUnknownOption"}, {"--sever", "x"}, "--sever"},
                    UsageCase{{"AnUnknownCommand"}, {"--server", "x", "provision"}, "provision"},
                    UsageCase{{"TwoCommands"}, {"--server", "x", "plan", "collect"}, ""},
                    UsageCase{{"NoValue"}, {"--server"}, "--server"},
                    UsageCase{{"ABadServer"}, {"--server", "a;b"}, "--server `a;b`"},
                    UsageCase{{"AServerWithAPort"}, {"--server", "a:1"}, "--port"},
                    UsageCase{{"ABadPort"}, {"--server", "x", "--port", "65536"}, "--port"},
                    UsageCase{{"ABadNumber"}, {"--server", "x", "--timeout", "soon"}, "--timeout"},
                    UsageCase{{"ANegativeNumber"}, {"--server", "x", "--retries", "-1"}, "--retries"},
                    UsageCase{{"ABadVrf"}, {"--server", "x", "--vrf", "../x"}, "--vrf"},
                    UsageCase{{"QuietAndVerbose"}, {"--server", "x", "-q", "-v"}, ""}),
    CaseName());

TEST(Run, OutsidePoapIsRefusedWithAHint) {
    MadeUpServer server;
    server.start();
    SwitchSpec spec;
    spec.in_poap = false;
    const EmulatedSwitch device(spec);
    const Before before(device);
    const Ended ended = device.run_agent(server.where());
    expect_failure(ended, {ExitCode::Usage, "options", "this is not POAP"});
    EXPECT_THAT(ended.last_line(), AllOf(HasSubstr("`poap-agent plan`"), HasSubstr("--force")));
    EXPECT_THAT(device.calls(), IsEmpty());
    EXPECT_THAT(server.requests(), IsEmpty());
    EXPECT_EQ(device.memory(), before.memory);
    EXPECT_EQ(device.bootflash(), before.bootflash);
}

TEST(Run, MayBeSpelledOut) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    auto arguments = server.where();
    arguments.emplace_back("run");
    expect_provisioned(device, before, device.run_agent(arguments),
                       {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
}

TEST(Options, MayStandOnEitherSideOfTheCommandAndTheLastOneCounts) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    auto arguments = server.where();
    arguments.insert(arguments.begin(), {"--server", "a.host.that.is.not.there"});
    arguments.insert(arguments.begin(), "plan");
    const Ended behind = device.run_agent(arguments);
    EXPECT_EQ(behind.exit_code, 0) << behind.err;
    EXPECT_EQ(device.run_agent({"--vsh", "/nowhere", "collect", "--json", "--vsh", VSH_PATH}).exit_code, 0);
    EXPECT_EQ(device.run_agent({"collect", "--vsh", VSH_PATH, "--vsh", "/nowhere"}).exit_code,
              static_cast<int>(ExitCode::Switch));
}

/// A live switch, outside POAP, as a person would look at it.
class Looking : public testing::TestWithParam<bool> {
  protected:
    Looking() : device_(live()) {
        device_.flash(kNewImage, "a file of that name");
        device_.flash(".nxos.9.3.11.bin.part", "a leftover");
        server_.start();
    }

    Ended look(const std::string& command) {
        Words arguments = command == "plan" ? server_.where() : Words{};
        arguments.push_back(command);
        if (GetParam()) arguments.emplace_back("--json");
        const Before before(device_);
        Ended ended = device_.run_agent(arguments);
        EXPECT_EQ(ended.exit_code, 0) << ended.err;
        EXPECT_EQ(device_.memory(), before.memory);
        EXPECT_EQ(device_.bootflash(), before.bootflash) << "not even a log";
        EXPECT_THAT(device_.calls(), ElementsAre(identity_call()));
        return ended;
    }

    MadeUpServer server_;
    EmulatedSwitch device_;

  private:
    static SwitchSpec live() {
        SwitchSpec spec;
        spec.in_poap = false;
        return spec;
    }
};

TEST_P(Looking, AtAPlanChangesNothing) {
    const Ended ended = look("plan");
    EXPECT_THAT(server_.requests(), Contains(kPut));
    for (const std::string& word : {kSerial, kMac, kOldImage, kNewImage, kSerial + ".cfg",
                                    "boot nxos bootflash:///" + kNewImage, std::string("download")}) {
        EXPECT_THAT(ended.out, HasSubstr(word));
    }
    if (GetParam()) {
        EXPECT_TRUE(Json::accept(ended.out)) << ended.out;
    }
}

TEST_P(Looking, AtAnIdentityChangesNothing) {
    const Ended ended = look("collect");
    EXPECT_THAT(server_.requests(), IsEmpty());
    if (GetParam()) {
        EXPECT_EQ(Json::parse(ended.out), (Json{{"serial", kSerial},
                                                {"mac", kMac},
                                                {"running_image", kOldImage},
                                                {"kickstart_image", nullptr}}));
    } else {
        for (const std::string& word : {kSerial, kMac, kOldImage}) EXPECT_THAT(ended.out, HasSubstr(word));
    }
}

INSTANTIATE_TEST_SUITE_P(As, Looking, testing::Bool(), [](const testing::TestParamInfo<bool>& test) {
    return test.param ? "Json" : "Text";
});

TEST(Collect, SaysNullWhereASwitchNamesNoImage) {
    SwitchSpec spec;
    spec.fresh.form = "no-image";
    const EmulatedSwitch device(spec);
    const Ended ended = device.run_agent({"collect", "--json"});
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_TRUE(Json::parse(ended.out).at("running_image").is_null());
}

TEST(LogFolder, KeepsTheNewestFour) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    const test::TempDir logs;
    for (const char* name : {"20200101000000_poap.log", "20200101000001_poap.log", "20200101000002_poap.log",
                             "20200101000003_poap.log", "20200101000004_poap.log", "mine.log"}) {
        logs.write(name, "old");
    }
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--log-dir", logs.path()});
    EXPECT_EQ(device.run_agent(arguments).exit_code, 0);
    EXPECT_THAT(names_in(device.bootflash()), ElementsAre(kNewImage));
    const Words left = logs.names();
    EXPECT_THAT(left, SizeIs(5));
    EXPECT_THAT(left, AllOf(Contains("20200101000002_poap.log"), Contains("20200101000003_poap.log"),
                            Contains("20200101000004_poap.log"), Contains("mine.log")));
}

TEST(LogFolder, ThatIsMissingIsWarnedAboutAndNoMore) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--log-dir", "/no/such/folder"});
    const Ended ended = device.run_agent(arguments);
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.err, HasSubstr("WARNING: no log file: "));
}

TEST(Quiet, LeavesWarningsAndErrors) {
    MadeUpServer server;
    server.plan.erase("system_image_md5");
    server.start();
    const EmulatedSwitch device;
    auto arguments = server.where();
    arguments.emplace_back("-q");
    const Ended ended = device.run_agent(arguments);
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.err, StartsWith("WARNING: no checksum for " + kNewImage));
}

TEST(Bootflash, ThatIsMissingIsSaidSo) {
    const EmulatedSwitch device;
    expect_failure(device.run_agent({"--server", "127.0.0.1", "--bootflash", "/no/such/folder"}),
                   {ExitCode::Switch, "lock bootflash", "cannot open the bootflash folder /no/such/folder"});
    EXPECT_THAT(device.calls(), IsEmpty());
}

}  // namespace
}  // namespace poap::rig
