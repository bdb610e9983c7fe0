#include "plan/upgrade_path.hpp"

#include <gmock/gmock.h>

#include <string>

#include "support/planned.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

PlannedFile image(const std::string& file) {
    return {name(file), Protocol::Tftp, "tftp://10.0.0.1/" + file};
}

const std::string kFirst = "nxos.7.0.3.I7.9.bin";
const std::string kSecond = "nxos.9.3.10.bin";
const std::string kTarget = "nxos64-cs.10.4.5.M.bin";

/// Through two intermediate images, each from a release on, if one is named.
InstallPlan path(const std::string& first_from, const std::string& second_from) {
    const auto release = [](const std::string& from) {
        return from.empty() ? std::nullopt : Release::parse(from);
    };
    InstallPlan plan{planned_config(), image(kTarget)};
    plan.install = Install::InstallAll;
    plan.hops = {{image(kFirst), image("kick.bin"), release(first_from)},
                 {image(kSecond), std::nullopt, release(second_from)}};
    return plan;
}

const InstallPlan kPath = path("6.1", "7.0(3)I7(8)");

RunningImages running(const std::string& release, const std::string& file = "renamed.bin") {
    return {name(file), std::nullopt, Release::parse(release)};
}

InstallPlan next(const InstallPlan& plan, const RunningImages& images) {
    return next_upgrade_step(plan, images, ExitCode::Server);
}

TEST(UpgradePath, GoesToTheLastImageThatAppliesFromWhatRuns) {
    struct Row {
        std::string runs;
        std::string next;
    };
    for (const Row& row : {Row{"6.1(2)I3(1)", kFirst}, Row{"7.0(3)I7(7)", kFirst},
                           Row{"7.0(3)I7(8)", kSecond}, Row{"7.0(3)I7(9)", kSecond}, Row{"9.2(4)", kSecond},
                           Row{"9.3(10)", kTarget}, Row{"10.1(2)", kTarget}, Row{"10.5(1)", kTarget}}) {
        const InstallPlan step = next(kPath, running(row.runs));
        EXPECT_EQ(step.system.value().name.str(), row.next) << row.runs;
        EXPECT_EQ(step.kickstart.has_value(), row.next == kFirst);
        EXPECT_EQ(step.config.has_value(), row.next == kTarget);
        EXPECT_EQ(step.install, row.next == kTarget ? Install::InstallAll : Install::BootVariable);
        EXPECT_TRUE(step.hops.empty());
    }
}

TEST(UpgradePath, GoesFromImageToImageWhereNoneNamesARelease) {
    const InstallPlan plan = path("", "");
    EXPECT_EQ(next(plan, running("6.1(2)I3(1)")).system->name.str(), kFirst);
    EXPECT_EQ(next(plan, running("7.0(3)I7(9)")).system->name.str(), kSecond);
    EXPECT_EQ(next(plan, running("9.3(10)")).system->name.str(), kTarget);
}

TEST(UpgradePath, NeedsAKnownReleaseFromWhichAnImageApplies) {
    for (const ExitCode code : {ExitCode::Server, ExitCode::Usage}) {
        const Error error = thrown_by([&] { next_upgrade_step(kPath, running("5.0(3)U5(1)"), code); });
        EXPECT_EQ(error.code(), code);
        EXPECT_THAT(error.what(),
                    testing::HasSubstr("no intermediate image in the plan applies to 5.0(3)U5(1)"));
    }
    const Error unknown = thrown_by([] { next(kPath, {name("nxos.bin"), std::nullopt}); });
    EXPECT_EQ(unknown.code(), ExitCode::Switch);
    EXPECT_THAT(unknown.what(), testing::HasSubstr("running release is unknown"));
}

TEST(UpgradePath, IsOverWhereTheTargetRunsOrThereIsNoIntermediateImage) {
    EXPECT_TRUE(next(kPath, running("6.1", kTarget)).config);
    EXPECT_TRUE(next({planned_config(), planned_system()}, {}).config);
}

}  // namespace
}  // namespace poap::test
