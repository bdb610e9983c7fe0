// Plans that ask for `install all`.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

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
            ASSERT_TRUE(eventually([&] { return bench.device().calls().size() == 4; }));
            agent.send(SIGTERM);
            bench.device().set("go", "");
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
             }).reporting({kOldImage + " is running already; installing it anyway"})),
        Case("FinishesWhereASignalComesMeanwhile", cli("install all => wait") + signal_meanwhile, recovers()),
        Case("SucceedsWithoutSayingSo", on_switch({.fresh = {.form = "n9k-lxc"}}),
             recovers().not_reporting({"Install has been successful"})),
        Case("FindsTheImageOnTheStandby", on_standby(), recovers().expecting(on_both)),
        Case("DisablesPerpetualPoapBefore", set("boot_poap", ""),
             recovers().expecting(
                 [](const Bench& bench) { EXPECT_FALSE(bench.device().state("boot_poap")); })),
        Case("IsNotReachedWhereTheConfigurationIsNotScheduled",
             cli("copy bootflash:" + kConfigName + " => answer 16 Cmd exec error."),
             fails(ExitCode::Switch, kCommit, "scheduled-config`: Cmd exec error.").leaving({kPart})),
    };
    for (Case& row : rows) row.arrange = row.arrange + kInstallAll;
    return rows;
}

CASES(InstallAll, installs());

/// The image begins with bytes by which the emulated installer fails.
Step image_with(const std::string& first_bytes) {
    const std::string image = first_bytes + fake_image();
    return plan({{"system_image_md5", md5_of(image)}}) + answer(kGetImage, {http_answer(200, image)});
}

/// The switch is erased, so that POAP starts over. The configuration, which has password hashes, is removed.
Cases failing_installs() {
    struct Row {
        std::string name;
        std::string action;
        std::string cause;
        bool saved = false;
        ExitCode code = ExitCode::Switch;
    };
    const std::vector<Row> all = {
        {"CutBeforeTheSave", "cut 50", "`install all` did not succeed"},
        {"CutAfterTheSave", "cut 95", "`install all` did not succeed", true},
        {"Refused", "answer 16 Pre-upgrade check failed. Return code 0x40930011", "Return code 0x40930011"},
        {"RefusedWithExit0", "answer 0 Install has failed. Return code 0x40930015", "Return code 0x40930015"},
        {"WithoutSpace", "answer 16 No space left on device", "No space left on device", false,
         ExitCode::NoSpace},
        {"Silent", "answer 0", "it printed nothing"},
        {"Pretended", "pretend", "boots bootflash:/" + kOldImage},
        {"Killed", "kill", "ended with exit status 137"},
        {"FailedAfterItsSuccess", "then 16 Install has failed.", "Install has failed", true},
    };
    const Changes saved = {{"boot", boots(kNewImage)}, {"boot.saved", boots(kNewImage)}};
    const auto erased_last = [](const Bench& bench) { EXPECT_EQ(bench.device().calls().back(), kEraseCall); };
    const auto fails_by = [&](const std::string& cause, const Changes& changes, ExitCode code) {
        return fails(code, kCommit, cause).leaving({kNewImage}).changing(changes).expecting(erased_last);
    };
    Cases rows;
    for (const Row& row : all) {
        rows.emplace_back(row.name, cli("install all => " + row.action),
                          fails_by(row.cause, row.saved ? saved : Changes(), row.code));
    }
    const auto of_image = [&](const std::string& name, const std::string& first_bytes,
                              const std::string& cause, const Changes& changes, const std::string& advice) {
        rows.emplace_back(
            name, image_with(first_bytes),
            fails_by(cause, changes, ExitCode::Switch).reporting({advice}).without_another_run());
    };
    of_image("AfterWhichTheBootVariablesAreReset", "RESETS-BOOT ", "Return code 0x40930020", {}, "");
    of_image("InTheBios", "BIOS-CORRUPT ", "may be in corrupted state", saved, "o not reload or power off");
    of_image("OfAnImageForOtherHardware", "INCOMPATIBLE ", "Image verification failed", {},
             "check that the image is made for this model");
    rows.emplace_back(
        "InPerpetualPoap",
        set("boot_poap", "") + set("startup-config", "hostname before\n") + cli("install all => cut 95"),
        fails(ExitCode::Switch, kCommit, "`install all` did not succeed")
            .leaving({kNewImage})
            .changing(saved)
            .without_another_run());
    for (Case& row : rows) row.arrange = row.arrange + kInstallAll;
    return rows;
}

CASES(InstallAllFailed, failing_installs());

/// A bench whose plan asks for `install all`.
struct Install : testing::Test, Bench {
    Install() { kInstallAll(*this); }
};

TEST_F(Install, IsReloadedIntoTheNewImageAndTheConfiguration) {
    run();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    device().reload();
    EXPECT_EQ(device().state("running_image"), kNewImage + '\n');
    EXPECT_EQ(device().state("running-config"), scheduled_as(kConfig, boots(kNewImage)));
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

}  // namespace
}  // namespace poap::rig
