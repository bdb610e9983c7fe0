#include <gtest/gtest.h>

#include "file_name.hpp"
#include "listen_address.hpp"
#include "mac_address.hpp"

namespace poap::stub {
namespace {

TEST(FileName, IsNameCharactersOnly) {
    for (const std::string good : {"9C3YE9ZC2QS", "nxos.7.0.3.I6.1.bin", "a", "_", "A-b_c.9"})
        EXPECT_TRUE(FileName::parse(good)) << good;
    for (const std::string bad : {"", ".", "..", ".a", "-a", "a/b", "a b", "a;b", "a%", "\xc3\xa9", "a\n"})
        EXPECT_FALSE(FileName::parse(bad)) << bad;
    EXPECT_FALSE(FileName::parse(std::string_view("a\0b", 3)));
}

TEST(FileName, HasAtMost200Characters) {
    EXPECT_TRUE(FileName::parse(std::string(200, 'a')));
    EXPECT_FALSE(FileName::parse(std::string(201, 'a')));
}

TEST(MacAddress, IsTakenInEveryUsualForm) {
    for (const std::string form :
         {"700f.6a91.03c0", "700F.6A91.03C0", "70:0f:6a:91:03:c0", "70:0F:6A:91:03:C0", "70-0f-6a-91-03-c0",
          "700f6a9103c0", "700F6A9103C0", "700f:6a91:03c0", "700f-6a91-03c0", "700f6a-9103c0",
          "700f 6a91 03c0", "70 0f 6a 91 03 c0", "70:f:6a:91:3:c0"}) {
        const auto mac = MacAddress::parse(form);
        ASSERT_TRUE(mac) << form;
        EXPECT_EQ(mac->text(), "700f.6a91.03c0") << form;
    }
}

TEST(MacAddress, IsRefusedInAnyOtherForm) {
    for (const std::string bad : {"",
                                  "700f.6a91.03c",
                                  "700f.6a91.03c00",
                                  "700f.6a9103c0",
                                  "700f.6a9103c0.",
                                  "700f.6a91.03cg",
                                  "700f.6a91:03c0",
                                  "70:0f:6a-91:03:c0",
                                  "70:0f:6a:91:03",
                                  "70:0f:6a:91:03:c0:",
                                  ":700f6a9103c0",
                                  "700f6a9103c",
                                  "700f6a9103c00",
                                  "7.0.0.f.6.a.9.1.0.3.c.0",
                                  "700f..6a91.03c0",
                                  " 700f.6a91.03c0",
                                  "700f:6a91:3c0",
                                  "0x700f6a9103c0",
                                  "............",
                                  "70::0f:6a:91:03:c"})
        EXPECT_FALSE(MacAddress::parse(bad)) << bad;
}

TEST(ListenAddress, IsAHostAndAPort) {
    EXPECT_EQ(ListenAddress::parse("127.0.0.1:5000").text(), "127.0.0.1:5000");
    EXPECT_EQ(ListenAddress::parse("[::1]:0").host, "::1");
    EXPECT_EQ(ListenAddress::parse("[::1]:65535").text(), "[::1]:65535");
}

TEST(ListenAddress, IsRefusedInAnyOtherForm) {
    for (const std::string bad :
         {"", "5000", ":5000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1: 1", "::1:5000", "[]:1", "[::1:5000", "::1]:5000"})
        EXPECT_THROW(ListenAddress::parse(bad), std::invalid_argument) << bad;
}

}  // namespace
}  // namespace poap::stub
