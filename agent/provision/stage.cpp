#include "provision/stage.hpp"

#include <sys/stat.h>

#include "base/error.hpp"
#include "base/text.hpp"
#include "log/stage_scope.hpp"
#include "provision/file_errors.hpp"

namespace poap {

namespace {

/// @throws Error (NoSpace) if less than --required-space is free. Parts of the planned files from an earlier
/// run count as free.
void check_space(const std::vector<FileName>& planned, const Context& context) {
    std::uint64_t parts = 0;
    for (const FileName& name : planned) {
        const Descriptor part = context.bootflash.open_file(part_name(name));
        struct stat status {};
        if (part && fstat(part.get(), &status) == 0) parts += static_cast<std::uint64_t>(status.st_size);
    }
    const std::uint64_t there = context.bootflash.free_bytes() + parts;
    if (there >= context.options.required_space) return;
    throw too_little_space(there, context.options.required_space)
        .needing(context.options.required_space - parts);
}

/// Runs a step of staging. If bootflash is full, first removes parts of earlier runs that do not belong to
/// `needed`, which otherwise would be in the way of each run, and repeats the step; then removes unused
/// images, a few at a time.
template <typename Step>
auto reclaiming_space(const std::vector<FileName>& needed, const SpaceReclaimer& reclaimer,
                      const Context& context, Step&& step) {
    while (true) {
        try {
            return step();
        } catch (const Error& error) {
            if (error.code() != ExitCode::NoSpace) throw;
            if (context.bootflash.remove_leftovers(needed)) {
                context.log.warning(error.what(), "; trying again without the files of an earlier run");
            } else {
                reclaimer.reclaim(error);
            }
        }
    }
}

}  // namespace

std::optional<BootImages> boot_images(const InstallPlan& plan) {
    if (!plan.system) return std::nullopt;
    BootImages images{plan.system->name, std::nullopt};
    if (plan.kickstart) images.kickstart = plan.kickstart->name;
    return images;
}

Staged stage(const InstallPlan& plan, const RunningImages& running, const ConfigSplit& split,
             const SpaceReclaimer& reclaimer, const Context& context) {
    in_stage(context.log, "tidy bootflash", [&] { context.bootflash.remove_leftovers(names_of(plan)); });
    if (context.options.required_space > 0) {
        in_stage(context.log, "look at bootflash", [&] {
            reclaiming_space(names_of(plan), reclaimer, context,
                             [&] { check_space(names_of(plan), context); });
        });
    }
    std::vector<FileName> needed;
    const auto staged = [&](const char* stage, const FileName& name, const auto& fetch) {
        needed.push_back(name);
        return in_stage(context.log, stage,
                        [&] { return reclaiming_space(needed, reclaimer, context, fetch); });
    };
    Staged all{std::nullopt, std::nullopt, {}, {}, boot_images(plan), plan.install};
    if (plan.config) {
        StagedConfig config = staged("stage the configuration", plan.config->name, [&] {
            return stage_config(*plan.config, boot_images(plan), plan.added, split, context);
        });
        if (config.first) needed.push_back(all.first_config.emplace(*std::move(config.first)).name());
        all.config.emplace(std::move(config.rest));
    }
    for (const ExtraFile& file : plan.files) {
        all.files.push_back(staged("stage the additional files", file.staged_name(),
                                   [&] { return stage_extra(file, context); }));
    }
    const auto add_image = [&](const std::optional<PlannedFile>& image,
                               const std::optional<FileName>& current) {
        if (!image) return;
        all.images.push_back(
            staged("stage the image", image->name, [&] { return stage_image(*image, current, context); }));
    };
    add_image(plan.kickstart, running.kickstart);
    add_image(plan.system, running.system);
    return all;
}

}  // namespace poap
