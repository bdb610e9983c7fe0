#include "provision/stage_file.hpp"

#include <utility>

#include "base/config_scan.hpp"
#include "base/error.hpp"
#include "base/lines_digest.hpp"
#include "base/text.hpp"
#include "flash/file_digest.hpp"
#include "nxos/scheduled_config.hpp"
#include "provision/download.hpp"
#include "provision/file_errors.hpp"
#include "provision/sidecar_fetch.hpp"
#include "transfer/bounded_sink.hpp"

namespace poap {

namespace {

/// Checks a config against the digest from the plan or its sidecar.
/// @param content digest of the config, by LinesDigest
void verify_config(const PlannedFile& config, const StagedFile& staged, const std::optional<Sidecar>& sidecar,
                   const Digest& content, const Context& context) {
    std::optional<Digest> expected = config.digest;
    if (!expected && sidecar) expected = digest_in(*sidecar, config, content, context);
    if (!expected) return;
    log_verifying(config.name, *expected, context.log);
    const Digest actual = digest_of(staged.file(), config.name, expected->kind(), context.clock);
    if (actual != *expected) throw wrong_digest(config.name, actual, *expected);
    context.log.emit(Verified{config.name, actual});
}

/// Logs the lines of the lab's script, with its spelling.
void download_config(const PlannedFile& config, StagedFile& staged, const Context& context) {
    Log& log = context.log;
    const bool by_http = config.protocol == Protocol::Http;
    log.info("Transfering config file ",
             by_http ? "over HTTP..." : config.name.str() + way_of(config.protocol));
    BoundedSink bounded(staged, kLongestConfig, config_too_large(config));
    download(config, bounded, context);
    staged.sync();
    log.info(by_http ? "Data collected from HTTP request" : "Copy" + way_of(config.protocol) + ", complete");
}

/// Why a trusted file on bootflash is not the planned image.
std::string differs(const Digest& actual, const Digest& expected) {
    return concat("the ", name_of(expected.kind()), " of its file on bootflash is ", actual.hex(), ", not ",
                  expected.hex());
}

void report_decision(const PlannedFile& image, bool runs, const ImageDecision& decision,
                     const std::optional<Digest>& expected, Log& log) {
    if (decision.action == ImageAction::Download) {
        if (runs) {
            log.warning(image.name.str(), " is running, but must be downloaded: ", decision.reason);
        } else {
            log.info(image.name.str(), " must be downloaded: ", decision.reason);
        }
        return;
    }
    if (expected) log.emit(Verified{image.name, *expected});
    if (decision.action == ImageAction::SkipRunning) {
        log.info("Target already matches current image. Skipping....");
    } else {
        log.info(image.name.str(), " is on bootflash already, with the right checksum. Skipping....");
    }
}

void log_split(const ScheduledConfig& scheduled, const ConfigSplit& split, Log& log) {
    if (scheduled.first.empty()) {
        const bool is_wanted = split.split != Split::No;
        return log.debug("The configuration is scheduled in one part: ",
                         is_wanted ? "it has no lines that need a reload, or no others" : split.reason);
    }
    const auto first = lines_of(scheduled.first);
    log.info("The configuration is scheduled in two parts, of ", first.size(), " and ",
             lines_of(scheduled.text).size(), " lines; the first has those that need a reload (",
             split.reason, ")");
    for (const std::string_view line : first) log.debug("first part: ", printable(line, 200));
}

/// Replaces a verified configuration by the text to schedule. @returns its first part, if it has two
std::optional<StagedFile> make_schedulable(StagedFile& staged, const std::optional<BootImages>& boot,
                                           const AddedLines& added, const ConfigSplit& split,
                                           const Context& context) {
    Log& log = context.log;
    std::string verified;
    read_back(staged.file(), staged.name(), [&](std::string_view piece) { verified += piece; });
    const ScheduledConfig scheduled = scheduled_config(verified, boot, added, split.split);
    for (const std::string& change : scheduled.changes) log.info(change);
    for (const std::string& warning : scheduled.warnings) log.warning(warning);
    log_split(scheduled, split, log);
    const auto write = [](StagedFile& file, const std::string& text) {
        file.discard();
        file.write(text);
        file.sync();
    };
    if (scheduled.text != verified) write(staged, scheduled.text);
    if (scheduled.first.empty()) return std::nullopt;
    auto first = StagedFile::create(context.bootflash, first_config_name(staged.name()));
    write(first, scheduled.first);
    return first;
}

/// From the plan, else from its sidecar, else none.
/// @throws Error as fetch_sidecar and digest_in
std::optional<Digest> expected_digest(const PlannedFile& image, const Context& context) {
    if (image.digest) return image.digest;
    const auto sidecar = fetch_sidecar(image, kLongestImageSidecar, context).sidecar;
    return sidecar ? std::optional(digest_in(*sidecar, image)) : std::nullopt;
}

}  // namespace

ImageDecision decide_image(const PlannedFile& image, const std::optional<FileName>& running,
                           const std::optional<Digest>& expected, const Bootflash& bootflash, Clock& clock) {
    const auto download = [](std::string reason) -> ImageDecision {
        return {ImageAction::Download, std::move(reason), {}};
    };
    const bool runs = image.is_running(running);
    if (!bootflash.has(image.name.str())) return download("it is not on bootflash");
    Descriptor file = bootflash.open_trusted(image.name.str());
    if (!file) return download("other users can change the file of this name on bootflash");
    if (!expected && !runs)
        return download("without a checksum it is unknown whether the file on bootflash is the image");
    if (expected) {
        const Digest actual = digest_of(file, image.name, expected->kind(), clock);
        if (actual != *expected) return download(differs(actual, *expected));
    }
    if (runs) return {ImageAction::SkipRunning, "it is the running image", std::move(file)};
    return {ImageAction::SkipOnBootflash, "it is on bootflash, with the right checksum", std::move(file)};
}

StagedConfig stage_config(const PlannedFile& config, const std::optional<BootImages>& boot,
                          const AddedLines& added, const ConfigSplit& split, const Context& context) {
    Log& log = context.log;
    const auto sidecar =
        config.digest ? std::nullopt : fetch_sidecar(config, kLongestConfig, context).sidecar;
    auto staged = StagedFile::create(context.bootflash, config.name);
    download_config(config, staged, context);

    ConfigScan scan;
    LinesDigest content;
    read_back(staged.file(), config.name, [&](std::string_view piece) {
        scan.take(piece);
        content.take(piece);
    });
    if (const auto fault = scan.fault()) throw no_config(config, *fault);
    verify_config(config, staged, sidecar, content.finish(), context);
    if (!scan.has_admin_login()) {
        log.warning("the configuration has no `username admin`, so a login at the console may be impossible");
    }
    auto first = make_schedulable(staged, boot, added, split, context);
    log.info("Config data copied successfully to bootflash");
    return {std::move(first), std::move(staged)};
}

StagedImage stage_image(const PlannedFile& image, const std::optional<FileName>& running,
                        const Context& context) {
    Log& log = context.log;
    log.info("Checking the current image...");
    const auto expected = expected_digest(image, context);
    if (expected && context.bootflash.has(image.name.str()))
        log.info("Verifying ", image.name.str(), " on bootflash...");
    auto decision = decide_image(image, running, expected, context.bootflash, context.clock);
    report_decision(image, image.is_running(running), decision, expected, log);
    if (decision.action == ImageAction::Download) {
        return {image.name, download_to_bootflash(image, image.name, expected, context), {}, expected};
    }
    context.bootflash.remove(part_name(image.name));  // the part of an earlier run is useless now
    return {image.name, std::nullopt, std::move(decision.file), expected};
}

bool is_in_place(const ExtraFile& extra, const Digest& expected, const Descriptor& there, Clock& clock) {
    return there && digest_of(there, extra.file.name, expected.kind(), clock) == expected;
}

Descriptor open_in_place(const ExtraFile& extra, const Bootflash& bootflash) {
    const auto folder = bootflash.folder(extra.folder);
    return folder ? folder->open_trusted(extra.file.name.str()) : Descriptor();
}

StagedExtra stage_extra(const ExtraFile& extra, const Context& context) {
    const auto expected = expected_digest(extra.file, context);
    Descriptor there = open_in_place(extra, context.bootflash);
    if (expected && is_in_place(extra, *expected, there, context.clock)) {
        context.log.emit(Verified{extra.file.name, *expected});
        context.log.info(extra.path(), " is on bootflash already, with the right checksum. Skipping....");
        context.bootflash.remove(part_name(extra.staged_name()));
        return {extra.file.name, extra.folder, std::nullopt, std::move(there), expected};
    }
    auto staged = download_to_bootflash(extra.file, extra.staged_name(), expected, context);
    return {extra.file.name, extra.folder, std::move(staged), {}, expected};
}

}  // namespace poap
