#pragma once

#include <string>
#include <vector>

namespace poap::stub {

/// A key at the top of an inventory.
struct TopKey {
    std::string name;
    int line;  ///< from 1
};

/// The keys at the top of the YAML text that mean nothing: neither a key of an inventory, nor a place for
/// anchors (`usual: &usual`).
/// @throws YAML::Exception
std::vector<TopKey> unknown_top_keys(const std::string& yaml);

}  // namespace poap::stub
