#include "inventory_check.hpp"

#include <algorithm>
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

using Faults = std::vector<std::string>;

bool is_http_url(const std::string& text) {
    return text.starts_with("http://") || text.starts_with("https://");
}

Faults faults_of_values(const Values& values) {
    Faults faults;
    for (const char* key : {"protocol", "image_protocol", "install"}) {
        const auto value = values.find(key);
        if (value == values.end()) continue;
        if (auto fault = fault_of_choice(key, printable(value->second, 80)))
            faults.push_back(std::move(*fault));
    }
    for (const char* key : image_keys) {
        const auto image = values.find(key);
        if (image == values.end() || image->second.empty() || FileName::parse(image->second)) continue;
        faults.push_back(concat("'", key, ": ", printable(image->second, 80), "' is not a plain file name"));
    }
    const auto url = values.find("status_url");
    if (url != values.end() && !url->second.empty() && !is_http_url(url->second))
        faults.push_back(
            concat("'status_url: ", printable(url->second, 80), "' does not begin with http:// or https://"));
    const auto path = values.find("template");
    if (path != values.end() && !is_path_below(path->second))
        faults.push_back(
            concat("'template: ", printable(path->second, 80), "' is not a file in the templates folder"));
    return faults;
}

Faults faults_of_hops(const Hops& hops) {
    Faults faults;
    for (const Values& hop : hops) {
        for (const std::string& fault : faults_of_values(hop))
            faults.push_back(concat("in 'hops:', ", fault));
        const auto image = hop.find("system_image");
        if (image == hop.end() || image->second.empty())
            faults.emplace_back("in 'hops:', an entry has no 'system_image'");
    }
    return faults;
}

Faults faults_of_entry(const Switch& entry) {
    Faults faults = faults_of_values(entry.values);
    const auto in_hops = faults_of_hops(entry.hops.value_or(Hops{}));
    faults.insert(faults.end(), in_hops.begin(), in_hops.end());
    if (entry.variables.contains("template") && !entry.values.contains("template"))
        faults.emplace_back("'template' is not a file in the templates folder");
    if (entry.is_for_unknown && entry.variables.contains("id"))
        faults.emplace_back("it has an 'id', but is for all switches that are not listed");
    return faults;
}

void append_with(Faults& faults, const std::string& where, const Faults& more) {
    for (const std::string& fault : more) faults.push_back(concat(where, fault));
}

Faults faults_of_ids(const Inventory& inventory) {
    Faults faults;
    std::map<std::string, int> lines;
    for (const Switch& entry : inventory.switches) {
        const auto id = entry.values.find("id");
        if (id == entry.values.end()) continue;
        if (!entry.mac && !FileName::parse(id->second))
            faults.push_back(concat(entry.place(), ": the id is neither a MAC address nor a serial number"));
        const auto [first, is_new] = lines.emplace(entry.mac ? entry.mac->text() : id->second, entry.line);
        if (!is_new)
            faults.push_back(concat("the id '", printable(id->second, 80), "' is used twice, at lines ",
                                    first->second, " and ", entry.line));
    }
    return faults;
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
    Faults doubts;
    MissingImages missing(folder);
    for (const Values& hop : inventory.hops) missing.add(hop, "in 'pod:', 'hops:'");
    if (inventory.pod.contains("template"))
        doubts.emplace_back("in 'pod:', 'template' has no effect: write it under 'defaults:'");
    for (const Switch* entry : inventory.entries()) {
        const std::string where = entry->place() + ": ";
        if (!entry->is_for_unknown && !entry->values.contains("id"))
            doubts.push_back(where + "the switch has no 'id', so no switch can get this entry");
        if (!entry->values.contains("system_image"))
            doubts.push_back(where +
                             "the switch has no 'system_image' (\"\" installs none): it gets status 500");
        const bool is_inherited = inventory.pod.contains("protocol") && !entry->nulls.contains("protocol");
        if (!is_inherited && !entry->values.contains("protocol"))
            doubts.push_back(where + "the switch has no 'protocol', and 'pod:' has none: it gets status 500");
        missing.add(entry->values, entry->place());
        for (const Values& hop : entry->hops.value_or(Hops{})) missing.add(hop, entry->place());
    }
    missing.append_to(doubts);
    for (const TopKey& key : inventory.unknown_keys)
        doubts.push_back(
            concat("line ", key.line, ": '", printable(key.name, 80),
                   ":' is ignored: the keys at the top are pod, switches, defaults and unknown"));
    return doubts;
}

std::optional<std::string> fault_of_choice(const std::string& key, const std::string& value) {
    const auto choice = choices.find(key);
    if (choice == choices.end()) return std::nullopt;
    const auto& [one, other] = choice->second;
    if (value == one || value == other) return std::nullopt;
    return concat("'", key, "' is '", value, "', but must be ", one, " or ", other);
}

std::vector<std::string> faults_of(const Inventory& inventory) {
    Faults faults;
    if (inventory.switches.empty() && !inventory.unknown)
        faults.emplace_back("has no switches under 'switches:'");
    append_with(faults, "in 'pod:', ", faults_of_values(inventory.pod));
    append_with(faults, "in 'pod:', ", faults_of_hops(inventory.hops));
    Faults of_defaults = faults_of_values(inventory.defaults);
    append_with(of_defaults, "", faults_of_hops(inventory.default_hops));
    append_with(faults, "in 'defaults:', ", of_defaults);
    if (inventory.defaults.contains("id"))
        faults.emplace_back("in 'defaults:', there is an 'id', which only one switch can have");
    for (const Switch* entry : inventory.entries()) {
        Faults own = faults_of_entry(*entry);
        std::erase_if(own, [&](const std::string& fault) {
            return std::find(of_defaults.begin(), of_defaults.end(), fault) != of_defaults.end();
        });
        append_with(faults, entry->place() + ": ", own);
    }
    append_with(faults, "", faults_of_ids(inventory));
    return faults;
}

}  // namespace poap::stub
