#include "text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

struct PasswordCase : NamedCase {
    std::string text;
    std::string hidden;
};

class Passwords : public testing::TestWithParam<PasswordCase> {};

TEST_P(Passwords, AreBlanked) {
    EXPECT_EQ(without_passwords(GetParam().text), GetParam().hidden);
}

INSTANTIATE_TEST_SUITE_P(
    Text, Passwords,
    testing::Values(
        PasswordCase{
            {"InPlain"}, "username admin password hunter2 role x", "username admin password **** role x"},
        PasswordCase{{"Hashed"},
                     "username admin password 5 $5$abc/def role x",
                     "username admin password 5 **** role x"},
        PasswordCase{{"InCapitals"}, "PASSWORD hunter2", "PASSWORD ****"},
        PasswordCase{{"Twice"}, "password a and password b", "password **** and password ****"},
        PasswordCase{{"AfterManyBlanks"}, "password \t  hunter2", "password \t  ****"},
        PasswordCase{{"OnTheNextLine"}, "password\nhunter2", "password\n****"},
        PasswordCase{{"AfterAColon"}, "Password: hunter2", "Password: ****"},
        PasswordCase{{"GluedByAColon"}, "password:hunter2 x", "password:**** x"},
        PasswordCase{{"GluedByAnEqualsSign"}, "http://h/?password=hunter2 x", "http://h/?password=**** x"},
        PasswordCase{{"GluedByAControlByte"}, "password\x01hunter2 x", "password\x01**** x"},
        PasswordCase{{"InJson"}, R"({"password": "hunter2"})", R"({"password": ****)"},
        PasswordCase{{"WhereThePasswordIsTheWordPassword"}, "password password", "password ****"},
        PasswordCase{{"NoneAtTheEnd"}, "an admin password", "an admin password"},
        PasswordCase{{"NoneAfterATypeAtTheEnd"}, "password 5", "password 5"},
        PasswordCase{
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
