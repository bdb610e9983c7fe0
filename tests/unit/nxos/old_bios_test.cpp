#include "nxos/old_bios.hpp"

#include <gtest/gtest.h>

#include <string>

#include "support/fake_cli.hpp"
#include "support/planned.hpp"

namespace poap::test {
namespace {

const std::string kShowFamily = "terminal dont-ask ; show chassis-family";

struct OldBios : testing::Test {
    bool is_old(std::optional<unsigned> bios, const std::string& image = "nxos.7.0.3.I7.9.bin") {
        RunningImages running;
        running.bios = bios;
        return has_old_bios(cli, running, name(image));
    }
    void TearDown() override { EXPECT_TRUE(cli.done()); }

    FakeCli cli;
};

TEST_F(OldBios, IsOneBelowThree) {
    EXPECT_FALSE(is_old(3));
    EXPECT_FALSE(is_old(7));
    EXPECT_FALSE(is_old(std::nullopt));
    EXPECT_FALSE(is_old(2, "n3000-uk9.6.0.2.U6.7.bin"));
    cli.on(kShowFamily, "Chassis family: Camden\n");
    EXPECT_TRUE(is_old(2));
    cli.on(kShowFamily, "% Invalid command\n", 16);
    EXPECT_TRUE(is_old(1));
}

TEST_F(OldBios, IsOneBelowOneOnFretta) {
    cli.on(kShowFamily, "Chassis family: Fretta\r\n");
    EXPECT_FALSE(is_old(1));
    EXPECT_TRUE(is_old(0));
}

}  // namespace
}  // namespace poap::test
