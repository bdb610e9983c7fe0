#pragma once

#include <string>

#include "nexus.hpp"

namespace poap::emulator {

/// After the forms of `show version` seen from 6.1 to 10.6 on Nexus 3000, 5000 and 9000.
std::string show_version(const Nexus& nexus);

/// After `show inventory` of Nexus 9000 and, with narrower separators, 5000.
std::string show_inventory(const Nexus& nexus);

/// After `show interface mgmt0` of Nexus 9000. @pre the switch has one.
std::string show_mgmt0(const Nexus& nexus);

/// After `show boot` of Nexus 9000 (one image) and 7000 (kickstart and system).
std::string show_boot(const Nexus& nexus);

/// After `show module` of Nexus 9300; where there is a standby, of 9500 (one image) and 7000 (two).
std::string show_module(const Nexus& nexus);

/// After `show incompatibility-all nxos <file>` of a Nexus 3048. @pre the file is on bootflash
std::string show_incompatibilities(const Nexus& nexus, const std::string& file);

/// After the console of POAP on 10.5(3), whose lines are in the log too: for each line of the state file
/// `script_server`, a round of POAP whose boot file came from that server. Outside POAP there are none.
std::string show_logging(const Nexus& nexus);

/// After `show cdp neighbors` of NX-OS, for the neighbours at one interface (`Ethernet1/1`, `mgmt0`) that the
/// state file `cdp` names; the same words where it names none and where there is no such file.
/// @throws SetupError when a line of it is of another form.
std::string show_cdp_neighbors(const Nexus& nexus, const std::string& interface);

}  // namespace poap::emulator
