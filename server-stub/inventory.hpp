#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "mac_address.hpp"
#include "top_keys.hpp"
#include "variables.hpp"

namespace poap::stub {

/// Plain values by key, as the text in the file.
using Values = std::map<std::string, std::string, std::less<>>;

/// A file that is not an inventory, or is ambiguous.
class InventoryError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

/// `hops:`, a list of intermediate images, each with `system_image` and other keys of a plan.
using Hops = std::vector<Values>;

/// An entry of `switches:`, or the entry for unknown switches; with the keys of `defaults:` that it lacks.
struct Switch {
    int line;                       ///< line number in the file, from 1
    bool is_for_unknown;            ///< `unknown:`, for all switches that are not listed
    Values values;                  ///< for the plan: no lists, maps and nulls
    Variables variables;            ///< all of it, for the template
    std::set<std::string> nulls;    ///< keys that are null: the pod's value does not apply
    std::optional<Hops> hops;       ///< none: use the pod's
    std::optional<MacAddress> mac;  ///< from its `id`, if that has the form of one: it may be a serial number

    /// `line 4, switch FDO24161XKB`, `line 4` without an id, or `line 9, 'unknown:'`.
    std::string place() const;

    /// `the switch FDO24161XKB at line 4 of the inventory`.
    std::string description() const;

    /// The path of its template in the folder.
    std::string template_path() const;
};

/// The lab's `podvars.yml`.
struct Inventory {
    Values pod;
    Hops hops;                      ///< the pod's
    Values defaults;                ///< `defaults:`, which each entry contains too
    Hops default_hops;              ///< the hops of `defaults:`
    std::optional<Switch> unknown;  ///< none: switches that are not listed get no plan
    std::vector<Switch> switches;
    std::vector<TopKey> unknown_keys = {};  ///< at the top; they mean nothing

    /// The switch whose `id` is the serial number, compared as text, else the one whose `id` is the MAC
    /// address, in any form, else the entry for unknown switches; null if there is none.
    /// @throws InventoryError if two entries match
    const Switch* find(std::string_view serial, const std::optional<MacAddress>& mac) const;

    /// The switches, and the entry for unknown ones.
    std::vector<const Switch*> entries() const;

    /// Whether a switch has this id, in the form used in our record: the serial number, or a MacAddress's
    /// text.
    bool has_id(std::string_view id) const;

    /// Whether this is the file name of an image in the inventory, or of its sidecar.
    bool names_image_file(std::string_view file) const;
};

/// @throws InventoryError with the line if the text is not YAML, has no `pod` map, its `switches` is not a
/// list, its `defaults` or `unknown` is not a map, a `hops` is not a list of maps, or a merge (`<<`) is
/// invalid. Does not check for other errors in a switch's entry.
Inventory parse_inventory(const std::string& yaml);

}  // namespace poap::stub
