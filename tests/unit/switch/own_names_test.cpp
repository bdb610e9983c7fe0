#include <gmock/gmock.h>

#include "flash/part_names.hpp"

namespace poap::test {
namespace {

using testing::SizeIs;

FileName name(const std::string& text) {
    return FileName::parse(text).value();
}

TEST(PartName, IsHiddenAndTellsThePlannedName) {
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

TEST(ConfigNames, OfTheLongestNameAreValidAndDiffer) {
    const auto names = config_names(name("x" + std::string(FileName::kLongest - 5, 'y') + ".cfg"));
    EXPECT_THAT(names[1].str(), SizeIs(FileName::kLongest));
    EXPECT_THAT(names[9].str(), testing::EndsWith("yyy.cfg"));
    EXPECT_NE(names[1], names[2]);
}

}  // namespace
}  // namespace poap::test
