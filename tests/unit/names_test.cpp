#include "base/names.hpp"

#include <gtest/gtest.h>

#include <string>

namespace poap::test {
namespace {

TEST(FileName, IsRefusedWhereItIsAPathOrFitForMoreThanAName) {
    for (const std::string& text :
         {std::string(""), std::string("."), std::string(".."), std::string(".profile"), std::string("-rf"),
          std::string("../nxos.bin"), std::string("images/nxos.bin"), std::string("/etc/passwd"),
          std::string("x;reload"), std::string("nxos bin"), std::string("nxos.bin\n"),
          std::string("bootflash:x"), std::string("x|json"), std::string("%2e%2e"), std::string("nx\0os", 5),
          std::string("nx\xc3\xb6s.bin"), std::string(201, 'x')})
        EXPECT_FALSE(FileName::parse(text)) << text;
}

TEST(FileName, TakesLettersDigitsDotsDashesAndUnderscores) {
    for (const std::string name : {"nxos64-cs.10.4.5.M.bin", "FDO24180ABC.cfg", "_x", "0", "a.."}) {
        ASSERT_TRUE(FileName::parse(name)) << name;
        EXPECT_EQ(FileName::parse(name)->str(), name);
    }
    EXPECT_TRUE(FileName::parse(std::string(200, 'x')));
}

TEST(FileName, HasAStemUpToItsFirstDot) {
    EXPECT_EQ(FileName::parse("FDO24180ABC.spine.cfg")->stem(), "FDO24180ABC");
    EXPECT_EQ(FileName::parse("FDO24180ABC")->stem(), "FDO24180ABC");
}

TEST(Serial, IsTakenAsTheSwitchWritesItAndNeverAPathOrAQuery) {
    ASSERT_TRUE(Serial::parse("FDO24180ABC"));
    EXPECT_EQ(Serial::parse("FDO24180ABC")->str(), "FDO24180ABC");
    for (const char* text : {"N/A", "", "../conf", "FDO?x=1", "FDO 1"})
        EXPECT_FALSE(Serial::parse(text)) << text;
}

TEST(Mac, IsRefusedInAnotherForm) {
    for (const char* text : {"", "5e0140020000", "5e:01:40:02:00:01", "5e01.4002.000", "5e01.4002.00000",
                             "5e014.002.0000", "5e01.4002.000g", "0000.0000.0000"})
        EXPECT_FALSE(Mac::parse_dotted(text)) << text;
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
