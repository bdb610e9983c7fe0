#include "plan/install_plan.hpp"

#include "base/text.hpp"

namespace poap {

namespace {

/// Whether a name is an image's, so that no configuration may have it.
bool is_reserved_for_images(const FileName& name) {
    return name.str().ends_with(".bin") || name.str().find(".bin.") != std::string::npos;
}

/// What is wrong with a system image and the kickstart image beside it.
std::optional<std::string> pair_error(const std::optional<PlannedFile>& system,
                                      const std::optional<PlannedFile>& kickstart) {
    if (!kickstart) return std::nullopt;
    if (!system) return "it names a kickstart image, but no system image";
    if (kickstart->name != system->name) return std::nullopt;
    return concat("kickstart image and system image are both ", system->name.str());
}

/// What is wrong with the config beside the images.
std::optional<std::string> config_error(const InstallPlan& plan) {
    if (!plan.config) return std::nullopt;
    // It would take the place of an image on bootflash, and be removed after the commit.
    const std::string& config = plan.config->name.str();
    if (is_reserved_for_images(plan.config->name))
        return concat("its config is ", config, ", the name of an image");
    if (is_replay_file(config))
        return concat("its config is ", config, ", the name of a file that the switch keeps its schedule in");
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
        return concat("the hop's image ", name,
                      " names no release, so nobody can tell whether it has been reached");
    }
    const auto target = plan.system ? Release::of_image(plan.system->name) : std::nullopt;
    if (target && *target <= *release)
        return concat("the hop ", name, " is not older than the image it leads to, ",
                      plan.system->name.str());
    for (const auto& image : {std::optional(hop.system), hop.kickstart}) {
        if (image && plan.config && plan.config->name == image->name)
            return concat("its config and an image of a hop are both ", image->name.str());
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
    if (!plan.system && !plan.hops.empty()) return "it has hops, but no system image to go to";
    for (const Hop& hop : plan.hops) {
        if (auto fault = hop_error(hop, plan)) return fault;
    }
    if (plan.install == Install::InstallAll && plan.kickstart) {
        return "`install all` takes one image, and it names a kickstart image as well";
    }
    return std::nullopt;
}

}  // namespace poap
