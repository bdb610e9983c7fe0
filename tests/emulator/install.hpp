#pragma once

#include <string>

#include "nexus.hpp"
#include "outcome.hpp"

namespace poap::emulator {

/// `install all nxos FILE no-reload non-interruptive`: checks the image, copies it to a standby that has come
/// up, sets the boot variable, and saves it with the running configuration. After transcripts of 7.0(3)
/// to 10.6 on Nexus 9000.
Outcome install_all(Nexus& nexus, const std::string& file);

/// `install all nxos FILE bios`: the same checks, then the BIOS alone (state file `bios`); neither boot
/// variable nor configuration change. That it ends as the whole install does is a guess.
Outcome install_bios(Nexus& nexus, const std::string& file);

}  // namespace poap::emulator
