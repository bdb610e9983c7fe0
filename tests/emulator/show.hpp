#pragma once

#include <string>

#include "nexus.hpp"

namespace poap::emulator {

/// The JSON that `| json` prints on one line and `| json-pretty` over many.
enum class JsonLayout { Line, Pretty };

/// After the forms of `show version` seen from 6.1 to 10.6 on Nexus 3000, 5000 and 9000.
std::string show_version(const Nexus& nexus);
std::string show_version_json(const Nexus& nexus, JsonLayout layout);

/// After `show inventory` of Nexus 9000 and, with narrower separators, 5000.
std::string show_inventory(const Nexus& nexus);
std::string show_inventory_json(const Nexus& nexus, JsonLayout layout);

/// After `show interface mgmt0` of Nexus 9000. @pre the switch has one.
std::string show_mgmt0(const Nexus& nexus);

/// After `show boot` of Nexus 9000 (one image) and 7000 (kickstart and system, two supervisors).
std::string show_boot(const Nexus& nexus);

}  // namespace poap::emulator
