#include "base/trust.hpp"

#include <gtest/gtest.h>

#include <string>

namespace poap::test {
namespace {

TEST(HostKeys, AcceptTheFingerprintsThatSshKeygenPrints) {
    const std::string one = "SHA256:5ERtw5OrDCwFAKm4EtBSxh3oxNzkzSZRd/EA+8RIRPI";
    const std::string two = "SHA256:LztGFKGuQ4UMOPRnwrWRMHW7xFPmEMjJ1ivcGhKCyaQ";
    EXPECT_TRUE(HostKeys::parse(one)->accept(one));
    EXPECT_FALSE(HostKeys::parse(one)->accept(two));
    EXPECT_TRUE(HostKeys::parse(one + ";" + two)->accept(two));
    EXPECT_FALSE(HostKeys::parse(one)->accept(one.substr(0, 20)));
    for (const std::string& text :
         {std::string(), one + ";", one + "=", one.substr(1), one.substr(0, 49), "MD5:" + one,
          one + " root@server (ED25519)", "sha256//" + one.substr(7) + "="})
        EXPECT_FALSE(HostKeys::parse(text)) << text;
}

}  // namespace
}  // namespace poap::test
