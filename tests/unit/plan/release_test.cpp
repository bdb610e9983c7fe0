#include "base/release.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/named_case.hpp"
#include "support/planned.hpp"

namespace poap::test {
namespace {

TEST(Release, ComesInTheOrderOfItsMaking) {
    const std::vector<std::string> in_order = {
        "5.0(3)U5(1)", "6.0(2)U6(2)", "6.0(2)U6(2a)", "6.0(2)U6(7)",  "6.0(2)U6(10)",     "6.1(2)I3(1)",
        "7.0(3)F3(5)", "7.0(3)I4(1)", "7.0(3)I7(9)",  "7.0(3)I7(10)", "9.2(4)",           "9.3",
        "9.3(1)",      "9.3(10)",     "10.2(3)F",     "10.3(2)",      "10.3(2uu)I9(1uu)", "10.3(99)",
        "10.4(5)M",    "11.1"};
    for (std::size_t i = 0; i < in_order.size(); ++i) {
        const auto release = Release::parse(in_order[i]);
        ASSERT_TRUE(release) << in_order[i];
        EXPECT_EQ(*release, *release);
        for (std::size_t later = i + 1; later < in_order.size(); ++later) {
            EXPECT_LT(*release, Release::parse(in_order[later]).value())
                << in_order[i] << ' ' << in_order[later];
        }
    }
}

TEST(Release, IsTheSameInTheFormOfImageNames) {
    EXPECT_EQ(Release::parse("7.0(3)I7(9)"), Release::parse("7.0.3.I7.9"));
    EXPECT_EQ(Release::parse("10.4(5)"), Release::parse("10.4.5.M"));
    EXPECT_EQ(Release::parse("10.2(3)F"), Release::parse("10.2(3)"));
}

TEST(Release, KeepsTheFormItWasGivenIn) {
    EXPECT_EQ(Release::parse("7.0(3)I7(9)")->str(), "7.0(3)I7(9)");
}

class NoRelease : public testing::TestWithParam<std::string> {};

TEST_P(NoRelease, IsNone) {
    EXPECT_FALSE(Release::parse(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Text, NoRelease,
                         testing::Values("", "9", "bin", "I7.9", "9..3", "9.3()x", "9.3 (1)", "9.3(1)\n",
                                         "9.-3", "+9.3", "9.3.", ".9.3", "9.3.99999999999999999999",
                                         "1.2.3.4.5.6.7.8.9", "9.3.x", "F", "9.3;reload"));

struct ImageCase : NamedCase {
    std::string image;
    std::string release;  ///< empty: none
};

class ReleaseOfAnImage : public testing::TestWithParam<ImageCase> {};

TEST_P(ReleaseOfAnImage, IsReadFromItsName) {
    const auto release = Release::of_image(name(GetParam().image));
    if (GetParam().release.empty()) {
        EXPECT_FALSE(release) << release->str();
    } else {
        ASSERT_TRUE(release);
        EXPECT_EQ(*release, Release::parse(GetParam().release).value());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Named, ReleaseOfAnImage,
    testing::Values(ImageCase{{"Nxos7"}, "nxos.7.0.3.I7.9.bin", "7.0(3)I7(9)"},
                    ImageCase{{"Nxos9"}, "nxos.9.3.10.bin", "9.3(10)"},
                    ImageCase{{"Nxos64"}, "nxos64-cs.10.4.5.M.bin", "10.4(5)"},
                    ImageCase{{"Feature"}, "nxos64-cs.10.3.1.5.F.bin", "10.3.1.5"},
                    ImageCase{{"Nexus9000Of6"}, "n9000-dk9.6.1.2.I3.1.bin", "6.1(2)I3(1)"},
                    ImageCase{{"Nexus3000Kickstart"}, "n3000-uk9-kickstart.6.0.2.U6.3a.bin", "6.0(2)U6(3a)"},
                    ImageCase{{"Upgraded"}, "nxos.9.3.6.bin.upg", "9.3(6)"},
                    ImageCase{{"WithoutARelease"}, "midway_system.bin", ""},
                    ImageCase{{"WithWords"}, "nxos.latest.bin", ""},
                    ImageCase{{"ThatIsNoBinary"}, "nxos.9.3.10.cfg", ""},
                    ImageCase{{"OfAReleaseAlone"}, "9.3.bin", ""}),
    CaseName());

}  // namespace
}  // namespace poap::test
