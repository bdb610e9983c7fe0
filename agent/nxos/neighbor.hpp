#pragma once

#include <string_view>

#include "base/identity.hpp"
#include "base/names.hpp"

namespace poap {

/// Parses `show cdp neighbors interface <port>`, which may follow other output: the only entry of its table.
/// A long device name has its own line, with the rest of the entry on the next one. As in Cisco's poap.py,
/// the device is the first word up to a bracket, and the port the last word.
/// @throws Error (Switch) if there is no table, no entry, or more than one, or the entry is malformed
Neighbor parse_show_cdp_neighbors(std::string_view text, const InterfaceName& port);

}  // namespace poap
