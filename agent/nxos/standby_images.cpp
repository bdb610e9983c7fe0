#include "nxos/standby_images.hpp"

#include <chrono>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "flash/file_digest.hpp"

namespace poap {

namespace {

/// Parses `show file X md5sum`: a line of 32 hex digits.
std::optional<Digest> parse_md5sum(std::string_view text) {
    for (const std::string_view line : lines_of(text)) {
        if (auto digest = Digest::parse(DigestKind::Md5, trimmed(line))) return digest;
    }
    return std::nullopt;
}

/// Whether the CLI does not know the form of the command.
bool is_unknown(const CliAnswer& answer) {
    const std::string reason = lower(refusal(answer).value_or(""));
    return reason.find("invalid command") != std::string::npos ||
           reason.find("syntax error") != std::string::npos;
}

/// Whether the command worked, but there is no such file.
bool is_absent(const CliAnswer& answer) {
    return lower(refusal(answer).value_or("")).find("no such file") != std::string::npos;
}

/// Bootflash of the standby supervisor. Releases differ in its name: that of the folder in the switch's
/// shell, or the URL in Cisco's documentation. Tries both.
class StandbyFlash {
  public:
    StandbyFlash(Cli& cli, Log& log) : cli_(cli), log_(log) {}

    std::string url(const FileName& image) const { return device_ + image.str(); }

    /// None if the standby has no such file.
    /// @throws Error (Switch) if it does not report a digest
    std::optional<Digest> md5_of(const FileName& image) {
        CliAnswer answer = show_md5sum(image);
        if (is_unknown(answer) && device_ == kShellName) {
            device_ = kDocumentedName;
            answer = show_md5sum(image);
        }
        if (is_absent(answer)) return std::nullopt;
        const auto reason = refusal(answer);
        const auto digest = reason ? std::nullopt : parse_md5sum(answer.text);
        if (digest) return digest;
        throw Error(ExitCode::Switch,
                    concat("cannot read the MD5 checksum of ", url(image), ": ",
                           reason.value_or("the switch prints none")),
                    concat("try `show file ", url(image),
                           " md5sum` on the switch's CLI, and check that the standby supervisor is up"));
    }

    /// `no-prompt`, in case `terminal dont-ask` does not suppress the question. A failure is only logged.
    void remove(const FileName& image) {
        try {
            ask(cli_, {concat("delete ", url(image), " no-prompt")}, OnSignal::FinishFirst);
        } catch (const Error& error) {
            log_.warning(error.what());
        }
    }

    /// @throws Error (NoSpace, Switch)
    void take(const FileName& image) {
        const std::string command = concat("copy bootflash:", image.str(), ' ', url(image));
        log_.emit(Change{command});
        const CliAnswer answer = run(command);
        const auto reason = refusal(answer);
        if (!reason) return;
        const std::string cause = concat("the switch refused `", command, "`: ", *reason);
        if (lower(answer.text).find("space") != std::string::npos) {
            throw Error(ExitCode::NoSpace, cause,
                        concat("remove unneeded files from the standby's bootflash (`dir ", device_, "`)"));
        }
        throw Error(ExitCode::Switch, cause,
                    "try that command on the switch's CLI, and check that the standby supervisor is up");
    }

    /// @param before digest of the file that the copy replaces
    /// @throws Error (Digest, Switch)
    void check(const FileName& image, const Digest& expected, const std::optional<Digest>& before) {
        const auto actual = md5_of(image);
        if (actual == expected) return;
        if (!actual) {
            throw Error(ExitCode::Switch,
                        concat("the MD5 of ", url(image), " cannot be read back: no such file"),
                        concat("try `show file ", url(image), " md5sum` on the switch's CLI"));
        }
        if (actual == before) {
            throw Error(ExitCode::Switch,
                        concat(url(image), " is another file, and the copy did not replace it"),
                        concat("`delete ", url(image), "` on the switch's CLI, then run this again"));
        }
        throw Error(ExitCode::Digest,
                    concat("the MD5 of ", url(image), " is ", actual->hex(), ", not ", expected.hex(),
                           " as on the active supervisor"),
                    "check the standby's bootflash for errors");
    }

  private:
    static constexpr std::string_view kShellName = "bootflash_sup-remote:";
    static constexpr std::string_view kDocumentedName = "bootflash://sup-remote/";

    /// Images are large, and the link to the standby may be slow.
    static constexpr auto kLimit = std::chrono::hours(1);

    CliAnswer run(const std::string& command) {
        return cli_.run_long(chained({command}), kLimit, [](std::string_view) {});
    }
    CliAnswer show_md5sum(const FileName& image) { return run(concat("show file ", url(image), " md5sum")); }

    Cli& cli_;
    Log& log_;
    std::string device_{kShellName};
};

Digest md5_of(const StandbyImage& image, Clock& clock) {
    if (image.verified && image.verified->kind() == DigestKind::Md5) return *image.verified;
    return digest_of(image.file, image.name, DigestKind::Md5, clock);
}

void provide(StandbyFlash& standby, const FileName& image, const Digest& expected, Log& log) {
    const auto there = standby.md5_of(image);
    if (there == expected) {
        log.info("The standby supervisor has ", image.str(), " already, with the same MD5");
        return;
    }
    log.info("Copying ", image.str(), " to the standby supervisor, which can take minutes...");
    try {
        standby.take(image);
        standby.check(image, expected, there);
    } catch (const Error&) {
        // The standby's boot variable may name a file that was there before.
        if (!there) standby.remove(image);
        throw;
    }
    log.info("The standby supervisor has ", image.str(), ", verified by MD5");
}

}  // namespace

void copy_to_standby(Cli& cli, const std::vector<StandbyImage>& images, Clock& clock, Log& log) {
    StandbyFlash standby(cli, log);
    for (const StandbyImage& image : images) {
        if (image.file) {
            provide(standby, image.name, md5_of(image, clock), log);
        } else {
            log.warning(image.name.str(), " is not on bootflash, so the standby supervisor does not get it");
        }
    }
}

}  // namespace poap
