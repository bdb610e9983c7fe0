#include "variables.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "inventory.hpp"

namespace poap::stub {
namespace {

constexpr int most_depth = 32;

Variables value_of(const YAML::Node& node, YamlMaps& maps, int depth);

void require_utf8(const std::string& text, const YAML::Node& node) {
    if (!is_utf8(text))
        throw InventoryError(
            concat("line ", node.Mark().line + 1, ": '", printable(text, 80), "' is not UTF-8 text"));
}

/// Appends without a search for the key, which would be slow in a large map.
void append(Variables& map, const std::string& key, Variables value) {
    map.get_ref<Variables::object_t&>().push_back({key, std::move(value)});
}

/// The whole number that is written like this; none for any other text, such as `0123`.
std::optional<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_number = error == std::errc{} && std::to_string(number) == text;
    return is_number ? std::optional(number) : std::nullopt;
}

/// YAML 1.1's words for true and false, as PyYAML reads them. (https://yaml.org/type/bool.html, without `y`
/// and `n`)
std::optional<bool> truth_of(const std::string& text) {
    for (const char* word : {"true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON"})
        if (text == word) return true;
    for (const char* word : {"false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF"})
        if (text == word) return false;
    return std::nullopt;
}

Variables scalar_of(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    require_utf8(text, node);
    if (node.Tag() != "?") return text;  // quoted, or with a tag such as !!str
    if (const auto truth = truth_of(text)) return *truth;
    if (const auto number = number_of(text)) return *number;
    return text;
}

/// As in PyYAML, merged keys come before the map's own.
Variables map_of(const YAML::Node& node, YamlMaps& maps, int depth) {
    const MapEntries entries = maps.entries_of(node);
    std::vector<std::string> own;
    std::set<std::string> known;
    for (const auto& item : node)
        if (item.first.IsScalar() && entries.contains(item.first.Scalar()) &&
            known.insert(item.first.Scalar()).second)
            own.push_back(item.first.Scalar());
    Variables map = Variables::object();
    const auto add = [&](const std::string& key, const YAML::Node& value) {
        require_utf8(key, value);
        if (!value.IsNull()) append(map, key, value_of(value, maps, depth));
    };
    for (const auto& [key, value] : entries)
        if (!known.contains(key)) add(key, value);
    for (const std::string& key : own) add(key, entries.find(key)->second);
    return map;
}

Variables value_of(const YAML::Node& node, YamlMaps& maps, int depth) {
    maps.count(node);
    if (depth > most_depth)
        throw InventoryError(concat("line ", node.Mark().line + 1, ": lists and maps are nested more than ",
                                    most_depth, " deep"));
    if (node.IsMap()) return map_of(node, maps, depth + 1);
    if (node.IsScalar()) return scalar_of(node);
    if (!node.IsSequence()) return nullptr;
    Variables list = Variables::array();
    for (const YAML::Node& item : node) list.push_back(value_of(item, maps, depth + 1));
    return list;
}

}  // namespace

bool is_utf8(const std::string& text) {
    const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
    if (std::all_of(text.begin(), text.end(), is_ascii)) return true;
    try {
        static_cast<void>(nlohmann::json(text).dump());
        return true;
    } catch (const nlohmann::json::type_error&) {
        return false;
    }
}

Variables variables_of(const MapEntries& entries, YamlMaps& maps) {
    Variables variables = Variables::object();
    for (const auto& [key, value] : entries) {
        require_utf8(key, value);
        if (!value.IsNull()) append(variables, key, value_of(value, maps, 0));
    }
    return variables;
}

}  // namespace poap::stub
