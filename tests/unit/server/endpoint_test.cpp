#include "base/endpoint.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/named_case.hpp"

namespace poap::test {
namespace {

struct EndpointCase : NamedCase {
    std::string text;
};

class GoodEndpoint : public testing::TestWithParam<EndpointCase> {};

TEST_P(GoodEndpoint, StandsInAUrlAsItIs) {
    const auto endpoint = Endpoint::parse(GetParam().text);
    ASSERT_TRUE(endpoint);
    EXPECT_EQ(endpoint->authority(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Endpoint, GoodEndpoint,
    testing::Values(EndpointCase{{"IPv4"}, "10.10.20.20"}, EndpointCase{{"IPv4AndPort"}, "10.10.20.20:5000"},
                    EndpointCase{{"Name"}, "poap"}, EndpointCase{{"FullName"}, "poap.lab-1.example.net"},
                    EndpointCase{{"NameAndPort"}, "poap.example.net:80"},
                    EndpointCase{{"Underscore"}, "poap_server"}, EndpointCase{{"Capitals"}, "POAP.Example"},
                    EndpointCase{{"IPv6"}, "[2001:db8::1]"},
                    EndpointCase{{"IPv6AndPort"}, "[2001:db8::1]:5000"},
                    EndpointCase{{"IPv4InIPv6"}, "[::ffff:10.0.0.1]"}, EndpointCase{{"LowestPort"}, "h:1"},
                    EndpointCase{{"HighestPort"}, "h:65535"},
                    EndpointCase{{"DigitsInALabel"}, "10.3com.0xlab"},
                    EndpointCase{{"LongestLabel"}, std::string(63, 'a')}),
    CaseName());

class BadEndpoint : public testing::TestWithParam<EndpointCase> {};

TEST_P(BadEndpoint, IsRefused) {
    EXPECT_FALSE(Endpoint::parse(GetParam().text));
}

INSTANTIATE_TEST_SUITE_P(Endpoint, BadEndpoint,
                         testing::Values(EndpointCase{{"Empty"}, ""},                         //
                                         EndpointCase{{"PortAlone"}, ":5000"},                //
                                         EndpointCase{{"NoPortBehindTheColon"}, "h:"},        //
                                         EndpointCase{{"PortZero"}, "h:0"},                   //
                                         EndpointCase{{"PortTooHigh"}, "h:65536"},            //
                                         EndpointCase{{"PortNegative"}, "h:-1"},              //
                                         EndpointCase{{"PortSigned"}, "h:+80"},               //
                                         EndpointCase{{"PortInWords"}, "h:http"},             //
                                         EndpointCase{{"PortWithMore"}, "h:80x"},             //
                                         EndpointCase{{"PortWithABlank"}, "h: 80"},           //
                                         EndpointCase{{"TwoPorts"}, "h:80:80"},               //
                                         EndpointCase{{"User"}, "user@h"},                    //
                                         EndpointCase{{"Path"}, "h/x"},                       //
                                         EndpointCase{{"Query"}, "h?x"},                      //
                                         EndpointCase{{"Fragment"}, "h#x"},                   //
                                         EndpointCase{{"Scheme"}, "http://h"},                //
                                         EndpointCase{{"Blank"}, "a b"},                      //
                                         EndpointCase{{"BlankBefore"}, " h"},                 //
                                         EndpointCase{{"LineBreak"}, "h\r\nX-Header: 1"},     //
                                         EndpointCase{{"ZeroByte"}, std::string("h\0x", 3)},  //
                                         EndpointCase{{"Percent"}, "h%2f"},                   //
                                         EndpointCase{{"NotAscii"}, "h\xc3\xb6st"},           //
                                         EndpointCase{{"IPv4OfFiveParts"}, "10.0.0.1.2"},     //
                                         EndpointCase{{"IPv4OfThreeParts"}, "10.0.1"},        //
                                         EndpointCase{{"IPv4TooHigh"}, "10.0.0.256"},         //
                                         EndpointCase{{"ANumber"}, "167772161"},              //
                                         EndpointCase{{"IPv4HidingBytes"}, std::string("10.0.0.1\0.2", 10)},
                                         EndpointCase{{"AHexadecimalNumber"}, "0x0a000001"},    //
                                         EndpointCase{{"IPv4OfHexadecimalParts"}, "0x7f.1"},    //
                                         EndpointCase{{"IPv4OfOctalParts"}, "0177.0.0.01"},     //
                                         EndpointCase{{"ANumberForALastLabel"}, "poap.7"},      //
                                         EndpointCase{{"IPv6WithoutBrackets"}, "2001:db8::1"},  //
                                         EndpointCase{{"IPv6Unclosed"}, "[2001:db8::1"},        //
                                         EndpointCase{{"IPv6Empty"}, "[]"},                     //
                                         EndpointCase{{"IPv6OfAName"}, "[poap]"},               //
                                         EndpointCase{{"IPv6WithAZone"}, "[fe80::1%eth0]"},     //
                                         EndpointCase{{"IPv6WithMore"}, "[::1]x"},              //
                                         EndpointCase{{"IPv6WithMorePort"}, "[::1]80"},         //
                                         EndpointCase{{"IPv6HidingBytes"}, std::string("[::1\0/../x]", 11)},
                                         EndpointCase{{"EmptyLabel"}, "a..b"},                  //
                                         EndpointCase{{"DotBefore"}, ".a"},                     //
                                         EndpointCase{{"DashBefore"}, "-h"},                    //
                                         EndpointCase{{"DashBehind"}, "h-"},                    //
                                         EndpointCase{{"DashAroundADot"}, "a-.b"},              //
                                         EndpointCase{{"LabelTooLong"}, std::string(64, 'a')},  //
                                         EndpointCase{{"TooLong"},
                                                      std::string(63, 'a') + "." + std::string(63, 'a') +
                                                          "." + std::string(63, 'a') + "." +
                                                          std::string(63, 'a')}),
                         CaseName());

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
