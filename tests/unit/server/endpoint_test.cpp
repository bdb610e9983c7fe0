#include "base/endpoint.hpp"

#include <gtest/gtest.h>

#include <string>

namespace poap::test {
namespace {

TEST(Endpoint, IsWrittenInAUrlAsItIs) {
    for (const std::string text :
         {"10.10.20.20", "10.10.20.20:5000", "poap", "poap.lab-1.example.net", "poap.example.net:80",
          "poap_server", "POAP.Example", "[2001:db8::1]", "[2001:db8::1]:5000", "[::ffff:10.0.0.1]", "h:1",
          "h:65535", "10.3com.0xlab"}) {
        ASSERT_TRUE(Endpoint::parse(text)) << text;
        EXPECT_EQ(Endpoint::parse(text)->authority(), text);
    }
    EXPECT_TRUE(Endpoint::parse(std::string(63, 'a')));
}

TEST(Endpoint, IsRefusedWhereItIsNotAHostAndPerhapsAPort) {
    for (const char* text : {"",
                             ":5000",
                             "h:",
                             "h:0",
                             "h:65536",
                             "h:-1",
                             "h:+80",
                             "h:http",
                             "h:80x",
                             "h: 80",
                             "h:80:80",
                             "user@h",
                             "h/x",
                             "h?x",
                             "h#x",
                             "http://h",
                             "a b",
                             " h",
                             "h\r\nX-Header: 1",
                             "h%2f",
                             "h\xc3\xb6st",
                             "10.0.0.1.2",
                             "10.0.1",
                             "10.0.0.256",
                             "167772161",
                             "0x0a000001",
                             "0x7f.1",
                             "0177.0.0.01",
                             "poap.7",
                             "2001:db8::1",
                             "[2001:db8::1",
                             "[]",
                             "[poap]",
                             "[fe80::1%eth0]",
                             "[::1]x",
                             "[::1]80",
                             "a..b",
                             ".a",
                             "-h",
                             "h-",
                             "a-.b"})
        EXPECT_FALSE(Endpoint::parse(text)) << text;
    const std::string label(63, 'a');
    for (const std::string& text :
         {std::string("h\0x", 3), std::string("10.0.0.1\0.2", 10), std::string("[::1\0/../x]", 11),
          label + 'a', label + '.' + label + '.' + label + '.' + label})
        EXPECT_FALSE(Endpoint::parse(text)) << text;
}

TEST(Endpoint, TakesAnotherPort) {
    EXPECT_EQ(Endpoint::parse("h:1")->with_port(5000).authority(), "h:5000");
    EXPECT_EQ(Endpoint::parse("[::1]")->with_port(5000).authority(), "[::1]:5000");
}

TEST(Endpoint, TellsWhetherItHasAPort) {
    EXPECT_TRUE(Endpoint::parse("h:1")->has_port());
    EXPECT_FALSE(Endpoint::parse("h")->has_port());
}

}  // namespace
}  // namespace poap::test
