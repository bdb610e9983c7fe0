#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace poap::stub {

/// The plain-text keys of a YAML map, and their values.
using MapEntries = std::map<std::string, YAML::Node, std::less<>>;

/// Reads the maps of a YAML document, including merge keys (`<<`), which yaml-cpp does not handle. Merges
/// work as in PyYAML, which the lab's server uses: a map's own keys win, then the last `<<`; in a list of
/// maps the first one wins. (https://yaml.org/type/merge.html)
class YamlMaps {
  public:
    /// Empty if it is not a map.
    /// @throws InventoryError with the line if a `<<` is neither a map nor a list of maps, or if the
    /// document's aliases expand to too many values
    MapEntries entries_of(const YAML::Node& map) { return entries_of(map, 0); }

    /// Counts a value that an alias may repeat.
    /// @throws InventoryError as entries_of()
    void count(const YAML::Node& value);

    /// Counts text that is kept again for this node.
    /// @throws InventoryError with the line if all text is too large
    void count_bytes(std::size_t bytes, const YAML::Node& node);

  private:
    MapEntries entries_of(const YAML::Node& map, int depth);
    MapEntries merged(const YAML::Node& value, int line, int depth);

    std::size_t read_ = 0;   ///< all values; those of a map merged twice count twice
    std::size_t bytes_ = 0;  ///< of their text
};

}  // namespace poap::stub
