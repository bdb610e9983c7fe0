#pragma once

#include <chrono>
#include <string>

#include "base/names.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// `install all nxos bootflash:///X no-reload non-interruptive`.
std::string install_command(const FileName& image);

/// `install all nxos bootflash:///X bios`
std::string bios_command(const FileName& image);

/// Usual duration of an install. Since 10.5(3) it includes an EPLD upgrade.
std::chrono::minutes install_time(const FileName& image);

/// Makes the switch check an image on bootflash, boot it at the next reload, save the running configuration,
/// and upgrade the BIOS if the image has a newer one. Logs the output as it arrives, and emits progress bars
/// as events; signals wait. The time limit is twice the usual duration, or that of a CLI call if that is
/// longer. If a failure resets the boot variables, logs `show boot`. After any failure the running
/// configuration may have been saved: see `erase_startup`.
/// @throws Error (Switch, NoSpace), see install_failure
void install_all(Cli& cli, const FileName& image, Log& log);

/// The same for the image's BIOS alone, as in Cisco's poap.py: `install all nxos bootflash:///X bios`, which
/// leaves the boot variable unchanged.
/// @throws Error (Switch, NoSpace), see install_failure
void install_bios(Cli& cli, const FileName& image, Log& log);

}  // namespace poap
