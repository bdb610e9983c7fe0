#include "provision/spare_images.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/planned.hpp"

namespace poap {
namespace {

using test::name;

using Names = std::vector<std::string>;

TEST(ImageNames, AreToldFromWhatOnlyLooksLikeThem) {
    for (const char* image :
         {"nxos.9.3.10.bin", "nxos.7.0.3.I7.9.bin", "nxos64.10.1.1.bin", "nxos64-cs.10.4.5.M.bin",
          "nxos64-msll.10.2.2.F.bin", "nxos64-cs.10.4.2.IMG9.0.27.F.bin", "n9000-dk9.6.1.2.I3.1.bin",
          "n3000-uk9.6.0.2.U6.2a.bin", "n3000-uk9-kickstart.6.0.2.U6.10.bin", "n3000-compact.9.3.9.bin",
          "nxos64-s1.10.5.2.F.bin", "n3500-uk9-kickstart.6.0.2.A8.11.bin", "n7000-s2-dk9.8.2.6.bin"})
        EXPECT_TRUE(is_removable_image(name(image))) << image;
    // copies that people made, patches, other files and other families
    for (const char* other : {"nxos-backup.9.3.1.bin",
                              "nxos64-cs-old.10.4.5.M.bin",
                              "n9000-mine.9.3.1.bin",
                              "n9000-dk9.6.1.2.I3.1.CSCur02700.bin",
                              "nxos.CSCvx21260.bin",
                              "nxos.9.3.6.bin.upg",
                              "nxos.9.3.10.gbin",
                              "nxos.9.3.10.bin.md5",
                              "nxos.9.3.10.bin.bin",
                              "nxos.cfg",
                              "nxos.bin",
                              "nxos.9.bin",
                              "nxos.my.own.bin",
                              "poap.bin",
                              "backup.9.3.10.bin",
                              "nxosv.9.3.10.bin",
                              "n9000.9.3.10.bin",
                              "nexus-dk9.9.3.10.bin",
                              "aci-n9000-dk9.14.2.1.bin",
                              "n9000-epld.9.3.3.img",
                              "NXOS.9.3.10.BIN"})
        EXPECT_FALSE(is_removable_image(name(other))) << other;
}

/// An image of 100 bytes that is `age` seconds older than now.
FlashFile image(const std::string& file, int age) {
    return {file, 100, {1'000'000 - age, 0}};
}

Names names_of(const std::vector<FlashFile>& files) {
    Names names;
    for (const FlashFile& file : files) names.push_back(file.name);
    return names;
}

const InUse kNothing = {};

TEST(SpareImages, AreTheOldestFirstAndOfOneAgeByTheirNames) {
    FlashFile later = image("nxos.9.3.1.bin", 30);
    later.modified.tv_nsec = 1;
    EXPECT_EQ(
        names_of(spare_images({image("nxos.9.3.4.bin", 10), later, image("nxos.9.3.3.bin", 30),
                               image("nxos.9.3.2.bin", 30), image("nxos.9.3.5.bin", 50)},
                              kNothing)),
        (Names{"nxos.9.3.5.bin", "nxos.9.3.2.bin", "nxos.9.3.3.bin", "nxos.9.3.1.bin", "nxos.9.3.4.bin"}));
}

TEST(SpareImages, AreNoneThatRunsOrIsPlanned) {
    EXPECT_EQ(names_of(spare_images({image("nxos.9.3.2.bin", 1), image("nxos.9.3.3.bin", 2)},
                                    {{name("nxos.9.3.3.bin")}, ""})),
              Names{"nxos.9.3.2.bin"});
}

TEST(SpareImages, AreNoneThatShowBootNames) {
    for (const char* line :
         {"NXOS variable = bootflash:/nxos.9.3.10.bin", "NXOS variable = bootflash:///nxos.9.3.10.bin",
          "NXOS variable = bootflash://sup-1/nxos.9.3.10.bin",
          "system variable = bootflash:/a.bin;bootflash:/nxos.9.3.10.bin",
          "NXOS variable = bootflash:/old/nxos.9.3.10.bin", "fallback = nxos.9.3.10.bin"}) {
        EXPECT_EQ(
            names_of(spare_images({image("nxos.9.3.1.bin", 1), image("nxos.9.3.10.bin", 2)},
                                  {{}, std::string("Current Boot Variables:\n\nsup-1\n") + line + "\n"})),
            Names{"nxos.9.3.1.bin"})
            << line;
    }
}

TEST(SpareImages, AreNoneWithASecondName) {
    FlashFile linked = image("nxos.9.3.2.bin", 1);
    linked.links = 2;
    EXPECT_TRUE(spare_images({linked}, kNothing).empty());
}

TEST(SpareImages, AreNoneOfAHostileName) {
    EXPECT_TRUE(spare_images({image(".nxos.9.3.2.bin.part", 1), image("nxos.9.3.2.bin\n", 1),
                              image("nxos.9.3.2 .bin", 1), image("nxos-\x1b[2J.9.3.2.bin", 1),
                              image("-nxos.9.3.2.bin", 1), image("nxos.9.3.99999999999.bin", 1)},
                             kNothing)
                    .empty());
}

const std::vector<FlashFile> kThree = {image("a", 3), image("b", 2), image("c", 1)};

TEST(JustEnough, IsTheFewestFromTheFirstOn) {
    EXPECT_EQ(names_of(just_enough(kThree, 1).value()), Names{"a"});
    EXPECT_EQ(names_of(just_enough(kThree, 100).value()), Names{"a"});
    EXPECT_EQ(names_of(just_enough(kThree, 101).value()), (Names{"a", "b"}));
    EXPECT_EQ(names_of(just_enough(kThree, 300).value()), (Names{"a", "b", "c"}));
}

TEST(JustEnough, IsNothingWhereAllIsTooLittle) {
    EXPECT_FALSE(just_enough(kThree, 301));
    EXPECT_FALSE(just_enough({}, 1));
}

}  // namespace
}  // namespace poap
