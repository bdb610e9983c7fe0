#include "nxos/standby_images.hpp"

#include <chrono>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "flash/file_digest.hpp"

namespace poap {

namespace {

/// From `show file X md5sum`: a line of 32 hex digits.
std::optional<Digest> parse_md5sum(std::string_view text) {
    for (const std::string_view line : lines_of(text)) {
        if (auto digest = Digest::parse(DigestKind::Md5, trimmed(line))) return digest;
    }
    return std::nullopt;
}

/// Whether the CLI does not know the form of a command, whatever it is about.
bool is_unknown(const CliAnswer& answer) {
    const std::string reason = lower(refusal(answer).value_or(""));
    return reason.find("invalid command") != std::string::npos ||
           reason.find("syntax error") != std::string::npos;
}

/// Whether it has looked, and there is no such file.
bool is_absent(const CliAnswer& answer) {
    return lower(refusal(answer).value_or("")).find("no such file") != std::string::npos;
}

/// The bootflash of the standby supervisor. Which name a release's CLI has for it is not known: that of the
/// folder in the switch's shell, or the URL of Cisco's documents. The one that it takes is found out.
class StandbyFlash {
  public:
    StandbyFlash(Cli& cli, Log& log) : cli_(cli), log_(log) {}

    std::string url(const FileName& image) const { return device_ + image.str(); }

    /// None where the standby has no such file.
    /// @throws Error (Switch) where it does not say
    std::optional<Digest> md5_of(const FileName& image) {
        CliAnswer answer = show_md5sum(image);
        if (is_unknown(answer) && device_ == kShellsName) {
            device_ = kDocumentedName;
            answer = show_md5sum(image);
        }
        if (is_absent(answer)) return std::nullopt;
        const auto reason = refusal(answer);
        const auto digest = reason ? std::nullopt : parse_md5sum(answer.text);
        if (digest) return digest;
        throw Error(
            ExitCode::Switch,
            concat("the switch does not tell the MD5 of ", url(image), ": ",
                   reason.value_or("it shows none")),
            concat("try `show file ", url(image), " md5sum` on the switch's CLI; is the standby well?"));
    }

    /// `no-prompt`, so that it asks nothing whatever `terminal dont-ask` answers. A failure is no more than
    /// told.
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
            throw Error(
                ExitCode::NoSpace, cause,
                concat("remove what is not needed from the standby's bootflash (`dir ", device_, "`)"));
        }
        throw Error(ExitCode::Switch, cause, "try that command on the switch's CLI; is the standby well?");
    }

    /// @param before of the file that the copy was to take the place of
    /// @throws Error (Digest, Switch)
    void check(const FileName& image, const Digest& expected, const std::optional<Digest>& before) {
        const auto actual = md5_of(image);
        if (actual == expected) return;
        if (!actual) {
            throw Error(ExitCode::Switch,
                        concat("the MD5 of ", url(image), " cannot be read back: there is no such file"),
                        concat("try `show file ", url(image), " md5sum` on the switch's CLI"));
        }
        if (actual == before) {
            throw Error(ExitCode::Switch,
                        concat(url(image), " is another file, and the copy did not take its place"),
                        concat("`delete ", url(image), "` on the switch's CLI, then run this again"));
        }
        throw Error(ExitCode::Digest,
                    concat("the MD5 of ", url(image), " is ", actual->hex(), ", not ", expected.hex(),
                           " as on the active supervisor"),
                    "look at the standby's bootflash: is it sound?");
    }

  private:
    static constexpr std::string_view kShellsName = "bootflash_sup-remote:";
    static constexpr std::string_view kDocumentedName = "bootflash://sup-remote/";

    /// An image is large, and the way to the standby may be slow.
    static constexpr auto kLimit = std::chrono::hours(1);

    CliAnswer run(const std::string& command) {
        return cli_.run_long(chained({command}), kLimit, [](std::string_view) {});
    }
    CliAnswer show_md5sum(const FileName& image) { return run(concat("show file ", url(image), " md5sum")); }

    Cli& cli_;
    Log& log_;
    std::string device_{kShellsName};
};

Digest md5_of(const StandbyImage& image, Clock& clock) {
    if (image.verified && image.verified->kind() == DigestKind::Md5) return *image.verified;
    return digest_of(image.file, image.name, DigestKind::Md5, clock);
}

void give(StandbyFlash& standby, const FileName& image, const Digest& expected, Log& log) {
    const auto there = standby.md5_of(image);
    if (there == expected) {
        log.info("The standby supervisor has ", image.str(), " already, with the right MD5");
        return;
    }
    log.info("Copying ", image.str(), " to the standby supervisor, which can take minutes...");
    try {
        standby.take(image);
        standby.check(image, expected, there);
    } catch (const Error&) {
        if (!there) standby.remove(image);  // another one's name may stand in the standby's boot variable
        throw;
    }
    log.info("The standby supervisor has ", image.str(), ", verified by its MD5");
}

}  // namespace

void copy_to_standby(Cli& cli, const std::vector<StandbyImage>& images, Clock& clock, Log& log) {
    StandbyFlash standby(cli, log);
    for (const StandbyImage& image : images) {
        if (image.file) {
            give(standby, image.name, md5_of(image, clock), log);
        } else {
            log.warning(image.name.str(), " is not on bootflash, so the standby supervisor does not get it");
        }
    }
}

}  // namespace poap
