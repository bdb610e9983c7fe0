#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/names.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"
#include "nxos/standby.hpp"

namespace poap {

/// The images for the next reload, both on bootflash.
struct BootImages {
    FileName system;                    ///< `boot nxos`, or `boot system` if there is a kickstart image
    std::optional<FileName> kickstart;  ///< `boot kickstart`
};

/// `boot nxos bootflash:///X`, or `boot kickstart` and `boot system` for a pair.
std::vector<std::string> boot_commands(const BootImages& images);

/// One line of `show boot`, e.g. `NXOS variable = bootflash:/nxos.9.3.3.bin`.
struct BootVariable {
    std::string kind;   ///< `nxos`, `system` or `kickstart`, lower case
    std::string image;  ///< e.g. `bootflash:/nxos.9.3.3.bin`
};

/// The `Boot Variables on next reload:` half of `show boot`, for all supervisors; empty if the form is
/// unknown.
std::vector<BootVariable> parse_next_reload(std::string_view show_boot);

/// Whether all variables in both halves of `show boot`, for all supervisors, name these images, which means
/// that the boot variable is set and saved. False if a half has no variable in a known form.
bool names_everywhere(std::string_view show_boot, const BootImages& images);

/// Whether `show boot` prints `Boot POAP Enabled`: perpetual POAP, which runs at every reload.
bool boots_into_poap(std::string_view show_boot);

/// Result of setting the boot variable.
struct BootVariableChange {
    bool may_be_set = false;  ///< the switch may have changed a boot variable
    std::string shown;        ///< output of `show boot` afterwards
    /// (Switch) the switch refuses, or `show boot` names another image afterwards. With two supervisors, both
    /// have to name it.
    std::optional<Error> failure = std::nullopt;
};

/// Sets the boot variable in the running configuration and reads it back, without saving. If the chain of
/// commands is refused, sends them one by one. Signals wait. The switch verifies the image first, which takes
/// minutes.
BootVariableChange set_boot_variable(Cli& cli, const BootImages& images, Supervisors supervisors, Log& log);

/// Output of `show boot`.
/// @throws Error (Switch)
std::string show_boot(Cli& cli);

/// Checks the boot variable after another command has set it.
/// @throws Error (Switch) if set_boot_variable would report a failure
void check_boot_variable(Cli& cli, const BootImages& images, Supervisors supervisors, Log& log);

}  // namespace poap
