#pragma once

#include <nlohmann/json.hpp>

#include "yaml_maps.hpp"

namespace poap::stub {

/// A template's variables, in the order of the inventory: texts, whole numbers, true and false, lists, maps.
using Variables = nlohmann::ordered_json;

bool is_utf8(const std::string& text);

/// The variables in a switch's entry. A plain whole number is a number if it would be printed as it is
/// written; `true` and `false` are truth values; all other plain values, and quoted ones, are the text in the
/// file (`0123`, `9.3`, `yes`). Keys without a value, or with `null`, are left out: to use them is an error.
/// @throws InventoryError for too many values, too deep ones, and text that is not UTF-8
Variables variables_of(const MapEntries& entries, YamlMaps& maps);

}  // namespace poap::stub
