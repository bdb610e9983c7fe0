#include "rendered_configs.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "base/text.hpp"
#include "digests.hpp"
#include "refusal.hpp"

namespace poap::stub {
namespace {

// A chassis has one serial number; a few more in case supervisors move between chassis.
constexpr std::ptrdiff_t most_names = 16;
constexpr std::ptrdiff_t most_unknown = 1000;
constexpr std::size_t most_record = 16 << 20;
constexpr std::size_t most_config = 16 << 20;

const FileName& record_name() {
    static const FileName name = FileName::parse("poap-server-stub.json")->as_hidden();
    return name;
}

}  // namespace

RenderedConfigs::Record RenderedConfigs::load() const {
    const auto text = folder_.read(record_name(), most_record);
    Record record;
    if (!text) return record;
    try {
        const auto content = nlohmann::json::parse(*text);
        for (const auto& [serial, owner] : content.items())
            if (const auto name = FileName::parse(serial))
                record.insert_or_assign(*name, Owner{owner.at("switch"), owner.at("md5")});
    } catch (const nlohmann::json::exception& fault) {
        throw std::runtime_error(record_name().str() +
                                 ", the record of rendered configurations, cannot be read: " + fault.what());
    }
    return record;
}

std::set<std::string> RenderedConfigs::files() const {
    std::set<std::string> names;
    try {
        for (const auto& [serial, owner] : load()) names.insert(serial.with_suffix(".cfg").str());
    } catch (const std::exception&) {
        return {};  // write() reports it
    }
    return names;
}

void RenderedConfigs::save(const Record& record) {
    nlohmann::json text = nlohmann::json::object();
    for (const auto& [serial, owner] : record)
        text[serial.str()] = {{"switch", owner.switch_id}, {"md5", owner.md5}};
    folder_.write(record_name(), text.dump(1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
}

bool RenderedConfigs::is_unchanged(const RenderedConfig& config, const Owner* owner) const {
    if (!folder_.is_regular(config.name())) return false;
    const auto text = folder_.read(config.name(), most_config);
    return text && (*text == config.text || (owner && digests_of(*text).md5 == owner->md5));
}

std::optional<std::string> RenderedConfigs::excess(const RenderedConfig& config, const Record& record) {
    const auto others = std::count_if(record.begin(), record.end(), [&](const auto& entry) {
        return entry.second.switch_id == config.switch_id && entry.first != config.serial;
    });
    if (config.switch_id == unknown_id)
        return others < most_unknown
                   ? std::nullopt
                   : std::optional(concat("there are already ", most_unknown, " of unknown switches"));
    return others < most_names
               ? std::nullopt
               : std::optional(concat("this switch already has other names, ", most_names, " of them"));
}

std::optional<std::string> RenderedConfigs::objection(const RenderedConfig& config,
                                                      const Inventory& inventory,
                                                      const Record& record) const {
    const std::string name = config.name().str();
    if (inventory.names_image_file(name) || inventory.names_image_file(config.sidecar().str()))
        return "the inventory has an image of that name";
    if (config.has_own_serial()) return std::nullopt;
    const auto it = record.find(config.serial);
    const Owner* owner = it == record.end() ? nullptr : &it->second;
    const auto namesake = folder_.find_ignoring_case(config.name());
    if (!namesake) {
        if (folder_.find_ignoring_case(config.sidecar())) return "a sidecar of that name is in the folder";
        return excess(config, record);
    }
    if (*namesake != name) return *namesake + " differs only in upper and lower case";
    if (owner && owner->switch_id != config.switch_id && inventory.has_id(owner->switch_id))
        return "it is the configuration of the switch with the id '" + owner->switch_id + "'";
    if (!is_unchanged(config, owner)) return "the file was not rendered here, or was changed since";
    return std::nullopt;
}

void RenderedConfigs::write(const RenderedConfig& config, const Inventory& inventory) {
    const std::scoped_lock lock(writing_);
    Record record = load();
    std::erase_if(record, [&](const auto& entry) { return !folder_.has(entry.first.with_suffix(".cfg")); });
    if (const auto why = objection(config, inventory, record))
        throw Refusal(
            409, config.name().str() + " is not written: " + *why +
                     ". Give this switch its serial number as 'id' in the inventory, or remove " +
                     (folder_.has(config.name()) ? "the file" : "configurations that are no longer needed") +
                     " from the templates folder");
    const Digests digests = digests_of(config.text);
    folder_.write(config.name(), config.text);
    if (config.with_sidecar) folder_.write(config.sidecar(), sidecar_line(digests, config.name()));
    const auto it = record.find(config.serial);
    if (it != record.end() && it->second.switch_id == config.switch_id && it->second.md5 == digests.md5)
        return;
    record.insert_or_assign(config.serial, Owner{config.switch_id, digests.md5});
    save(record);
}

}  // namespace poap::stub
