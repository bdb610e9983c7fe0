#pragma once

#include <string>

#include "nexus.hpp"

namespace poap::emulator {

/// What a reload or a power cycle makes of the switch: it boots what the saved boot variables name, and then
/// replays the scheduled configuration, starts POAP, or has its startup-config (README.md has the rules).
/// @param boot_file_ended_with_0 whether POAP's boot file has just ended with exit code 0, for which POAP
/// reloads the switch; false for a power cut and for any other reload.
/// @returns the lines on the console.
/// @throws SetupError when the state is invalid.
std::string reload(Nexus& nexus, bool boot_file_ended_with_0);

}  // namespace poap::emulator
