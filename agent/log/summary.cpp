#include "log/summary.hpp"

#include "base/identity.hpp"
#include "log/log.hpp"

namespace poap {

namespace {

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    std::string all;
    for (const std::string& part : parts) all += concat(all.empty() ? "" : between, part);
    return all;
}

std::string names_of(const std::vector<WantedFile>& files) {
    std::vector<std::string> names;
    names.reserve(files.size());
    for (const WantedFile& file : files) names.push_back(file.name);
    return joined(names, " and ");
}

}  // namespace

void Summary::take(const Event& event) {
    if (std::holds_alternative<StageBegun>(event)) begun_ = true;
    if (const auto* identified = std::get_if<Identified>(&event)) {
        const Identity& identity = identified->identity;
        device_ = concat("serial ", identity.serial.str(), ", MAC ", identity.mac.str());
        if (identity.running.system) running_ = identity.running.system->str();
    } else if (const auto* planned = std::get_if<Planned>(&event)) {
        image_ = names_of(planned->images);
        config_ = planned->config ? planned->config->name : "";
    } else if (const auto* verified = std::get_if<Verified>(&event)) {
        verified_.push_back(concat(verified->file.str(), " (", name_of(verified->digest.kind()), ")"));
    } else if (const auto* change = std::get_if<Change>(&event)) {
        changes_.push_back(concat('`', change->command, '`'));
    } else if (const auto* left = std::get_if<Left>(&event)) {
        files_ = left->files;
    }
}

Summary::Rows Summary::rows(const Result& result) const {
    Rows rows;
    const auto add = [&rows](const char* name, const std::string& text) {
        if (!text.empty()) rows.emplace_back(name, fit_to_log(text));
    };
    if (result.failed()) {
        add("stage", result.stage);
        add("cause", result.cause);
        add("what to do", result.advice);
        add("switch", device_);
        add("state", state());
        return rows;
    }
    add("switch", device_);
    const bool is_new = !running_.empty() && image_ != running_;
    add("image",
        image_.empty() ? "none planned" : concat(image_, is_new ? concat(" (was ", running_, ")") : ""));
    add("config", config_);
    add("verified", verified_.empty() ? "no checksum known" : joined(verified_, ", "));
    add("next", result.advice);
    return rows;
}

std::string Summary::state() const {
    std::string state = changes_.empty() ? "switch unchanged"
                                         : concat("may have been executed: ", joined(changes_, ", then "));
    if (!files_.empty()) state += concat("; on bootflash for the next run: ", joined(files_, ", "));
    return state;
}

}  // namespace poap
