#include "provision/preview.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "flash/file_digest.hpp"
#include "log/retries.hpp"
#include "nxos/scheduled_config.hpp"
#include "provision/commit.hpp"
#include "provision/file_errors.hpp"
#include "provision/sidecar_fetch.hpp"
#include "provision/space_reclaimer.hpp"
#include "provision/spare_images.hpp"
#include "provision/stage.hpp"
#include "provision/stage_file.hpp"
#include "transfer/answer_error.hpp"
#include "transfer/text_sink.hpp"

namespace poap {

namespace {

/// Free space for a run: includes files of an earlier run, which each run removes or resumes.
std::uint64_t space_on(const Bootflash& bootflash) {
    const auto leftovers = bootflash.leftovers();
    std::uint64_t space = bootflash.free_bytes();
    for (const FlashFile& file : bootflash.files()) {
        if (std::ranges::find(leftovers, file.name) != leftovers.end()) space += file.bytes;
    }
    return space;
}

FilePreview preview_of(const PlannedFile& file, const char* reason) {
    FilePreview step{file, true, reason};
    if (file.digest) step.checksum = file.digest->str();
    return step;
}

/// A configuration as received.
/// @throws Error (Transfer)
std::string text_of(const PlannedFile& config, const Context& context) {
    TextSink sink(kLongestConfig, config_too_large(config));
    with_retries(context.retries(), [&] {
        if (const auto refused = context.transport.fetch(config.url, sink))
            throw cannot_fetch(config, *refused);
    });
    return sink.text();
}

class PreviewBuilder {
  public:
    PreviewBuilder(const SwitchPlan& planned, const Context& context)
        : context_(context),
          split_(planned.split.split),
          reclaimer_(context, planned.identity.running, planned.plan) {
        preview_.free = space_on(context.bootflash);
        preview_.upgrades_bios =
            upgrades_old_bios(boot_images(planned.step), planned.step.install, planned.identity, context);
    }

    Preview of(const InstallPlan& step, const RunningImages& running) {
        note("look at bootflash", [&] {
            if (context_.options.required_space <= preview_.free) return;
            find_room(too_little_space(preview_.free, context_.options.required_space)
                          .needing(context_.options.required_space),
                      preview_.free);
        });
        if (step.config) {
            preview_.config = preview_of(*step.config, "every run downloads it");
            note("stage the configuration", [&] {
                look_at_config(*preview_.config);
                if (split_ != Split::No && !no_answer_) look_at_parts(step);
            });
        }
        for (const ExtraFile& extra : step.files) add_extra(extra);
        if (step.kickstart) add_image(*step.kickstart, running.kickstart);
        if (step.system) add_image(*step.system, running.system);
        return std::move(preview_);
    }

  private:
    /// Runs a step that may find the error that `run` would end with in that stage.
    template <typename Look>
    void note(const char* stage, Look&& look) {
        try {
            name_stage(stage, look);
        } catch (const Error& error) {
            const bool is_of_files = error.code() == ExitCode::Transfer || error.code() == ExitCode::Digest ||
                                     error.code() == ExitCode::NoSpace;
            if (!is_of_files) throw;
            if (!preview_.fault) preview_.fault = error;
        }
    }

    template <typename Ask>
    auto noting_no_answer(Ask&& ask) {
        try {
            return ask();
        } catch (const AnswerError&) {
            throw;
        } catch (const Error& error) {
            no_answer_ = error.code() == ExitCode::Transfer;
            throw;
        }
    }

    void look_at_config(FilePreview& config) {
        const auto sidecar = ask_for_sidecar(config, kLongestConfig);
        ask_for(config);
        if (config.size == 0U) throw no_config(config.file, empty_config());
        if (config.size > kLongestConfig) throw config_too_large(config.file);
        take_space(config);
        if (sidecar) check_sidecar(*sidecar, config);
    }

    void look_at_parts(const InstallPlan& step) {
        const std::string text = noting_no_answer([&] { return text_of(*step.config, context_); });
        const ScheduledConfig scheduled = scheduled_config(text, boot_images(step), step.added, split_);
        if (!scheduled.first.empty()) preview_.config_parts = {scheduled.first.size(), scheduled.text.size()};
    }

    std::optional<Sidecar> ask_for_sidecar(FilePreview& step, std::uint64_t most) {
        if (step.file.digest || no_answer_) return std::nullopt;
        const auto [sidecar, why_none] =
            noting_no_answer([&] { return fetch_sidecar(step.file, most, context_); });
        if (!sidecar) step.checksum = concat("no checksum: ", why_none);
        return sidecar;
    }

    static Digest found_in_sidecar(const Digest& digest, FilePreview& step) {
        step.checksum = concat(digest.str(), ", from ", sidecar_name(step.file));
        return digest;
    }

    /// A checksum file without an MD5 may be a copy of the configuration; only a comparison can tell.
    void check_sidecar(const Sidecar& sidecar, FilePreview& config) {
        try {
            found_in_sidecar(digest_in(sidecar, config.file), config);
        } catch (const Error& error) {
            if (error.code() != ExitCode::Digest) throw;
            digest_in(sidecar, config.file, content_of(config.file, context_), context_);
            config.checksum = concat("no checksum: ", copy_of_config(config.file));
        }
    }

    void add_image(const PlannedFile& image, const std::optional<FileName>& running) {
        FilePreview& step = preview_.images.emplace_back(preview_of(image, "its checksum is unknown"));
        note("stage the image", [&] { look_at_image(step, running); });
    }

    std::optional<Digest> expected_of(FilePreview& step) {
        if (const auto sidecar = ask_for_sidecar(step, kLongestImageSidecar))
            return found_in_sidecar(digest_in(*sidecar, step.file), step);
        return step.file.digest;
    }

    void look_at_image(FilePreview& image, const std::optional<FileName>& running) {
        const auto expected = expected_of(image);
        const auto decision = decide_image(image.file, running, expected, context_.bootflash, context_.clock);
        image.reason = decision.reason;
        image.fetched = decision.action == ImageAction::Download;
        if (image.fetched) look_at_download(image, image.file.name, expected);
    }

    void look_at_download(FilePreview& step, const FileName& staged_name,
                          const std::optional<Digest>& expected) {
        step.fetched = !is_downloaded(step, staged_name, expected);
        if (!step.fetched) return;
        ask_for(step);
        if (step.size == 0U) throw empty_file(step.file);
        take_space(step);
    }

    void add_extra(const ExtraFile& extra) {
        FilePreview& step = preview_.files.emplace_back(preview_of(extra.file, "it is not on bootflash"));
        step.folder = extra.folder;
        note("stage the additional files", [&] { look_at_extra(step, extra); });
    }

    void look_at_extra(FilePreview& step, const ExtraFile& extra) {
        const auto expected = expected_of(step);
        const Descriptor there = open_in_place(extra, context_.bootflash);
        if (expected && is_in_place(extra, *expected, there, context_.clock)) {
            step.reason = "it is on bootflash, with the right checksum";
            step.fetched = false;
        } else if (there) {
            step.reason = expected ? "the file on bootflash has another checksum" : "its checksum is unknown";
        }
        if (step.fetched) look_at_download(step, extra.staged_name(), expected);
    }

    /// Whether an earlier run downloaded the whole file.
    /// @param name the planned name of its part
    bool is_downloaded(FilePreview& step, const FileName& name, const std::optional<Digest>& expected) {
        if (!expected) return false;
        const Descriptor part = context_.bootflash.open_resumable(part_name(name));
        struct stat facts {};
        if (!part || fstat(part.get(), &facts) != 0 || facts.st_size == 0) return false;
        if (digest_of(part, name, expected->kind(), context_.clock) != *expected) return false;
        step.reason = "an earlier run downloaded it";
        used_ += static_cast<std::uint64_t>(facts.st_size);
        return true;
    }

    void ask_for(FilePreview& step) {
        if (no_answer_) return;
        noting_no_answer([&] {
            with_retries(context_.retries(), [&] {
                step.found.reset();
                const Availability there = context_.transport.look(step.file.url);
                step.found = !there.refused;
                if (there.refused) throw cannot_fetch(step.file, *there.refused);
                step.size = there.size;
            });
        });
    }

    /// Free space left for the next file.
    std::uint64_t left() const {
        const std::uint64_t space = preview_.free + bytes_of(preview_.removed);
        return space - std::min(space, used_);
    }

    void take_space(const FilePreview& step) {
        if (!step.size) return;
        const std::uint64_t before = left();
        used_ += *step.size;
        if (*step.size > before) find_room(no_space_for(step.file.name, *step.size, before), before);
    }

    /// @throws Error if `run` would not find any
    void find_room(const Error& full, std::uint64_t free) {
        const auto more = reclaimer_.images_to_remove(full, free, preview_.removed);
        preview_.removed.insert(preview_.removed.end(), more.begin(), more.end());
    }

    const Context& context_;
    const Split split_;
    const SpaceReclaimer reclaimer_;
    Preview preview_;
    std::uint64_t used_ = 0;  ///< bytes of bootflash, for the files so far
    bool no_answer_ = false;
};

}  // namespace

Preview preview_run(const SwitchPlan& planned, const Context& context) {
    return PreviewBuilder(planned, context).of(planned.step, planned.identity.running);
}

}  // namespace poap
