#pragma once

#include <optional>
#include <string>
#include <vector>

#include "folder.hpp"
#include "inventory.hpp"

namespace poap::stub {

/// What is wrong with the value of a key that allows only a few values, such as `'protocol' is 'ftp', but
/// must be http or tftp`. None if it is valid, and for any other key.
std::optional<std::string> fault_of_choice(const std::string& key, const std::string& value);

/// The errors because of which a switch would not get its plan: no switches, a duplicate id, an invalid
/// protocol or install method, a URL of another kind, an image or a template that is not a valid file name.
/// With the line number and the switch, if known.
std::vector<std::string> faults_of(const Inventory& inventory);

/// Other likely mistakes: an entry without `id`, `system_image` or `protocol`, an image that is not in
/// the folder, and a key at the top that means nothing.
std::vector<std::string> doubts_about(const Inventory& inventory, const Folder& folder);

}  // namespace poap::stub
