#pragma once

#include <optional>
#include <string>

#include "inventory.hpp"

namespace poap::stub {

/// The first fault for which some switch would get an error in place of its plan: no switches, an id given
/// twice, a protocol or a way to install that does not exist, an image that is not a plain file name. None
/// where there is no fault. With the line in the file where one is known.
std::optional<std::string> first_fault(const Inventory& inventory);

}  // namespace poap::stub
