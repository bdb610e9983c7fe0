#include "registrar.hpp"

#include <optional>
#include <set>
#include <stdexcept>

#include "digests.hpp"
#include "inventory_check.hpp"
#include "refusal.hpp"

namespace poap::stub {
namespace {

constexpr const char* no_serial = "SERIAL";  // in previews
constexpr const char* no_mac = "0000.0000.0000";
constexpr const char* image_keys[] = {"system_image", "kickstart_image"};

std::optional<std::string> value_of(const Values& values, const std::string& name) {
    const auto it = values.find(name);
    return it == values.end() ? std::nullopt : std::optional(it->second);
}

/// A switch's own setting, else the pod's. None if the switch has null.
std::optional<std::string> setting(const Switch* entry, const Inventory& inventory, const std::string& name) {
    if (entry && entry->nulls.contains(name)) return std::nullopt;
    const auto own = entry ? value_of(entry->values, name) : std::nullopt;
    return own ? own : value_of(inventory.pod, name);
}

std::string protocol(const Switch* entry, const Inventory& inventory, const std::string& name) {
    const auto value = setting(entry, inventory, name);
    if (!value)
        throw std::runtime_error("the inventory has no '" + name + "', neither for the switch nor in 'pod:'");
    if (const auto fault = fault_of_choice(name, *value))
        throw std::runtime_error("the inventory's " + *fault);
    return *value;
}

/// The image under that key of an entry, or of one of its intermediate images; none if there is none. Throws
/// if it is not a valid file name.
std::optional<FileName> image_of(const Values& values, const std::string& key, const Switch& entry) {
    const std::string text = value_of(values, key).value_or("");
    auto name = FileName::parse(text);
    if (!text.empty() && !name)
        throw std::runtime_error("'" + key + ": " + text + "' of " + entry.description() +
                                 " is not a plain file name");
    return name;
}

/// How to activate the image; none if the inventory does not set it.
std::optional<std::string> install_of(const Switch& entry, const Inventory& inventory) {
    const auto way = setting(&entry, inventory, "install");
    if (const auto fault = way ? fault_of_choice("install", *way) : std::nullopt)
        throw std::runtime_error("the inventory's " + *fault);
    return way;
}

/// Where the agent reports its progress; empty: nowhere.
std::string status_url(const Switch& entry, const Inventory& inventory, const OwnAddress& own) {
    if (entry.nulls.contains("status_url")) return "";
    return setting(&entry, inventory, "status_url").value_or("http://" + own.http + "/reports");
}

void add_digests(nlohmann::json& answer, const std::string& key, const Digests& digests) {
    answer[key + "_md5"] = digests.md5;
    answer[key + "_sha256"] = digests.sha256;
    answer[key + "_sha512"] = digests.sha512;
}

std::string unknown_switch(const Inventory& inventory, const FileName& serial,
                           const std::optional<MacAddress>& mac) {
    std::string message = "the inventory has no switch whose id is the serial number '" + serial.str() + "'";
    if (mac) message += " or the MAC '" + mac->text() + "'";
    for (const Switch& entry : inventory.switches)
        if (!entry.values.contains("id"))
            message += "; the entry at line " + std::to_string(entry.line) + " has no id";
    return message;
}

}  // namespace

std::string Preview::text() const {
    return plan.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n\n" + config + "\n";
}

Registrar::Subject Registrar::found(const FileName& serial, const std::optional<MacAddress>& mac,
                                    const Inventory& inventory) const {
    const Switch* entry = inventory.find(serial.str(), mac);
    if (!entry && !lab_quirks_) throw Refusal(404, unknown_switch(inventory, serial, mac));
    return {serial, mac, inventory, entry};
}

nlohmann::json Registrar::answer(const FileName& serial, const MacAddress& mac, const OwnAddress& own,
                                 const std::stop_token& stop) {
    const auto inventory = inventory_.current();
    const std::optional known_mac = mac;
    const Subject subject = found(serial, known_mac, *inventory);
    const Preview made_now = made(subject, own, Sidecar::Write, stop);
    if (!subject.entry) return made_now.plan;
    const bool is_unknown = subject.entry->is_for_unknown;
    const bool by_serial = !is_unknown && subject.entry->values.at("id") == serial.str();
    const std::string id = by_serial ? serial.str() : is_unknown ? unknown_id : mac.text();
    configs_.write({serial, id, made_now.config, !lab_quirks_}, *inventory);
    return made_now.plan;
}

Preview Registrar::preview(const FileName& serial, const std::optional<MacAddress>& mac,
                           const OwnAddress& own, const std::stop_token& stop) {
    const auto inventory = inventory_.current();
    return made(found(serial, mac, *inventory), own, Sidecar::Leave, stop);
}

Preview Registrar::made(const Subject& subject, const OwnAddress& own, Sidecar sidecar,
                        const std::stop_token& stop) {
    const auto& [serial, mac, inventory, entry] = subject;
    nlohmann::json plan{
        {"config_file", serial.with_suffix(".cfg").str()},
        {"config_protocol", protocol(entry, inventory, "protocol")},
        {"tftp_server", setting(entry, inventory, "tftp_server").value_or(own.tftp)},
        {"http_server", setting(entry, inventory, "http_server").value_or(own.http)},
    };
    if (!entry) return {plan, ""};
    if (!entry->values.contains("system_image"))
        throw std::runtime_error(entry->description() + " has no 'system_image' (\"\" installs none)");
    for (const std::string key : image_keys)
        add_image(plan, key, image_of(entry->values, key, *entry), sidecar, stop);
    if (!lab_quirks_) add_own_keys(plan, subject, own, sidecar, stop);
    const auto& known_mac = mac ? mac : entry->mac;
    const std::string config = rendered(*entry, serial.str(), known_mac ? known_mac->text() : no_mac);
    if (!lab_quirks_) add_digests(plan, "config", digests_of(config));
    return {plan, config};
}

std::vector<std::string> Registrar::digest_images(Sidecar sidecar, const std::stop_token& stop) {
    std::vector<std::string> faults;
    if (lab_quirks_) return faults;
    const auto inventory = inventory_.current();
    std::set<FileName> done;
    const auto digest = [&](const Switch& entry, const Values& values) {
        for (const std::string key : image_keys) {
            if (stop.stop_requested()) return;
            try {
                const auto image = image_of(values, key, entry);
                if (image && done.insert(*image).second) images_.of(*image, sidecar, stop);
            } catch (const std::exception& error) {
                faults.emplace_back(error.what());
            }
        }
    };
    for (const Switch* entry : inventory->entries()) {
        digest(*entry, entry->values);
        for (const Values& hop : entry->hops.value_or(inventory->hops)) digest(*entry, hop);
    }
    return faults;
}

std::vector<std::string> Registrar::template_faults(const std::stop_token& stop) {
    std::vector<std::string> faults;
    std::set<std::string> known;
    const auto inventory = inventory_.current();
    for (const Switch* entry : inventory->entries()) {
        if (stop.stop_requested()) break;
        const auto id = value_of(entry->values, "id");
        try {
            rendered(*entry, entry->mac || !id ? no_serial : *id, entry->mac ? entry->mac->text() : no_mac);
        } catch (const std::exception& error) {
            if (known.insert(error.what()).second) faults.emplace_back(error.what());
        }
    }
    return faults;
}

void Registrar::add_own_keys(nlohmann::json& answer, const Subject& subject, const OwnAddress& own,
                             Sidecar sidecar, const std::stop_token& stop) {
    const auto& inventory = subject.inventory;
    const Switch& entry = *subject.entry;
    if (setting(&entry, inventory, "image_protocol"))
        answer["image_protocol"] = protocol(&entry, inventory, "image_protocol");
    if (const auto install = install_of(entry, inventory)) answer["install"] = *install;
    const std::string url = status_url(entry, inventory, own);
    if (!url.empty()) answer["status_url"] = url;
    for (const Values& values : entry.hops.value_or(inventory.hops)) {
        nlohmann::json hop = nlohmann::json::object();
        for (const std::string key : image_keys)
            add_image(hop, key, image_of(values, key, entry), sidecar, stop);
        if (hop["kickstart_image"] == nlohmann::json("")) hop.erase("kickstart_image");
        if (const auto from = value_of(values, "from")) hop["from"] = *from;
        answer["hops"].push_back(hop);
    }
}

void Registrar::add_image(nlohmann::json& answer, const std::string& key,
                          const std::optional<FileName>& image, Sidecar sidecar,
                          const std::stop_token& stop) {
    answer[key] = image ? image->str() : "";
    if (lab_quirks_ || !image) return;
    if (const auto digests = images_.of(*image, sidecar, stop)) add_digests(answer, key, *digests);
}

std::string Registrar::rendered(const Switch& entry, const std::string& serial, const std::string& mac) {
    Variables variables = entry.variables;
    variables.emplace("serial", serial);  // a key of the inventory wins
    variables.emplace("mac", mac);
    return templates_.render(entry.template_path(), variables, entry.description());
}

}  // namespace poap::stub
