// The CLI at each command of a run: the agent is killed there, or the power is cut. Nothing recovers from one
// such moment: a power cut after the save and before the erase. Both are commands of one call of the CLI, so
// none of the agent's own calls is between them, and the switch alone decides how long it lasts.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

#include "base/text.hpp"
#include "rig/expect.hpp"
#include "world.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A command of the CLI, with its name for a test's.
struct Command {
    std::string name;
    std::string line;
};

const Command kSave = {"Save", "copy running-config startup-config"};
const Command kErase = {"Erase", "write erase"};
const Command kSchedule = {"Schedule", "copy bootflash:" + kConfigName + " scheduled-config"};

/// Those of a run in their order, but for the erase.
const std::vector<Command> kCommands = {
    {"ShowVersion", "show version"},
    {"ShowInventory", "show inventory"},
    {"ShowInterface", "show interface mgmt0"},
    {"ShowModule", "show module"},
    {"Configure", "configure terminal"},
    {"Boot", "boot nxos bootflash:///" + kNewImage},
    {"End", "end"},
    {"ShowBoot", "show boot"},
    kSave,
    kSchedule,
};

const auto kRules = testing::Values(std::string("file"), std::string("exit-0"));

/// A switch whose CLI is stopped at a command, under one of the rules.
class Cli : public testing::Test {
  protected:
    static void TearDownTestSuite() { World::end_all(); }

    void take(const std::string& scenario, const std::string& rule) {
        world_ = &World::named(scenario);
        device_ = world_->new_switch(rule);
    }

    /// Starts the agent; returns when the CLI is at the command and the fault is injected.
    void start_until(const Command& command, const std::string& fault) {
        device_->set_faults(concat("1x ", command.line, " => ", fault));
        agent_ = world_->start(*device_);
        // The whole line is there: what is stopped now must not be injected again.
        ASSERT_TRUE(eventually([&] { return device_->state("fired").value_or("").ends_with('\n'); }));
    }

    void cut_power() {
        device_->stop();
        ASSERT_TRUE(device_->is_quiet());
    }

    void cut_power_before(const Command& command) {
        start_until(command, "hang");
        cut_power();
    }

    void cut_power_after_the_schedule() {
        start_until(kSchedule, "then-hang");
        ASSERT_TRUE(eventually([&] { return device_->scheduled().has_value(); }));
        cut_power();
    }

    World* world_ = nullptr;
    std::unique_ptr<EmulatedSwitch> device_;
    std::unique_ptr<Process> agent_;
};

using AtACommand = std::tuple<Command, std::string>;

class CliAtACommand : public Cli, public testing::WithParamInterface<AtACommand> {
  protected:
    CliAtACommand() { take("FactoryNew", std::get<1>(GetParam())); }
    const Command& command() const { return std::get<0>(GetParam()); }
};

std::string in_a_test(std::string rule) {
    std::erase(rule, '-');
    return rule;
}

std::string name_at_a_command(const testing::TestParamInfo<AtACommand>& test) {
    return concat(std::get<0>(test.param).name, "_", in_a_test(std::get<1>(test.param)));
}

std::string name_of_rule(const testing::TestParamInfo<std::string>& test) {
    return in_a_test(test.param);
}

class AgentKilledAt : public CliAtACommand {};

TEST_P(AgentKilledAt, TheCliFinishesAndTheSwitchEndsAsIfUndisturbed) {
    start_until(command(), "wait");
    agent_->send(SIGKILL);
    agent_->wait();
    device_->set("go", "");
    ASSERT_TRUE(device_->is_quiet());
    device_->reload(false);
    world_->expect_to_end_as_undisturbed(*device_);
}

INSTANTIATE_TEST_SUITE_P(Command, AgentKilledAt, testing::Combine(testing::ValuesIn(kCommands), kRules),
                         name_at_a_command);
INSTANTIATE_TEST_SUITE_P(Between, AgentKilledAt, testing::Combine(testing::Values(kErase), kRules),
                         name_at_a_command);

class PowerCutAt : public CliAtACommand {};

TEST_P(PowerCutAt, PoapStartsOverAndTheNextRunEndsAsIfUndisturbed) {
    cut_power_before(command());
    device_->reload(false);
    EXPECT_TRUE(device_->is_in_poap());
    EXPECT_FALSE(device_->state("startup-config"));
    world_->expect_to_end_as_undisturbed(*device_);
}

INSTANTIATE_TEST_SUITE_P(Command, PowerCutAt, testing::Combine(testing::ValuesIn(kCommands), kRules),
                         name_at_a_command);

/// Under each of the rules.
class UnderRule : public Cli, public testing::WithParamInterface<std::string> {
  protected:
    /// After the schedule a power cut ends in a replay on the planned image, or in POAP.
    void expect_replay_or_poap() const {
        device_->reload(false);
        EXPECT_EQ(device_->state("running_image"), kNewImage + '\n');
        EXPECT_EQ(device_->is_in_poap(), GetParam() == "exit-0");
        world_->expect_to_end_as_undisturbed(*device_);
    }
};

INSTANTIATE_TEST_SUITE_P(Rule, UnderRule, kRules, name_of_rule);

TEST_P(UnderRule, AfterTheScheduleItIsReplayedOnThePlannedImageOrPoapStartsOver) {
    take("FactoryNew", GetParam());
    cut_power_after_the_schedule();
    expect_replay_or_poap();
}

TEST_P(UnderRule, ASwitchThatBootsThePlannedImageIsNeitherSavedNorErased) {
    take("ImageRuns", GetParam());
    cut_power_after_the_schedule();
    expect_replay_or_poap();
    for (const Command& command : {kSave, kErase}) {
        EXPECT_THAT(device_->calls(), Not(Contains(HasSubstr(command.line))));
    }
}

TEST_P(UnderRule, PerpetualPoapStartsOverInSpiteOfASaveThatWasNotErased) {
    take("PerpetualPoap", GetParam());
    cut_power_before(kErase);
    EXPECT_TRUE(device_->state("startup-config"));
    device_->reload(false);
    EXPECT_TRUE(device_->is_in_poap());
    world_->expect_to_end_as_undisturbed(*device_);
}

TEST_P(UnderRule, PerpetualPoapReplaysWhatIsScheduledOrStartsOver) {
    take("PerpetualPoap", GetParam());
    cut_power_after_the_schedule();
    expect_replay_or_poap();
}

TEST_P(UnderRule, WhatAnEarlierRunScheduledIsGoneBeforeTheBootVariableIsSet) {
    take("StaleSchedule", GetParam());
    cut_power_before({"Configure", "configure terminal"});
    EXPECT_FALSE(device_->scheduled());
    device_->reload(false);
    EXPECT_TRUE(device_->is_in_poap());
    world_->expect_to_end_as_undisturbed(*device_);
}

TEST_P(UnderRule, AKillOfTheAgentDoesNotSeparateTheTwoPartsOfAConfiguration) {
    take("TwoParts", GetParam());
    start_until(kSchedule, "wait");
    EXPECT_TRUE(device_->scheduled()) << "the first part";
    agent_->send(SIGKILL);
    agent_->wait();
    device_->set("go", "");
    ASSERT_TRUE(device_->is_quiet());
    expect_replay_or_poap();
}

TEST_P(UnderRule, APowerCutBetweenTheTwoPartsOfAConfigurationMayReplayTheFirstAlone) {
    take("TwoParts", GetParam());
    cut_power_before(kSchedule);
    const auto first = device_->scheduled();
    device_->reload(false);
    EXPECT_EQ(device_->is_in_poap(), GetParam() == "exit-0");
    if (device_->is_in_poap()) return world_->expect_to_end_as_undisturbed(*device_);
    EXPECT_EQ(device_->state("startup-config"), first);
    EXPECT_EQ(device_->state("running_image"), kNewImage + '\n');
}

TEST_P(UnderRule, TheWindowBetweenSaveAndEraseLeavesASwitchThatBootsIntoNothingUntilSomebodyErasesIt) {
    take("FactoryNew", GetParam());
    cut_power_before(kErase);
    EXPECT_EQ(device_->calls().back(), kSaveCall);
    EXPECT_TRUE(is_in_the_window(*device_));
    EXPECT_EQ(device_->state("startup-config"), device_->state("running-config"));
    EXPECT_EQ(device_->state("boot.saved"), boots(kNewImage));
    Snapshot bootflash = device_->bootflash();
    std::erase_if(bootflash, [](const auto& file) { return file.first.starts_with('.'); });
    EXPECT_THAT(names_in(without_logs(bootflash)), testing::ElementsAre(kConfigName, kOldImage, kNewImage));

    device_->reload(false);
    EXPECT_FALSE(device_->is_in_poap()) << "a reload does not help";

    const Ended erased =
        Process({VSH_PATH, "-c", "terminal dont-ask ; write erase"}, device_->environment()).wait();
    EXPECT_EQ(erased.exit_code, 0);
    device_->reload(false);
    world_->expect_to_end_as_undisturbed(*device_);
}

/// What becomes of a switch.
enum class Status {
    Poap,                 ///< it is in POAP again
    Replay,               ///< it replays on the planned image
    ReplayOnTheOldImage,  ///< and boots the planned image at the next reload, as the configuration says
    Lost,                 ///< it has the startup-config that the installer saved, and POAP never asks again
};

/// A power cut of a run with `install all`, which keeps the order of Cisco's own script: schedule, install,
/// erase. So it is not as safe as the boot variable's.
struct InstallCut {
    Command before;
    Status by_file;
    Status by_exit_0;
};

const std::vector<InstallCut> kInstallCuts = {
    {kSchedule, Status::Poap, Status::Poap},
    {{"Install", "install all"}, Status::ReplayOnTheOldImage, Status::Poap},
    {kErase, Status::Replay, Status::Lost},
};

TEST_P(UnderRule, APowerCutOfAnInstallEndsByTheRule) {
    for (const InstallCut& cut : kInstallCuts) {
        SCOPED_TRACE(cut.before.name);
        const Status status = GetParam() == "file" ? cut.by_file : cut.by_exit_0;
        take("InstallAll", GetParam());
        cut_power_before(cut.before);
        device_->reload(false);
        EXPECT_EQ(device_->is_in_poap(), status == Status::Poap);
        if (status == Status::Lost) {
            EXPECT_EQ(device_->state("running-config"), emulator::kFactoryConfig);
        } else if (status == Status::ReplayOnTheOldImage) {
            EXPECT_EQ(device_->state("replayed_on"), kOldImage + '\n');
            EXPECT_EQ(device_->state("boot.saved"), boots(kNewImage));
        } else {
            world_->expect_to_end_as_undisturbed(*device_);
        }
    }
}

}  // namespace
}  // namespace poap::rig
