#pragma once

#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "config_template.hpp"
#include "mac_address.hpp"

namespace poap::stub {

/// A file that is not an inventory at all, or one that answers a question in two ways.
class InventoryError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// `hops:`, a list of images to go through, each with `system_image` and whatever else a plan says of one.
using Hops = std::vector<Values>;

/// One entry of `switches:`. Only plain (scalar) values are kept, as the text that is in the file: a list
/// (but `hops`), a map or a null is a value the entry does not have.
struct Switch {
    int line;  ///< in the file, from 1
    Values values;
    std::set<std::string> nulls;    ///< keys that are null: the switch has none, whatever the pod has
    std::optional<Hops> hops;       ///< none: the pod's
    std::optional<MacAddress> mac;  ///< its `id`, where that has the form of one: it may be a serial number
};

/// The lab's `podvars.yml`.
struct Inventory {
    Values pod;
    Hops hops;  ///< the pod's
    std::vector<Switch> switches;

    /// The switch whose `id` is the serial number, compared as text, else the one whose `id` is the MAC
    /// address, in whatever form; null when there is none. Throws InventoryError when two entries have it.
    const Switch* find(std::string_view serial, const MacAddress& mac) const;

    /// Whether a switch has this id, in the form a record of ours has: the serial number, or a MacAddress's
    /// text.
    bool has_id(std::string_view id) const;

    /// Whether an image that this names, or the sidecar of one, has this file name.
    bool names_image_file(std::string_view file) const;
};

/// Throws InventoryError when the text is not YAML, has no `pod` map, its `switches` is not a list, or it
/// merges (`<<`) what cannot be merged; with the line. Other faults of one switch's entry are not looked for.
Inventory parse_inventory(const std::string& yaml);

}  // namespace poap::stub
