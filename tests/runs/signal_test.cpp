// A second agent, and a sudden death.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"

namespace poap::rig {
namespace {

using testing::SizeIs;

/// A third of the image, as if the rest were on its way.
std::string third_of_an_image() {
    return http_answer_cut_short(made_up_image().substr(0, 300'000), made_up_image().size());
}

bool is_downloading(const EmulatedSwitch& device) {
    const Snapshot bootflash = device.bootflash();
    return bootflash.contains(kPart) && !bootflash.at(kPart).empty();
}

TEST(SecondAgent, OnOneBootflashIsRefused) {
    MadeUpServer server;
    server.answers_with(kPut, "");
    server.stalls = {kPut};
    server.start();
    const EmulatedSwitch device;
    Process first = device.start_agent(server.where());
    ASSERT_TRUE(eventually([&] { return !server.requests().empty(); }));
    const Before before(device);
    const Ended second = device.run_agent(server.where());
    expect_failure(second, {ExitCode::Busy, "lock bootflash",
                            "another agent is running on " + device.bootflash_folder()});
    EXPECT_THAT(device.calls(), SizeIs(1)) << "the second one asked the switch nothing";
    EXPECT_EQ(device.memory(), before.memory);
    EXPECT_EQ(names_in(device.bootflash()), names_in(before.bootflash));
    first.send(SIGTERM);
    EXPECT_EQ(first.wait().exit_code, static_cast<int>(ExitCode::Interrupted));
}

TEST(SecondAgent, MayPlanAndCollectMeanwhile) {
    MadeUpServer stalling;
    stalling.answers_with(kPut, "");
    stalling.stalls = {kPut};
    stalling.start();
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    Process first = device.start_agent(stalling.where());
    ASSERT_TRUE(eventually([&] { return !stalling.requests().empty(); }));
    auto plan = server.where();
    plan.emplace_back("plan");
    EXPECT_EQ(device.run_agent(plan).exit_code, 0);
    EXPECT_EQ(device.run_agent({"collect"}).exit_code, 0);
}

/// What an undisturbed run makes of a switch.
void expect_as_if_undisturbed(const EmulatedSwitch& device) {
    MadeUpServer server;
    server.start();
    const Ended ended = device.run_agent(server.where());
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    const EmulatedSwitch undisturbed;
    ASSERT_EQ(undisturbed.run_agent(server.where()).exit_code, 0);
    EXPECT_EQ(device.memory(), undisturbed.memory());
    EXPECT_TRUE(without_logs(device.bootflash()) == without_logs(undisturbed.bootflash()))
        << testing::PrintToString(names_in(device.bootflash()));
}

TEST(AfterASuddenDeath, InADownloadTheNextRunEndsAsIfUndisturbed) {
    MadeUpServer server;
    server.answers_with(kGetImage, third_of_an_image());
    server.stalls = {kGetImage};
    server.start();
    const EmulatedSwitch device;
    Process agent = device.start_agent(server.where());
    ASSERT_TRUE(eventually([&] { return is_downloading(device); }));
    agent.send(SIGKILL);
    agent.wait();
    expect_as_if_undisturbed(device);
}

TEST(AfterASuddenDeath, OfARunForAnotherImageItsLeftoversGo) {
    const EmulatedSwitch device;
    device.flash(".nxos.9.3.11.bin.part", "half an image of yesterday's plan");
    device.flash("." + kSerial + ".cfg.part", "half a configuration");
    device.flash(kPart, "half of the image that is wanted");
    expect_as_if_undisturbed(device);
}

TEST(AfterASuddenDeath, OfTheAgentAtWorkOnTheBootVariableTheNextRunEndsAsIfUndisturbed) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults("1x boot nxos => slow 200");
    Process agent = device.start_agent(server.where());
    ASSERT_TRUE(eventually([&] { return device.state("fired").has_value(); }));
    agent.send(SIGKILL);
    agent.wait();
    ASSERT_TRUE(device.is_quiet()) << "vsh ends by itself";
    expect_as_if_undisturbed(device);
}

}  // namespace
}  // namespace poap::rig
