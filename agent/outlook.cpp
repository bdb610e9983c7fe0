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
#include "switch/spare_images.hpp"
#include "transfer/answer_error.hpp"
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
        : retries_{options.retries, tools.clock, tools.log, inquiry.deadline},
          room_(bootflash, tools.cli, inquiry.identity.running, inquiry.plan, options.make_room, tools.log),
          staging_{tools.transport,           bootflash, retries_,         options.require_digest,
                   inquiry.deadline,          room_,     options.sidecars, options.required_space,
                   options.server.has_value()} {
        outlook_.free = space_on(bootflash);
    }

    Outlook of(const InstallPlan& leg, const RunningImages& running) {
        note("look at bootflash", [&] {
            if (staging_.required_space <= outlook_.free) return;
            find_room(
                too_little_space(outlook_.free, staging_.required_space).needing(staging_.required_space),
                outlook_.free);
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

    template <typename Ask>
    auto noting_silence(Ask&& ask) {
        try {
            return ask();
        } catch (const AnswerError&) {
            throw;
        } catch (const Error& error) {
            nobody_answers_ = error.code() == ExitCode::Transfer;
            throw;
        }
    }

    void look_at_config(Step& config) {
        const auto sidecar = ask_for_sidecar(config.file);
        ask_for(config);
        if (config.size == 0U) throw no_config(config.file, empty_config());
        if (config.size > kLongestConfig) throw config_too_large(config.file);
        take_space(config);
        if (sidecar) check_sidecar(*sidecar, config.file);
    }

    std::optional<Sidecar> ask_for_sidecar(const PlannedFile& config) {
        if (config.digest || nobody_answers_) return std::nullopt;
        return noting_silence([&] { return fetch_sidecar(config, kLongestConfig, staging_); });
    }

    /// One without an MD5 may be a copy of the configuration, which only the configuration can tell.
    void check_sidecar(const Sidecar& sidecar, const PlannedFile& config) {
        try {
            digest_in(sidecar, config);
        } catch (const Error& error) {
            if (error.code() != ExitCode::Digest) throw;
            digest_in(sidecar, config, content_of(config, staging_), staging_);
        }
    }

    void add_image(const PlannedFile& image, const std::optional<FileName>& running) {
        Step& step = outlook_.images.emplace_back(Step{image, true, "its checksum is not known"});
        note("stage the image", [&] { look_at_image(step, running); });
    }

    void look_at_image(Step& image, const std::optional<FileName>& running) {
        const PlannedFile& file = image.file;
        const auto expected =
            nobody_answers_ ? file.digest : noting_silence([&] { return expected_digest(file, staging_); });
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
        noting_silence([&] {
            with_retries(retries_, [&] {
                step.found.reset();
                const Availability there = staging_.transport.look(step.file.url);
                step.found = !there.refused;
                if (there.refused) throw cannot_fetch(step.file, *there.refused);
                step.size = there.size;
            });
        });
    }

    /// What bootflash still has for the next file.
    std::uint64_t left() const {
        const std::uint64_t space = outlook_.free + bytes_of(outlook_.removed);
        return space - std::min(space, used_);
    }

    void take_space(const Step& step) {
        if (!step.size) return;
        const std::uint64_t before = left();
        used_ += *step.size;
        if (*step.size > before) find_room(no_space_for(step.file.name, *step.size, before), before);
    }

    /// @throws Error where `run` would find none
    void find_room(const Error& full, std::uint64_t free) {
        const auto more = room_.images_to_remove(full, free, outlook_.removed);
        outlook_.removed.insert(outlook_.removed.end(), more.begin(), more.end());
    }

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
