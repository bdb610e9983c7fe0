#include "provision/report.hpp"

#include <vector>

#include "base/json.hpp"
#include "base/text.hpp"
#include "flash/part_names.hpp"
#include "nxos/boot_variable.hpp"
#include "nxos/install_all.hpp"
#include "provision/stage.hpp"

namespace poap {

namespace {

/// The commands that activate the images.
std::vector<std::string> install_commands(const InstallPlan& plan, const Preview& preview) {
    if (!plan.system) return {};
    if (plan.install == Install::InstallAll) return {install_command(plan.system->name)};
    std::vector<std::string> commands = boot_commands(boot_images(plan).value());
    if (preview.upgrades_bios) commands.insert(commands.begin(), bios_command(plan.system->name));
    return commands;
}

/// Images and additional files, which a standby supervisor gets too.
std::vector<std::string> standby_paths(const Preview& preview) {
    std::vector<std::string> paths;
    for (const auto* files : {&preview.files, &preview.images}) {
        for (const FilePreview& file : *files) paths.push_back(file.path());
    }
    return paths;
}

/// The standby supervisor, and the files for it.
Json standby_json(const std::optional<Standby>& standby, const Preview& preview) {
    if (!standby) return nullptr;
    Json names = Json::array();
    for (const std::string& path : standby_paths(preview)) names.push_back(path);
    return {{"module", standby->module}, {"state", standby->state}, {"copies", names}};
}

std::string standby_text(const Standby& standby, const Preview& preview) {
    std::string text = concat("standby:          module ", standby.module, " is ", standby.state,
                              standby.is_ready() ? "\n" : ", so `run` would fail\n");
    for (const std::string& path : standby_paths(preview))
        text += concat("                  gets ", path, ", unless it has the same file (by MD5)\n");
    return text;
}

const char* action_of(const FilePreview& file) {
    return file.fetched ? "download" : "skip";
}

/// The number or true, or null for no value.
template <typename Value>
Json json_or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json file_json(const FilePreview& file) {
    return {{"name", file.path()},
            {"url", file.file.url},
            {"action", action_of(file)},
            {"reason", file.reason},
            {"digest", json_of(file.file.digest)},
            {"found", json_or_null(file.found)},
            {"size", json_or_null(file.size)}};
}

/// Whether the server has a file.
std::string found_text(const FilePreview& file) {
    if (!file.fetched) return "";
    const std::string result = !file.found    ? "unknown whether it exists"
                               : !*file.found ? "not found"
                               : file.size    ? concat("found, ", human_size(*file.size))
                                              : "found, size unknown";
    return concat("                  ", result, "\n");
}

std::string file_text(const char* what, const FilePreview& file) {
    return concat(what, file.path(), ": ", action_of(file), " (", file.reason, ")\n", "                  ",
                  file.file.url, ", ", file.checksum, "\n", found_text(file));
}

/// How the configuration is split; nothing if it is not.
std::string parts_text(const std::vector<std::uint64_t>& sizes) {
    if (sizes.empty()) return "";
    return concat("                  in two parts: ", human_size(sizes.at(0)),
                  " with the lines that need a reload, then ", human_size(sizes.at(1)), "\n");
}

/// The commands that would change a live switch, in order: see commit.
std::vector<std::string> live_commands(const InstallPlan& plan, const Preview& preview) {
    std::vector<std::string> commands;
    const auto schedule = [&](const FileName& name) {
        commands.push_back(concat("copy bootflash:", name.str(), " scheduled-config"));
    };
    if (plan.config && !preview.config_parts.empty()) schedule(first_config_name(plan.config->name));
    if (plan.config) schedule(plan.config->name);
    const auto installs = install_commands(plan, preview);
    commands.insert(commands.end(), installs.begin(), installs.end());
    if (plan.system && plan.install == Install::BootVariable)
        commands.emplace_back("copy running-config startup-config");
    return commands;
}

std::string live_text(const InstallPlan& plan, const Preview& preview) {
    if (!plan.config)
        return "live switch:      this is not POAP, and `run` installs intermediate images only in POAP\n";
    std::string text =
        "live switch:      this is not POAP: `run` needs --force, and would then change this switch with\n";
    for (const std::string& command : live_commands(plan, preview))
        text += concat("                  ", command, "\n");
    return text;
}

}  // namespace

std::string identity_report(const Identity& identity, bool json) {
    if (json) return json_of(identity).dump(2) + "\n";
    const auto name = [](const std::optional<FileName>& image) {
        return image ? image->str() : "none found";
    };
    return concat("serial number:    ", identity.serial.str(), "\n",  //
                  "mgmt0 MAC:        ", identity.mac.str(), "\n",     //
                  "running image:    ", name(identity.running.system), "\n",
                  "kickstart image:  ", name(identity.running.kickstart), "\n");
}

namespace {

/// The lines that the configuration gets, for people.
std::vector<std::string> added_lines(const InstallPlan& plan) {
    std::vector<std::string> lines;
    for (const auto& added : {plan.added.before, plan.added.after}) {
        for (const AddedLine& line : added) lines.push_back(line.shown);
    }
    return lines;
}

Json plan_json(const SwitchPlan& planned, const Preview& preview) {
    Json report = json_of(planned.identity);
    report["config"] = preview.config ? file_json(*preview.config) : Json(nullptr);
    report["config_parts"] = preview.config_parts;
    report["files"] = Json::array();
    for (const FilePreview& file : preview.files) report["files"].push_back(file_json(file));
    report["adds"] = added_lines(planned.step);
    report["images"] = Json::array();
    for (const FilePreview& image : preview.images) report["images"].push_back(file_json(image));
    report["boot"] = install_commands(planned.step, preview);
    report["standby"] = standby_json(planned.identity.standby, preview);
    report["free"] = preview.free;
    report["removes"] = Json::array();
    for (const FlashFile& file : preview.removed) report["removes"].push_back(file.name);
    report["needs_force"] = !planned.in_poap;
    return report;
}

std::string plan_text(const SwitchPlan& planned, const Preview& preview) {
    const InstallPlan& plan = planned.step;
    std::string report = identity_report(planned.identity, false);
    report += preview.config ? file_text("config:           ", *preview.config)
                             : "config:           none yet: the image below is an intermediate one\n";
    report += parts_text(preview.config_parts);
    for (const std::string& line : added_lines(plan)) report += concat("adds to config:   ", line, "\n");
    for (const FilePreview& file : preview.files) report += file_text("file:             ", file);
    for (const FilePreview& image : preview.images) report += file_text("image:            ", image);
    report += concat("bootflash:        ", human_size(preview.free), " free\n");
    for (const FlashFile& file : preview.removed)
        report += concat("--make-room:      removes ", file.name, " (", human_size(file.bytes), ")\n");
    if (planned.identity.standby) report += standby_text(*planned.identity.standby, preview);
    const std::vector<std::string> boot = install_commands(plan, preview);
    for (const std::string& command : boot) {
        const bool installs = command.starts_with("install ");
        report += concat(installs ? "install:          " : "boot variable:    ", command, "\n");
    }
    if (boot.empty()) report += "boot variable:    unchanged\n";
    if (!planned.in_poap) report += live_text(plan, preview);
    return report;
}

}  // namespace

std::string plan_report(const SwitchPlan& planned, const Preview& preview, bool json) {
    return json ? plan_json(planned, preview).dump(2) + "\n" : plan_text(planned, preview);
}

}  // namespace poap
