#include "nxos/install_all.hpp"

#include <array>
#include <chrono>
#include <utility>

#include "base/release.hpp"
#include "base/text.hpp"
#include "nxos/boot_variable.hpp"
#include "nxos/install_output.hpp"
#include "nxos/time_limit.hpp"

namespace poap {

namespace {

constexpr int kMostLines = 1000;
constexpr int kBarStep = 25;  ///< percent

/// Logs the output of an install. Progress bars are redrawn many times: every state goes to the terminal, but
/// only a few go to the log.
class OutputLogger {
  public:
    explicit OutputLogger(Log& log) : log_(log) {}

    void take(std::string_view text) {
        const InstallLine line = parse_install_line(text);
        if (line.words.empty()) {
            if (line.percent) log_bar(*line.percent);
            return;
        }
        if (says_bios_is_corrupt(line.words)) corrupt_bios_ = line.words;
        next_bar_ = kBarStep;
        if (lines_ == kMostLines) log_.warning("install all printed too many lines: the rest is not logged");
        if (lines_ <= kMostLines) ++lines_;
        if (lines_ > kMostLines) return;
        log_.info("install all: ", line.percent ? concat(*line.percent, " % ") : "", line.words);
    }

    /// The line about a possibly corrupted BIOS; empty if there was none.
    const std::string& corrupt_bios_line() const { return corrupt_bios_; }

  private:
    void log_bar(int percent) {
        const bool milestone = percent >= next_bar_ && lines_ < kMostLines;
        if (milestone) next_bar_ = percent + kBarStep;
        log_.emit(Installing{percent, milestone});
    }

    Log& log_;
    std::string corrupt_bios_;
    int lines_ = 0;
    int next_bar_ = kBarStep;
};

/// Runs the command. On a time-out or endless output, a BIOS warning printed before takes precedence.
CliAnswer run_install(Cli& cli, const std::string& command, std::chrono::minutes limit, Log& log) {
    OutputLogger logger(log);
    try {
        return cli.run_long(chained({command}), limit, [&](std::string_view line) { logger.take(line); });
    } catch (const Error&) {
        if (logger.corrupt_bios_line().empty()) throw;
        throw corrupt_bios(logger.corrupt_bios_line());
    }
}

/// Logs the images of the next reload after the installer has reset the boot variables.
void log_boot_variables(Cli& cli, Log& log) {
    try {
        for (const BootVariable& variable : parse_next_reload(show_boot(cli))) {
            log.warning("the installer reset the boot variables: the next reload boots ", variable.kind, ' ',
                        variable.image.empty() ? "none" : printable(variable.image, 200));
        }
    } catch (const Error& error) {
        log.warning("the installer reset the boot variables, and reading them back failed: ", error.what());
    }
}

/// @param what for the log
void install(Cli& cli, const std::string& command, const std::string& what, std::chrono::minutes usual,
             Log& log) {
    log.info("INFO: Ready to execute ", command);
    log.emit(Change{command});
    log.info("The switch installs ", what, ", which may take ", usual.count(), " min...");
    const CliAnswer answer = run_install(cli, command, 2 * usual, log);
    if (auto failure = install_failure(answer)) {
        constexpr std::array<std::string_view, 1> kReset = {"resetting boot variables"};
        if (mentions(answer.text, kReset)) log_boot_variables(cli, log);
        throw std::move(*failure);
    }
    log.info(what, " is installed");
}

}  // namespace

std::chrono::minutes install_time(const FileName& image) {
    static const Release kFirstWithEpld = Release::parse("10.5(3)").value();
    const auto release = Release::of_image(image);
    return release && *release >= kFirstWithEpld ? kInstallTimeWithEpld : kInstallTime;
}

std::string install_command(const FileName& image) {
    return concat("install all nxos bootflash:///", image.str(), " no-reload non-interruptive");
}

std::string bios_command(const FileName& image) {
    return concat("install all nxos bootflash:///", image.str(), " bios");
}

void install_all(Cli& cli, const FileName& image, Log& log) {
    install(cli, install_command(image), image.str(), install_time(image), log);
}

void install_bios(Cli& cli, const FileName& image, Log& log) {
    install(cli, bios_command(image), concat("the BIOS of ", image.str()), kInstallTime, log);
}

}  // namespace poap
