#pragma once

#include <filesystem>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "config_template.hpp"

namespace poap::stub {

/// A file that is no inventory at all, or one that answers a question in two ways.
class InventoryError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// `hops:`, a list of images to go through, each with `system_image` and whatever else a plan says of one.
using Hops = std::vector<Values>;

/// One entry of `switches:`. Only plain (scalar) values are kept, as the text that stands in the file: a
/// list (but `hops`), a map or a null is a value the entry does not have.
struct Switch {
    int line;  ///< in the file, from 1
    Values values;
    std::optional<Hops> hops = std::nullopt;  ///< none: the pod's
};

/// The lab's `podvars.yml`.
struct Inventory {
    Values pod;
    Hops hops;  ///< the pod's
    std::vector<Switch> switches;

    /// The switch whose `id` is the serial number, else the one whose `id` is the MAC, compared as the
    /// strings they are; null when there is none. Throws InventoryError when two entries have that id.
    const Switch* find(std::string_view serial, std::string_view mac) const;
};

/// Of all images that the inventory names, and of their sidecars.
std::set<std::string> image_names(const Inventory& inventory);

/// Throws InventoryError when the text is not YAML, has no `pod` map, or its `switches` is no list. What is
/// wrong with one switch's entry is not looked for here.
Inventory parse_inventory(const std::string& yaml);

/// Throws InventoryError, also when the file cannot be read.
Inventory load_inventory(const std::filesystem::path& file);

}  // namespace poap::stub
