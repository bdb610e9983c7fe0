#pragma once

#include <string_view>

#include "base/identity.hpp"
#include "base/names.hpp"

namespace poap {

/// From `show cdp neighbors interface <port>`, which may stand behind other output: the one entry of its
/// table. A long device name has a line of its own, the rest of its entry the next one. As Cisco's poap.py
/// reads it, the device is the first word up to a bracket, and the port the last one.
/// @throws Error (Switch) where there is no table, no entry, several, or a name that is none
Neighbor parse_show_cdp_neighbors(std::string_view text, const InterfaceName& port);

}  // namespace poap
