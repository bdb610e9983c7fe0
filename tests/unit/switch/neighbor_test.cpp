#include "nxos/neighbor.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

const InterfaceName kPort = InterfaceName::parse("Ethernet1/36").value();

// Of a Nexus 3000, as people have posted it.
const std::string kHead =
    "Capability Codes: R - Router, T - Trans-Bridge, B - Source-Route-Bridge\n"
    "                  S - Switch, H - Host, I - IGMP, r - Repeater,\n"
    "                  V - VoIP-Phone, D - Remotely-Managed-Device,\n"
    "                  s - Supports-STP-Dispute\n\n";
const std::string kHeading =
    kHead + "Device-ID          Local Intrfce  Hldtme Capability  Platform      Port ID\n";
const std::string kWrapped = kHeading +
                             "swt-n3k.example.com(FOC1703R0EE)\n"
                             "                    Eth1/36        170    R S I s   N3K-C3064PQ-1 "
                             "Eth1/1\n\nTotal entries displayed: 1\n";

// What follows in the same chain.
const std::string kModules =
    "Mod Ports             Module-Type                      Model           Status\n"
    "--- ----- ------------------------------------- --------------------- ---------\n"
    "1    54   48x10/25G + 6x40/100G Ethernet Module N9K-C93180YC-EX       active *\n\n"
    "Mod  Sw                       Hw    Slot\n---  ----------------------- ------ ----\n"
    "1    9.3(10)                  1.3    NA\n\n* this terminal session\n";
const std::string kEntry = kHeading + "sw(X) Eth1/36 170 S N9K Eth1/2";

struct NeighborCase {
    const char* name;
    std::string text;
    std::string device;
    std::string port;
};

const NeighborCase kGoodNeighborCases[] = {
    {"WithALongName", kWrapped, "swt-n3k.example.com", "Eth1/1"},
    {"OnOneLine",
     kHeading + "leaf1(FOC1)   Eth1/36   170   R S I s   N3K-C3064PQ-1 Eth1/32\n\nTotal entries "
                "displayed: 1\n",
     "leaf1", "Eth1/32"},
    {"WithoutASerialNumber", kHeading + "sw Eth1/36 170 S WS-C2960 Gig1/0/1\n", "sw", "Gig1/0/1"},
    {"WithoutATotal", kHeading + "sw(X)\n  Eth1/36 170 S N9K mgmt0", "sw", "mgmt0"},
    {"WithACarriageReturn", kHeading + "sw(X) Eth1/36 170 S N9K Eth1/2\r\n\r\n", "sw", "Eth1/2"},
    {"BeforeTheModules", kWrapped + kModules, "swt-n3k.example.com", "Eth1/1"},
    {"BeforeTheModulesWithoutATotal", kEntry + "\n" + kModules, "sw", "Eth1/2"},
    {"BeforeTheModulesBehindABlankLine", kEntry + "\n\n" + kModules, "sw", "Eth1/2"},
    {"ThatTheModulesAreGluedTo", kEntry + kModules, "sw", "Eth1/2"},
    {"BehindABlankLine", kHeading + "\nsw(X) Eth1/36 170 S N9K Eth1/2\n", "sw", "Eth1/2"},
    {"BeforeANote", kEntry + "\n\nNote: more words\n", "sw", "Eth1/2"},
    {"BehindOtherOutput", "Software\n  NXOS: version 9.3(3)\nmgmt0 is up\n" + kWrapped, "swt-n3k.example.com",
     "Eth1/1"},
};

TEST(GoodNeighbor, IsTheOneOfTheTable) {
    for (const NeighborCase& row : kGoodNeighborCases) {
        SCOPED_TRACE(row.name);
        const Neighbor found = parse_show_cdp_neighbors(row.text, kPort);
        EXPECT_EQ(found.device, row.device);
        EXPECT_EQ(found.port, row.port);
    }
}

struct FaultCase {
    const char* name;
    std::string text;
    std::string fault;
};

const FaultCase kNoNeighborCases[] = {
    {"InNothing", "", "no neighbor"},
    {"WhereCdpIsOff", "Note: CDP not enabled\n", "no neighbor"},
    {"InAnEmptyTable", kHeading + "\nTotal entries displayed: 0\n", "no neighbor"},
    {"InAnEmptyTableBeforeTheModules", kHeading + kModules, "no neighbor"},
    {"InAHeadAlone", kHead, "no neighbor"},
    {"WhereThereAreTwo", kHeading + "a(X) Eth1/36 170 S N9K Eth1/1\nb(Y)\n   Eth1/36 170 S N9K Eth1/2\n",
     "2 neighbors"},
    {"WithTwoBrackets", kHeading + "a(b)(c) Eth1/36 170 S N9K Eth1/1\n", "not understood"},
    {"WithoutAName", kHeading + "(X) Eth1/36 170 S N9K Eth1/1\n", "not understood"},
    {"WithoutAPort", kHeading + "a(X)\n", "not understood"},
    {"ThatBeginsWithABlank", kHeading + "  a(X) Eth1/36 170 S N9K Eth1/1\n", "not understood"},
};

TEST(NoNeighbor, IsAnErrorOfTheSwitch) {
    for (const FaultCase& row : kNoNeighborCases) {
        SCOPED_TRACE(row.name);
        const Error error = thrown_by([&] { parse_show_cdp_neighbors(row.text, kPort); });
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_THAT(error.what(), HasSubstr("`show cdp neighbors interface Ethernet1/36`"));
        EXPECT_THAT(error.what(), HasSubstr(row.fault));
    }
}

}  // namespace
}  // namespace poap::test
