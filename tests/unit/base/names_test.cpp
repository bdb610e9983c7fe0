#include "base/names.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/words.hpp"

namespace poap::test {
namespace {

TEST(FileName, HasLettersDigitsDotsDashesAndUnderscoresAlone) {
    for (const std::string& name :
         words("nxos64-cs.10.4.5.M.bin FDO24180ABC.cfg _x 0 a.. " + std::string(200, 'x'))) {
        ASSERT_TRUE(FileName::parse(name)) << name;
        EXPECT_EQ(FileName::parse(name)->str(), name);
    }
    for (const std::string& text :
         words(". .. .profile -rf ../nxos.bin images/nxos.bin /etc/passwd x;reload bootflash:x x|json %2e%2e "
               "nx\xc3\xb6s.bin " +
               std::string(201, 'x')))
        EXPECT_FALSE(FileName::parse(text)) << text;
    for (const std::string& text :
         {std::string(), std::string("nxos bin"), std::string("nxos.bin\n"), std::string("nx\0os", 5)})
        EXPECT_FALSE(FileName::parse(text)) << text;
}

TEST(FileName, HasAStemUpToItsFirstDot) {
    EXPECT_EQ(FileName::parse("FDO24180ABC.spine.cfg")->stem(), "FDO24180ABC");
    EXPECT_EQ(FileName::parse("FDO24180ABC")->stem(), "FDO24180ABC");
}

TEST(Serial, IsNeverAPathOrAQuery) {
    EXPECT_EQ(Serial::parse("FDO24180ABC").value().str(), "FDO24180ABC");
    for (const char* text : {"N/A", "", "../conf", "FDO?x=1", "FDO 1"})
        EXPECT_FALSE(Serial::parse(text)) << text;
}

TEST(Mac, IsDottedOrPlainAndKeptInLowerCaseSinceTheServerComparesItAsAString) {
    EXPECT_EQ(Mac::parse_dotted("5E01.4002.00AB").value().str(), "5e01.4002.00ab");
    EXPECT_EQ(Mac::parse_plain("5E01400200AB").value().str(), "5e01.4002.00ab");
    for (const std::string& text : words("5e0140020000 5e:01:40:02:00:01 5e01.4002.000 5e01.4002.00000 "
                                         "5e014.002.0000 5e01.4002.000g 0000.0000.0000"))
        EXPECT_FALSE(Mac::parse_dotted(text)) << text;
    for (const std::string& text :
         words("5e01.4002.0000 5e014002000 5e01400200000 5e014002000x 000000000000"))
        EXPECT_FALSE(Mac::parse_plain(text)) << text;
    EXPECT_FALSE(Mac::parse_dotted(""));
    EXPECT_FALSE(Mac::parse_plain(""));
}

TEST(InterfaceName, IsFitForACommand) {
    for (const std::string& text : words("mgmt0 Ethernet1/1 Eth101/1/2 Ethernet1/1.100 port-channel10"))
        EXPECT_EQ(InterfaceName::parse(text).value().str(), text);
    for (const std::string& text :
         {std::string(), std::string("1/1"), std::string("/"), std::string("-x"), std::string("Ethernet 1/1"),
          std::string("mgmt0;reload"), std::string("mgmt0\n"), std::string("a|b"), std::string("\xc3\xa4"),
          std::string(41, 'a')})
        EXPECT_FALSE(InterfaceName::parse(text)) << text;
}

}  // namespace
}  // namespace poap::test
