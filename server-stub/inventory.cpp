#include "inventory.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "yaml_maps.hpp"

namespace poap::stub {
namespace {

Values plain_values(const MapEntries& entries) {
    Values values;
    for (const auto& [key, value] : entries)
        if (value.IsScalar()) values.emplace(key, value.Scalar());
    return values;
}

std::set<std::string> nulls_of(const MapEntries& entries) {
    std::set<std::string> nulls;
    for (const auto& [key, value] : entries)
        if (value.IsNull()) nulls.insert(key);
    return nulls;
}

[[noreturn]] void fail_hops(const YAML::Node& node) {
    throw InventoryError(
        concat("line ", node.Mark().line + 1, ": 'hops:' is not a list of maps, each with a 'system_image'"));
}

std::optional<Hops> hops_of(const MapEntries& entries, YamlMaps& maps) {
    const auto found = entries.find("hops");
    if (found == entries.end()) return std::nullopt;
    if (found->second.IsNull()) return Hops{};
    if (!found->second.IsSequence()) fail_hops(found->second);
    Hops hops;
    for (const YAML::Node& hop : found->second) {
        if (!hop.IsMap()) fail_hops(hop);
        hops.push_back(plain_values(maps.entries_of(hop)));
    }
    return hops;
}

/// `defaults:`, read once for all switches.
struct Defaults {
    MapEntries entries;
    Variables variables;
    std::size_t bytes;  ///< of the variables

    Defaults(MapEntries map, YamlMaps& maps)
        : entries(std::move(map)), variables(variables_of(entries, maps)), bytes(variables.dump().size()) {}
};

Switch switch_of(const YAML::Node& node, const Defaults& defaults, YamlMaps& maps) {
    MapEntries entries = maps.entries_of(node);
    Variables variables = variables_of(entries, maps);
    maps.count_bytes(defaults.bytes, node);
    for (const auto& [key, value] : defaults.variables.items())
        if (!entries.contains(key)) variables.get_ref<Variables::object_t&>().push_back({key, value});
    entries.insert(defaults.entries.begin(), defaults.entries.end());
    Switch result{
        node.Mark().line + 1,   false,       plain_values(entries), std::move(variables), nulls_of(entries),
        hops_of(entries, maps), std::nullopt};
    const auto id = result.values.find("id");
    if (id != result.values.end()) result.mac = MacAddress::parse(trimmed(id->second));
    return result;
}

/// The map under that key at the top; none if it is missing or null.
std::optional<YAML::Node> map_at_top(const MapEntries& top, const char* key) {
    const auto found = top.find(key);
    if (found == top.end() || found->second.IsNull()) return std::nullopt;
    if (!found->second.IsMap())
        throw InventoryError(
            concat("line ", found->second.Mark().line + 1, ": '", key, ":' is not a map of keys and values"));
    return found->second;
}

Inventory from_yaml(const YAML::Node& root) {
    YamlMaps maps;
    const MapEntries top = maps.entries_of(root);
    const auto pod = top.find("pod");
    if (pod == top.end() || !pod->second.IsMap())
        throw InventoryError(
            "'pod:' is missing or empty: it needs at least 'protocol: http' or 'protocol: tftp'");
    const MapEntries of_pod = maps.entries_of(pod->second);
    const auto defaults_map = map_at_top(top, "defaults");
    const Defaults defaults(defaults_map ? maps.entries_of(*defaults_map) : MapEntries{}, maps);
    Inventory inventory{plain_values(of_pod),
                        hops_of(of_pod, maps).value_or(Hops{}),
                        plain_values(defaults.entries),
                        hops_of(defaults.entries, maps).value_or(Hops{}),
                        std::nullopt,
                        {},
                        {}};
    if (const auto unknown = map_at_top(top, "unknown")) {
        inventory.unknown = switch_of(*unknown, defaults, maps);
        inventory.unknown->is_for_unknown = true;
    }
    const auto switches = top.find("switches");
    if (switches == top.end() || switches->second.IsNull()) return inventory;
    if (!switches->second.IsSequence())
        throw InventoryError(
            concat("line ", switches->second.Mark().line + 1, ": 'switches:' is not a list"));
    for (const YAML::Node& entry : switches->second)
        inventory.switches.push_back(switch_of(entry, defaults, maps));
    return inventory;
}

bool has_serial(const Switch& entry, std::string_view serial) {
    const auto id = entry.values.find("id");
    return id != entry.values.end() && id->second == serial;
}

/// The only switch that matches.
template <typename Predicate>
const Switch* find_only(const std::vector<Switch>& switches, std::string_view id, const Predicate& is_it) {
    const auto found = std::find_if(switches.begin(), switches.end(), is_it);
    if (found == switches.end()) return nullptr;
    const auto again = std::find_if(found + 1, switches.end(), is_it);
    if (again != switches.end())
        throw InventoryError(concat("the inventory has the id '", id, "' twice, at lines ", found->line,
                                    " and ", again->line));
    return &*found;
}

bool is_image_file(const Values& values, std::string_view file) {
    constexpr const char* keys[] = {"system_image", "kickstart_image"};
    return std::any_of(std::begin(keys), std::end(keys), [&](const char* key) {
        const auto image = values.find(key);
        return image != values.end() && (file == image->second || file == image->second + ".md5");
    });
}

bool is_image_file(const Hops& hops, std::string_view file) {
    return std::any_of(hops.begin(), hops.end(), [&](const Values& hop) { return is_image_file(hop, file); });
}

}  // namespace

std::string Switch::place() const {
    if (is_for_unknown) return concat("line ", line, ", 'unknown:'");
    const auto id = values.find("id");
    return id == values.end() ? concat("line ", line)
                              : concat("line ", line, ", switch ", printable(id->second, 80));
}

std::string Switch::description() const {
    const std::string where = concat(" at line ", line, " of the inventory");
    if (is_for_unknown) return "'unknown:'" + where;
    const auto id = values.find("id");
    return id == values.end() ? "the switch" + where
                              : concat("the switch ", printable(id->second, 80), where);
}

std::string Switch::template_path() const {
    const auto path = values.find("template");
    return path == values.end() ? "conf_nxv.j2" : path->second;
}

const Switch* Inventory::find(std::string_view serial, const std::optional<MacAddress>& mac) const {
    const Switch* by_serial =
        find_only(switches, serial, [&](const Switch& entry) { return has_serial(entry, serial); });
    if (by_serial) return by_serial;
    const Switch* by_mac = nullptr;
    if (mac) by_mac = find_only(switches, mac->text(), [&](const Switch& entry) { return entry.mac == mac; });
    return by_mac || !unknown ? by_mac : &*unknown;
}

std::vector<const Switch*> Inventory::entries() const {
    std::vector<const Switch*> all;
    all.reserve(switches.size() + 1);
    for (const Switch& entry : switches) all.push_back(&entry);
    if (unknown) all.push_back(&*unknown);
    return all;
}

bool Inventory::has_id(std::string_view id) const {
    return std::any_of(switches.begin(), switches.end(), [&](const Switch& entry) {
        return has_serial(entry, id) || (entry.mac && entry.mac->text() == id);
    });
}

bool Inventory::names_image_file(std::string_view file) const {
    const auto all = entries();
    return is_image_file(hops, file) || std::any_of(all.begin(), all.end(), [&](const Switch* entry) {
               return is_image_file(entry->values, file) ||
                      (entry->hops && is_image_file(*entry->hops, file));
           });
}

Inventory parse_inventory(const std::string& yaml) {
    try {
        Inventory inventory = from_yaml(YAML::Load(yaml));
        inventory.unknown_keys = unknown_top_keys(yaml);
        return inventory;
    } catch (const YAML::Exception& error) {
        const auto at = error.mark;
        const std::string where =
            at.is_null() ? "" : concat("line ", at.line + 1, ", column ", at.column + 1, ": ");
        const bool is_of_layout =
            error.msg.find("anchor") == std::string::npos && error.msg.find("tab") == std::string::npos;
        throw InventoryError(concat("is not YAML: ", where, error.msg,
                                    is_of_layout ? " (often a tab or a wrong indentation)" : ""));
    }
}

}  // namespace poap::stub
