#include "plan/install_plan.hpp"

#include "base/text.hpp"

namespace poap {

namespace {

/// Whether the name is reserved for images, so that no configuration may have it.
bool is_reserved_for_images(const FileName& name) {
    return name.str().ends_with(".bin") || name.str().find(".bin.") != std::string::npos;
}

/// What is wrong with a pair of system and kickstart image.
std::optional<std::string> pair_error(const std::optional<PlannedFile>& system,
                                      const std::optional<PlannedFile>& kickstart) {
    if (!kickstart) return std::nullopt;
    if (!system) return "it names a kickstart image, but no system image";
    if (kickstart->name != system->name) return std::nullopt;
    return concat("kickstart image and system image are both ", system->name.str());
}

/// What is wrong with the config.
std::optional<std::string> config_error(const InstallPlan& plan) {
    if (!plan.config) return std::nullopt;
    // The config would replace an image on bootflash, and be removed after the commit.
    const std::string& config = plan.config->name.str();
    if (is_reserved_for_images(plan.config->name))
        return concat("its config is ", config, ", which is an image name");
    if (is_replay_file(config))
        return concat("its config is ", config, ", which is a name that the switch uses for its schedule");
    for (const auto& image : {plan.system, plan.kickstart}) {
        if (image && image->name == plan.config->name)
            return concat("its config and an image are both ", config);
    }
    return std::nullopt;
}

std::optional<std::string> hop_error(const Hop& hop, const InstallPlan& plan) {
    const std::string& name = hop.system.name.str();
    const auto release = Release::of_image(hop.system.name);
    if (!release) {
        return concat("the intermediate image ", name,
                      " has no release in its name, so it is unknown when the switch runs it");
    }
    const auto target = plan.system ? Release::of_image(plan.system->name) : std::nullopt;
    if (target && *target <= *release)
        return concat("the intermediate image ", name, " is not older than the target image, ",
                      plan.system->name.str());
    for (const auto& image : {std::optional(hop.system), hop.kickstart}) {
        if (image && plan.config && plan.config->name == image->name)
            return concat("its config and an intermediate image are both ", image->name.str());
    }
    return pair_error(hop.system, hop.kickstart);
}

}  // namespace

std::optional<Install> parse_install(std::string_view text) {
    if (text == "boot-variable") return Install::BootVariable;
    if (text == "install-all") return Install::InstallAll;
    return std::nullopt;
}

std::vector<FileName> names_of(const InstallPlan& plan) {
    std::vector<FileName> names;
    const auto add = [&](const std::optional<PlannedFile>& file) {
        if (file) names.push_back(file->name);
    };
    for (const auto& file : {plan.config, plan.kickstart, plan.system}) add(file);
    for (const Hop& hop : plan.hops) {
        add(hop.system);
        add(hop.kickstart);
    }
    return names;
}

std::optional<std::string> validation_error(const InstallPlan& plan) {
    if (auto fault = config_error(plan)) return fault;
    if (auto fault = pair_error(plan.system, plan.kickstart)) return fault;
    if (!plan.system && !plan.hops.empty()) return "it has intermediate images, but no target image";
    for (const Hop& hop : plan.hops) {
        if (auto fault = hop_error(hop, plan)) return fault;
    }
    if (plan.install == Install::InstallAll && plan.kickstart) {
        return "`install all` takes one image, but the plan has a kickstart image too";
    }
    return std::nullopt;
}

}  // namespace poap
