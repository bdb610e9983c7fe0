// Switches with two supervisors: the standby gets the images, and has to be ready for them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kShowModule = "terminal dont-ask ; terminal width 511 ; show module";

std::string md5_call(const std::string& image) {
    return "terminal dont-ask ; show file bootflash_sup-remote:" + image + " md5sum";
}

std::string copy_call(const std::string& image) {
    return "terminal dont-ask ; copy bootflash:" + image + " bootflash_sup-remote:" + image;
}

class TwoSupervisors : public testing::Test {
  protected:
    explicit TwoSupervisors(const std::string& state = "ha-standby",
                            const std::vector<std::string>& quirks = {})
        : device_({.fresh = {.quirks = quirks, .standby = state}}) {}

    Ended run() {
        server_.start();
        return device_.run_agent(server_.where());
    }

    MadeUpServer server_;
    EmulatedSwitch device_;
};

TEST_F(TwoSupervisors, BothGetTheImage) {
    const Before before(device_);
    const Ended ended = run();
    expect_provisioned(device_, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_TRUE(device_.standby_flash() == (Snapshot{{kNewImage, made_up_image()}}));
    EXPECT_THAT(device_.calls(),
                ElementsAre(identity_call(), kShowModule, md5_call(kNewImage), copy_call(kNewImage),
                            md5_call(kNewImage), boot_call(kNewImage), save_call(), schedule_call()));
    expect_told_in_order(
        device_, ended,
        {"Standby supervisor: module 28, ha-standby", "Copying " + kNewImage + " to the standby supervisor",
         "Setting the boot variable"});
}

TEST_F(TwoSupervisors, AlsoGetTheImageThatRuns) {
    device_.flash(kOldImage, "as it came from the factory");
    server_.plan["system_image"] = kOldImage;
    server_.plan.erase("system_image_md5");
    const Before before(device_);
    const Ended ended = run();
    expect_provisioned(device_, before, ended, {kConfig, boots(kOldImage), before.bootflash});
    EXPECT_TRUE(device_.standby_flash() == before.bootflash);
}

TEST_F(TwoSupervisors, DoNotGetWhatTheyHave) {
    device_.flash_standby(kNewImage, made_up_image());
    EXPECT_EQ(run().exit_code, 0);
    EXPECT_THAT(device_.calls(), ElementsAre(identity_call(), kShowModule, md5_call(kNewImage),
                                             boot_call(kNewImage), save_call(), schedule_call()));
}

TEST_F(TwoSupervisors, GetTheImageInPlaceOfAnotherOfItsName) {
    device_.flash_standby(kNewImage, "another");
    EXPECT_EQ(run().exit_code, 0);
    EXPECT_TRUE(device_.standby_flash() == (Snapshot{{kNewImage, made_up_image()}}));
}

TEST_F(TwoSupervisors, StayAsTheyAreWhereTheCopyDoesNotFit) {
    device_.set("standby_free", "1000\n");
    const Before before(device_);
    const Ended ended = run();
    expect_failure(ended, {ExitCode::NoSpace, "commit", "No space left on device"});
    EXPECT_TRUE(device_.standby_flash().empty()) << "no half copy is left";
    expect_unchanged(device_, before, {kPart});
}

TEST_F(TwoSupervisors, StayAsTheyAreWhereTheCopyIsCut) {
    device_.set_faults("copy bootflash:" + kNewImage + " => cut 60\n");
    const Before before(device_);
    expect_failure(run(), {ExitCode::Switch, "commit", "bootflash_sup-remote:"});
    expect_unchanged(device_, before, {kPart});
}

TEST_F(TwoSupervisors, StayAsTheyAreWhereTheCopyIsNone) {
    device_.set_faults("copy bootflash:" + kNewImage + " => pretend\n");
    const Before before(device_);
    expect_failure(run(), {ExitCode::Switch, "commit", "cannot be read back"});
    expect_unchanged(device_, before, {kPart});
}

TEST_F(TwoSupervisors, EndAsUndisturbedInTheRunAfterAFailure) {
    device_.set_faults("1x copy bootflash:" + kNewImage + " => cut 60\n");
    EXPECT_NE(run().exit_code, 0);
    EXPECT_EQ(device_.run_agent(server_.where()).exit_code, 0);
    EXPECT_TRUE(device_.standby_flash() == (Snapshot{{kNewImage, made_up_image()}}));
    EXPECT_THAT(server_.requests(), Contains(kGetImage).Times(1)) << "it was not fetched again";
}

TEST_F(TwoSupervisors, ArePartOfWhatPlanTells) {
    server_.start();
    auto arguments = server_.where();
    arguments.insert(arguments.end(), {"plan", "--json"});
    const Ended ended = device_.run_agent(arguments);
    const auto report = nlohmann::json::parse(ended.out);
    EXPECT_EQ(report.at("standby").at("state"), "ha-standby");
    EXPECT_EQ(report.at("standby").at("copies"), nlohmann::json::array({kNewImage}));
    EXPECT_THAT(device_.calls(), ElementsAre(identity_call()));
}

struct WideModules : TwoSupervisors {
    WideModules() : TwoSupervisors("ha-standby", {"wide-modules"}) {}

    void expect_both_have_the_image() {
        const Before before(device_);
        const Ended ended = run();
        expect_provisioned(device_, before, ended,
                           {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
        EXPECT_TRUE(device_.standby_flash() == (Snapshot{{kNewImage, made_up_image()}}));
        expect_told_in_order(device_, ended, {"Standby supervisor: module 28, ha-standby"});
    }
};

TEST_F(WideModules, AreShownInAWideTerminal) {
    expect_both_have_the_image();
    EXPECT_EQ(device_.calls().front(), identity_call());
}

TEST_F(WideModules, AreReadWrappedWhereTheWideTerminalIsRefused) {
    device_.set_faults("terminal width => answer 16 % Invalid command at '^' marker.\n");
    expect_both_have_the_image();
}

TEST_F(WideModules, AreReadWrappedInAChainThatGoesOnAfterTheRefusal) {
    device_.set_chain("continue");
    device_.set_faults("terminal width => answer 1\n");
    expect_both_have_the_image();
}

struct StandbyThatBoots : TwoSupervisors {
    StandbyThatBoots() : TwoSupervisors("powered-up") {}
};

TEST_F(StandbyThatBoots, IsWaitedForBeforeAnythingIsChanged) {
    const Before before(device_);
    const Ended ended = run();
    expect_failure(ended, {ExitCode::Switch, "commit", "module 28, is not ready: it is powered-up"});
    EXPECT_THAT(ended.last_line(), HasSubstr("POAP starts over by itself"));
    expect_unchanged(device_, before, {kPart});

    device_.set("standby", "ha-standby\n");
    EXPECT_EQ(device_.run_agent(server_.where()).exit_code, 0);
}

}  // namespace
}  // namespace poap::rig
