#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "base/error.hpp"
#include "plan/upgrade_path.hpp"
#include "support/planned.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

PlannedFile image(const std::string& file) {
    return {name(file), Protocol::Tftp, "tftp://10.0.0.1/" + file};
}

Hop hop(const std::string& file, const std::string& from = {}) {
    return {image(file), std::nullopt, from.empty() ? std::nullopt : Release::parse(from)};
}

RunningImages running(const std::string& release, const std::string& file = "renamed.bin") {
    return {name(file), std::nullopt, Release::parse(release)};
}

/// From 6.1 or later to 7.0(3)I7(9), from there to 9.3(10), then to the target.
InstallPlan two_hops() {
    InstallPlan plan{planned_config(), image("nxos64-cs.10.4.5.M.bin")};
    plan.hops = {hop("nxos.7.0.3.I7.9.bin", "6.1"), hop("nxos.9.3.10.bin", "7.0(3)I7(8)")};
    return plan;
}

TEST(Leg, IsTheLastOneThatAppliesFromWhatRuns) {
    const std::pair<std::string, std::string> kLegs[] = {
        {"6.1(2)I3(1)", "nxos.7.0.3.I7.9.bin"}, {"7.0(3)I7(7)", "nxos.7.0.3.I7.9.bin"},
        {"7.0(3)I7(8)", "nxos.9.3.10.bin"},     {"7.0(3)I7(9)", "nxos.9.3.10.bin"},
        {"9.2(4)", "nxos.9.3.10.bin"},          {"9.3(10)", "nxos64-cs.10.4.5.M.bin"},
        {"10.1(2)", "nxos64-cs.10.4.5.M.bin"},  {"10.5(1)", "nxos64-cs.10.4.5.M.bin"}};
    for (const auto& [runs, next] : kLegs) {
        const InstallPlan step = next_upgrade_step(two_hops(), running(runs), ExitCode::Server);
        EXPECT_EQ(step.system.value().name.str(), next) << runs;
        EXPECT_EQ(step.config.has_value(), next == "nxos64-cs.10.4.5.M.bin");
        EXPECT_TRUE(step.hops.empty());
    }
}

TEST(Hops, WithoutAReleaseToApplyFromAreMadeOneByOne) {
    InstallPlan plan{planned_config(), image("nxos64-cs.10.4.5.M.bin")};
    plan.hops = {hop("nxos.7.0.3.I7.9.bin"), hop("nxos.9.3.10.bin")};
    EXPECT_EQ(next_upgrade_step(plan, running("6.1(2)I3(1)"), ExitCode::Server).system->name.str(),
              "nxos.7.0.3.I7.9.bin");
    EXPECT_EQ(next_upgrade_step(plan, running("7.0(3)I7(9)"), ExitCode::Server).system->name.str(),
              "nxos.9.3.10.bin");
    EXPECT_EQ(next_upgrade_step(plan, running("9.3(10)"), ExitCode::Server).system->name.str(),
              "nxos64-cs.10.4.5.M.bin");
}

TEST(Hops, OfWhichNoneAppliesAreAnError) {
    const Error error =
        thrown_by([] { next_upgrade_step(two_hops(), running("5.0(3)U5(1)"), ExitCode::Server); });
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_EQ(
        thrown_by([] { next_upgrade_step(two_hops(), running("5.0(3)U5(1)"), ExitCode::Usage); }).code(),
        ExitCode::Usage)
        << "of a plan by options";
    EXPECT_THAT(error.what(), HasSubstr("no hop of the plan applies from 5.0(3)U5(1)"));
}

TEST(Hops, TakeARunningReleaseThatIsKnown) {
    const Error error = thrown_by([] {
        next_upgrade_step(two_hops(), {name("nxos.bin"), std::nullopt}, ExitCode::Server);
    });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("running release is not known"));
}

TEST(Hops, AreOverWhereTheTargetRuns) {
    const RunningImages target{name("nxos64-cs.10.4.5.M.bin"), std::nullopt, Release::parse("6.1")};
    EXPECT_TRUE(next_upgrade_step(two_hops(), target, ExitCode::Server).config);
}

TEST(Hops, AlwaysGoByTheBootVariable) {
    InstallPlan plan = two_hops();
    plan.install = Install::InstallAll;
    EXPECT_EQ(next_upgrade_step(plan, running("6.1(2)I3(1)"), ExitCode::Server).install,
              Install::BootVariable);
    EXPECT_EQ(next_upgrade_step(plan, running("9.3(10)"), ExitCode::Server).install, Install::InstallAll);
}

TEST(Hops, MayHaveAKickstartImage) {
    InstallPlan plan = two_hops();
    plan.hops[0].kickstart = image("kick.bin");
    EXPECT_EQ(next_upgrade_step(plan, running("6.1(2)I3(1)"), ExitCode::Server).kickstart->name.str(),
              "kick.bin");
}

TEST(Hops, ThatAreNoneLeaveThePlanAsItIsWhateverRuns) {
    const InstallPlan plan{planned_config(), planned_system()};
    EXPECT_TRUE(next_upgrade_step(plan, {}, ExitCode::Server).config);
}

}  // namespace
}  // namespace poap::test
