#include "registrar.hpp"

#include <optional>
#include <stdexcept>

#include "digests.hpp"
#include "inventory_check.hpp"
#include "refusal.hpp"

namespace poap::stub {
namespace {

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

std::string switch_at_line(const Switch& entry) {
    return "the switch at line " + std::to_string(entry.line) + " of the inventory";
}

/// The image under that key of an entry, or of one of its intermediate images; none if there is none. Throws
/// if it is not a valid file name.
std::optional<FileName> image_of(const Values& values, const std::string& key, const Switch& entry) {
    const std::string text = value_of(values, key).value_or("");
    auto name = FileName::parse(text);
    if (!text.empty() && !name)
        throw std::runtime_error("'" + key + ": " + text + "' of " + switch_at_line(entry) +
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

void add_digests(nlohmann::json& answer, const std::string& key, const Digests& digests) {
    answer[key + "_md5"] = digests.md5;
    answer[key + "_sha256"] = digests.sha256;
    answer[key + "_sha512"] = digests.sha512;
}

std::string unknown_switch(const Inventory& inventory, const FileName& serial, const MacAddress& mac) {
    std::string message = "the inventory has no switch whose id is the serial number '" + serial.str() +
                          "' or the MAC '" + mac.text() + "'";
    for (const Switch& entry : inventory.switches)
        if (!entry.values.contains("id"))
            message += "; the entry at line " + std::to_string(entry.line) + " has no id";
    return message;
}

}  // namespace

nlohmann::json Registrar::answer(const FileName& serial, const MacAddress& mac, const OwnAddress& own,
                                 const std::stop_token& stop) {
    const auto inventory = inventory_.current();
    const Switch* entry = inventory->find(serial.str(), mac);
    if (!entry && !lab_quirks_) throw Refusal(404, unknown_switch(*inventory, serial, mac));

    nlohmann::json answer{
        {"config_file", serial.with_suffix(".cfg").str()},
        {"config_protocol", protocol(entry, *inventory, "protocol")},
        {"tftp_server", setting(entry, *inventory, "tftp_server").value_or(own.tftp)},
        {"http_server", setting(entry, *inventory, "http_server").value_or(own.http)},
    };
    if (!entry) return answer;
    if (!entry->values.contains("system_image"))
        throw std::runtime_error(switch_at_line(*entry) + " has no 'system_image' (\"\" installs none)");
    for (const std::string key : image_keys)
        add_image(answer, key, image_of(entry->values, key, *entry), stop);
    if (!lab_quirks_) add_own_keys(answer, *entry, *inventory, stop);
    const std::string config = rendered(*entry);
    const bool by_serial = entry->values.at("id") == serial.str();
    configs_.write({serial, by_serial ? serial.str() : mac.text(), config, !lab_quirks_}, *inventory);
    if (!lab_quirks_) add_digests(answer, "config", digests_of(config));
    return answer;
}

void Registrar::digest_images(const std::stop_token& stop) {
    if (lab_quirks_) return;
    const auto inventory = inventory_.current();
    const auto digest = [&](const Switch& entry, const Values& values) {
        for (const std::string key : image_keys) {
            if (stop.stop_requested()) return;
            try {
                if (const auto image = image_of(values, key, entry)) images_.of(*image, stop);
            } catch (const std::exception&) {
                continue;  // reported again in the answer to the switch's own request
            }
        }
    };
    for (const Switch& entry : inventory->switches) {
        digest(entry, entry.values);
        for (const Values& hop : entry.hops.value_or(inventory->hops)) digest(entry, hop);
    }
}

void Registrar::add_own_keys(nlohmann::json& answer, const Switch& entry, const Inventory& inventory,
                             const std::stop_token& stop) {
    if (setting(&entry, inventory, "image_protocol"))
        answer["image_protocol"] = protocol(&entry, inventory, "image_protocol");
    if (const auto install = install_of(entry, inventory)) answer["install"] = *install;
    for (const Values& values : entry.hops.value_or(inventory.hops)) {
        nlohmann::json hop = nlohmann::json::object();
        for (const std::string key : image_keys) add_image(hop, key, image_of(values, key, entry), stop);
        if (hop["kickstart_image"] == nlohmann::json("")) hop.erase("kickstart_image");
        if (const auto from = value_of(values, "from")) hop["from"] = *from;
        answer["hops"].push_back(hop);
    }
}

void Registrar::add_image(nlohmann::json& answer, const std::string& key,
                          const std::optional<FileName>& image, const std::stop_token& stop) {
    answer[key] = image ? image->str() : "";
    if (lab_quirks_ || !image) return;
    if (const auto digests = images_.of(*image, stop)) add_digests(answer, key, *digests);
}

std::string Registrar::rendered(const Switch& entry) {
    return templates_.render("conf_nxv.j2", entry.variables, switch_at_line(entry));
}

}  // namespace poap::stub
