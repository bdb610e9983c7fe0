#include "install.hpp"

#include <iomanip>
#include <optional>
#include <sstream>

#include "release.hpp"
#include "standby.hpp"

namespace poap::emulator {

namespace {

constexpr std::string_view kBegin =
    "Installer will perform compatibility check first. Please wait. \n"
    "Installer will exit before reload\n"
    "Installer is forced disruptive\n\n";
constexpr std::string_view kFailed = "[#                   ]   0% -- FAIL.\n";
constexpr std::string_view kTryAgain =
    "Please identify the cause of the failure, and try 'install all' again.\n";
/// An image that begins so is one for other hardware.
constexpr std::string_view kIncompatible = "INCOMPATIBLE";
/// One whose upgrade fails after the save, and has the boot variables reset.
constexpr std::string_view kResetsBoot = "RESETS-BOOT";
/// One whose BIOS upgrade fails halfway, after the save.
constexpr std::string_view kBiosCorrupt = "BIOS-CORRUPT";

/// What the installer prints, line by line, and does on the way.
class Script {
  public:
    void print(std::string_view text) {
        std::istringstream lines{std::string(text)};
        for (std::string line; std::getline(lines, line);) {
            steps_.push_back({.text = line + '\n'});
        }
    }
    void work(const std::string& what, std::function<void()> change = {}) {
        print(what);
        steps_.push_back({.text = "[#                   ]   0%"});
        steps_.push_back({.text = "[####################] 100% -- SUCCESS\n", .change = std::move(change)});
        print("\n");
    }
    void work(const std::string& what, std::vector<Step> parts) {
        print(what);
        std::move(parts.begin(), parts.end(), std::back_inserter(steps_));
        print("[####################] 100% -- SUCCESS\n\n");
    }
    Outcome ending(const Nexus& nexus, int exit_code) && {
        return {.exit_code = exit_code,
                .steps = std::move(steps_),
                .pace = std::chrono::milliseconds(nexus.state.number("install_pace").value_or(0))};
    }

  private:
    std::vector<Step> steps_;
};

std::vector<int> supervisors(const Nexus& nexus) {
    return nexus.has_standby() ? std::vector{27, 28} : std::vector{1};
}

void tables(Script& script, const Nexus& nexus, const std::string& file) {
    std::ostringstream out;
    out << "\n\nCompatibility check is done:\n"
        << "Module  bootable          Impact  Install-type  Reason\n"
        << "------  --------  --------------  ------------  ------\n";
    for (const int slot : supervisors(nexus)) {
        out << std::setw(6) << slot
            << "       yes      disruptive         reset  default upgrade is not hitless\n";
    }
    out << "\n\n\nImages will be upgraded according to following table:\n"
        << "Module       Image                  Running-Version(pri:alt)           New-Version  "
           "Upg-Required\n"
        << "------  ----------  ----------------------------------------  --------------------  "
           "------------\n";
    const auto running = release_of(nexus.state.value("running_image"));
    for (const int slot : supervisors(nexus)) {
        out << std::setw(6) << slot << std::setw(12) << "nxos" << std::setw(42) << running << std::setw(22)
            << release_of(file) << std::setw(14) << (running == release_of(file) ? "no" : "yes") << '\n'
            << std::setw(6) << slot << std::setw(12) << "bios" << std::setw(42)
            << "v07.69(04/07/2021):v07.06(03/02/2014)" << std::setw(22) << "v07.69(04/07/2021)"
            << std::setw(14) << "no" << '\n';
    }
    out << "\n\nAdditional info for this installation:\n"
        << "--------------------------------------\n\n"
        << "Option \"no-reload\" has been used - it is necessary reload device after installation without "
           "saving "
           "config.\n"
        << "Saving config before can result incorrect startup  config load after reload with new version of "
           "NXOS.\n\n\n";
    script.print(out.str());
}

void check(Script& script, const std::string& file) {
    const auto url = "bootflash:/" + file;
    script.work("Verifying image type.");
    script.work("Preparing \"nxos\" version info using image " + url + '.');
    script.work("Preparing \"bios\" version info using image " + url + '.');
    script.work("Performing module support checks.");
    script.work("Notifying services about system upgrade.");
}

/// Up to the save, after which nothing but a module's upgrade can fail.
void begin_install(Script& script, Nexus& nexus, const std::string& file) {
    script.print("Install is in progress, please wait.\n\n");
    script.work("Performing runtime checks.");
    script.work("Setting boot variables.", [&state = nexus.state, file] {
        state.write("boot", to_text({{"nxos", file}}));
    });
    script.work("Performing configuration copy.", [&state = nexus.state] {
        state.write("boot.saved", state.read("boot").value_or(""));
        state.write("startup-config", state.read("running-config").value_or(""));
    });
}

std::string upgrading_bios(int slot) {
    return "Module " + std::to_string(slot) +
           ": Refreshing compact flash and upgrading bios/loader/bootrom.\n"
           "Warning: please do not remove or power off the module at this time.";
}

void end_install(Script& script, const Nexus& nexus) {
    for (const int slot : supervisors(nexus)) {
        script.work(upgrading_bios(slot));
    }
    // A transcript of 10.6 with no-reload ends here; whether older releases say more there is not known.
    script.print(nexus.form.lxc ? "\n" : "\nInstall has been successful.\n");
}

/// Back to the image that runs. Of this the words are known, the moment and whether it is saved are not.
void reset_boot_variables(Script& script, Nexus& nexus) {
    script.print("Install has failed. Return code 0x40930020 (Error in upgrading module).\n");
    script.work("Resetting boot variables. Please wait.", [&nexus] {
        const auto running = to_text({{"nxos", nexus.state.value("running_image")}});
        nexus.state.write("boot", running);
        nexus.state.write("boot.saved", running);
    });
    script.print(kTryAgain);
}

/// In the words of field notice 70320.
Outcome corrupt_bios(Script script, const Nexus& nexus) {
    script.print(
        "CAUTION: The BIOS/loader/bootrom of above module may be in corrupted state. Please try programming "
        "it "
        "again and DO NOT reboot without programming it successfully.\n"
        "Install has failed. Return code 0x40930034 (BIOS upgrade failed).\n");
    return std::move(script).ending(nexus, kRefused);
}

/// What is installed, or fails, as the image's first bytes say.
Outcome install(Script script, Nexus& nexus, const std::string& file) {
    begin_install(script, nexus, file);
    const auto failed = upgrading_bios(supervisors(nexus).front()) + '\n' + std::string(kFailed);
    if (nexus.bootflash.starts_with(file, kResetsBoot)) {
        script.print(failed);
        reset_boot_variables(script, nexus);
        return std::move(script).ending(nexus, kRefused);
    }
    if (nexus.bootflash.starts_with(file, kBiosCorrupt)) {
        script.print(failed);
        return corrupt_bios(std::move(script), nexus);
    }
    end_install(script, nexus);
    return std::move(script).ending(nexus, 0);
}

/// Whether the installer would have to copy the image to the standby.
bool is_wanted_on_standby(const Nexus& nexus, const std::string& file) {
    return nexus.standby_is_up() && nexus.standby_flash.size(file) != nexus.bootflash.size(file);
}

/// The checks that come before any install. @returns the refusal, if they fail; otherwise the script so far
std::optional<Outcome> check_image(Script& script, Nexus& nexus, const std::string& file) {
    script.print(kBegin);
    if (nexus.state.has("boot_poap")) {
        // That it is refused is documented, in which words is not.
        script.print("POAP is enabled: remove 'boot poap enable' before the upgrade.\n");
        script.print("Pre-upgrade check failed. Return code 0x40930046.\n");
        return std::move(script).ending(nexus, kRefused);
    }
    const auto verifying = "Verifying image bootflash:/" + file + " for boot variable \"nxos\".";
    if (nexus.bootflash.size(file) == 0 || nexus.bootflash.starts_with(file, kIncompatible)) {
        script.print(verifying + '\n' + std::string(kFailed));
        script.print("Pre-upgrade check failed. Return code 0x40930011 (Image verification failed).\n");
        script.print(kTryAgain);
        return std::move(script).ending(nexus, kRefused);
    }
    script.work(verifying);
    check(script, file);
    tables(script, nexus, file);
    return std::nullopt;
}

}  // namespace

Outcome install_all(Nexus& nexus, const std::string& file) {
    const auto size = nexus.bootflash.size(file);
    if (!size) {
        return not_on_bootflash(file);
    }
    Script script;
    if (auto refusal = check_image(script, nexus, file)) {
        return *refusal;
    }
    if (is_wanted_on_standby(nexus, file)) {
        const std::string syncing = "Syncing image bootflash:/" + file + " to standby.";
        if (*size > standby_free(nexus) + nexus.standby_flash.size(file).value_or(0)) {
            script.print(syncing + '\n' + std::string(kFailed));
            script.print("Return code 0x4093000C (No space left on device).\n");
            script.print(kTryAgain);
            return std::move(script).ending(nexus, kRefused);
        }
        script.work(syncing, steps_to_standby(nexus, file, file));
    }
    return install(std::move(script), nexus, file);
}

Outcome install_bios(Nexus& nexus, const std::string& file) {
    if (!nexus.bootflash.size(file)) {
        return not_on_bootflash(file);
    }
    Script script;
    if (auto refusal = check_image(script, nexus, file)) {
        return *refusal;
    }
    script.print("Install is in progress, please wait.\n\n");
    script.work("Performing runtime checks.");
    if (nexus.bootflash.starts_with(file, kBiosCorrupt)) {
        script.print(upgrading_bios(supervisors(nexus).front()) + '\n' + std::string(kFailed));
        return corrupt_bios(std::move(script), nexus);
    }
    for (const int slot : supervisors(nexus)) {
        script.work(upgrading_bios(slot), [&state = nexus.state] { state.write("bios", "07.69\n"); });
    }
    script.print("\nInstall has been successful.\n");
    return std::move(script).ending(nexus, 0);
}

}  // namespace poap::emulator
