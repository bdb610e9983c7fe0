#pragma once

#include <filesystem>

#include "boot_variables.hpp"
#include "bootflash.hpp"
#include "form.hpp"
#include "switch_state.hpp"

namespace poap::emulator {

/// One emulated switch: what it remembers, its flash, and its way of answering.
struct Nexus {
    SwitchState state;
    Bootflash bootflash;
    Bootflash standby_flash;  ///< there, and within reach, only where standby_is_up()
    Form form;
    Quirks quirks;

    /// Whether the switch has two supervisors, whatever the second one's state.
    bool has_standby() const { return state.has("standby"); }

    /// Whether the standby has come up, so that its flash can be used.
    bool standby_is_up() const;

    /// Those of the running configuration.
    BootVariables boot() const { return parse_boot_variables(state.read("boot").value_or("")); }

    /// Those that the next reload boots.
    BootVariables saved_boot() const { return parse_boot_variables(state.read("boot.saved").value_or("")); }
};

/// The standby's flash, in the state folder, where no other folder is given.
inline constexpr std::string_view kStandbyFlash = "bootflash_sup-remote";

/// @param standby_flash none: the state folder's `bootflash_sup-remote`.
/// @throws SetupError when the state folder is missing or names a form or quirk that does not exist.
Nexus open_switch(const std::filesystem::path& state, const std::filesystem::path& bootflash,
                  const std::filesystem::path& standby_flash = {});

}  // namespace poap::emulator
