#include "outlook.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "file_errors.hpp"
#include "retry.hpp"
#include "room.hpp"
#include "sidecar_fetch.hpp"
#include "stage_file.hpp"
#include "staging.hpp"
#include "transfer/file_digest.hpp"

namespace poap {

namespace {

/// What bootflash has for a run: each one begins by removing what an earlier one left, or resumes it.
std::uint64_t space_on(const Bootflash& bootflash) {
    const auto leftovers = bootflash.leftovers();
    std::uint64_t space = bootflash.free_bytes();
    for (const FlashFile& file : bootflash.files()) {
        if (std::ranges::find(leftovers, file.name) != leftovers.end()) space += file.bytes;
    }
    return space;
}

class Survey {
  public:
    Survey(const Inquiry& inquiry, const Options& options, const Bootflash& bootflash, Tools tools)
        : retries_{options.retries, tools.clock, tools.log},
          room_(bootflash, tools.cli, inquiry.identity.running, inquiry.plan, options.make_room, tools.log),
          staging_{tools.transport, bootflash, retries_,         options.require_digest,
                   std::nullopt,    room_,     options.sidecars, options.required_space} {
        outlook_.free = space_on(bootflash);
    }

    Outlook of(const InstallPlan& leg, const RunningImages& running) {
        note("look at bootflash", [&] {
            if (staging_.required_space <= outlook_.free) return;
            find_room(
                too_little_space(outlook_.free, staging_.required_space).needing(staging_.required_space));
        });
        if (leg.config) {
            outlook_.config = Step{*leg.config, true, "every run fetches it"};
            note("stage the configuration", [&] { look_at_config(*outlook_.config); });
        }
        if (leg.kickstart) add_image(*leg.kickstart, running.kickstart);
        if (leg.system) add_image(*leg.system, running.system);
        return std::move(outlook_);
    }

  private:
    /// Runs a step that may find what `run` would end with in that stage.
    template <typename Look>
    void note(const char* stage, Look&& look) {
        try {
            in_stage(stage, look);
        } catch (const Error& error) {
            const bool is_of_files = error.code() == ExitCode::Transfer || error.code() == ExitCode::Digest ||
                                     error.code() == ExitCode::NoSpace;
            if (!is_of_files) throw;
            if (!outlook_.fault) outlook_.fault = error;
        }
    }

    void look_at_config(Step& config) {
        if (staging_.require_digest && !config.file.digest)
            fetch_sidecar(config.file, kLongestConfig, staging_);
        ask_for(config);
        if (config.size == 0U) throw no_config(config.file, empty_config());
        if (config.size > kLongestConfig) throw config_too_large(config.file);
        take_space(config);
    }

    void add_image(const PlannedFile& image, const std::optional<FileName>& running) {
        Step& step = outlook_.images.emplace_back(Step{image, true, "it is not on bootflash"});
        note("stage the image", [&] { look_at_image(step, running); });
    }

    void look_at_image(Step& image, const std::optional<FileName>& running) {
        const PlannedFile& file = image.file;
        // Without the image on bootflash its checksum decides nothing yet.
        const bool needs_digest = staging_.require_digest || staging_.bootflash.has(file.name.str());
        const auto expected = needs_digest ? expected_digest(file, staging_) : file.digest;
        const auto decision = decide_image(file, running, expected, staging_.bootflash, retries_.clock);
        image.reason = decision.reason;
        image.fetched = decision.action == ImageAction::Download && !is_downloaded(image, expected);
        if (!image.fetched) return;
        ask_for(image);
        if (image.size == 0U) throw empty_image(file);
        take_space(image);
    }

    /// Whether an earlier run downloaded all of it.
    bool is_downloaded(Step& image, const std::optional<Digest>& expected) {
        if (!expected) return false;
        const FileName& name = image.file.name;
        const Descriptor part = staging_.bootflash.take_up_file(part_name(name));
        struct stat facts {};
        if (!part || fstat(part.get(), &facts) != 0 || facts.st_size == 0) return false;
        if (digest_of(part, name, expected->kind(), retries_.clock) != *expected) return false;
        image.reason = "an earlier run downloaded it";
        used_ += static_cast<std::uint64_t>(facts.st_size);
        return true;
    }

    void ask_for(Step& step) {
        if (nobody_answers_) return;
        std::optional<Refused> refused;
        try {
            with_retries(retries_, [&] {
                const Availability there = staging_.transport.look(step.file.url);
                refused = there.refused;
                if (refused) throw cannot_fetch(step.file, *refused);
                step.found = true;
                step.size = there.size;
            });
        } catch (const Error&) {
            if (refused) {
                step.found = false;
            } else {
                nobody_answers_ = true;
            }
            throw;
        }
    }

    void take_space(const Step& step) {
        if (!step.size) return;
        const std::uint64_t left = outlook_.free - std::min(outlook_.free, used_);
        used_ += *step.size;
        if (used_ > outlook_.free) find_room(no_space_for(step.file.name, *step.size, left).needing(used_));
    }

    /// @throws Error where `run` would find none
    void find_room(const Error& full) { outlook_.removed = room_.images_to_remove(full, outlook_.free); }

    const Retries retries_;
    const Room room_;
    const Staging staging_;
    Outlook outlook_;
    std::uint64_t used_ = 0;  ///< bytes of bootflash, by the files so far
    bool nobody_answers_ = false;
};

}  // namespace

Outlook look_ahead(const Inquiry& inquiry, const Options& options, const Bootflash& bootflash, Tools tools) {
    return Survey(inquiry, options, bootflash, tools).of(inquiry.leg, inquiry.identity.running);
}

}  // namespace poap
