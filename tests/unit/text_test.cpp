#include "base/text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>
#include <string>

#include "support/named_case.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Concat, JoinsStringsCharactersAndNumbers) {
    EXPECT_EQ(concat("a", std::string("b"), std::string_view("c"), '/', 42, ' ', -1L), "abc/42 -1");
}

TEST(Trimmed, TakesTheBlanksOffBothEndsAndLeavesThoseBetween) {
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(trimmed(" \r\n"), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(LinesOf, EndInLfOrCrLfOrTheEnd) {
    EXPECT_THAT(lines_of("a\r\nb\n\nc"), ElementsAre("a", "b", "", "c"));
    EXPECT_THAT(lines_of("a\n"), ElementsAre("a"));
    EXPECT_THAT(lines_of(""), IsEmpty());
}

TEST(LinesOf, KeepACarriageReturnWithinALine) {
    EXPECT_THAT(lines_of("a\rb\n"), ElementsAre("a\rb"));
}

TEST(Lower, TouchesAsciiLettersAlone) {
    EXPECT_EQ(lower("AZaz09[\xc3\x84"), "azaz09[\xc3\x84");
}

TEST(Mentions, FindsAnyOfTheWordsInWhateverCase) {
    constexpr std::array<std::string_view, 2> kWords = {"no space", "denied"};
    EXPECT_TRUE(mentions("copy: No Space left", kWords));
    EXPECT_TRUE(mentions("DENIED", kWords));
    EXPECT_FALSE(mentions("no  space, den ied", kWords));
    EXPECT_FALSE(mentions("", kWords));
}

TEST(Printable, LetsNoByteThroughThatATerminalMightObey) {
    EXPECT_EQ(printable("a\x1b[2Jb\x7f"), "a?[2Jb?");
    EXPECT_EQ(printable("\xc3\xa4"), "??");
    EXPECT_EQ(printable(std::string("a\0b", 3)), "a?b");
}

TEST(Printable, IsOneLine) {
    EXPECT_EQ(printable("a\r\nb\tc"), "a  b c");
}

TEST(Printable, SaysWhereItWasCut) {
    EXPECT_EQ(printable("abcdef", 3), "abc...");
    EXPECT_EQ(printable("abc", 3), "abc");
    EXPECT_EQ(printable(std::string(5000, 'x')).size(), 1003U);
}

struct SecretCase : NamedCase {
    std::string text;
    std::string hidden;
};

class Secrets : public testing::TestWithParam<SecretCase> {};

TEST_P(Secrets, AreBlanked) {
    EXPECT_EQ(without_secrets(GetParam().text), GetParam().hidden);
}

INSTANTIATE_TEST_SUITE_P(
    Text, Secrets,
    testing::Values(
        SecretCase{
            {"InPlain"}, "username admin password hunter2 role x", "username admin password **** role x"},
        SecretCase{{"Hashed"},
                   "username admin password 5 $5$abc/def role x",
                   "username admin password 5 **** role x"},
        SecretCase{{"InCapitals"}, "PASSWORD hunter2", "PASSWORD ****"},
        SecretCase{{"Twice"}, "password a and password b", "password **** and password ****"},
        SecretCase{{"AfterManyBlanks"}, "password \t  hunter2", "password \t  ****"},
        SecretCase{{"OnTheNextLine"}, "password\nhunter2", "password\n****"},
        SecretCase{{"AfterAColon"}, "Password: hunter2", "Password: ****"},
        SecretCase{{"GluedByAColon"}, "password:hunter2 x", "password:**** x"},
        SecretCase{{"GluedByAnEqualsSign"}, "http://h/?password=hunter2 x", "http://h/?password=**** x"},
        SecretCase{{"GluedByAControlByte"}, "password\x01hunter2 x", "password\x01**** x"},
        SecretCase{{"InJson"}, R"({"password": "hunter2"})", R"({"password": ****})"},
        SecretCase{{"InXml"}, "<password>hunter2</password>", "<password>****"},
        SecretCase{{"Assigned"}, "password = hunter2 x", "password = **** x"},
        SecretCase{{"InQuotes"}, "password \"hunter 2\" role x", "password **** role x"},
        SecretCase{{"InSingleQuotes"}, "password 'hunter 2' role x", "password **** role x"},
        SecretCase{{"WithAQuoteInIt"}, R"(password "hun\" ter2" role x)", "password **** role x"},
        SecretCase{{"InQuotesThatWereCutOff"}, "password \"hunter 2 role x", "password ****"},
        SecretCase{{"BehindAByteMadePrintable"}, "password?hunter2 x", "password?**** x"},
        SecretCase{{"OfTacacs"},
                   R"(tacacs-server key 7 "fewhg 123" timeout 5)",
                   "tacacs-server key 7 **** timeout 5"},
        SecretCase{{"OfAKeyChain"}, "key-string 7 070c285f4d06", "key-string 7 ****"},
        SecretCase{{"SharedBefore"}, "pre-shared-key hunter2", "pre-shared-key ****"},
        SecretCase{{"OfAnApi"}, "api_key=hunter2", "api_key=****"},
        SecretCase{{"NamedSecret"}, "enable secret 5 $1$abc", "enable secret 5 ****"},
        SecretCase{{"OfSnmp"}, "snmp-server community public ro", "snmp-server community **** ro"},
        SecretCase{{"BehindAKeyThatIsOneItself"}, "password key 7 hunter2", "password **** 7 ****"},
        SecretCase{{"OfAUrl"}, "http://admin:hunter2@h/x y", "http://****@h/x y"},
        SecretCase{{"OfAUrlWithMarksInIt"}, "http://admin:hun/t@er2@h/x", "http://****@h/x"},
        SecretCase{
            {"OfTwoUrls"}, "tftp://h/x http://u@h, ftp://v@h", "tftp://h/x http://****@h, ftp://****@h"},
        SecretCase{{"OfAUrlThatWasCut"}, "`http://admin:hunter2..., which", "`http://****..., which"},
        SecretCase{{"OfNoUrlThatWasCut"}, "http://h:5000/x... y", "http://h:5000/x... y"},
        SecretCase{{"OfAHost"}, "`admin:hunter2@h` is no host", "`****@h` is no host"},
        SecretCase{{"InAList"}, R"({"passwords":["hunter2","hunter3"]})", R"({"passwords":****)"},
        SecretCase{{"InAnObject"}, R"("secret": { "value": "hunter2" })", R"("secret": ****)"},
        SecretCase{{"OfNoUrl"}, "http://h:5000/x, mail a@h", "http://h:5000/x, mail a@h"},
        SecretCase{{"OfNoKey"}, "a keyboard x", "a keyboard x"},
        SecretCase{{"WhereThePasswordIsTheWordPassword"}, "password password", "password ****"},
        SecretCase{{"NoneAfterAnOptionsName"}, "no `password`. What to do", "no `password`. What to do"},
        SecretCase{{"NoneAfterANameInBackticks"},
                   "`password1` and `my.password/2` (did you",
                   "`password1` and `my.password/2` (did you"},
        SecretCase{{"InACommandInBackticks"}, "`username x password y`: z", "`username x password **** z"},
        SecretCase{{"NoneAtTheEnd"}, "an admin password", "an admin password"},
        SecretCase{{"NoneAfterATypeAtTheEnd"}, "password 5", "password 5"},
        SecretCase{
            {"NoneAtAll"}, "copy running-config startup-config", "copy running-config startup-config"}),
    CaseName());

struct SizeCase : NamedCase {
    std::uint64_t bytes;
    std::string text;
};

class HumanSize : public testing::TestWithParam<SizeCase> {};

TEST_P(HumanSize, Reads) {
    EXPECT_EQ(human_size(GetParam().bytes), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(Text, HumanSize,
                         testing::Values(SizeCase{{"Nothing"}, 0, "0 bytes"},             //
                                         SizeCase{{"BelowAKilobyte"}, 999, "999 bytes"},  //
                                         SizeCase{{"AKilobyte"}, 1000, "1.0 kB"},         //
                                         SizeCase{{"BelowAMegabyte"}, 999'999, "999.9 kB"},
                                         SizeCase{{"AMegabyte"}, 1'000'000, "1.0 MB"},
                                         SizeCase{{"AnImage"}, 1'938'000'000, "1.9 GB"},
                                         SizeCase{{"ATerabyte"}, 1'000'000'000'000, "1.0 TB"},
                                         SizeCase{{"TheMostThereCanBe"},
                                                  std::numeric_limits<std::uint64_t>::max(),
                                                  "18446744.0 TB"}),
                         CaseName());

}  // namespace
}  // namespace poap::test
