#pragma once

#include <string>

#include "inventory.hpp"

namespace poap::stub {

/// The lines to add under `switches:` for a switch that is not listed: its id, and values to replace.
/// @param id serial number or MAC address
std::string inventory_lines(const Inventory& inventory, const std::string& id);

}  // namespace poap::stub
