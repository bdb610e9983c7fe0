#include "base/http_url.hpp"

#include <gtest/gtest.h>

#include "support/words.hpp"

namespace poap::test {
namespace {

TEST(HttpUrl, HasAHostAndPerhapsAPortAPathAndAQuery) {
    for (const std::string& text : words(
             "http://h https://h http://h/ http://10.0.0.1:5000/reports https://poap.example.net/a/b?c=d%20e "
             "http://[2001:db8::1]:80/x http://h?x")) {
        ASSERT_TRUE(HttpUrl::parse(text)) << text;
        EXPECT_EQ(HttpUrl::parse(text)->str(), text);
        EXPECT_EQ(HttpUrl::parse(text)->over_tls(), text.starts_with("https"));
    }
}

TEST(HttpUrl, IsRefusedInAnyOtherForm) {
    for (const std::string& text :
         words("h ftp://h HTTP://h http:/h http:// http:///x http://u@h/ http://u:p@h/ "
               "http://h:0/ http://h/#x http://h\\x http://h/\" file:///x //h/x"))
        EXPECT_FALSE(HttpUrl::parse(text)) << text;
    for (const std::string& text : {std::string(), std::string("http://h/a b"), std::string("http://h/\n"),
                                    std::string("http://h/\0x", 11), "http://h/" + std::string(500, 'x')})
        EXPECT_FALSE(HttpUrl::parse(text)) << text;
}

}  // namespace
}  // namespace poap::test
