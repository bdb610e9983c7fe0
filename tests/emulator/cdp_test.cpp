// Neighbors as `show cdp neighbors` shows them.

#include <gmock/gmock.h>

#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::EndsWith, ::testing::HasSubstr, ::testing::Not, testing::TestSwitch;

constexpr const char* kShow = "show cdp neighbors interface ";

std::string with_neighbors(const std::string& cdp, const std::string& command) {
    const TestSwitch device;
    device.open().state.write("cdp", cdp);
    const auto reply = device.run(command);
    EXPECT_EQ(reply.exit_code, 0);
    return reply.text;
}

TEST(Cdp, ShowsTheNeighborOfTheInterfaceThatIsAskedFor) {
    const auto text = with_neighbors(
        "mgmt0 oob1 GigabitEthernet1/0/9 WS-C2960X-48L\nEthernet1/1 spine1 Ethernet1/31 N9K-C9364C\n",
        kShow + std::string("Ethernet1/1"));
    EXPECT_THAT(text, HasSubstr("Port ID\nspine1              Eth1/1         137    R S I s   N9K-C9364C    "
                                "Eth1/31\n\nTotal entries displayed: 1\n"));
    EXPECT_THAT(text, Not(HasSubstr("oob1")));
}

TEST(Cdp, PutsALongNameOrPortOnALineOfItsOwn) {
    const auto name =
        with_neighbors("mgmt0 oob1.dc.example.net(SSI173500V1) GigabitEthernet1/0/9 WS-C2960X-48L\n",
                       kShow + std::string("mgmt0"));
    EXPECT_THAT(name,
                HasSubstr("\noob1.dc.example.net(SSI173500V1)\n                    mgmt0          137"));
    EXPECT_THAT(name, HasSubstr(" WS-C2960X-48L Gig1/0/9\n"));
    const auto port =
        with_neighbors("mgmt0 oob1 Ten-GigabitEthernet1/0/10 HPE2200AF-48G\n", kShow + std::string("mgmt0"));
    EXPECT_THAT(port, HasSubstr("HPE2200AF-48G \n" + std::string(63, ' ') + "Ten-GigabitEthernet1/0/10\n"));
}

TEST(Cdp, ShowsNameAndPortInFullWhenAskedForDetail) {
    const auto text = with_neighbors("Ethernet1/1 spine1.lab(FDO21392QKM) Ethernet1/31 N9K-C9364C\n",
                                     kShow + std::string("eth1/1 detail"));
    EXPECT_THAT(text, HasSubstr("\nDevice ID:spine1.lab(FDO21392QKM)\nSystem Name: spine1.lab\n"));
    EXPECT_THAT(text, HasSubstr("\nInterface: Ethernet1/1, Port ID (outgoing port): Ethernet1/31\n"));
}

TEST(Cdp, SaysSoWhenThereIsNoNeighbor) {
    const TestSwitch device;
    const std::string none = "Note: CDP Neighbor entry not found\n";
    EXPECT_EQ(device.run(kShow + std::string("mgmt0")).text, none);
    EXPECT_EQ(device.run(kShow + std::string("mgmt0 detail")).text, none);
    EXPECT_EQ(with_neighbors("Ethernet1/1 a b c\n", kShow + std::string("mgmt0")), none);
}

TEST(Cdp, TakesNoOtherWordForAnInterface) {
    const TestSwitch device;
    const auto reply = device.run(kShow + std::string("management"));
    EXPECT_EQ(reply.exit_code, 16);
    EXPECT_THAT(reply.text, EndsWith("% Invalid command at '^' marker.\n"));
}

TEST(Cdp, OfAnotherFormIsABadSetup) {
    const TestSwitch device;
    device.open().state.write("cdp", "mgmt0 oob1\n");
    EXPECT_THROW(device.run(kShow + std::string("mgmt0")), SetupError);
}

}  // namespace
}  // namespace poap::emulator
