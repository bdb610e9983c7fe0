#include "provision/download.hpp"

#include "base/text.hpp"
#include "provision/file_errors.hpp"
#include "provision/progress.hpp"

namespace poap {

namespace {

/// @throws Error (Transfer), also if it is empty
void download_whole(const PlannedFile& file, StagedFile& staged, const Context& context) {
    context.log.info("Transferring file ", file.name.str(), way_of(file.protocol));
    download(file, staged, context);
    staged.sync();
    if (staged.size() == 0) throw empty_file(file);
    context.log.info("Copy", way_of(file.protocol), ", complete");
}

/// Whether the whole file is there already, from an earlier run that verified it without using it, or left
/// it incomplete: only its digest can tell.
bool is_there(const FileName& name, StagedFile& staged, const Digest& expected, const Context& context) {
    if (staged.size() == 0) return false;
    Log& log = context.log;
    log.info("Verifying the part from an earlier run of ", name.str(), "...");
    const bool is_right = staged.digest(context.clock) == expected;
    staged.set_verified(is_right);
    if (!is_right) return false;
    log.emit(Verified{name, expected});
    log.info(name.str(), " was downloaded by an earlier run: not downloading it again");
    return true;
}

/// Downloads a file and verifies it. If it arrived in pieces and is wrong, downloads it once more.
/// @throws Error (Transfer, Digest)
void download_verified(const PlannedFile& file, StagedFile& staged, const Digest& expected,
                       const Context& context) {
    const Retries& retries = context.retries();
    for (bool again = false;; again = true) {
        download_whole(file, staged, context);
        log_verifying(file.name, expected, retries.log);
        const Digest actual = staged.digest(retries.clock);
        staged.set_verified(actual == expected);
        if (actual == expected) return retries.log.emit(Verified{file.name, actual});
        const bool in_pieces = staged.resumed();
        staged.discard();
        const Error wrong = wrong_digest(file.name, actual, expected);
        if (again || !in_pieces) throw wrong;
        retries.log.warning(wrong.what(), ": it arrived in pieces; downloading it once more from the start");
    }
}

}  // namespace

void download(const PlannedFile& file, BodySink& sink, const Context& context) {
    const Retries& retries = context.retries();
    Progress progress(sink, file.name.str(), context.deadline, retries.clock, retries.log);
    const auto fetch = [&] {
        retries.log.debug("fetching ", file.url);
        if (const auto refused = context.transport.fetch(file.url, progress)) {
            throw cannot_fetch(file, *refused);
        }
    };
    with_retries(retries, fetch, [&] { return progress.furthest(); });
    progress.finish();
}

void log_verifying(const FileName& name, const Digest& expected, Log& log) {
    log.info("Verifying the ", name_of(expected.kind()), " of ", name.str(), "...");
}

Error wrong_digest(const FileName& name, const Digest& actual, const Digest& expected) {
    return {ExitCode::Digest,
            concat("the ", name_of(expected.kind()), " of ", name.str(), " is ", actual.hex(), ", not ",
                   expected.hex(), " as expected"),
            "check file and checksum at the source; if they match there, the network or the disk damages the "
            "file"};
}

std::string way_of(Protocol protocol) {
    switch (protocol) {
        case Protocol::Http:
            return " over HTTP";
        case Protocol::Tftp:
            return " over TFTP";
        case Protocol::Sftp:
            return " over SFTP";
        case Protocol::Scp:
            return " over SCP";
        case Protocol::Ftp:
            return " over FTP";
        case Protocol::Usb:
            break;
    }
    return " from the USB stick";
}

StagedFile download_to_bootflash(const PlannedFile& file, const FileName& staged_name,
                                 const std::optional<Digest>& expected, const Context& context) {
    if (!expected) {
        auto staged = StagedFile::create(context.bootflash, staged_name);
        download_whole(file, staged, context);
        return staged;
    }
    auto staged = StagedFile::resume(context.bootflash, staged_name, expected->kind());
    if (is_there(file.name, staged, *expected, context)) {
        staged.sync();
    } else {
        download_verified(file, staged, *expected, context);
    }
    return staged;
}

}  // namespace poap
