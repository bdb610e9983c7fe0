#pragma once

#include <istream>
#include <ostream>
#include <string_view>

#include "nexus.hpp"

namespace poap::emulator {

/// One vsh call: writes the line down in the state file `calls`, runs the commands chained in it, lets the
/// faults of the state file `faults` apply, and prints to `out` as it goes. A command that fails ends the
/// chain unless the state file `chain` says `continue`.
/// @returns the exit code of the last command run.
/// @throws SetupError when the state is invalid.
int run_line(std::string_view line, Nexus& nexus, std::istream& answers, std::ostream& out);

}  // namespace poap::emulator
