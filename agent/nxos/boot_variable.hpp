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

/// The images that the next reload is to boot, both on bootflash.
struct BootImages {
    FileName system;                    ///< `boot nxos`, or `boot system` beside a kickstart image
    std::optional<FileName> kickstart;  ///< `boot kickstart`
};

/// `boot nxos bootflash:///X`, or `boot kickstart` and `boot system` for the pair.
std::vector<std::string> boot_commands(const BootImages& images);

/// One line of `show boot`, e.g. `NXOS variable = bootflash:/nxos.9.3.3.bin`.
struct BootVariable {
    std::string kind;   ///< `nxos`, `system` or `kickstart`, lower case
    std::string image;  ///< e.g. `bootflash:/nxos.9.3.3.bin`
};

/// The `Boot Variables on next reload:` half of `show boot`, of every supervisor; empty where the form is not
/// known.
std::vector<BootVariable> parse_next_reload(std::string_view show_boot);

/// Whether every variable of both halves of `show boot`, of each supervisor, names these images: the boot
/// variable is set and saved. False where a half has none in a form known here.
bool names_everywhere(std::string_view show_boot, const BootImages& images);

/// Whether `show boot` says `Boot POAP Enabled`: perpetual POAP, which runs at every reload.
bool boots_into_poap(std::string_view show_boot);

/// What came of setting the boot variable.
struct BootVariableChange {
    bool may_be_set = false;  ///< the switch may have taken an image into a boot variable
    std::string shown;        ///< what `show boot` then prints
    /// (Switch) the switch refuses, or names another image afterwards; of two supervisors each has to name
    /// it.
    std::optional<Error> failure = std::nullopt;
};

/// Sets the boot variable in the running configuration and reads it back; nothing is saved. A refused chain
/// is repeated command by command. Signals wait. The switch verifies the image meanwhile: minutes.
BootVariableChange set_boot_variable(Cli& cli, const BootImages& images, Supervisors supervisors, Log& log);

/// What `show boot` prints.
/// @throws Error (Switch)
std::string show_boot(Cli& cli);

/// Reads back what another command has set.
/// @throws Error (Switch) where set_boot_variable would report a failure
void check_boot_variable(Cli& cli, const BootImages& images, Supervisors supervisors, Log& log);

}  // namespace poap
