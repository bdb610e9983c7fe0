#include "yaml_maps.hpp"

#include "base/text.hpp"
#include "inventory.hpp"

namespace poap::stub {
namespace {

constexpr std::size_t most_entries = 1'000'000;
constexpr std::size_t most_bytes = 256 << 20;
constexpr int most_depth = 32;

int line_of(const YAML::Node& node) {
    return node.Mark().line + 1;
}

/// A quoted "<<" is an ordinary key.
bool is_merge_key(const YAML::Node& key) {
    return key.Scalar() == "<<" && key.Tag() != "!";
}

}  // namespace

void YamlMaps::count(const YAML::Node& value) {
    if (++read_ > most_entries)
        throw InventoryError(concat("line ", line_of(value), ": more than ", most_entries,
                                    " values after expanding aliases and '<<'"));
    if (value.IsScalar()) count_bytes(value.Scalar().size(), value);
}

void YamlMaps::count_bytes(std::size_t bytes, const YAML::Node& node) {
    bytes_ += bytes;
    if (bytes_ > most_bytes)
        throw InventoryError(concat("line ", line_of(node), ": more than ", most_bytes,
                                    " bytes after expanding aliases, '<<' and 'defaults:'"));
}

MapEntries YamlMaps::entries_of(const YAML::Node& map, int depth) {
    MapEntries own;
    MapEntries entries;
    count(map);
    if (!map.IsMap()) return own;
    for (const auto& item : map) {
        ++read_;
        if (!item.first.IsScalar()) continue;
        if (!is_merge_key(item.first)) {
            own.insert_or_assign(item.first.Scalar(), item.second);
            continue;
        }
        MapEntries from_merge = merged(item.second, line_of(item.first), depth + 1);
        from_merge.merge(entries);
        entries = std::move(from_merge);
    }
    own.merge(entries);
    return own;
}

MapEntries YamlMaps::merged(const YAML::Node& value, int line, int depth) {
    if (depth > most_depth)
        throw InventoryError(concat("line ", line, ": '<<' within '<<', more than ", most_depth, " deep"));
    if (value.IsMap()) return entries_of(value, depth);
    if (!value.IsSequence())
        throw InventoryError(concat("line ", line, ": '<<' is neither a map nor a list of maps"));
    MapEntries entries;
    for (const YAML::Node& map : value) {
        if (!map.IsMap())
            throw InventoryError(concat("line ", line, ": '<<' is a list with an item that is not a map"));
        entries.merge(entries_of(map, depth));
    }
    return entries;
}

}  // namespace poap::stub
