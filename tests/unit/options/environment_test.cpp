#include "options/environment.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace poap::test {
namespace {

PoapEnvironment parse(std::vector<const char*> entries) {
    entries.push_back(nullptr);
    return PoapEnvironment::parse(entries.data());
}

TEST(Environment, OfPoapTellsWhoTheSwitchIs) {
    const auto environment = parse({"PATH=/bin", "POAP_SERIAL=FDO24180ABC", "POAP_MGMT_MAC=5E0140020000",
                                    "POAP_VRF=management", "POAP_PHASE=Management"});
    EXPECT_TRUE(environment.in_poap);
    EXPECT_EQ(environment.serial, Serial::parse("FDO24180ABC"));
    EXPECT_EQ(environment.mgmt_mac, Mac::parse_dotted("5e01.4002.0000"));
    EXPECT_EQ(environment.vrf, FileName::parse("management"));
}

TEST(Environment, OutsidePoapTellsNothing) {
    const auto environment = parse({"PATH=/bin", "MY_POAP_SERIAL=x", "POAPSERIAL=x", "poap_serial=x"});
    EXPECT_FALSE(environment.in_poap);
    EXPECT_FALSE(environment.serial);
    EXPECT_FALSE(environment.mgmt_mac);
    EXPECT_FALSE(environment.vrf);
}

TEST(Environment, MayBeEmpty) {
    EXPECT_FALSE(parse({}).in_poap);
}

TEST(Environment, IsThatOfPoapWithAnyOfItsVariables) {
    EXPECT_TRUE(parse({"POAP_PID=1"}).in_poap);
    EXPECT_TRUE(parse({"POAP_SERIAL="}).in_poap);
    EXPECT_TRUE(parse({"POAP_WITHOUT_A_VALUE"}).in_poap);
}

TEST(Environment, ThatIsMalformedIsAsGoodAsMissing) {
    const auto environment =
        parse({"POAP_SERIAL=N/A", "POAP_MGMT_MAC=5e01.4002.0000", "POAP_VRF=../management"});
    EXPECT_TRUE(environment.in_poap);
    EXPECT_FALSE(environment.serial);
    EXPECT_FALSE(environment.mgmt_mac);
    EXPECT_FALSE(environment.vrf);
}

TEST(Environment, DoesNotTakeTheDhcpPortsMacForMgmt0s) {
    EXPECT_FALSE(parse({"POAP_MAC=5e0140020008", "POAP_RMAC=5e0140020009"}).mgmt_mac);
}

}  // namespace
}  // namespace poap::test
