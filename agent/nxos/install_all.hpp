#pragma once

#include <chrono>
#include <string>

#include "base/names.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// `install all nxos bootflash:///X no-reload non-interruptive`.
std::string install_command(const FileName& image);

/// How long an install usually takes. From 10.5(3) on it upgrades the EPLDs as well.
std::chrono::minutes install_time(const FileName& image);

/// Has the switch check an image on bootflash, make it the one of the next reload, save the running
/// configuration, and upgrade the BIOS where the image has a newer one. What it prints is logged as it comes,
/// its bars as live states; signals wait. It has twice the usual time, or what a call of the CLI has where
/// that is longer. A failure that resets the boot variables is followed by `show boot`, logged. After any
/// failure the switch may have been saved: see `erase_startup`.
/// @throws Error (Switch, NoSpace), see install_failure
void install_all(Cli& cli, const FileName& image, Log& log);

}  // namespace poap
