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
    Form form;
    Quirks quirks;

    /// Those of the running configuration.
    BootVariables boot() const { return parse_boot_variables(state.read("boot").value_or("")); }

    /// Those that the next reload boots.
    BootVariables saved_boot() const { return parse_boot_variables(state.read("boot.saved").value_or("")); }
};

/// @throws SetupError when the state folder is missing or names a form or quirk that does not exist.
Nexus open_switch(const std::filesystem::path& state, const std::filesystem::path& bootflash);

}  // namespace poap::emulator
