#pragma once

#include <yaml-cpp/yaml.h>

#include <cstddef>
#include <functional>
#include <map>
#include <string>

namespace poap::stub {

/// The keys of one YAML map that are plain text, and their values.
using MapEntries = std::map<std::string, YAML::Node, std::less<>>;

/// Reads the maps of one YAML document, with the merge keys (`<<`) that yaml-cpp leaves to its users. They
/// mean what they mean in PyYAML, which the lab's server uses: a map's own keys win, then the last `<<`;
/// within a list of maps the first one wins. (https://yaml.org/type/merge.html)
class YamlMaps {
  public:
    /// Empty for what is not a map. Throws InventoryError with the line for a `<<` that is neither a map nor
    /// a list of maps, and for a document whose aliases multiply it beyond measure.
    MapEntries entries_of(const YAML::Node& map) { return entries_of(map, 0); }

  private:
    MapEntries entries_of(const YAML::Node& map, int depth);
    MapEntries merged(const YAML::Node& value, int line, int depth);

    std::size_t read_ = 0;  ///< entries of all maps, those of a map merged twice counted twice
};

}  // namespace poap::stub
