// What scripts rely on: subcommands, options, exit codes, logs.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Json = nlohmann::json;

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
    const Words commands = {"run", "plan", "collect"};
    const Words codes = {"0 provisioned",
                         "1 unexpected",
                         "2 usage",
                         "3 the switch",
                         "4 the POAP server",
                         "5 a transfer",
                         "6 a digest",
                         "7 no space",
                         "8 interrupted by a signal",
                         "9 another agent is running"};
    for (const std::string& word : kOptions + commands + codes) EXPECT_THAT(ended.out, HasSubstr(word));
}

TEST(Version, IsOneLine) {
    const EmulatedSwitch device({.in_poap = false});
    const Ended ended = device.run_agent({"--version"});
    EXPECT_EQ(ended.exit_code, 0);
    EXPECT_THAT(ended.out, testing::MatchesRegex("[0-9]+\\.[0-9]+\\.[0-9]+( \\(openssl .*, curl .*\\))?\n"));
}

/// Command lines that are refused before anything is done.
Cases usages() {
    struct Way {
        std::string name;
        Words line;
        std::string cause;
    };
    const std::vector<Way> ways = {
        {"NoServer", {}, "--server is missing"},
        {"NoServerForAPlan", {"plan"}, "--server is missing"},
        {"AnUnknownOption", {"--sever", "x"}, "--sever"},
        {"AnUnknownCommand", {"--server", "x", "provision"}, "provision"},
        {"TwoCommands", {"--server", "x", "plan", "collect"}, ""},
        {"NoValue", {"--server"}, "--server"},
        {"ABadServer", {"--server", "a;b"}, "--server `a;b`"},
        {"AServerWithAPort", {"--server", "a:1"}, "--port"},
        {"ABadPort", {"--server", "x", "--port", "65536"}, "--port"},
        {"ABadNumber", {"--server", "x", "--timeout", "soon"}, "--timeout"},
        {"ANegativeNumber", {"--server", "x", "--retries", "-1"}, "--retries"},
        {"ABadVrf", {"--server", "x", "--vrf", "../x"}, "--vrf"},
        {"QuietAndVerbose", {"--server", "x", "-q", "-v"}, ""},
    };
    const auto usage = [](const std::string& cause) {
        return fails(ExitCode::Usage, "options", cause).without_log().calling({}).requesting({});
    };
    const Step no_server = [](Bench& bench) { bench.names_server = false; };
    Cases rows;
    for (const Way& way : ways) rows.emplace_back(way.name, no_server + args(way.line), usage(way.cause));
    const auto names_the_ways_out = [](const Bench& bench) {
        EXPECT_THAT(bench.ended.last_line(), AllOf(HasSubstr("`poap-agent plan`"), HasSubstr("--force")));
    };
    rows.emplace_back("OutsidePoap", on_switch({.in_poap = false}),
                      usage("this is not POAP").without_another_run().holding(names_the_ways_out));
    return rows;
}

CASES(Usage, usages());

Cases runs() {
    const std::string oldest = "20200101000000_poap.log";
    const std::string older = "20200101000001_poap.log";
    const Words kept = {"20200101000002_poap.log", "20200101000003_poap.log", "20200101000004_poap.log",
                        "mine.log"};
    const Step in_a_log_folder = [=](Bench& bench) {
        const auto& logs = bench.make<test::TempDir>();
        for (const std::string& name : Words{oldest, older} + kept) logs.write(name, "old");
        bench.arguments = {"--log-dir", logs.path()};
        bench.meanwhile = [&](Process& agent) {
            ASSERT_TRUE(eventually([&] { return agent.has_ended(); }));
            const Words left = logs.names();
            EXPECT_THAT(left, testing::SizeIs(kept.size() + 1))
                << "the newest four logs, and a file that is none";
            for (const std::string& name : kept) EXPECT_THAT(left, Contains(name));
        };
    };
    const auto has_no_log = [](const Bench& bench) {
        EXPECT_THAT(logs_in(bench.device().bootflash()), IsEmpty());
    };
    const auto begins_with_a_warning = [](const Bench& bench) {
        EXPECT_THAT(bench.ended.err, testing::StartsWith("WARNING: no checksum for " + kNewImage));
    };
    return {
        Case("MayBeSpelledOut", args({"run"}), recovers()),
        Case("KeepsTheNewestFourLogs", in_a_log_folder, recovers().holding(has_no_log)),
        Case("WithoutALogFolderIsWarnedAbout", args({"--log-dir", "/no/such/folder"}),
             recovers().reporting({"WARNING: no log file: "})),
        Case("ThatIsQuietReportsWarningsAndErrors", args({"-q"}) + plan_without({"system_image_md5"}),
             recovers().holding(begins_with_a_warning)),
        Case("PutsNothingOfThePlanButCheckedNamesIntoACliLine",
             plan({{"comment", "; reload"}, {"system_image_url", "$(reload)"}}),
             recovers().calling({kIdentityCall, boot_call(kNewImage), kSaveCall, kScheduleCall})),
    };
}

CASES(Run, runs());

TEST(Options, MayBeOnEitherSideOfTheCommandAndTheLastOneCounts) {
    FakeServer server;
    server.start();
    const EmulatedSwitch device;
    const Ended ended =
        device.run_agent(Words{"plan", "--server", "a.host.that.is.not.there"} + server.where());
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_EQ(device.run_agent({"--vsh", "/nowhere", "collect", "--json", "--vsh", VSH_PATH}).exit_code, 0);
    EXPECT_EQ(device.run_agent({"collect", "--vsh", VSH_PATH, "--vsh", "/nowhere"}).exit_code,
              static_cast<int>(ExitCode::Switch));
}

/// A live switch, outside POAP, as a person would look at it; in text, and in JSON.
struct Looking : testing::TestWithParam<bool>, Bench {
    Looking() {
        take_switch({.in_poap = false});
        device().flash(kNewImage, "a file of that name");
        device().flash(".nxos.9.3.11.bin.part", "a leftover");
    }

    void look(const std::string& command) {
        arguments = {command};
        if (GetParam()) arguments.emplace_back("--json");
        names_server = command == "plan";
        const Before before(device());
        run();
        EXPECT_EQ(ended.exit_code, 0) << ended.err;
        EXPECT_EQ(device().memory(), before.memory);
        EXPECT_EQ(device().bootflash(), before.bootflash) << "not even a log";
        EXPECT_THAT(device().calls(), ElementsAre(kIdentityCall));
    }
};

TEST_P(Looking, AtAPlanChangesNothing) {
    look("plan");
    EXPECT_THAT(server.requests(), Contains(kPut));
    for (const std::string& word : {kSerial, kMac, kOldImage, kNewImage, kConfigName,
                                    "boot nxos bootflash:///" + kNewImage, std::string("download")}) {
        EXPECT_THAT(ended.out, HasSubstr(word));
    }
    EXPECT_EQ(Json::accept(ended.out), GetParam()) << ended.out;
}

TEST_P(Looking, AtAnIdentityChangesNothing) {
    look("collect");
    EXPECT_THAT(server.requests(), IsEmpty());
    for (const std::string& word : {kSerial, kMac, kOldImage}) EXPECT_THAT(ended.out, HasSubstr(word));
    if (!GetParam()) return;
    EXPECT_EQ(
        Json::parse(ended.out),
        (Json{
            {"serial", kSerial}, {"mac", kMac}, {"running_image", kOldImage}, {"kickstart_image", nullptr}}));
}

INSTANTIATE_TEST_SUITE_P(As, Looking, testing::Bool(),
                         [](const auto& test) { return test.param ? "Json" : "Text"; });

TEST(Collect, SaysNullWhereASwitchNamesNoImage) {
    const EmulatedSwitch device({.fresh = {.form = "no-image"}});
    const Ended ended = device.run_agent({"collect", "--json"});
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_TRUE(Json::parse(ended.out).at("running_image").is_null());
}

}  // namespace
}  // namespace poap::rig
