// The CLI between two commands: the agent is killed there, or the power goes. One such moment cannot be made
// up for: a power cut after the save and before the schedule. Both are commands of one call of the CLI, so
// none of the agent's own calls lies between, and how long it lasts is the switch's.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "text.hpp"
#include "world.hpp"

namespace poap::rig {
namespace {

/// A command of the CLI, with its name for a test's.
struct Command {
    std::string name;
    std::string line;
};

const Command kSchedule = {"Schedule", "copy bootflash:" + kSerial + ".cfg scheduled-config"};

/// Those of a run before it, in their order.
const std::vector<Command> kCommands = {
    {"ShowVersion", "show version"},
    {"ShowInventory", "show inventory"},
    {"ShowInterface", "show interface mgmt0"},
    {"ShowModule", "show module"},
    {"Configure", "configure terminal"},
    {"Boot", "boot nxos bootflash:///" + kNewImage},
    {"End", "end"},
    {"ShowBoot", "show boot"},
    {"Save", "copy running-config startup-config"},
};

class Cli : public testing::Test {
  protected:
    static void TearDownTestSuite() { World::end_all(); }

    /// Starts the agent; returns when the CLI is at the command and the fault strikes it.
    void start_until(const Command& command, const std::string& fault) {
        device_->set_faults(concat("1x ", command.line, " => ", fault));
        agent_ = world_.start(*device_);
        // Written down, not only begun: what is stopped now must not strike again.
        ASSERT_TRUE(eventually([&] { return device_->state("fired").value_or("").ends_with('\n'); }));
    }

    void cut_power_before(const Command& command) {
        start_until(command, "hang");
        device_->stop();
        ASSERT_TRUE(device_->is_quiet());
    }

    World& world_ = World::of_seed(0);
    std::unique_ptr<EmulatedSwitch> device_ = world_.new_switch();
    std::unique_ptr<Process> agent_;
};

class AgentKilledAt : public Cli, public testing::WithParamInterface<Command> {};
class PowerCutAt : public Cli, public testing::WithParamInterface<Command> {};

TEST_P(AgentKilledAt, TheCliGoesOnAndTheSwitchEndsAsIfUndisturbed) {
    start_until(GetParam(), "slow 200");
    agent_->send(SIGKILL);
    agent_->wait();
    ASSERT_TRUE(device_->is_quiet());
    world_.expect_to_end_as_undisturbed(*device_);
}

TEST_P(PowerCutAt, TheNextRunEndsAsIfUndisturbed) {
    cut_power_before(GetParam());
    device_->reload();
    EXPECT_FALSE(device_->state("startup-config")) << "POAP starts over";
    world_.expect_to_end_as_undisturbed(*device_);
}

std::string name_of_test(const testing::TestParamInfo<Command>& test) {
    return test.param.name;
}

INSTANTIATE_TEST_SUITE_P(Command, AgentKilledAt, testing::ValuesIn(kCommands), name_of_test);
INSTANTIATE_TEST_SUITE_P(LastCommand, AgentKilledAt, testing::Values(kSchedule), name_of_test);
INSTANTIATE_TEST_SUITE_P(Command, PowerCutAt, testing::ValuesIn(kCommands), name_of_test);

using Window = Cli;

TEST_F(Window, LeavesASwitchThatBootsIntoNothingUntilSomebodyErasesIt) {
    cut_power_before(kSchedule);
    EXPECT_EQ(device_->calls().back(), save_call());
    EXPECT_TRUE(is_in_the_window(*device_));
    EXPECT_EQ(device_->state("startup-config"), device_->state("running-config"));
    EXPECT_EQ(device_->state("boot.saved"), boots(kNewImage));
    EXPECT_THAT(names_in(without_logs(device_->bootflash())),
                testing::ElementsAre(kConfigPart, kLockName, kConfigName, kOldImage, kNewImage));

    device_->reload();
    EXPECT_TRUE(is_in_the_window(*device_)) << "a reload does not help";

    const Ended erased =
        Process({VSH_PATH, "-c", "terminal dont-ask ; write erase"}, device_->environment()).wait();
    EXPECT_EQ(erased.exit_code, 0);
    device_->reload();
    world_.expect_to_end_as_undisturbed(*device_);
}

}  // namespace
}  // namespace poap::rig
