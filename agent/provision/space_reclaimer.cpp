#include "provision/space_reclaimer.hpp"

#include <algorithm>
#include <limits>
#include <optional>

#include "base/text.hpp"
#include "nxos/boot_variable.hpp"

namespace poap {

namespace {

constexpr const char* kByHand = "remove unneeded files from bootflash (`dir bootflash:`)";

std::string sized(const FlashFile& file) {
    return concat(file.name, " (", human_size(file.bytes), ")");
}

std::string listed(const std::vector<FlashFile>& files) {
    constexpr std::size_t kMost = 6;
    std::string text;
    for (std::size_t i = 0; i < std::min(files.size(), kMost); ++i) {
        text += concat(i == 0 ? "" : ", ", sized(files[i]));
    }
    if (files.size() > kMost) text += concat(" and ", files.size() - kMost, " more");
    return text;
}

Error not_enough(const Error& full, const std::vector<FlashFile>& spare, std::uint64_t missing) {
    const std::string what = spare.empty() ? "there is no unused image on bootflash"
                                           : concat("all unused images, ", listed(spare), ", are not enough");
    return {ExitCode::NoSpace,
            concat(full.what(), "; ", what, ": ", human_size(missing - bytes_of(spare)),
                   " more must be free, including a margin of 1 % (at least 8 MB)"),
            kByHand};
}

Error not_allowed(const Error& full, const std::vector<FlashFile>& enough) {
    return {ExitCode::NoSpace, full.what(),
            concat("--make-room removes images that are neither running, nor booted next, nor planned, here ",
                   listed(enough), "; or ", kByHand)};
}

Error not_known(const Error& full, const std::string& reason) {
    return {ExitCode::NoSpace, concat(full.what(), "; it is unknown which images are unused, since ", reason),
            kByHand};
}

}  // namespace

std::uint64_t with_margin(std::uint64_t bytes) {
    constexpr std::uint64_t kLeast = 8'000'000;
    const std::uint64_t margin = std::max(bytes / 100, kLeast);
    return bytes > std::numeric_limits<std::uint64_t>::max() - margin ? bytes : bytes + margin;
}

SpaceReclaimer::SpaceReclaimer(const Context& context, const RunningImages& running, const InstallPlan& plan)
    : context_(context), running_is_known_(running.system.has_value()), kept_(names_of(plan)) {
    for (const auto& image : {running.system, running.kickstart}) {
        if (image) kept_.push_back(*image);
    }
}

std::vector<FlashFile> SpaceReclaimer::images_to_remove(const Error& full, std::uint64_t free,
                                                        const std::vector<FlashFile>& removed) const {
    const auto needed = full.bytes_needed();
    if (!needed || with_margin(*needed) <= free) throw full;
    const std::uint64_t missing = with_margin(*needed) - free;
    auto spare = ask_for_spare(full);
    std::erase_if(spare, [&](const FlashFile& file) {
        return std::ranges::find(removed, file.name, &FlashFile::name) != removed.end();
    });
    const auto enough = just_enough(spare, missing);
    if (!enough) throw not_enough(full, spare, missing);
    if (!context_.options.make_room) throw not_allowed(full, *enough);
    return *enough;
}

void SpaceReclaimer::reclaim(const Error& full) const {
    const auto enough = images_to_remove(full, context_.bootflash.free_bytes(), {});
    context_.log.warning(full.what(), "; removing unused images");
    remove(enough);
    if (context_.bootflash.free_bytes() < full.bytes_needed()) {
        throw Error(ExitCode::NoSpace,
                    concat(full.what(), "; removing ", listed(enough), " did not free enough"),
                    "another program may still have them open: reload the switch");
    }
}

std::vector<FlashFile> SpaceReclaimer::ask_for_spare(const Error& full) const {
    if (!running_is_known_) throw not_known(full, "`show version` does not print the running image");
    const CliAnswer boot = context_.cli.run(chained({"show boot"}), OnSignal::Stop);
    if (const auto reason = refusal(boot)) throw not_known(full, concat("`show boot` failed: ", *reason));
    if (parse_next_reload(boot.text).empty())
        throw not_known(full, "`show boot` has no boot variable in a known form");
    return spare_images(context_.bootflash.files(), {kept_, boot.text});
}

void SpaceReclaimer::remove(const std::vector<FlashFile>& images) const {
    for (const FlashFile& image : images) {
        if (!context_.bootflash.remove(image.name)) {
            throw bootflash_error(errno, concat("cannot remove bootflash:", image.name));
        }
        context_.log.warning("removed ", sized(image),
                             " from bootflash: it is neither running, nor booted next, nor planned");
    }
    context_.bootflash.sync();  // makes the freed blocks available
}

}  // namespace poap
