#include "plan/install_plan.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace poap {

namespace {

/// Whether the name is reserved for images, so that no configuration may have it.
bool is_reserved_for_images(const FileName& name) {
    return name.str().ends_with(".bin") || name.str().find(".bin.") != std::string::npos;
}

/// Names of all files except the extra ones.
std::vector<FileName> config_and_images(const InstallPlan& plan) {
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

/// Whether only the agent, or the switch, uses names of this form on bootflash itself.
bool is_reserved(const std::string& name) {
    return name.starts_with("poap-agent") || name.ends_with("_poap.log") || name == "scheduled-config" ||
           is_replay_file(name);
}

/// What is wrong with an extra file. On bootflash itself, it and its folder must not have the name of another
/// planned file; nor before the commit.
/// @param others names of the plan's other files
std::optional<std::string> file_error(const ExtraFile& file, const std::vector<FileName>& others) {
    const std::string path = file.path();
    if (path.size() > FlashFolder::kLongestPath) {
        return concat("the path of ", printable(path, 80), " on bootflash has more than ",
                      FlashFolder::kLongestPath, " characters");
    }
    const FileName& first = file.first_name();
    if (is_reserved(first.str()))
        return concat("it puts ", path, " on bootflash, but the agent or the switch uses names such as ",
                      first.str());
    for (const FileName& name : {first, file.staged_name()}) {
        if (std::ranges::find(others, name) != others.end())
            return concat("it puts ", path, " on bootflash, but another of its files is ", name.str());
    }
    return std::nullopt;
}

std::optional<std::string> files_error(const InstallPlan& plan) {
    const std::vector<FileName> others = config_and_images(plan);
    std::vector<FileName> staged;
    for (const ExtraFile& file : plan.files) {
        if (auto fault = file_error(file, others)) return fault;
        const auto is_inside = [&](const ExtraFile& other) {
            return other.path().starts_with(file.path() + '/');
        };
        if (std::ranges::any_of(plan.files, is_inside))
            return concat(file.path(), " is one of its files, and the folder of another");
        const FileName name = file.staged_name();
        if (std::ranges::find(staged, name) != staged.end())
            return concat("two of its files are ", file.path(),
                          " on bootflash, or have names that differ only in `/` and `_`");
        staged.push_back(name);
    }
    return std::nullopt;
}

}  // namespace

FileName ExtraFile::staged_name() const {
    std::string name = path();
    std::ranges::replace(name, '/', '_');
    return FileName::parse(name).value();
}

bool boots_alone(std::string_view system_image) {
    return system_image.starts_with("nxos") || system_image.starts_with("n9000");
}

std::optional<Install> parse_install(std::string_view text) {
    if (text == "boot-variable") return Install::BootVariable;
    if (text == "install-all") return Install::InstallAll;
    return std::nullopt;
}

std::vector<FileName> names_of(const InstallPlan& plan) {
    std::vector<FileName> names = config_and_images(plan);
    for (const ExtraFile& file : plan.files) names.push_back(file.staged_name());
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
    return files_error(plan);
}

}  // namespace poap
