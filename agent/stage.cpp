#include "stage.hpp"

#include <sys/stat.h>

#include "error.hpp"
#include "file_errors.hpp"
#include "in_stage.hpp"
#include "text.hpp"

namespace poap {

namespace {

/// @throws Error (NoSpace) where less is free than was asked for. What an earlier pass left of this plan's
/// files is room for them.
void check_space(const std::vector<FileName>& planned, const Staging& staging) {
    std::uint64_t parts = 0;
    for (const FileName& name : planned) {
        const Descriptor part = staging.bootflash.open_file(part_name(name));
        struct stat status {};
        if (part && fstat(part.get(), &status) == 0) parts += static_cast<std::uint64_t>(status.st_size);
    }
    const std::uint64_t there = staging.bootflash.free_bytes() + parts;
    if (there >= staging.required_space) return;
    throw too_little_space(there, staging.required_space).needing(staging.required_space - parts);
}

/// Runs a step of staging. Where it finds no room, what earlier passes left of files that come after those
/// of `needed` makes way, and it is run once more: it may be of use to nobody, and would be in the way of
/// each pass. Then images make way, each time some.
template <typename Step>
auto with_room_for(const std::vector<FileName>& needed, const Staging& staging, Step&& step) {
    while (true) {
        try {
            return step();
        } catch (const Error& error) {
            if (error.code() != ExitCode::NoSpace) throw;
            if (staging.bootflash.remove_leftovers(needed)) {
                staging.retries.log.warning(error.what(), "; once more without what an earlier run left");
            } else {
                staging.room.make(error);
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

Staged stage(const InstallPlan& plan, const RunningImages& running, const Staging& staging) {
    in_stage(staging.retries.log, "tidy bootflash",
             [&] { staging.bootflash.remove_leftovers(names_of(plan)); });
    if (staging.required_space > 0) {
        in_stage(staging.retries.log, "look at bootflash", [&] {
            with_room_for(names_of(plan), staging, [&] { check_space(names_of(plan), staging); });
        });
    }
    std::vector<FileName> needed;
    const auto staged = [&](const char* stage, const FileName& name, const auto& fetch) {
        needed.push_back(name);
        return in_stage(staging.retries.log, stage, [&] { return with_room_for(needed, staging, fetch); });
    };
    Staged all{std::nullopt, {}, boot_images(plan), plan.install};
    if (plan.config) {
        all.config.emplace(staged("stage the configuration", plan.config->name,
                                  [&] { return stage_config(*plan.config, boot_images(plan), staging); }));
    }
    const auto add_image = [&](const std::optional<PlannedFile>& image,
                               const std::optional<FileName>& current) {
        if (!image) return;
        all.images.push_back(
            staged("stage the image", image->name, [&] { return stage_image(*image, current, staging); }));
    };
    add_image(plan.kickstart, running.kickstart);
    add_image(plan.system, running.system);
    return all;
}

}  // namespace poap
