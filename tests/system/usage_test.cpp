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

TEST(HelpAndVersion, ArePrintedOutsidePoap) {
    const EmulatedSwitch device({.in_poap = false});
    const Ended help = device.run_agent({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    EXPECT_EQ(help.err, "");
    for (const char* words : {"--server", "collect", "9 another agent is running"}) {
        EXPECT_THAT(help.out, HasSubstr(words));
    }
    const Ended version = device.run_agent({"--version"});
    EXPECT_EQ(version.exit_code, 0);
    EXPECT_THAT(version.out,
                testing::MatchesRegex("poap-agent [0-9]+\\.[0-9]+\\.[0-9]+( \\(openssl .*, curl .*\\))?\n"));
}

/// Command lines that are refused before anything is done. tests/unit/options has each of them.
Cases usages() {
    struct Way {
        std::string name;
        Words line;
        std::string cause;
    };
    const std::vector<Way> ways = {
        {"AnUnknownOption", {"--sever", "x"}, "--sever"},
        {"AnUnknownCommand", {"--server", "x", "provision"}, "provision"},
        {"ABadServer", {"--server", "a;b"}, "--server `a;b`"},
        {"ABadNumber", {"--server", "x", "--timeout", "soon"}, "--timeout"},
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
                      usage("this is not POAP").without_another_run().expecting(names_the_ways_out));
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
            EXPECT_THAT(left, testing::SizeIs(kept.size() + 1)) << "the newest four logs, and another file";
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
        Case("KeepsTheNewestFourLogs", in_a_log_folder, recovers().expecting(has_no_log)),
        Case("WithoutALogFolderIsWarnedAbout", args({"--log-dir", "/no/such/folder"}),
             recovers().reporting({"WARNING: no log file: "})),
        Case("ThatIsQuietReportsWarningsAndErrors", args({"-q"}) + plan_without({"system_image_md5"}),
             recovers().expecting(begins_with_a_warning)),
        Case("PutsNothingOfThePlanButCheckedNamesIntoACliLine",
             plan({{"comment", "; reload"}, {"system_image_url", "$(reload)"}}),
             recovers().calling({kIdentityCall, compatibility_call(kNewImage), boot_call(kNewImage),
                                 kSaveCall, kScheduleCall})),
    };
}

CASES(Run, runs());

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

}  // namespace
}  // namespace poap::rig
