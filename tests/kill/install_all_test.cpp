// The power goes at a command of a run with `install all`, which keeps the order of Cisco's own script:
// schedule, install, erase. So it is not as safe as the boot variable's, and what becomes of the switch
// depends on the rule.

#include <gtest/gtest.h>

#include <tuple>

#include "base/text.hpp"
#include "rig/expect.hpp"
#include "world.hpp"

namespace poap::rig {
namespace {

/// What becomes of the switch.
enum class BlockStatus {
    Poap,                 ///< it is in POAP again
    Replay,               ///< it replays on the planned image
    ReplayOnTheOldImage,  ///< and boots the planned image at the next reload, as the configuration says
    Lost,                 ///< it has the startup-config that the installer saved, and POAP never asks again
};

struct Cut {
    std::string name;
    std::string command;
    BlockStatus by_file;
    BlockStatus by_exit_0;
};

const std::vector<Cut> kCuts = {
    {"Schedule", "copy bootflash:" + kConfigName + " scheduled-config", BlockStatus::Poap, BlockStatus::Poap},
    {"Install", "install all", BlockStatus::ReplayOnTheOldImage, BlockStatus::Poap},
    {"Erase", "write erase", BlockStatus::Replay, BlockStatus::Lost},
};

class InstallCut : public testing::TestWithParam<std::tuple<Cut, std::string>> {
  protected:
    static void SetUpTestSuite() {
        world_ = std::make_unique<World>(
            Scenario{"InstallAll", "http", "http", "stop", Found::Nothing, "install: install-all"});
    }
    static void TearDownTestSuite() { world_.reset(); }

    const std::string& rule() const { return std::get<1>(GetParam()); }
    BlockStatus fate() const {
        const Cut& cut = std::get<0>(GetParam());
        return rule() == "file" ? cut.by_file : cut.by_exit_0;
    }

    void cut_power_before(const std::string& command) const {
        device_->set_faults(concat("1x ", command, " => hang"));
        const auto agent = world_->start(*device_);
        ASSERT_TRUE(eventually([&] { return device_->state("fired").value_or("").ends_with('\n'); }));
        device_->stop();
        device_->reload(false);
    }

    static inline std::unique_ptr<World> world_;
    std::unique_ptr<EmulatedSwitch> device_ = world_->new_switch(rule());
};

TEST_P(InstallCut, EndsAsTheRuleHasIt) {
    cut_power_before(std::get<0>(GetParam()).command);
    EXPECT_EQ(device_->is_in_poap(), fate() == BlockStatus::Poap);
    if (fate() == BlockStatus::Lost) {
        EXPECT_EQ(device_->state("running-config"), emulator::kFactoryConfig);
        return;
    }
    if (fate() == BlockStatus::ReplayOnTheOldImage) {
        EXPECT_EQ(device_->state("replayed_on"), kOldImage + '\n');
        EXPECT_EQ(device_->state("boot.saved"), boots(kNewImage));
        return;
    }
    world_->expect_to_end_as_undisturbed(*device_);
}

INSTANTIATE_TEST_SUITE_P(Before, InstallCut,
                         testing::Combine(testing::ValuesIn(kCuts),
                                          testing::Values(std::string("file"), std::string("exit-0"))),
                         [](const auto& test) {
                             return std::get<0>(test.param).name +
                                    (std::get<1>(test.param) == "file" ? "_file" : "_exit0");
                         });

}  // namespace
}  // namespace poap::rig
