#include "switch/standby_images.hpp"

#include <optional>

#include "error.hpp"
#include "text.hpp"
#include "transfer/file_digest.hpp"

namespace poap {

namespace {

std::string on_standby(const FileName& image) {
    return concat("bootflash_sup-remote:", image.str());
}

/// From `show file X md5sum`: a line of 32 hex digits.
std::optional<Digest> parse_md5sum(std::string_view text) {
    for (const std::string_view line : lines_of(text)) {
        if (auto digest = Digest::parse(DigestKind::Md5, trimmed(line))) return digest;
    }
    return std::nullopt;
}

/// None where the standby has no such file, or does not say.
std::optional<Digest> md5_there(Cli& cli, const FileName& image) {
    const CliAnswer answer =
        cli.run(chained({concat("show file ", on_standby(image), " md5sum")}), OnSignal::FinishFirst);
    return refusal(answer) ? std::nullopt : parse_md5sum(answer.text);
}

/// `no-prompt`, so that it asks nothing whatever `terminal dont-ask` answers. A failure is no more than told.
void delete_there(Cli& cli, const FileName& image, Log& log) {
    try {
        ask(cli, {concat("delete ", on_standby(image), " no-prompt")}, OnSignal::FinishFirst);
    } catch (const Error& error) {
        log.warning(error.what());
    }
}

/// @throws Error (NoSpace, Switch)
void copy_there(Cli& cli, const FileName& image, Log& log) {
    const std::string command = concat("copy bootflash:", image.str(), ' ', on_standby(image));
    log.tell(Change{command});
    const CliAnswer answer = cli.run(chained({command}), OnSignal::FinishFirst);
    const auto reason = refusal(answer);
    if (!reason) return;
    const std::string cause = concat("the switch refused `", command, "`: ", *reason);
    if (lower(answer.text).find("space") != std::string::npos) {
        throw Error(ExitCode::NoSpace, cause,
                    "remove what is not needed from the standby's bootflash (`dir bootflash_sup-remote:`)");
    }
    throw Error(ExitCode::Switch, cause, "try that command on the switch's CLI; is the standby well?");
}

/// @throws Error (Digest, Switch)
void check_there(Cli& cli, const FileName& image, const Digest& expected) {
    const auto actual = md5_there(cli, image);
    if (actual == expected) return;
    if (!actual) {
        throw Error(ExitCode::Switch, concat("the MD5 of ", on_standby(image), " cannot be read back"),
                    concat("try `show file ", on_standby(image), " md5sum` on the switch's CLI"));
    }
    throw Error(ExitCode::Digest,
                concat("the MD5 of ", on_standby(image), " is ", actual->hex(), ", not ", expected.hex(),
                       " as on the active supervisor"),
                "look at the standby's bootflash: is it sound?");
}

void give(Cli& cli, const FileName& image, const Digest& expected, Log& log) {
    const auto there = md5_there(cli, image);
    if (there == expected) {
        log.info("The standby supervisor has ", image.str(), " already, with the right MD5");
        return;
    }
    // Whether a copy takes the place of another file is not known.
    if (there) delete_there(cli, image, log);
    log.info("Copying ", image.str(), " to the standby supervisor, which can take minutes...");
    try {
        copy_there(cli, image, log);
        check_there(cli, image, expected);
    } catch (const Error&) {
        delete_there(cli, image, log);
        throw;
    }
    log.info("The standby supervisor has ", image.str(), ", verified by its MD5");
}

}  // namespace

void copy_to_standby(Cli& cli, const std::vector<FileName>& images, const Bootflash& bootflash, Clock& clock,
                     Log& log) {
    for (const FileName& image : images) {
        const Descriptor file = bootflash.open_file(image.str());
        if (file) {
            give(cli, image, digest_of(file, image, DigestKind::Md5, clock), log);
        } else {
            log.warning(image.str(), " is not on bootflash, so the standby supervisor does not get it");
        }
    }
}

}  // namespace poap
