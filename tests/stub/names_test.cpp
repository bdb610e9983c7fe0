#include <gtest/gtest.h>

#include "file_name.hpp"
#include "listen_address.hpp"

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
