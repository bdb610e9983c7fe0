#include "stage_file.hpp"

#include <utility>

#include "error.hpp"
#include "progress.hpp"
#include "scheduled_config.hpp"
#include "text.hpp"
#include "transfer/bounded_sink.hpp"
#include "transfer/config_scan.hpp"
#include "transfer/file_digest.hpp"
#include "transfer/sidecar.hpp"
#include "transfer/text_sink.hpp"

namespace poap {

namespace {

constexpr std::size_t kLongestSidecar = 64 * 1024;
constexpr std::uint64_t kLongestConfig = 16 * 1024 * 1024;

/// The digest a file must have: the plan's, else its sidecar's, else none.
std::optional<Digest> expected_digest(const PlannedFile& file, const Staging& staging) {
    if (file.digest) return file.digest;
    if (!staging.sidecars) {
        staging.retries.log.warning("no digest is asked for: ", file.name.str(), " is taken as it comes");
        return std::nullopt;
    }
    TextSink sidecar(kLongestSidecar, Error(ExitCode::Digest, "the sidecar is larger than 64 KiB",
                                            "write it anew: `md5sum FILE > FILE.md5`, or remove it"));
    const std::string url = file.sidecar_url();
    const auto refused = with_retries(staging.retries, [&] { return staging.transport.fetch(url, sidecar); });
    if (!refused) return parse_sidecar(sidecar.text(), {file.name.str(), file.served_name()});
    staging.retries.log.debug("no sidecar at ", url, ": ", refused->reason);
    if (staging.require_digest) {
        throw Error(ExitCode::Digest,
                    concat("no digest is known for ", file.name.str(),
                           ", and --require-digest is set; its sidecar: ", refused->reason),
                    concat("put one into the POAP server's plan, or ", url.substr(url.rfind('/') + 1),
                           " beside the file"));
    }
    staging.retries.log.warning("no digest is known for ", file.name.str(), ": it is taken as it comes");
    return std::nullopt;
}

void download(const PlannedFile& file, BodySink& sink, const Staging& staging) {
    const Retries& retries = staging.retries;
    Progress progress(sink, file.name.str(), staging.deadline, retries.clock, retries.log);
    with_retries(retries, [&] {
        retries.log.debug("fetching ", file.url);
        if (const auto refused = staging.transport.fetch(file.url, progress)) {
            throw Error(ExitCode::Transfer, concat("cannot fetch ", file.url, ": ", refused->reason),
                        "is the file there, under this very name, and readable?",
                        refused->may_pass ? Passing::Yes : Passing::No);
        }
    });
}

void tell_of_verifying(const FileName& name, const Digest& expected, Log& log) {
    log.info("Verifying the ", name_of(expected.kind()), " of ", name.str(), "...");
}

Error wrong_digest(const FileName& name, const Digest& actual, const Digest& expected) {
    return {
        ExitCode::Digest,
        concat("the ", name_of(expected.kind()), " of ", name.str(), " is ", actual.hex(), ", not ",
               expected.hex(), " as it should be"),
        "compare file and digest where they come from; if they agree there, the file is damaged on its way"};
}

Error no_config(const PlannedFile& config, const std::string& fault) {
    return {ExitCode::Transfer, concat(config.url, " is no configuration: ", fault),
            "open that URL: does the server render the switch's configuration?"};
}

std::string_view way_of(Protocol protocol) {
    switch (protocol) {
        case Protocol::Http:
            return " over HTTP";
        case Protocol::Tftp:
            return " over TFTP";
        case Protocol::Usb:
            break;
    }
    return " from the USB stick";
}

/// @throws Error (Transfer) also of an empty one
void download_image(const PlannedFile& image, StagedFile& staged, const Staging& staging) {
    staging.retries.log.info("Transferring file ", image.name.str(), way_of(image.protocol));
    download(image, staged, staging);
    staged.sync();
    if (staged.size() == 0) {
        throw Error(ExitCode::Transfer, concat(image.url, " is empty"), "put the image there again");
    }
}

/// Whether all of the image is there already. What an earlier pass verified but did not get to use, or left
/// incomplete: only its digest can tell.
bool is_there(StagedFile& staged, const Digest& expected, const Staging& staging) {
    if (staged.size() == 0) return false;
    Log& log = staging.retries.log;
    log.info("Verifying what an earlier run left of ", staged.name().str(), "...");
    const bool is_right = staged.digest(staging.retries.clock) == expected;
    staged.set_verified(is_right);
    if (!is_right) return false;
    log.tell(Verified{staged.name(), expected});
    log.info(staged.name().str(), " was downloaded by an earlier run: not fetched again");
    return true;
}

/// Downloads an image and verifies it. One that came in pieces and is wrong is fetched once more.
/// @throws Error (Transfer, Digest)
void download_verified(const PlannedFile& image, StagedFile& staged, const Digest& expected,
                       const Staging& staging) {
    const Retries& retries = staging.retries;
    for (bool again = false;; again = true) {
        download_image(image, staged, staging);
        tell_of_verifying(image.name, expected, retries.log);
        const Digest actual = staged.digest(retries.clock);
        staged.set_verified(actual == expected);
        if (actual == expected) return retries.log.tell(Verified{image.name, actual});
        const bool in_pieces = staged.resumed();
        staged.discard();
        const Error wrong = wrong_digest(image.name, actual, expected);
        if (again || !in_pieces) throw wrong;
        retries.log.warning(wrong.what(), ": it came in pieces, and is fetched once more from its start");
    }
}

StagedFile stage_verified_image(const PlannedFile& image, const Digest& expected, const Staging& staging) {
    auto staged = StagedFile::take_up(staging.bootflash, image.name, expected.kind());
    if (is_there(staged, expected, staging)) {
        staged.sync();
    } else {
        download_verified(image, staged, expected, staging);
    }
    return staged;
}

StagedFile stage_unverified_image(const PlannedFile& image, const Staging& staging) {
    auto staged = StagedFile::create(staging.bootflash, image.name);
    download_image(image, staged, staging);
    return staged;
}

bool runs_from_bootflash(const PlannedFile& image, const std::optional<FileName>& running,
                         const Bootflash& bootflash) {
    return image.is_running(running) && bootflash.has(image.name.str());
}

/// Replaces a verified configuration by what is scheduled of it.
void make_schedulable(StagedFile& staged, const std::optional<BootImages>& boot, Log& log) {
    std::string verified;
    read_back(staged.file(), staged.name(), [&](std::string_view piece) { verified += piece; });
    const ScheduledConfig scheduled = scheduled_config(verified, boot);
    for (const std::string& change : scheduled.changes) log.info(change);
    for (const std::string& warning : scheduled.warnings) log.warning(warning);
    if (scheduled.text == verified) return;
    staged.discard();
    staged.write(scheduled.text);
    staged.sync();
}

}  // namespace

ImageDecision decide_image(const PlannedFile& image, const std::optional<FileName>& running,
                           const std::optional<Digest>& expected, const Bootflash& bootflash, Clock& clock) {
    Descriptor file = bootflash.open_file(image.name.str());
    if (file && image.is_running(running)) return {ImageAction::SkipRunning, std::move(file)};
    if (!file || !expected) return {ImageAction::Download, {}};
    const bool right = digest_of(file, image.name, expected->kind(), clock) == *expected;
    if (!right) return {ImageAction::Download, {}};
    return {ImageAction::SkipOnBootflash, std::move(file)};
}

StagedFile stage_config(const PlannedFile& config, const std::optional<BootImages>& boot,
                        const Staging& staging) {
    Log& log = staging.retries.log;
    const auto expected = expected_digest(config, staging);
    if (config.protocol == Protocol::Http) {
        log.info("Transfering config file over HTTP...");
    } else {
        log.info("Transferring file ", config.name.str(), way_of(config.protocol));
    }
    auto staged = StagedFile::create(staging.bootflash, config.name);
    BoundedSink bounded(staged, kLongestConfig, no_config(config, "it is larger than 16 MiB"));
    download(config, bounded, staging);
    staged.sync();

    ConfigScan scan;
    read_back(staged.file(), config.name, [&](std::string_view piece) { scan.take(piece); });
    if (const std::string fault = scan.fault(); !fault.empty()) throw no_config(config, fault);
    if (expected) {
        tell_of_verifying(config.name, *expected, log);
        const Digest actual = digest_of(staged.file(), config.name, expected->kind(), staging.retries.clock);
        if (actual != *expected) throw wrong_digest(config.name, actual, *expected);
        log.tell(Verified{config.name, actual});
    }
    if (!scan.has_admin_login()) {
        log.warning(
            "the configuration has no `username admin`, so nobody may get in at the console: no password");
    }
    make_schedulable(staged, boot, log);
    log.info("Config data copied successfully to bootflash");
    return staged;
}

StagedImage stage_image(const PlannedFile& image, const std::optional<FileName>& running,
                        const Staging& staging) {
    Log& log = staging.retries.log;
    log.info("Checking the current image...");
    const bool is_there = runs_from_bootflash(image, running, staging.bootflash);
    if (image.is_running(running) && !is_there) {
        log.warning(
            image.name.str(),
            " runs, but is not on bootflash, where the boot variable will look for it: it is fetched");
    }
    const auto expected = is_there ? std::nullopt : expected_digest(image, staging);
    auto decision = decide_image(image, running, expected, staging.bootflash, staging.retries.clock);
    switch (decision.action) {
        case ImageAction::SkipRunning:
            log.info("Target already matches current image. Skipping....");
            break;
        case ImageAction::SkipOnBootflash:
            log.tell(Verified{image.name, *expected});
            log.info(image.name.str(), " is on bootflash already, with the right digest. Skipping....");
            break;
        case ImageAction::Download:
            return {image.name,
                    expected ? stage_verified_image(image, *expected, staging)
                             : stage_unverified_image(image, staging),
                    {},
                    expected};
    }
    staging.bootflash.remove(part_name(image.name));  // what an earlier run left is of no use any more
    return {image.name, std::nullopt, std::move(decision.file), expected};
}

}  // namespace poap
