// `run --json`: what a program reads of a run.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using Json = nlohmann::json;

/// The events on standard output, each of which must be one line.
std::vector<Json> events_of(const Ended& ended) {
    std::vector<Json> events;
    for (const std::string_view line : lines_of(ended.out)) {
        EXPECT_TRUE(Json::accept(line)) << line;
        if (!Json::accept(line)) continue;
        events.push_back(Json::parse(line));
        EXPECT_TRUE(events.back().contains("time")) << line;
    }
    EXPECT_THAT(ended.out, Not(HasSubstr(kSecret)));
    return events;
}

std::vector<Json> of_kind(const std::vector<Json>& events, const std::string& kind) {
    std::vector<Json> chosen;
    std::copy_if(events.begin(), events.end(), std::back_inserter(chosen),
                 [&](const Json& event) { return event.at("event") == kind; });
    return chosen;
}

/// `begun identify the switch`, ...
Words stages_of(const std::vector<Json>& events) {
    Words stages;
    for (const Json& event : of_kind(events, "stage")) {
        const auto state = event.at("state").get<std::string>();
        EXPECT_EQ(event.contains("seconds"), state != "begun");
        stages.push_back(state + ' ' + event.at("stage").get<std::string>());
    }
    return stages;
}

/// The result, which must be the last event, the only one of its kind, and agree with the exit code.
Json result_of(const Ended& ended) {
    const auto events = events_of(ended);
    EXPECT_THAT(of_kind(events, "result"), SizeIs(1)) << ended.out;
    if (events.empty()) return {};
    EXPECT_EQ(events.back().at("event"), "result");
    EXPECT_EQ(events.back().value("exit_code", -1), ended.exit_code);
    return events.back();
}

/// `run --json`.
struct Events : testing::Test, Bench {
    Events() { arguments = {"--json"}; }

    /// Started by a shell that has done `before`.
    void run_after(const std::string& before) {
        starter = {"/bin/sh", "-c", before + " && exec \"$@\"", "sh"};
        run();
    }

    std::vector<Json> events(const std::string& kind) const { return of_kind(events_of(ended), kind); }

    Goal goal() const { return {kConfig, boots(kNewImage), {{kNewImage, fake_image()}}}; }
};

TEST_F(Events, ReportEachStageInItsOrderAndTheResultLast) {
    const Before before(device());
    run();
    expect_provisioned(device(), before, ended, goal());
    EXPECT_THAT(stages_of(events_of(ended)),
                ElementsAre("begun lock bootflash", "done lock bootflash",                                //
                            "begun identify the switch", "done identify the switch",                      //
                            "begun register with the POAP server", "done register with the POAP server",  //
                            "begun check the plan", "done check the plan",                                //
                            "begun tidy bootflash", "done tidy bootflash",                                //
                            "begun stage the configuration", "done stage the configuration",              //
                            "begun stage the image", "done stage the image", "begun commit", "done commit"));
    const Json result = result_of(ended);
    EXPECT_TRUE(result.at("cause").is_null());
    EXPECT_THAT(result.at("advice").get<std::string>(), HasSubstr("reload"));
}

TEST_F(Events, ReportTheSwitchItsPlanAndWhatChangesIt) {
    run();
    const auto identities = events("identity");
    ASSERT_THAT(identities, SizeIs(1));
    EXPECT_EQ(identities[0].at("serial"), kSerial);
    EXPECT_EQ(identities[0].at("running_image"), kOldImage);
    const auto plans = events("plan");
    ASSERT_THAT(plans, SizeIs(1));
    EXPECT_EQ(plans[0].at("config").at("name"), kConfigName);
    EXPECT_EQ(plans[0].at("images").at(0).at("name"), kNewImage);
    EXPECT_THAT(events("verified"), SizeIs(2));
    Words commands;
    for (const Json& change : events("change")) commands.push_back(change.at("command"));
    EXPECT_THAT(commands,
                ElementsAre("boot nxos bootflash:///" + kNewImage, "copy running-config startup-config",
                            "write erase", "copy bootflash:" + kConfigName + " scheduled-config"));
    EXPECT_THAT(events("left"), IsEmpty());
}

TEST_F(Events, ReportTheProgressOfALongDownload) {
    const std::string image = image_bytes(3'500'000);
    server.answers_with(kGetImage, http_answer(200, image));
    server.plan["system_image_md5"] = md5_of(image);
    run();
    const auto steps = events("progress");
    ASSERT_THAT(steps, SizeIs(testing::Ge(3U)));
    for (const Json& step : steps) {
        EXPECT_EQ(step.at("file"), kNewImage);
        EXPECT_EQ(step.at("size"), image.size());
    }
    EXPECT_GT(steps.back().at("bytes"), steps.front().at("bytes"));
}

TEST_F(Events, ReportAFailureWithStageCauseAndAdvice) {
    server.plan["system_image_md5"] = md5_of("other bytes");
    run();
    expect_failure(ended, {ExitCode::Digest, "stage the image", "the MD5 of"});
    EXPECT_EQ(stages_of(events_of(ended)).back(), "failed stage the image");
    const Json result = result_of(ended);
    EXPECT_EQ(result.at("stage"), "stage the image");
    EXPECT_EQ(ended.last_line(), "ERROR: stage the image: " + result.at("cause").get<std::string>() +
                                     ". What to do: " + result.at("advice").get<std::string>());
}

TEST_F(Events, ReportWhatAFailureLeavesOnBootflash) {
    server.answers_with(kGetImage, http_answer_cut_short(fake_image().substr(0, 1000), 5000));
    run();
    EXPECT_EQ(result_of(ended).at("exit_code"), static_cast<int>(ExitCode::Transfer));
    const auto left = events("left");
    ASSERT_THAT(left, SizeIs(1));
    EXPECT_EQ(left[0].at("files"), Json(names_in(without_logs(device().bootflash()))));
}

TEST_F(Events, EndWithAResultWhereTheCommandLineIsWrong) {
    add_arguments({"--sever", "x"});
    run();
    expect_failure(ended, {ExitCode::Usage, "options", "--sever"});
    EXPECT_EQ(result_of(ended).at("stage"), "options");
}

TEST_F(Events, EndWithAResultOutsidePoap) {
    run_after("unset POAP_PHASE");
    expect_failure(ended, {ExitCode::Usage, "options", "this is not POAP"});
    EXPECT_EQ(result_of(ended).at("stage"), "options");
}

TEST_F(Events, ChangeNothingOnStandardError) {
    const auto lines = [](const Ended& one) {
        // The one line that differs from run to run: how fast it went.
        Words kept;
        for (const std::string_view line : lines_of(one.err)) {
            if (line.find("/s, ") == std::string_view::npos) kept.emplace_back(line);
        }
        return kept;
    };
    run();
    const Words with = lines(ended);
    const EmulatedSwitch another;
    const Ended without = another.run_agent(server.where());
    EXPECT_THAT(without.out, IsEmpty());
    EXPECT_EQ(with, lines(without));
    EXPECT_EQ(with.back(), "Provisioned: the next reload boots into the new configuration");
}

/// What a shell makes of standard output.
struct Output : test::NamedCase {
    std::string before;
};

const std::vector<Output> kOutputs = {
    {{"NoStandardOutput"}, "exec >&-"},
    {{"AFullDisk"}, "exec >/dev/full"},
    {{"AFullPipe"},
     "p=$(mktemp -u) && mkfifo $p && exec 3<>$p && rm $p && head -c 65536 /dev/zero >&3 && exec >&3 3>&-"},
    {{"ABrokenPipe"}, "p=$(mktemp -u) && mkfifo $p && exec 3<>$p >$p 3>&- && rm $p"},
};

struct EventsNobodyReads : Events, testing::WithParamInterface<Output> {};

TEST_P(EventsNobodyReads, DoNotHoldARunUp) {
    const Before before(device());
    run_after(GetParam().before);
    expect_provisioned(device(), before, ended, goal());
}

TEST_P(EventsNobodyReads, DoNotChangeHowAWrongCommandLineEnds) {
    add_arguments({"--sever", "x"});
    run_after(GetParam().before);
    expect_failure(ended, {ExitCode::Usage, "options", "--sever"});
}

INSTANTIATE_TEST_SUITE_P(To, EventsNobodyReads, testing::ValuesIn(kOutputs), test::CaseName());

}  // namespace
}  // namespace poap::rig
