// Plans that ask for `install all`.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "support/named_case.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kErase = "terminal dont-ask ; write erase";

std::string install_call(const std::string& image) {
    return "terminal dont-ask ; install all nxos bootflash:///" + image + " no-reload non-interruptive";
}

class InstallAll : public testing::Test {
  protected:
    explicit InstallAll(SwitchSpec spec = {}) : device_(std::move(spec)) {
        server_.plan["install"] = "install-all";
    }

    Ended run(const std::vector<std::string>& more = {}) {
        server_.start();
        auto arguments = server_.where();
        arguments.insert(arguments.end(), more.begin(), more.end());
        return device_.run_agent(arguments);
    }

    /// Installed and scheduled, and the startup-config that the installer saved is erased.
    void expect_installed(const Ended& ended, const std::string& image) const {
        ASSERT_EQ(ended.exit_code, 0) << ended.err;
        EXPECT_EQ(device_.scheduled(), scheduled_as(kConfig, boots(image)));
        EXPECT_FALSE(device_.state("startup-config"));
        EXPECT_EQ(device_.state("boot.saved"), boots(image));
        EXPECT_TRUE(device_.is_quiet());
    }

    MadeUpServer server_;
    EmulatedSwitch device_;
};

TEST_F(InstallAll, SchedulesInstallsAndErases) {
    const Ended ended = run();
    expect_installed(ended, kNewImage);
    EXPECT_THAT(device_.calls(), ElementsAre(identity_call(), show_boot_call(), schedule_call(),
                                             install_call(kNewImage), show_boot_call(), kErase));
    EXPECT_TRUE(without_logs(device_.bootflash()) == (Snapshot{{kNewImage, made_up_image()}}));
    expect_told_in_order(device_, ended,
                         {"The switch installs " + kNewImage + ", which may take 30 min",
                          "install all: Verifying image bootflash:/" + kNewImage,
                          "install all: Performing configuration copy.",
                          "install all: Install has been successful.", "Provisioned"});

    device_.reload();
    EXPECT_EQ(device_.state("running_image"), kNewImage + '\n');
    EXPECT_EQ(device_.state("running-config"), scheduled_as(kConfig, boots(kNewImage)));
}

TEST_F(InstallAll, IsRunAlsoForTheImageThatRuns) {
    device_.flash(kOldImage, "as it came from the factory");
    server_.plan["system_image"] = kOldImage;
    server_.plan.erase("system_image_md5");
    const Ended ended = run();
    expect_installed(ended, kOldImage);
    EXPECT_THAT(ended.err, HasSubstr(kOldImage + " runs already; it is installed all the same"));
}

TEST_F(InstallAll, HasMoreTimeThanOtherCalls) {
    device_.set("install_pace", "50\n");
    expect_installed(run({"--cli-timeout", "1"}), kNewImage);
}

TEST_F(InstallAll, TellsHowItGetsOnWhileItRuns) {
    device_.set_faults("install all => then-hang\n");
    server_.start();
    Process agent = device_.start_agent(server_.where());
    EXPECT_TRUE(eventually(
        [&] { return agent.err().find("install all: Performing runtime checks.") != std::string::npos; }));
    agent.send(SIGKILL);
    agent.wait();
}

TEST_F(InstallAll, IsFinishedWhereASignalComesMeanwhile) {
    device_.set("install_pace", "20\n");
    server_.start();
    Process agent = device_.start_agent(server_.where());
    ASSERT_TRUE(eventually([&] { return device_.calls().size() == 4; }));
    agent.send(SIGTERM);
    expect_installed(agent.wait(), kNewImage);
}

struct InstallOfTen : InstallAll {
    InstallOfTen() : InstallAll({.fresh = {.form = "n9k-lxc"}}) {}
};

TEST_F(InstallOfTen, SucceedsWithoutSayingSo) {
    const Ended ended = run();
    expect_installed(ended, kNewImage);
    EXPECT_THAT(ended.err, testing::Not(HasSubstr("Install has been successful")));
}

struct InstallOnTwo : InstallAll {
    InstallOnTwo() : InstallAll({.fresh = {.standby = "ha-standby"}}) {}
};

TEST_F(InstallOnTwo, FindsTheImageOnTheStandby) {
    const Ended ended = run();
    expect_installed(ended, kNewImage);
    EXPECT_TRUE(device_.standby_flash() == (Snapshot{{kNewImage, made_up_image()}}));
}

struct FailureCase : NamedCase {
    std::string faults;
    std::string cause;
    ExitCode code = ExitCode::Switch;
};

class InstallFails : public InstallAll, public testing::WithParamInterface<FailureCase> {};

TEST_P(InstallFails, AndTheSwitchIsErasedSoThatPoapStartsOver) {
    device_.set_faults(GetParam().faults);
    const Ended ended = run();
    expect_failure(ended, {GetParam().code, "commit", GetParam().cause});
    EXPECT_FALSE(device_.state("startup-config"));
    EXPECT_FALSE(device_.scheduled());
    EXPECT_EQ(device_.calls().back(), kErase);
    EXPECT_FALSE(device_.bootflash().contains(kConfigName)) << "it holds password hashes";

    device_.mend();
    const Ended again = device_.run_agent(server_.where());
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(device_.state("boot.saved"), boots(kNewImage));
    EXPECT_EQ(device_.scheduled(), scheduled_as(kConfig, boots(kNewImage)));
}

INSTANTIATE_TEST_SUITE_P(
    Where, InstallFails,
    testing::Values(
        FailureCase{{"ItIsCutBeforeTheSave"}, "install all => cut 50\n", "`install all` did not succeed"},
        FailureCase{{"ItIsCutBehindTheSave"}, "install all => cut 95\n", "`install all` did not succeed"},
        FailureCase{{"ItRefuses"},
                    "install all => answer 16 Pre-upgrade check failed. Return code 0x40930011\n",
                    "Pre-upgrade check failed. Return code 0x40930011"},
        FailureCase{{"ItRefusesWithExit0"},
                    "install all => answer 0 Install has failed. Return code 0x40930015\n",
                    "Install has failed. Return code 0x40930015"},
        FailureCase{{"ThereIsNoRoom"},
                    "install all => answer 16 No space left on device\n",
                    "No space left on device",
                    ExitCode::NoSpace},
        FailureCase{{"ItSaysNothing"}, "install all => answer 0\n", "it said nothing"},
        FailureCase{{"ItOnlySaysThatItDid"}, "install all => pretend\n", "names bootflash:/" + kOldImage},
        FailureCase{{"ItDies"}, "install all => kill\n", "ended with exit status 137"},
        FailureCase{{"ItFailsAfterItsSuccess"},
                    "install all => then 16 Install has failed.\n",
                    "Install has failed"}),
    CaseName());

TEST_F(InstallAll, DisablesPerpetualPoapBefore) {
    device_.set("boot_poap", "");
    expect_installed(run(), kNewImage);
    EXPECT_FALSE(device_.state("boot_poap"));
}

TEST_F(InstallAll, EnablesPerpetualPoapAgainAndRestoresTheStartupConfigWhereItFails) {
    device_.set("boot_poap", "");
    device_.set("startup-config", "hostname before\n");
    device_.set_faults("install all => cut 95\n");
    const Ended ended = run();
    expect_failure(ended, {ExitCode::Switch, "commit", "`install all` did not succeed"});
    EXPECT_TRUE(device_.state("boot_poap"));
    EXPECT_EQ(device_.state("startup-config"), "hostname before\n");
    EXPECT_FALSE(device_.scheduled());
}

/// An image whose first bytes tell the installer how to fail.
struct InstallThatFails : InstallAll {
    Ended run_with(const std::string& first_bytes) {
        const std::string image = first_bytes + made_up_image();
        server_.plan["system_image_md5"] = md5_of(image);
        server_.answers_with(kGetImage, http_answer(200, image));
        return run();
    }
};

TEST_F(InstallThatFails, AndResetsTheBootVariablesIsErased) {
    const Ended ended = run_with("RESETS-BOOT ");
    expect_failure(ended, {ExitCode::Switch, "commit", "Return code 0x40930020"});
    EXPECT_EQ(device_.state("boot.saved"), boots(kOldImage));
    EXPECT_FALSE(device_.state("startup-config"));
    EXPECT_FALSE(device_.scheduled());
}

TEST_F(InstallThatFails, InTheBiosEndsWithTheAdviceNotToReload) {
    const Ended ended = run_with("BIOS-CORRUPT ");
    expect_failure(ended, {ExitCode::Switch, "commit", "may be in corrupted state"});
    EXPECT_THAT(ended.last_line(), testing::ContainsRegex("[Dd]o not reload or power off"));
}

TEST_F(InstallAll, OfAnImageForOtherHardwareIsRefused) {
    const std::string image = "INCOMPATIBLE " + made_up_image();
    server_.plan["system_image_md5"] = md5_of(image);
    server_.answers_with(kGetImage, http_answer(200, image));
    const Ended ended = run();
    expect_failure(ended, {ExitCode::Switch, "commit", "Image verification failed"});
    EXPECT_THAT(ended.last_line(), HasSubstr("is this image made for this model?"));
    EXPECT_FALSE(device_.state("startup-config"));
}

TEST_F(InstallAll, IsNotReachedWhereTheConfigurationIsNotScheduled) {
    device_.set_faults("copy bootflash:" + kConfigName + " => answer 16 Cmd exec error.\n");
    const Before before(device_);
    const Ended ended = run();
    expect_failure(ended, {ExitCode::Switch, "commit", "scheduled-config`: Cmd exec error."});
    expect_unchanged(device_, before, {kPart});
}

TEST_F(InstallAll, IsWhatPlanTells) {
    server_.start();
    auto arguments = server_.where();
    arguments.insert(arguments.end(), {"plan"});
    EXPECT_THAT(device_.run_agent(arguments).out,
                HasSubstr("install:          install all nxos bootflash:///" + kNewImage));
}

}  // namespace
}  // namespace poap::rig
