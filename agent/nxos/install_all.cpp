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

/// Logs what an install prints. Of a bar that is drawn again and again a log gets a few states, a terminal
/// each.
class Narrator {
  public:
    explicit Narrator(Log& log) : log_(log) {}

    void take(std::string_view text) {
        const InstallLine line = parse_install_line(text);
        if (line.words.empty()) {
            if (line.percent) tell_of_bar(*line.percent);
            return;
        }
        if (says_bios_is_corrupt(line.words)) corrupt_bios_ = line.words;
        next_bar_ = kBarStep;
        if (lines_ == kMostLines) log_.warning("install all prints more lines than are logged");
        if (lines_ <= kMostLines) ++lines_;
        if (lines_ > kMostLines) return;
        log_.info("install all: ", line.percent ? concat(*line.percent, " % ") : "", line.words);
    }

    /// The line that says that the BIOS may be corrupted; empty: there was none.
    const std::string& corrupt_bios_line() const { return corrupt_bios_; }

  private:
    void tell_of_bar(int percent) {
        const bool milestone = percent >= next_bar_ && lines_ < kMostLines;
        if (milestone) next_bar_ = percent + kBarStep;
        log_.emit(Installing{percent, milestone});
    }

    Log& log_;
    std::string corrupt_bios_;
    int lines_ = 0;
    int next_bar_ = kBarStep;
};

/// Runs the command. A time-out, or output without end, must not hide what was printed of the BIOS.
CliAnswer run_install(Cli& cli, const std::string& command, std::chrono::minutes limit, Log& log) {
    Narrator narrator(log);
    try {
        return cli.run_long(chained({command}), limit, [&](std::string_view line) { narrator.take(line); });
    } catch (const Error&) {
        if (narrator.corrupt_bios_line().empty()) throw;
        throw corrupt_bios(narrator.corrupt_bios_line());
    }
}

/// Logs what the next reload boots, now that the installer has reset the boot variables.
void log_boot_variables(Cli& cli, Log& log) {
    try {
        for (const BootVariable& variable : parse_next_reload(show_boot(cli))) {
            log.warning("the installer reset the boot variables: the next reload boots ", variable.kind, ' ',
                        variable.image.empty() ? "none" : printable(variable.image, 200));
        }
    } catch (const Error& error) {
        log.warning("the installer reset the boot variables, and they cannot be read back: ", error.what());
    }
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

void install_all(Cli& cli, const FileName& image, Log& log) {
    const std::string command = install_command(image);
    log.info("INFO: Ready to execute ", command);
    log.emit(Change{command});
    log.info("The switch installs ", image.str(), ", which may take ", install_time(image).count(),
             " min...");
    const CliAnswer answer = run_install(cli, command, 2 * install_time(image), log);
    if (auto failure = install_failure(answer)) {
        constexpr std::array<std::string_view, 1> kReset = {"resetting boot variables"};
        if (mentions(answer.text, kReset)) log_boot_variables(cli, log);
        throw std::move(*failure);
    }
    log.info(image.str(), " is installed");
}

}  // namespace poap
