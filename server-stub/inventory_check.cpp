#include "inventory_check.hpp"

#include <map>
#include <utility>

#include "base/names.hpp"
#include "base/text.hpp"

namespace poap::stub {
namespace {

using Choice = std::pair<const char*, const char*>;

const std::map<std::string, Choice> choices = {{"protocol", {"http", "tftp"}},
                                               {"image_protocol", {"http", "tftp"}},
                                               {"install", {"boot-variable", "install-all"}}};

constexpr const char* image_keys[] = {"system_image", "kickstart_image"};

std::optional<std::string> fault_of_values(const Values& values) {
    for (const char* key : {"protocol", "image_protocol", "install"}) {
        const auto value = values.find(key);
        if (value == values.end()) continue;
        if (auto fault = fault_of_choice(key, printable(value->second, 80))) return fault;
    }
    for (const char* key : image_keys) {
        const auto image = values.find(key);
        if (image == values.end() || image->second.empty() || FileName::parse(image->second)) continue;
        return concat("'", key, ": ", printable(image->second, 80), "' is not a plain file name");
    }
    return std::nullopt;
}

std::optional<std::string> fault_of_hops(const Hops& hops) {
    for (const Values& hop : hops) {
        if (const auto fault = fault_of_values(hop)) return concat("in 'hops:', ", *fault);
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
            return concat("the id '", printable(id->second, 80), "' is used twice, at lines ", first->second,
                          " and ", entry.line);
    }
    return std::nullopt;
}

/// Collects the images that are not in the folder, each once.
class MissingImages {
  public:
    explicit MissingImages(const Folder& folder) : folder_(folder) {}

    /// @param where e.g. `line 4`
    void add(const Values& values, const std::string& where) {
        for (const char* key : image_keys) {
            const auto image = values.find(key);
            const auto name = image == values.end() ? std::nullopt : FileName::parse(image->second);
            if (name && !folder_.has(*name)) first_.emplace(name->str(), where);
        }
    }

    void append_to(std::vector<std::string>& doubts) const {
        for (const auto& [image, where] : first_)
            doubts.push_back(
                concat(where, ": the image ", image,
                       " is not in the templates folder: no checksum, and no download from here"));
    }

  private:
    const Folder& folder_;
    std::map<std::string, std::string> first_;  ///< where each is named first
};

}  // namespace

std::vector<std::string> doubts_about(const Inventory& inventory, const Folder& folder) {
    std::vector<std::string> doubts;
    MissingImages missing(folder);
    for (const Values& hop : inventory.hops) missing.add(hop, "in 'pod:', 'hops:'");
    for (const Switch& entry : inventory.switches) {
        const std::string where = concat("line ", entry.line);
        if (!entry.values.contains("id"))
            doubts.push_back(where + ": the switch has no 'id', so no switch can get this entry");
        if (!entry.values.contains("system_image"))
            doubts.push_back(where +
                             ": the switch has no 'system_image' (\"\" installs none): it gets status 500");
        missing.add(entry.values, where);
        for (const Values& hop : entry.hops.value_or(Hops{})) missing.add(hop, where);
    }
    missing.append_to(doubts);
    return doubts;
}

std::optional<std::string> fault_of_choice(const std::string& key, const std::string& value) {
    const auto choice = choices.find(key);
    if (choice == choices.end()) return std::nullopt;
    const auto& [one, other] = choice->second;
    if (value == one || value == other) return std::nullopt;
    return concat("'", key, "' is '", value, "', but must be ", one, " or ", other);
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
