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

    std::string url(const std::string& path) const { return device_ + path; }

    /// None if the standby has no such file.
    /// @throws Error (Switch) if it does not report a digest
    std::optional<Digest> md5_of(const std::string& path) {
        CliAnswer answer = show_md5sum(path);
        if (is_unknown(answer) && device_ == kShellName) {
            device_ = kDocumentedName;
            answer = show_md5sum(path);
        }
        if (is_absent(answer)) return std::nullopt;
        const auto reason = refusal(answer);
        const auto digest = reason ? std::nullopt : parse_md5sum(answer.text);
        if (digest) return digest;
        throw Error(ExitCode::Switch,
                    concat("cannot read the MD5 checksum of ", url(path), ": ",
                           reason.value_or("the switch prints none")),
                    concat("try `show file ", url(path),
                           " md5sum` on the switch's CLI, and check that the standby supervisor is up"));
    }

    /// Creates a folder and those above it. It may be there already; if it cannot be created, the copy fails.
    void create(const FlashFolder& folder) {
        FlashFolder here;
        for (const FileName& name : folder.names()) {
            here = here / name;
            const std::string command = concat("mkdir ", url(here.str()));
            log_.emit(Change{command});
            run(command);
        }
    }

    /// `no-prompt`, in case `terminal dont-ask` does not suppress the question. A failure is only logged.
    void remove(const std::string& path) {
        try {
            ask(cli_, {concat("delete ", url(path), " no-prompt")}, OnSignal::FinishFirst);
        } catch (const Error& error) {
            log_.warning(error.what());
        }
    }

    /// @throws Error (NoSpace, Switch)
    void copy_from_active(const std::string& path) {
        const std::string command = concat("copy bootflash:", path, ' ', url(path));
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
    void check(const std::string& path, const Digest& expected, const std::optional<Digest>& before) {
        const auto actual = md5_of(path);
        if (actual == expected) return;
        if (!actual) {
            throw Error(ExitCode::Switch,
                        concat("the MD5 of ", url(path), " cannot be read back: no such file"),
                        concat("try `show file ", url(path), " md5sum` on the switch's CLI"));
        }
        if (actual == before) {
            throw Error(ExitCode::Switch,
                        concat(url(path), " is another file, and the copy did not replace it"),
                        concat("`delete ", url(path), "` on the switch's CLI, then run this again"));
        }
        throw Error(ExitCode::Digest,
                    concat("the MD5 of ", url(path), " is ", actual->hex(), ", not ", expected.hex(),
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
    CliAnswer show_md5sum(const std::string& path) { return run(concat("show file ", url(path), " md5sum")); }

    Cli& cli_;
    Log& log_;
    std::string device_{kShellName};
};

Digest md5_of(const StandbyFile& file, Clock& clock) {
    if (file.verified && file.verified->kind() == DigestKind::Md5) return *file.verified;
    return digest_of(file.file, file.name, DigestKind::Md5, clock);
}

void provide(StandbyFlash& standby, const StandbyFile& file, const Digest& expected, Log& log) {
    const std::string path = file.folder.path_of(file.name);
    const auto there = standby.md5_of(path);
    if (there == expected) {
        log.info("The standby supervisor has ", path, " already, with the same MD5");
        return;
    }
    log.info("Copying ", path, " to the standby supervisor, which can take minutes...");
    if (!there) standby.create(file.folder);
    try {
        standby.copy_from_active(path);
        standby.check(path, expected, there);
    } catch (const Error&) {
        // The standby's boot variable may name a file that was there before.
        if (!there) standby.remove(path);
        throw;
    }
    log.info("The standby supervisor has ", path, ", verified by MD5");
}

}  // namespace

void copy_to_standby(Cli& cli, const std::vector<StandbyFile>& files, Clock& clock, Log& log) {
    StandbyFlash standby(cli, log);
    for (const StandbyFile& file : files) {
        if (file.file) {
            provide(standby, file, md5_of(file, clock), log);
        } else {
            log.warning(file.name.str(), " is not on bootflash, so the standby supervisor does not get it");
        }
    }
}

}  // namespace poap
