#include "inventory_check.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <vector>

#include "base/text.hpp"
#include "file_name.hpp"

namespace poap::stub {
namespace {

struct Choice {
    const char* key;
    std::vector<std::string> values;
};

std::optional<std::string> fault_of_values(const Values& values) {
    static const std::vector<Choice> choices = {{"protocol", {"http", "tftp"}},
                                                {"image_protocol", {"http", "tftp"}},
                                                {"install", {"boot-variable", "install-all"}}};
    for (const Choice& choice : choices) {
        const auto value = values.find(choice.key);
        if (value == values.end() || std::ranges::count(choice.values, value->second) > 0) continue;
        return concat("'", choice.key, "' is '", printable(value->second, 80), "', and can be ",
                      choice.values[0], " or ", choice.values[1]);
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
