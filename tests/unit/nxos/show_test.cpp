#include "nxos/show.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace poap::test {
namespace {

/// Empty where there is none.
template <typename Value>
std::string text_of(const std::optional<Value>& value) {
    return value ? value->str() : "";
}

// Written after the forms of 7.0(3), 9.3, 10.x (LXC boot mode), N3K, N5K, ACI mode and of a line card.

const std::string kOneImage = R"(Cisco Nexus Operating System (NX-OS) Software
TAC support: http://www.cisco.com/tac

Software
  BIOS: version 05.31
  NXOS: version 9.3(5)
  BIOS compile time:  05/17/2019
  NXOS image file is: bootflash:///nxos.9.3.5.bin
  NXOS compile time:  7/20/2020 20:00:00 [07/21/2020 06:30:11]

Hardware
  cisco Nexus9000 C93180YC-FX Chassis
  Processor Board ID FDO11111111

  Device name: leaf-7
  bootflash:   53298520 kB
)";

const std::string kTwoImages = R"(Software
  BIOS:      version 2.7.0
  kickstart: version 7.3(2)N1(1)
  system:    version 7.3(2)N1(1)
  kickstart image file is: bootflash:///n5000-uk9-kickstart.7.3.2.N1.1.bin
  kickstart compile time:  5/11/2017 23:00:00 [05/12/2017 02:59:58]
  system image file is:    bootflash:///n5000-uk9.7.3.2.N1.1.bin
  system compile time:     5/11/2017 23:00:00 [05/12/2017 02:59:58]
)";

struct VersionCase {
    const char* name;
    std::string text;
    std::string system;  ///< empty where there is none
    std::string kickstart = {};
};

const VersionCase kShowVersionCases[] = {
    {"OfOneImage", kOneImage, "nxos.9.3.5.bin"},
    {"OfTwoImages", kTwoImages, "n5000-uk9.7.3.2.N1.1.bin", "n5000-uk9-kickstart.7.3.2.N1.1.bin"},
    {"Of64Bits", "  NXOS image file is: bootflash:///nxos64-cs.10.4.3.F.bin\n  NXOS boot mode: LXC\n",
     "nxos64-cs.10.4.3.F.bin"},
    {"OfNoSlash", "NXOS image file is: bootflash:n9000-dk9.bin\n", "n9000-dk9.bin"},
    {"OfAciMode",
     "  kickstart image file is: /bootflash/aci-n9000-dk9.14.bin\n"
     "  system image file is:    /bootflash/auto-s\n",
     "auto-s", "aci-n9000-dk9.14.bin"},
    {"OfALineCard", "Software\n  BIOS: version 1.48\n  system: version 8.2(1)\n", ""},
    {"WithCrLf", "  NXOS image file is: bootflash:///nxos.9.3.5.bin\r\n", "nxos.9.3.5.bin"},
    {"OfNothing", "", ""},
    {"OfAHostileName", "NXOS image file is: bootflash:///x;reload\n", ""},
    {"OfAPathThatClimbs", "NXOS image file is: bootflash:///../..\n", ""},
};

TEST(ShowVersion, NamesTheRunningImages) {
    for (const VersionCase& row : kShowVersionCases) {
        SCOPED_TRACE(row.name);
        const RunningImages images = parse_show_version(row.text);
        EXPECT_EQ(text_of(images.system), row.system);
        EXPECT_EQ(text_of(images.kickstart), row.kickstart);
    }
}

TEST(ShowVersion, HasTheBiosNumberBeforeTheDot) {
    const auto bios = [](const std::string& version) {
        return parse_show_version("  BIOS: version " + version + "\n  BIOS: version 9.1\n").bios;
    };
    EXPECT_EQ(parse_show_version(kOneImage).bios, 5U);
    EXPECT_EQ(parse_show_version(kTwoImages).bios, 2U);
    EXPECT_EQ(bios("0.9\r"), 0U);
    EXPECT_EQ(parse_show_version("  BIOS compile time:  05/17/2019\n").bios, std::nullopt);
    for (const char* odd : {"N/A", "7", ".7", "99999999999.1", "v07.69"}) EXPECT_NE(bios(odd), 0U) << odd;
}

const std::string kModule = R"(NAME: "Slot 1",  DESCR: "48x10/25G + 6x100G Ethernet Module"
PID: N9K-C93180YC-FX     ,  VID: V01 ,  SN: FDO22222222

)";
const std::string kPowerSupply = R"(NAME: "Power Supply 1",  DESCR: "Nexus9000 Chassis Power Supply"
PID: NXA-PAC-500W-PE     ,  VID: V01 ,  SN: ART33333333

)";
const std::string kChassis = R"(NAME: "Chassis",  DESCR: "Nexus9000 C93180YC-FX Chassis"
PID: N9K-C93180YC-FX     ,  VID: V01 ,  SN: FDO24180ABC

)";

struct InventoryCase {
    const char* name;
    std::string text;
    std::string serial = {};
};

const InventoryCase kShowInventoryCases[] = {
    {"OfTheChassisFirst", kOneImage + kChassis + kModule + kPowerSupply, "FDO24180ABC"},
    {"OfTheChassisLast", kModule + kPowerSupply + kChassis, "FDO24180ABC"},
    {"OfOneBlankBetweenFields",
     "NAME: \"Chassis\", DESCR: \"Nexus5548 Chassis\"\nPID: N5K-C5548UP , VID: V01 , SN: SSI14180ABC\n",
     "SSI14180ABC"},
    {"OfAnEmptyVid",
     "NAME: \"Chassis\",  DESCR: \"Nexus9000 C9300v Chassis\"\n"
     "PID: N9K-C9300v          ,  VID:     ,  SN: 9ABCDEFGHIJ\n",
     "9ABCDEFGHIJ"},
    {"GluedToTheCommandBefore", "Active Package(s):" + kChassis + kModule, "FDO24180ABC"},
    {"OfAnEmptySerial", "NAME: \"Chassis\",  DESCR: \"x\"\nPID: N9324C ,  VID:     ,  SN:\n" + kModule},
    {"OfAFabricExtendersChassis",
     "NAME: \"FEX 101 CHASSIS\",  DESCR: \"N2K CHASSIS\"\n"
     "PID: N2K-C2248TP-1GE     ,  VID: V03 ,  SN: SSI44444444\n"},
    {"OfAChassisFanFirst",
     "NAME: \"Chassis Fan\",  DESCR: \"x\"\nPID: x ,  VID: V01 ,  SN: N55555555\n" + kChassis, "FDO24180ABC"},
    {"OfADescriptionThatSaysChassis",
     "NAME: \"Slot 1\",  DESCR: \"Chassis\"\nPID: x ,  VID: V01 ,  SN: N55555555\n"},
    {"OfAHostileSerial", "NAME: \"Chassis\",  DESCR: \"x\"\nPID: x ,  VID: V01 ,  SN: ../../conf\n"},
    {"OfNothing", "", ""},
};

TEST(ShowInventory, GivesTheChassisSerial) {
    for (const InventoryCase& row : kShowInventoryCases) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(text_of(parse_show_inventory(row.text)), row.serial);
    }
}

struct InterfaceCase {
    const char* name;
    std::string text;
    std::string mac = {};
};

const std::string kHardware = "  Hardware: Ethernet, address: 5e01.4002.0000 (bia 5e01.4002.0000)\n";

const InterfaceCase kShowInterfaceMgmt0Cases[] = {
    {"OfAPortThatIsDown", "mgmt0 is down (Link not connected)\nadmin state is up,\n" + kHardware,
     "5e01.4002.0000"},
    {"OfAGigabitPort", "mgmt0 is up\n\n  Hardware: GigabitEthernet, address: 5e01.4002.0000 (bia x)\n",
     "5e01.4002.0000"},
    {"OfAnAddressThatIsNotTheBurntInOne",
     "mgmt0 is up\n  Hardware: Ethernet, address: 0200.0000.0001 (bia 5e01.4002.0000)\n", "0200.0000.0001"},
    {"OfCapitals", "mgmt0 is up\n  Hardware: Ethernet, address: 5E01.4002.00AB\n", "5e01.4002.00ab"},
    {"IndentedAndWithCrLf",
     "      mgmt0 is up\r\n      admin state is up,\r\n"
     "        Hardware: Ethernet, address: 5e01.4002.0000 (bia 5e01.4002.0000)\r\n",
     "5e01.4002.0000"},
    {"GluedToTheCommandBefore", "Active Package(s):mgmt0 is up\n" + kHardware, "5e01.4002.0000"},
    {"OfAnotherPort", "Ethernet1/1 is up\n  Hardware: 10000 Ethernet, address: 5e01.4002.0008 (bia x)\n"},
    {"OfAZeroAddress", "mgmt0 is up\n  Hardware: Ethernet, address: 0000.0000.0000 (bia 0000.0000.0000)\n"},
    {"OfAnAddressThatIsNone", "mgmt0 is up\n  Hardware: Ethernet, address: unknown\n"},
    {"OfNothing", ""},
};

TEST(ShowInterfaceMgmt0, GivesTheAddressInUse) {
    for (const InterfaceCase& row : kShowInterfaceMgmt0Cases) {
        SCOPED_TRACE(row.name);
        EXPECT_EQ(text_of(parse_show_interface_mgmt0(row.text)), row.mac);
    }
}

}  // namespace
}  // namespace poap::test
