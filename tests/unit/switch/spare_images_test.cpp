#include "provision/spare_images.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "support/named_case.hpp"
#include "support/planned.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::name;
using test::NamedCase;

using Names = std::vector<std::string>;

struct NameCase : NamedCase {
    std::string file;
    bool is_image;
};

class ImageNames : public testing::TestWithParam<NameCase> {};

TEST_P(ImageNames, AreToldFromWhatOnlyLooksLikeThem) {
    EXPECT_EQ(is_removable_image(name(GetParam().file)), GetParam().is_image);
}

INSTANTIATE_TEST_SUITE_P(
    Names, ImageNames,
    testing::Values(NameCase{{"OfOneImage"}, "nxos.9.3.10.bin", true},
                    NameCase{{"WithATrain"}, "nxos.7.0.3.I7.9.bin", true},
                    NameCase{{"OfSixtyFourBits"}, "nxos64.10.1.1.bin", true},
                    NameCase{{"ForCloudScale"}, "nxos64-cs.10.4.5.M.bin", true},
                    NameCase{{"ForMerchantSilicon"}, "nxos64-msll.10.2.2.F.bin", true},
                    NameCase{{"OfAnInternalBuild"}, "nxos64-cs.10.4.2.IMG9.0.27.F.bin", true},
                    NameCase{{"OfTheFirst9000s"}, "n9000-dk9.6.1.2.I3.1.bin", true},
                    NameCase{{"OfA3000"}, "n3000-uk9.6.0.2.U6.2a.bin", true},
                    NameCase{{"OfAKickstart"}, "n3000-uk9-kickstart.6.0.2.U6.10.bin", true},
                    NameCase{{"OfACompactImage"}, "n3000-compact.9.3.9.bin", true},
                    NameCase{{"ForSiliconOne"}, "nxos64-s1.10.5.2.F.bin", true},
                    NameCase{{"OfA3500sKickstart"}, "n3500-uk9-kickstart.6.0.2.A8.11.bin", true},
                    NameCase{{"OfA7000"}, "n7000-s2-dk9.8.2.6.bin", true},
                    NameCase{{"OfSomebodysCopy"}, "nxos-backup.9.3.1.bin", false},
                    NameCase{{"OfSomebodysCopyOfSixtyFourBits"}, "nxos64-cs-old.10.4.5.M.bin", false},
                    NameCase{{"OfSomebodysCopyByModel"}, "n9000-mine.9.3.1.bin", false},
                    NameCase{{"OfAPatch"}, "n9000-dk9.6.1.2.I3.1.CSCur02700.bin", false},
                    NameCase{{"OfAnotherPatch"}, "nxos.CSCvx21260.bin", false},
                    NameCase{{"UpgradeCopy"}, "nxos.9.3.6.bin.upg", false},
                    NameCase{{"Gbin"}, "nxos.9.3.10.gbin", false},
                    NameCase{{"Sidecar"}, "nxos.9.3.10.bin.md5", false},
                    NameCase{{"BinTwice"}, "nxos.9.3.10.bin.bin", false},
                    NameCase{{"Config"}, "nxos.cfg", false}, NameCase{{"WithoutARelease"}, "nxos.bin", false},
                    NameCase{{"WithHalfARelease"}, "nxos.9.bin", false},
                    NameCase{{"WithAReleaseOfWords"}, "nxos.my.own.bin", false},
                    NameCase{{"OfSomebodysOwn"}, "poap.bin", false},
                    NameCase{{"OfSomebodysOwnWithNumbers"}, "backup.9.3.10.bin", false},
                    NameCase{{"OfAnotherFamily"}, "nxosv.9.3.10.bin", false},
                    NameCase{{"OfAModelAlone"}, "n9000.9.3.10.bin", false},
                    NameCase{{"OfAModelOfLetters"}, "nexus-dk9.9.3.10.bin", false},
                    NameCase{{"OfTheController"}, "aci-n9000-dk9.14.2.1.bin", false},
                    NameCase{{"OfTheFpga"}, "n9000-epld.9.3.3.img", false},
                    NameCase{{"InCapitals"}, "NXOS.9.3.10.BIN", false}),
    CaseName());

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

struct BootCase : NamedCase {
    std::string line;
};

class BootedImages : public testing::TestWithParam<BootCase> {};

TEST_P(BootedImages, AreNotSpareHoweverShowBootNamesThem) {
    EXPECT_EQ(names_of(spare_images({image("nxos.9.3.1.bin", 1), image("nxos.9.3.10.bin", 2)},
                                    {{}, "Current Boot Variables:\n\nsup-1\n" + GetParam().line + "\n"})),
              Names{"nxos.9.3.1.bin"});
}

INSTANTIATE_TEST_SUITE_P(
    Forms, BootedImages,
    testing::Values(BootCase{{"OneSlash"}, "NXOS variable = bootflash:/nxos.9.3.10.bin"},
                    BootCase{{"ThreeSlashes"}, "NXOS variable = bootflash:///nxos.9.3.10.bin"},
                    BootCase{{"OnASupervisor"}, "NXOS variable = bootflash://sup-1/nxos.9.3.10.bin"},
                    BootCase{{"SecondOfAList"},
                             "system variable = bootflash:/a.bin;bootflash:/nxos.9.3.10.bin"},
                    BootCase{{"InAFolder"}, "NXOS variable = bootflash:/old/nxos.9.3.10.bin"},
                    BootCase{{"OfAnUnknownKind"}, "fallback = nxos.9.3.10.bin"}),
    CaseName());

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
