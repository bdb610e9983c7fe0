#pragma once

#include <string>

#include "nexus.hpp"
#include "outcome.hpp"

namespace poap::emulator {

/// `copy running-config startup-config`, and with it the boot variables.
Outcome save(Nexus& nexus);

/// `copy bootflash:FILE scheduled-config`.
Outcome schedule(Nexus& nexus, const std::string& file);

/// `copy startup-config bootflash:FILE`, and back.
Outcome copy_startup(Nexus& nexus, const std::string& file);
Outcome restore_startup(Nexus& nexus, const std::string& file);

/// `write erase`: the boot variables, `boot poap enable` and what is scheduled survive it.
Outcome erase(Nexus& nexus);

}  // namespace poap::emulator
