// Plans that ask for `install all`.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;

const Step kInstallAll = plan({{"install", "install-all"}});

std::string install_call(const std::string& image) {
    return cli_call(concat("install all nxos bootflash:///", image, " no-reload non-interruptive"));
}

Step on_standby() {
    return on_switch({.fresh = {.standby = "ha-standby"}});
}

Step set(const std::string& name, const std::string& value) {
    return [=](Bench& bench) { bench.device().set(name, value); };
}

Cases installs() {
    const auto on_both = [](const Bench& bench) {
        EXPECT_TRUE(bench.device().standby_flash() == (Snapshot{{kNewImage, fake_image()}}));
    };
    const auto signal_meanwhile = [](Bench& bench) {
        bench.meanwhile = [&bench](Process& agent) {
            ASSERT_TRUE(eventually([&] { return bench.device().calls().size() == 5; }));
            agent.send(SIGTERM);
        };
    };
    Cases rows = {
        Case("SchedulesInstallsAndErases", nothing(),
             recovers()
                 .calling({kIdentityCall, kShowBootCall, kScheduleCall, install_call(kNewImage),
                           kShowBootCall, kEraseCall})
                 .reporting({"The switch installs " + kNewImage + ", which may take 30 min",
                             "install all: Verifying image bootflash:/" + kNewImage,
                             "install all: Performing configuration copy.",
                             "install all: Install has been successful.", "Provisioned"})),
        Case("OfTheImageThatRuns",
             flash(kOldImage, "as it came from the factory") + plan({{"system_image", kOldImage}}) +
                 plan_without({"system_image_md5"}),
             ends_in([](Goal& goal, const Bench&) {
                 goal.boot = boots(kOldImage);
                 goal.bootflash.erase(kNewImage);
             }).reporting({kOldImage + " runs already; it is installed all the same"})),
        Case("FinishesWhereASignalComesMeanwhile", set("install_pace", "100\n") + signal_meanwhile,
             recovers()),
        Case("SucceedsWithoutSayingSo", on_switch({.fresh = {.form = "n9k-lxc"}}),
             recovers().not_reporting({"Install has been successful"})),
        Case("FindsTheImageOnTheStandby", on_standby(), recovers().holding(on_both)),
        Case("DisablesPerpetualPoapBefore", set("boot_poap", ""),
             recovers().holding([](const Bench& bench) { EXPECT_FALSE(bench.device().state("boot_poap")); })),
        Case("IsNotReachedWhereTheConfigurationIsNotScheduled",
             cli("copy bootflash:" + kConfigName + " => answer 16 Cmd exec error."),
             fails(ExitCode::Switch, kCommit, "scheduled-config`: Cmd exec error.").leaving({kPart})),
    };
    for (Case& row : rows) row.arrange = row.arrange + kInstallAll;
    return rows;
}

CASES(InstallAll, installs());

/// A bench whose plan asks for `install all`.
struct Install : testing::Test, Bench {
    Install() { kInstallAll(*this); }

    /// @param first_bytes of the image, which tell the installer how to fail
    void run_with(const std::string& first_bytes) {
        const std::string image = first_bytes + fake_image();
        server.plan["system_image_md5"] = md5_of(image);
        server.answers_with(kGetImage, http_answer(200, image));
        run();
    }

    void expect_failed(const std::string& cause, ExitCode code = ExitCode::Switch) {
        expect_failure(ended, {code, kCommit, cause});
        EXPECT_FALSE(device().scheduled());
    }
};

TEST_F(Install, IsReloadedIntoTheNewImageAndTheConfiguration) {
    run();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    device().reload();
    EXPECT_EQ(device().state("running_image"), kNewImage + '\n');
    EXPECT_EQ(device().state("running-config"), scheduled_as(kConfig, boots(kNewImage)));
}

TEST_F(Install, HasMoreTimeThanOtherCalls) {
    device().set("install_pace", "250\n");
    short_cli_timeout()(*this);
    run();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
}

TEST_F(Install, ReportsItsProgressWhileItRuns) {
    device().set_faults("install all => then-hang\n");
    meanwhile = [](Process& agent) {
        EXPECT_TRUE(
            eventually([&] { return agent.err().find("Performing runtime checks.") != std::string::npos; }));
        agent.send(SIGKILL);
    };
    run();
}

struct InstallFault : test::NamedCase {
    std::string fault;
    std::string cause;
    ExitCode code = ExitCode::Switch;
};

struct InstallFails : Install, testing::WithParamInterface<InstallFault> {};

TEST_P(InstallFails, AndTheSwitchIsErasedSoThatPoapStartsOver) {
    device().set_faults("install all => " + GetParam().fault);
    run();
    expect_failed(GetParam().cause, GetParam().code);
    EXPECT_FALSE(device().state("startup-config"));
    EXPECT_EQ(device().calls().back(), kEraseCall);
    EXPECT_FALSE(device().bootflash().contains(kConfigName)) << "it has password hashes";

    device().clear_faults();
    const Ended again = device().run_agent(server.where());
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(device().state("boot.saved"), boots(kNewImage));
    EXPECT_EQ(device().scheduled(), scheduled_as(kConfig, boots(kNewImage)));
}

const std::vector<InstallFault> kInstallFaults = {
    {{"CutBeforeTheSave"}, "cut 50", "`install all` did not succeed"},
    {{"CutAfterTheSave"}, "cut 95", "`install all` did not succeed"},
    {{"Refused"}, "answer 16 Pre-upgrade check failed. Return code 0x40930011", "Return code 0x40930011"},
    {{"RefusedWithExit0"}, "answer 0 Install has failed. Return code 0x40930015", "Return code 0x40930015"},
    {{"NoSpace"}, "answer 16 No space left on device", "No space left on device", ExitCode::NoSpace},
    {{"Silent"}, "answer 0", "it said nothing"},
    {{"Pretended"}, "pretend", "names bootflash:/" + kOldImage},
    {{"Killed"}, "kill", "ended with exit status 137"},
    {{"FailedAfterItsSuccess"}, "then 16 Install has failed.", "Install has failed"},
};

INSTANTIATE_TEST_SUITE_P(Case, InstallFails, testing::ValuesIn(kInstallFaults), test::CaseName());

TEST_F(Install, EnablesPerpetualPoapAgainAndRestoresTheStartupConfigWhereItFails) {
    device().set("boot_poap", "");
    device().set("startup-config", "hostname before\n");
    device().set_faults("install all => cut 95\n");
    run();
    expect_failed("`install all` did not succeed");
    EXPECT_TRUE(device().state("boot_poap"));
    EXPECT_EQ(device().state("startup-config"), "hostname before\n");
}

TEST_F(Install, ThatResetsTheBootVariablesIsErased) {
    run_with("RESETS-BOOT ");
    expect_failed("Return code 0x40930020");
    EXPECT_EQ(device().state("boot.saved"), boots(kOldImage));
    EXPECT_FALSE(device().state("startup-config"));
}

TEST_F(Install, ThatFailsInTheBiosEndsWithTheAdviceNotToReload) {
    run_with("BIOS-CORRUPT ");
    expect_failed("may be in corrupted state");
    EXPECT_THAT(ended.last_line(), testing::ContainsRegex("[Dd]o not reload or power off"));
}

TEST_F(Install, OfAnImageForOtherHardwareIsRefused) {
    run_with("INCOMPATIBLE ");
    expect_failed("Image verification failed");
    EXPECT_THAT(ended.last_line(), HasSubstr("is this image made for this model?"));
    EXPECT_FALSE(device().state("startup-config"));
}

TEST_F(Install, IsInThePlan) {
    arguments = {"plan"};
    run();
    EXPECT_THAT(ended.out, HasSubstr("install:          install all nxos bootflash:///" + kNewImage));
}

}  // namespace
}  // namespace poap::rig
