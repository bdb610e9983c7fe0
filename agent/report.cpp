#include "report.hpp"

#include <vector>

#include "json.hpp"
#include "stage.hpp"
#include "switch/boot_variable.hpp"
#include "switch/install_all.hpp"
#include "text.hpp"

namespace poap {

namespace {

/// What `run` does with one file, and why.
struct Step {
    const PlannedFile& file;
    const char* action;
    std::string reason;
};

std::string digest_text(const PlannedFile& file) {
    if (!file.digest) return "no digest in the plan; its sidecar, if there is one, decides";
    return concat(name_of(file.digest->kind()), " ", file.digest->hex());
}

Step image_step(const PlannedFile& image, const std::optional<FileName>& running, const Bootflash& bootflash,
                Clock& clock) {
    const auto decision = decide_image(image, running, image.digest, bootflash, clock);
    return {image, decision.action == ImageAction::Download ? "download" : "skip", decision.reason};
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

Json step_json(const Step& step) {
    return {{"name", step.file.name.str()},
            {"url", step.file.url},
            {"action", step.action},
            {"reason", step.reason},
            {"digest", json_of(step.file.digest)}};
}

std::string step_text(const char* what, const Step& step) {
    return concat(what, step.file.name.str(), ": ", step.action, " (", step.reason, ")\n",
                  "                  ", step.file.url, ", ", digest_text(step.file), "\n");
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

std::string plan_report(const Inquiry& inquiry, const Bootflash& bootflash, Clock& clock, bool json) {
    const Identity& identity = inquiry.identity;
    const InstallPlan& plan = inquiry.leg;
    const auto config =
        plan.config ? std::optional(Step{*plan.config, "download", "every run fetches it"}) : std::nullopt;
    std::vector<Step> images;
    const std::vector<std::string> boot = install_commands(plan);
    if (plan.kickstart)
        images.push_back(image_step(*plan.kickstart, identity.running.kickstart, bootflash, clock));
    if (plan.system) images.push_back(image_step(*plan.system, identity.running.system, bootflash, clock));
    if (json) {
        Json report = json_of(identity);
        report["config"] = config ? step_json(*config) : Json(nullptr);
        report["images"] = Json::array();
        for (const Step& image : images) report["images"].push_back(step_json(image));
        report["boot"] = boot;
        report["standby"] = standby_json(identity.standby, images);
        report["needs_force"] = !inquiry.in_poap;
        return report.dump(2) + "\n";
    }
    std::string report = identity_report(identity, false);
    report += config ? step_text("config:           ", *config)
                     : "config:           none yet: the image below is a hop on the way to the target\n";
    for (const Step& image : images) report += step_text("image:            ", image);
    if (identity.standby) report += standby_text(*identity.standby, images);
    const bool installs = plan.install == Install::InstallAll;
    for (const std::string& command : boot)
        report += concat(installs ? "install:          " : "boot variable:    ", command, "\n");
    if (boot.empty()) report += "boot variable:    left as it is\n";
    if (!inquiry.in_poap) report += live_text(plan);
    return report;
}

}  // namespace poap
