#include "base/text.hpp"

#include <gmock/gmock.h>

#include <array>
#include <limits>
#include <string>
#include <utility>

namespace poap::test {
namespace {

using testing::ElementsAre, testing::IsEmpty;

TEST(Trimmed, TakesTheBlanksOffBothEndsAndLeavesThoseBetween) {
    EXPECT_EQ(trimmed(" \t a b\r\n"), "a b");
    EXPECT_EQ(trimmed(" \r\n"), "");
    EXPECT_EQ(trimmed(""), "");
}

TEST(LinesOf, EndInLfOrCrLfOrTheEnd) {
    EXPECT_THAT(lines_of("a\r\nb\n\nc"), ElementsAre("a", "b", "", "c"));
    EXPECT_THAT(lines_of("a\n"), ElementsAre("a"));
    EXPECT_THAT(lines_of(""), IsEmpty());
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

TEST(Printable, ReplacesBytesThatATerminalMightObeyAndShowsACut) {
    EXPECT_EQ(printable("a\x1b[2Jb\x7f"), "a?[2Jb?");
    EXPECT_EQ(printable("\xc3\xa4"), "??");
    EXPECT_EQ(printable(std::string("a\0b", 3)), "a?b");
    EXPECT_EQ(printable("a\r\nb\tc"), "a  b c") << "one line";
    EXPECT_EQ(printable("abcdef", 3), "abc...");
    EXPECT_EQ(printable("abc", 3), "abc");
    EXPECT_EQ(printable(std::string(5000, 'x')).size(), 1003U);
}

const std::pair<std::string, std::string> kSecrets[] = {
    {"username admin password hunter2 role x", "username admin password **** role x"},
    {"username admin password 5 $5$abc/def role x", "username admin password 5 **** role x"},
    {"PASSWORD hunter2", "PASSWORD ****"},
    {"password \t  hunter2", "password \t  ****"},
    {"Password: hunter2", "Password: ****"},
    {"http://h/?password=hunter2 x", "http://h/?password=**** x"},
    {"password\x01hunter2 x", "password\x01**** x"},
    {R"({"password": "hunter2"})", R"({"password": ****})"},
    {"<password>hunter2</password>", "<password>****"},
    {"password \"hunter 2\" role x", "password **** role x"},
    {"password 'hunter 2' role x", "password **** role x"},
    {R"(password "hun\" ter2" role x)", "password **** role x"},
    {"password \"hunter 2 role x", "password ****"},
    {"password?hunter2 x", "password?**** x"},
    {R"(tacacs-server key 7 "fewhg 123" timeout 5)", "tacacs-server key 7 **** timeout 5"},
    {"key-string 7 070c285f4d06", "key-string 7 ****"},
    {"api_key=hunter2", "api_key=****"},
    {"enable secret 5 $1$abc", "enable secret 5 ****"},
    {"snmp-server community public ro", "snmp-server community **** ro"},
    {"password key 7 hunter2", "password **** 7 ****"},
    {"http://admin:hunter2@h/x y", "http://****@h/x y"},
    {"http://admin:hun/t@er2@h/x", "http://****@h/x"},
    {"tftp://h/x http://u@h, ftp://v@h", "tftp://h/x http://****@h, ftp://****@h"},
    {"`http://admin:hunter2..., which", "`http://****..., which"},
    {"http://h:5000/x... y", "http://h:5000/x... y"},
    {"`admin:hunter2@h` is no host", "`****@h` is no host"},
    {R"({"passwords":["hunter2","hunter3"]})", R"({"passwords":****)"},
    {R"("secret": { "value": "hunter2" })", R"("secret": ****)"},
    {"http://h:5000/x, mail a@h", "http://h:5000/x, mail a@h"},
    {"a keyboard x", "a keyboard x"},
    {R"(`"host_key": "SHA256:5ERtw5OrDCwFAKm4EtBSxh3oxNzkzSZRd/EA+8RIRPI"` x)",
     R"(`"host_key": "SHA256:5ERtw5OrDCwFAKm4EtBSxh3oxNzkzSZRd/EA+8RIRPI"` x)"},
    {"--host-key is ignored", "--host-key is ignored"},
    {"host_key_password hunter2 x", "host_key_password **** x"},
    {"password SHA256:5ERtw5OrDCwFAKm4EtBSxh3oxNzkzSZRd/EA+8RIRPI x", "password **** x"},
    {"password password", "password ****"},
    {"no `password`. What to do", "no `password`. What to do"},
    {"`password1` and `my.password/2` (did you", "`password1` and `my.password/2` (did you"},
    {"`username x password y`: z", "`username x password **** z"},
    {"an admin password", "an admin password"},
    {"password 5", "password 5"},
    {"copy running-config startup-config", "copy running-config startup-config"}};

TEST(Secrets, AreBlanked) {
    for (const auto& [text, hidden] : kSecrets) EXPECT_EQ(without_secrets(text), hidden);
}

TEST(HumanSize, HasOneDigitAfterThePoint) {
    const std::pair<std::uint64_t, std::string> kSizes[] = {
        {0, "0 bytes"},
        {999, "999 bytes"},
        {1000, "1.0 kB"},
        {999'999, "999.9 kB"},
        {1'000'000, "1.0 MB"},
        {1'938'000'000, "1.9 GB"},
        {1'000'000'000'000, "1.0 TB"},
        {std::numeric_limits<std::uint64_t>::max(), "18446744.0 TB"}};
    for (const auto& [bytes, text] : kSizes) EXPECT_EQ(human_size(bytes), text);
}

}  // namespace
}  // namespace poap::test
