#include <gtest/gtest.h>

#include <vector>

#include "base/poap_environment.hpp"

namespace poap::test {
namespace {

PoapEnvironment parse(std::vector<const char*> entries) {
    entries.push_back(nullptr);
    return PoapEnvironment::parse(entries.data());
}

TEST(Environment, OfPoapSaysWhoTheSwitchIs) {
    const auto environment = parse({"PATH=/bin", "POAP_SERIAL=FDO24180ABC", "POAP_MGMT_MAC=5E0140020000",
                                    "POAP_VRF=management", "POAP_PHASE=Management"});
    EXPECT_TRUE(environment.in_poap);
    EXPECT_EQ(environment.serial, Serial::parse("FDO24180ABC"));
    EXPECT_EQ(environment.mgmt_mac, Mac::parse_dotted("5e01.4002.0000"));
    EXPECT_EQ(environment.vrf, FileName::parse("management"));
}

TEST(Environment, OutsidePoapSaysNothing) {
    const auto environment = parse({"PATH=/bin", "MY_POAP_SERIAL=x", "POAPSERIAL=x", "poap_serial=x"});
    EXPECT_FALSE(environment.in_poap);
    EXPECT_FALSE(environment.serial);
    EXPECT_FALSE(environment.mgmt_mac);
    EXPECT_FALSE(environment.vrf);
}

TEST(Environment, IsThatOfPoapWithAnyOfItsVariables) {
    EXPECT_FALSE(parse({}).in_poap);
    for (const char* variable : {"POAP_PID=1", "POAP_SERIAL=", "POAP_WITHOUT_A_VALUE"})
        EXPECT_TRUE(parse({variable}).in_poap);
}

TEST(Environment, ThatIsMalformedIsAsGoodAsMissing) {
    const auto environment =
        parse({"POAP_SERIAL=N/A", "POAP_MGMT_MAC=5e01.4002.0000", "POAP_VRF=../management"});
    EXPECT_TRUE(environment.in_poap);
    EXPECT_FALSE(environment.serial);
    EXPECT_FALSE(environment.mgmt_mac);
    EXPECT_FALSE(environment.vrf);
    EXPECT_FALSE(parse({"POAP_VRF=none"}).vrf) << "that name is for the current network";
    EXPECT_FALSE(parse({"POAP_MAC=5e0140020008", "POAP_RMAC=5e0140020009"}).mgmt_mac);
}

TEST(Environment, SaysByWhatAConfigMayBeNamed) {
    const auto environment =
        parse({"POAP_MAC=7426CC5C918a", "POAP_RMAC=5E0140020009", "POAP_MGMT_MAC=5E0140020000",
               "POAP_HOST_NAME=leaf-1.lab", "POAP_INTF=Ethernet1/1", "POAP_PHASE=USB"});
    EXPECT_EQ(environment.port_mac, FileName::parse("7426CC5C918a"));
    EXPECT_EQ(environment.router_mac, FileName::parse("5E0140020009"));
    EXPECT_EQ(environment.given_mgmt_mac, FileName::parse("5E0140020000"));
    EXPECT_EQ(environment.host_name, FileName::parse("leaf-1.lab"));
    EXPECT_EQ(environment.port, InterfaceName::parse("Ethernet1/1"));
    EXPECT_TRUE(environment.from_usb);
    EXPECT_FALSE(parse({"POAP_PHASE=Management"}).from_usb);
}

TEST(Environment, ThatIsHostileNamesNoConfig) {
    const auto environment =
        parse({"POAP_MAC=../../x", "POAP_RMAC=7426.CC5C.918a", "POAP_MGMT_MAC=000000000000",
               "POAP_HOST_NAME=a/b", "POAP_INTF=mgmt0 ; reload", "POAP_PHASE=usb"});
    EXPECT_FALSE(environment.port_mac);
    EXPECT_FALSE(environment.router_mac);
    EXPECT_FALSE(environment.given_mgmt_mac);
    EXPECT_FALSE(environment.host_name);
    EXPECT_FALSE(environment.port);
    EXPECT_FALSE(environment.from_usb);
}

}  // namespace
}  // namespace poap::test
