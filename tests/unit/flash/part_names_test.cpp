#include "flash/part_names.hpp"

#include <gmock/gmock.h>

#include "support/planned.hpp"

namespace poap::test {
namespace {

using testing::SizeIs;

TEST(PartName, IsHiddenAndContainsThePlannedName) {
    EXPECT_EQ(part_name(name("nxos.bin")), ".nxos.bin.part");
    EXPECT_EQ(planned_name(".nxos.bin.part"), name("nxos.bin"));
    for (const char* other : {"nxos.bin.part", ".part", "..part", ".-x.part", ".x.part.old", ". .part"}) {
        EXPECT_FALSE(planned_name(other)) << other;
    }
}

TEST(ConfigNames, StartWithThePlannedOne) {
    const auto names = config_names(name("FDO1.cfg"));
    ASSERT_THAT(names, SizeIs(10));
    EXPECT_EQ(names[0].str(), "FDO1.cfg");
    EXPECT_EQ(names[1].str(), "poap-agent.FDO1.cfg");
    EXPECT_EQ(names[2].str(), "poap-agent-2.FDO1.cfg");
    EXPECT_EQ(names[9].str(), "poap-agent-9.FDO1.cfg");
}

TEST(ConfigNames, OfTheFirstPartDifferFromThoseOfTheConfiguration) {
    EXPECT_EQ(first_config_name(name("FDO1.cfg")).str(), "poap-agent-first.FDO1.cfg");
    for (const char* config : {"FDO1.cfg", "poap-agent.FDO1.cfg"}) {
        for (const FileName& own : config_names(name(config))) {
            for (const FileName& first : config_names(first_config_name(name(config)))) EXPECT_NE(own, first);
        }
    }
}

TEST(ConfigNames, OfTheLongestNameAreValidAndDiffer) {
    const auto names = config_names(name("x" + std::string(FileName::kLongest - 5, 'y') + ".cfg"));
    EXPECT_THAT(names[1].str(), SizeIs(FileName::kLongest));
    EXPECT_THAT(names[9].str(), testing::EndsWith("yyy.cfg"));
    EXPECT_NE(names[1], names[2]);
}

}  // namespace
}  // namespace poap::test
