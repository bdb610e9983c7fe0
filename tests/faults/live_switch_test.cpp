// What a commit makes of a live switch, and of one whose release wants a password first.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A live switch that a person runs the agent on.
class LiveSwitch : public testing::Test {
  protected:
    void run(const std::vector<std::string>& quirks) {
        SwitchSpec spec;
        spec.in_poap = false;
        spec.fresh.quirks = quirks;
        device_ = std::make_unique<EmulatedSwitch>(spec);
        before_ = std::make_unique<Before>(*device_);
        server_.start();
        auto arguments = server_.where();
        arguments.emplace_back("--force");
        ended_ = device_->run_agent(arguments);
        EXPECT_THAT(device_->calls(), Not(Contains(HasSubstr("write erase"))));
    }

    MadeUpServer server_;
    std::unique_ptr<EmulatedSwitch> device_;
    std::unique_ptr<Before> before_;
    Ended ended_ = {};
};

TEST_F(LiveSwitch, ThatRefusesTheScheduleStaysAsItWas) {
    run({});
    expect_failure(ended_, {ExitCode::Switch, "commit", "Copy to scheduled-config is not permitted"});
    expect_unchanged(*device_, *before_, {kPart});
}

TEST_F(LiveSwitch, ThatMakesAPlainFileOfItStaysAsItWas) {
    run({"schedule-plain-file"});
    expect_failure(ended_, {ExitCode::Switch, "commit", "scheduled-config"});
    expect_unchanged(*device_, *before_, {kPart});
}

TEST_F(LiveSwitch, ThatTakesTheScheduleIsSavedAndNotErased) {
    run({"schedule-live"});
    expect_provisioned(*device_, *before_, ended_,
                       {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_THAT(device_->calls(),
                ElementsAre(identity_call(), schedule_call(), show_boot_call(), boot_call(kNewImage),
                            "terminal dont-ask ; copy running-config startup-config"));
}

TEST(AdminPassword, DemandedAtTheSaveIsAnErrorThatNamesTheWaysOut) {
    MadeUpServer server;
    server.start();
    SwitchSpec spec;
    spec.fresh.quirks = {"admin-password"};
    const EmulatedSwitch device(spec);
    const Ended ended = device.run_agent(server.where());
    expect_failure(ended, {ExitCode::Switch, "commit", "admin password"});
    EXPECT_THAT(ended.last_line(), HasSubstr("install-all"));
    EXPECT_FALSE(device.state("startup-config"));
    EXPECT_FALSE(device.scheduled());
}

}  // namespace
}  // namespace poap::rig
