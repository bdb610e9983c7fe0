#include "provision/config_split.hpp"

#include <gmock/gmock.h>

#include "support/context_fixture.hpp"

namespace poap::test {
namespace {

struct ConfigSplitOf : ContextFixture {
    InstallPlan step{planned_config(), planned_system(), std::nullopt};
    Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.0000").value(), {}};

    void SetUp() override { tmp.write("first_setup.log", "START\n"); }
    Split split() { return config_split(step, identity, context()).split; }
};

TEST_F(ConfigSplitOf, GoesByThePlannedImageElseByTheRunningOne) {
    EXPECT_EQ(split(), Split::No) << "nxos.9.3.3.bin is planned";
    identity.running = {name("nxos.7.0.3.I3.1.bin"), std::nullopt, Release::parse("7.0(3)I3(1)")};
    EXPECT_EQ(split(), Split::No);
    step.system.reset();
    EXPECT_EQ(split(), Split::Yes);
    identity.running = {};
    EXPECT_EQ(split(), Split::Yes) << "nothing is known";
}

TEST_F(ConfigSplitOf, KnowsTheReleaseOfTheRunningImageOnly) {
    step.system->name = name("golden.bin");
    identity.running = {name("other.bin"), std::nullopt, Release::parse("9.3(5)")};
    EXPECT_EQ(split(), Split::Yes);
    identity.running.system = name("golden.bin");
    EXPECT_EQ(split(), Split::No);
}

TEST_F(ConfigSplitOf, GoesByTheModeOfTheSwitch) {
    tmp.write("first_setup.log", "");
    EXPECT_EQ(split(), Split::Yes);
    identity.is_nexus_3548 = true;
    EXPECT_EQ(split(), Split::OnNexus3548);
}

TEST_F(ConfigSplitOf, IsOverriddenByTheOption) {
    options.split_config = SplitConfig::Always;
    EXPECT_EQ(split(), Split::Yes);
    EXPECT_EQ(config_split(step, identity, context()).reason, "--split-config is always");
    tmp.write("first_setup.log", "");
    options.split_config = SplitConfig::Never;
    EXPECT_EQ(split(), Split::No);
}

}  // namespace
}  // namespace poap::test
