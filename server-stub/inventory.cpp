#include "inventory.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace poap::stub {
namespace {

Values plain_values(const YAML::Node& node) {
    Values values;
    if (!node.IsMap()) return values;
    for (const auto& item : node)
        if (item.first.IsScalar() && item.second.IsScalar())
            values.insert_or_assign(item.first.Scalar(), item.second.Scalar());
    return values;
}

std::optional<Hops> hops_of(const YAML::Node& node) {
    if (!node.IsMap() || !node["hops"] || !node["hops"].IsSequence()) return std::nullopt;
    Hops hops;
    for (const YAML::Node& hop : node["hops"]) hops.push_back(plain_values(hop));
    return hops;
}

const Switch* find_id(const std::vector<Switch>& switches, std::string_view id) {
    const Switch* found = nullptr;
    for (const Switch& candidate : switches) {
        const auto value = candidate.values.find("id");
        if (value == candidate.values.end() || value->second != id) continue;
        if (found)
            throw InventoryError("the inventory has the id '" + std::string(id) + "' twice, at lines " +
                                 std::to_string(found->line) + " and " + std::to_string(candidate.line));
        found = &candidate;
    }
    return found;
}

Inventory from_yaml(const YAML::Node& root) {
    if (!root.IsMap() || !root["pod"] || !root["pod"].IsMap())
        throw InventoryError("has no 'pod:' with the servers' addresses under it");
    Inventory inventory{plain_values(root["pod"]), hops_of(root["pod"]).value_or(Hops{}), {}};
    const YAML::Node switches = root["switches"];
    if (!switches || switches.IsNull()) return inventory;
    if (!switches.IsSequence()) throw InventoryError("'switches:' is not a list");
    for (const YAML::Node& entry : switches)
        inventory.switches.push_back({entry.Mark().line + 1, plain_values(entry), hops_of(entry)});
    return inventory;
}

}  // namespace

const Switch* Inventory::find(std::string_view serial, std::string_view mac) const {
    const Switch* by_serial = find_id(switches, serial);
    return by_serial ? by_serial : find_id(switches, mac);
}

std::set<std::string> image_names(const Inventory& inventory) {
    std::set<std::string> names;
    const auto add = [&](const Values& values) {
        for (const char* key : {"system_image", "kickstart_image"}) {
            const auto value = values.find(key);
            if (value != values.end()) names.insert({value->second, value->second + ".md5"});
        }
    };
    std::for_each(inventory.hops.begin(), inventory.hops.end(), add);
    for (const Switch& entry : inventory.switches) {
        add(entry.values);
        const Hops hops = entry.hops.value_or(Hops{});
        std::for_each(hops.begin(), hops.end(), add);
    }
    return names;
}

Inventory parse_inventory(const std::string& yaml) {
    try {
        return from_yaml(YAML::Load(yaml));
    } catch (const YAML::Exception& error) {
        throw InventoryError(std::string("is not YAML: ") + error.what());
    }
}

Inventory load_inventory(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    std::ostringstream text;
    text << stream.rdbuf();
    if (!stream.is_open() || text.bad()) throw InventoryError(file.string() + ": cannot be read");
    try {
        return parse_inventory(text.str());
    } catch (const InventoryError& error) {
        throw InventoryError(file.string() + ": " + error.what());
    }
}

}  // namespace poap::stub
