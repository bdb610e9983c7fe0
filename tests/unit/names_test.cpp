#include "base/names.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/named_case.hpp"

namespace poap::test {
namespace {

struct NameCase : NamedCase {
    std::string text;
};

class NoFileName : public testing::TestWithParam<NameCase> {};

TEST_P(NoFileName, IsRefused) {
    EXPECT_FALSE(FileName::parse(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(FileName, NoFileName,
                         testing::Values(NameCase{{"Empty"}, ""},                               //
                                         NameCase{{"OneDot"}, "."},                             //
                                         NameCase{{"TwoDots"}, ".."},                           //
                                         NameCase{{"Hidden"}, ".profile"},                      //
                                         NameCase{{"LikeAnOption"}, "-rf"},                     //
                                         NameCase{{"AboveTheFolder"}, "../nxos.bin"},           //
                                         NameCase{{"InAFolder"}, "images/nxos.bin"},            //
                                         NameCase{{"Absolute"}, "/etc/passwd"},                 //
                                         NameCase{{"ChainsACommand"}, "x;reload"},              //
                                         NameCase{{"HasABlank"}, "nxos bin"},                   //
                                         NameCase{{"EndsInALineBreak"}, "nxos.bin\n"},          //
                                         NameCase{{"HasAColon"}, "bootflash:x"},                //
                                         NameCase{{"HasAPipe"}, "x|json"},                      //
                                         NameCase{{"HasAPercentSign"}, "%2e%2e"},               //
                                         NameCase{{"HasAZeroByte"}, std::string("nx\0os", 5)},  //
                                         NameCase{{"IsNotAscii"}, "nx\xc3\xb6s.bin"},           //
                                         NameCase{{"Has201Characters"}, std::string(201, 'x')}),
                         CaseName());

TEST(FileName, TakesLettersDigitsDotsDashesAndUnderscores) {
    for (const std::string name : {"nxos64-cs.10.4.5.M.bin", "FDO24180ABC.cfg", "_x", "0", "a.."}) {
        ASSERT_TRUE(FileName::parse(name)) << name;
        EXPECT_EQ(FileName::parse(name)->str(), name);
    }
}

TEST(FileName, MayHave200Characters) {
    EXPECT_TRUE(FileName::parse(std::string(200, 'x')));
}

TEST(FileName, HasAStemUpToItsFirstDot) {
    EXPECT_EQ(FileName::parse("FDO24180ABC.spine.cfg")->stem(), "FDO24180ABC");
    EXPECT_EQ(FileName::parse("FDO24180ABC")->stem(), "FDO24180ABC");
}

TEST(Serial, IsTakenAsTheSwitchWritesIt) {
    ASSERT_TRUE(Serial::parse("FDO24180ABC"));
    EXPECT_EQ(Serial::parse("FDO24180ABC")->str(), "FDO24180ABC");
}

TEST(Serial, IsNoneWhereTheSwitchPrintsThatThereIsNone) {
    EXPECT_FALSE(Serial::parse("N/A"));
    EXPECT_FALSE(Serial::parse(""));
}

TEST(Serial, HasNoRoomForAPathOrAQuery) {
    EXPECT_FALSE(Serial::parse("../conf"));
    EXPECT_FALSE(Serial::parse("FDO?x=1"));
    EXPECT_FALSE(Serial::parse("FDO 1"));
}

class NoDottedMac : public testing::TestWithParam<NameCase> {};

TEST_P(NoDottedMac, IsRefused) {
    EXPECT_FALSE(Mac::parse_dotted(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(Mac, NoDottedMac,
                         testing::Values(NameCase{{"Empty"}, ""},                        //
                                         NameCase{{"Plain"}, "5e0140020000"},            //
                                         NameCase{{"WithColons"}, "5e:01:40:02:00:01"},  //
                                         NameCase{{"TooShort"}, "5e01.4002.000"},        //
                                         NameCase{{"TooLong"}, "5e01.4002.00000"},       //
                                         NameCase{{"DotsAtTheWrongPlace"}, "5e014.002.0000"},
                                         NameCase{{"NotHex"}, "5e01.4002.000g"},  //
                                         NameCase{{"AllZeros"}, "0000.0000.0000"}),
                         CaseName());

TEST(Mac, KeepsTheSwitchsOwnForm) {
    EXPECT_EQ(Mac::parse_dotted("5e01.4002.0000")->str(), "5e01.4002.0000");
}

TEST(Mac, IsInLowerCaseSinceTheServerComparesItAsAString) {
    EXPECT_EQ(Mac::parse_dotted("5E01.4002.00AB")->str(), "5e01.4002.00ab");
    EXPECT_EQ(Mac::parse_plain("5E01400200AB")->str(), "5e01.4002.00ab");
}

TEST(Mac, OfTheEnvironmentIsTwelveHexDigitsAndNothingElse) {
    EXPECT_EQ(Mac::parse_plain("5e0140020000")->str(), "5e01.4002.0000");
    for (const std::string text : {"", "5e01.4002.0000", "5e014002000", "5e01400200000", "5e014002000x"}) {
        EXPECT_FALSE(Mac::parse_plain(text)) << text;
    }
    EXPECT_FALSE(Mac::parse_plain("000000000000"));
}

TEST(InterfaceName, IsFitForACommand) {
    for (const std::string text :
         {"mgmt0", "Ethernet1/1", "Eth101/1/2", "Ethernet1/1.100", "port-channel10"}) {
        EXPECT_EQ(InterfaceName::parse(text)->str(), text);
    }
    for (const std::string text :
         {"", "1/1", "/", "-x", "Ethernet 1/1", "mgmt0;reload", "mgmt0\n", "a|b", "\xc3\xa4"}) {
        EXPECT_FALSE(InterfaceName::parse(text)) << text;
    }
    EXPECT_FALSE(InterfaceName::parse(std::string(41, 'a')));
}

}  // namespace
}  // namespace poap::test
