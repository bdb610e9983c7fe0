#include "inventory_check.hpp"

#include <map>
#include <utility>

#include "base/text.hpp"
#include "file_name.hpp"

namespace poap::stub {
namespace {

using Choice = std::pair<const char*, const char*>;

const std::map<std::string, Choice> choices = {{"protocol", {"http", "tftp"}},
                                               {"image_protocol", {"http", "tftp"}},
                                               {"install", {"boot-variable", "install-all"}}};

std::optional<std::string> fault_of_values(const Values& values) {
    for (const char* key : {"protocol", "image_protocol", "install"}) {
        const auto value = values.find(key);
        if (value == values.end()) continue;
        if (auto fault = fault_of_choice(key, printable(value->second, 80))) return fault;
    }
    for (const char* key : {"system_image", "kickstart_image"}) {
        const auto image = values.find(key);
        if (image == values.end() || image->second.empty() || FileName::parse(image->second)) continue;
        return concat("'", key, ": ", printable(image->second, 80), "' is no plain file name");
    }
    return std::nullopt;
}

std::optional<std::string> fault_of_hops(const Hops& hops) {
    for (const Values& hop : hops) {
        if (const auto fault = fault_of_values(hop)) return concat("a hop's ", *fault);
    }
    return std::nullopt;
}

std::optional<std::string> fault_of_ids(const Inventory& inventory) {
    std::map<std::string, int> lines;
    for (const Switch& entry : inventory.switches) {
        const auto id = entry.values.find("id");
        if (id == entry.values.end()) continue;
        const auto [first, is_new] = lines.emplace(entry.mac ? entry.mac->text() : id->second, entry.line);
        if (!is_new)
            return concat("the id '", printable(id->second, 80), "' is there twice, at lines ", first->second,
                          " and ", entry.line);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_of_choice(const std::string& key, const std::string& value) {
    const auto choice = choices.find(key);
    if (choice == choices.end()) return std::nullopt;
    const auto& [one, other] = choice->second;
    if (value == one || value == other) return std::nullopt;
    return concat("'", key, "' is '", value, "', and can be ", one, " or ", other);
}

std::optional<std::string> first_fault(const Inventory& inventory) {
    if (inventory.switches.empty()) return "has no switches under 'switches:'";
    auto fault = fault_of_values(inventory.pod);
    if (!fault) fault = fault_of_hops(inventory.hops);
    if (fault) return concat("in 'pod:', ", *fault);
    for (const Switch& entry : inventory.switches) {
        fault = fault_of_values(entry.values);
        if (!fault && entry.hops) fault = fault_of_hops(*entry.hops);
        if (fault) return concat("line ", entry.line, ": ", *fault);
    }
    return fault_of_ids(inventory);
}

}  // namespace poap::stub
