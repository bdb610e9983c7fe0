#include "base/release.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

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

TEST(Release, IsNoneWhereTheTextIsMalformed) {
    for (const char* text :
         {"", "9", "bin", "I7.9", "9..3", "9.3()x", "9.3 (1)", "9.3(1)\n", "9.-3", "+9.3", "9.3.", ".9.3",
          "9.3.99999999999999999999", "1.2.3.4.5.6.7.8.9", "9.3.x", "F", "9.3;reload"})
        EXPECT_FALSE(Release::parse(text)) << text;
}

TEST(Release, OfAnImageIsReadFromItsName) {
    const std::pair<const char*, const char*> kImages[] = {
        {"nxos.7.0.3.I7.9.bin", "7.0(3)I7(9)"},
        {"nxos.9.3.10.bin", "9.3(10)"},
        {"nxos64-cs.10.4.5.M.bin", "10.4(5)"},
        {"nxos64-cs.10.3.1.5.F.bin", "10.3.1.5"},
        {"n9000-dk9.6.1.2.I3.1.bin", "6.1(2)I3(1)"},
        {"n3000-uk9-kickstart.6.0.2.U6.3a.bin", "6.0(2)U6(3a)"},
        {"nxos.9.3.6.bin.upg", "9.3(6)"},
        {"midway_system.bin", ""},
        {"nxos.latest.bin", ""},
        {"nxos.9.3.10.cfg", ""},
        {"9.3.bin", ""}};
    for (const auto& [image, release] : kImages)
        EXPECT_EQ(Release::of_image(name(image)), Release::parse(release)) << image;
}

}  // namespace
}  // namespace poap::test
