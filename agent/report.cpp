#include "report.hpp"

#include <vector>

#include "json.hpp"
#include "stage.hpp"
#include "switch/boot_variable.hpp"
#include "switch/install_all.hpp"
#include "text.hpp"

namespace poap {

namespace {

std::string digest_text(const PlannedFile& file) {
    if (!file.digest) return "no digest in the plan; its sidecar, if there is one, decides";
    return concat(name_of(file.digest->kind()), " ", file.digest->hex());
}

/// The commands that make the images the next ones.
std::vector<std::string> install_commands(const InstallPlan& plan) {
    if (!plan.system) return {};
    if (plan.install == Install::InstallAll) return {install_command(plan.system->name)};
    return boot_commands(boot_images(plan).value());
}

/// The standby supervisor, and what it is to have.
Json standby_json(const std::optional<Standby>& standby, const std::vector<Step>& images) {
    if (!standby) return nullptr;
    Json names = Json::array();
    for (const Step& image : images) names.push_back(image.file.name.str());
    return {{"module", standby->module}, {"state", standby->state}, {"copies", names}};
}

std::string standby_text(const Standby& standby, const std::vector<Step>& images) {
    std::string text = concat("standby:          module ", standby.module, " is ", standby.state,
                              standby.is_ready() ? "\n" : ", with which `run` ends in an error\n");
    for (const Step& image : images) {
        text += concat("                  gets ", image.file.name.str(), ", unless it has it with its MD5\n");
    }
    return text;
}

const char* action_of(const Step& step) {
    return step.fetched ? "download" : "skip";
}

/// As a number or true, or null where there is none.
template <typename Value>
Json json_or_null(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json step_json(const Step& step) {
    return {{"name", step.file.name.str()},        {"url", step.file.url},
            {"action", action_of(step)},           {"reason", step.reason},
            {"digest", json_of(step.file.digest)}, {"found", json_or_null(step.found)},
            {"size", json_or_null(step.size)}};
}

/// What its server says of a file.
std::string found_text(const Step& step) {
    if (!step.fetched) return "";
    const std::string told = !step.found    ? "not known whether it is there"
                             : !*step.found ? "not found"
                             : step.size    ? concat("found, ", human_size(*step.size))
                                            : "found, its size is not known";
    return concat("                  ", told, "\n");
}

std::string step_text(const char* what, const Step& step) {
    return concat(what, step.file.name.str(), ": ", action_of(step), " (", step.reason, ")\n",
                  "                  ", step.file.url, ", ", digest_text(step.file), "\n", found_text(step));
}

/// The commands that would change a live switch, in their order: see commit.
std::vector<std::string> live_commands(const InstallPlan& plan) {
    std::vector<std::string> commands;
    if (plan.config)
        commands.push_back(concat("copy bootflash:", plan.config->name.str(), " scheduled-config"));
    const auto installs = install_commands(plan);
    commands.insert(commands.end(), installs.begin(), installs.end());
    if (plan.system && plan.install == Install::BootVariable)
        commands.emplace_back("copy running-config startup-config");
    return commands;
}

std::string live_text(const InstallPlan& plan) {
    if (!plan.config) return "live switch:      this is not POAP, and `run` makes hops in POAP only\n";
    std::string text =
        "live switch:      this is not POAP: `run` needs --force, and would then change this switch by\n";
    for (const std::string& command : live_commands(plan))
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

Json plan_json(const Inquiry& inquiry, const Outlook& outlook) {
    Json report = json_of(inquiry.identity);
    report["config"] = outlook.config ? step_json(*outlook.config) : Json(nullptr);
    report["images"] = Json::array();
    for (const Step& image : outlook.images) report["images"].push_back(step_json(image));
    report["boot"] = install_commands(inquiry.leg);
    report["standby"] = standby_json(inquiry.identity.standby, outlook.images);
    report["free"] = outlook.free;
    report["removes"] = Json::array();
    for (const FlashFile& file : outlook.removed) report["removes"].push_back(file.name);
    report["needs_force"] = !inquiry.in_poap;
    return report;
}

std::string plan_text(const Inquiry& inquiry, const Outlook& outlook) {
    const InstallPlan& plan = inquiry.leg;
    std::string report = identity_report(inquiry.identity, false);
    report += outlook.config
                  ? step_text("config:           ", *outlook.config)
                  : "config:           none yet: the image below is a hop on the way to the target\n";
    for (const Step& image : outlook.images) report += step_text("image:            ", image);
    report += concat("bootflash:        ", human_size(outlook.free), " free\n");
    for (const FlashFile& file : outlook.removed)
        report += concat("--make-room:      removes ", file.name, " (", human_size(file.bytes), ")\n");
    if (inquiry.identity.standby) report += standby_text(*inquiry.identity.standby, outlook.images);
    const bool installs = plan.install == Install::InstallAll;
    const std::vector<std::string> boot = install_commands(plan);
    for (const std::string& command : boot)
        report += concat(installs ? "install:          " : "boot variable:    ", command, "\n");
    if (boot.empty()) report += "boot variable:    left as it is\n";
    if (!inquiry.in_poap) report += live_text(plan);
    return report;
}

}  // namespace

std::string plan_report(const Inquiry& inquiry, const Outlook& outlook, bool json) {
    return json ? plan_json(inquiry, outlook).dump(2) + "\n" : plan_text(inquiry, outlook);
}

}  // namespace poap
