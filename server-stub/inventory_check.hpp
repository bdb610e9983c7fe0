#pragma once

#include <optional>
#include <string>

#include "inventory.hpp"

namespace poap::stub {

/// What is wrong with the value of a key that has a few values only, such as
/// `'protocol' is 'ftp', and can be http or tftp`. None where it is one of them, and of any other key.
std::optional<std::string> fault_of_choice(const std::string& key, const std::string& value);

/// The first fault for which some switch would get an error in place of its plan: no switches, an id given
/// twice, a protocol or a way to install that does not exist, an image that is not a plain file name. None
/// where there is no fault. With the line in the file where one is known.
std::optional<std::string> first_fault(const Inventory& inventory);

}  // namespace poap::stub
