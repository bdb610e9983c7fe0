#pragma once

#include "base/clock.hpp"
#include "log/log.hpp"
#include "nxos/boot_variable.hpp"
#include "nxos/cli.hpp"
#include "nxos/time_limit.hpp"

namespace poap {

/// Saves the running configuration, to save the boot variable, and erases the startup-config again, in one
/// call: boot variables survive `write erase`, and without a startup-config POAP runs at the next reload.
/// Only between these two commands does the switch have a startup-config and nothing scheduled.
///
/// While the switch is still booting, the whole call is repeated for up to ten minutes. Signals interrupt the
/// pauses, but not the call. After any failure the configuration may have been saved: see erase_startup.
/// @param images images in the boot variable
/// @param limit checked before each repetition
/// @throws Error (Switch) if the switch refuses, or would end the program meanwhile; (Interrupted) by a
/// signal during a pause
void save_and_erase(Cli& cli, const BootImages& images, const TimeLimit& limit, Clock& clock, Log& log);

/// Saves the running configuration and keeps the startup-config, for a live switch. Otherwise like
/// save_and_erase.
void save(Cli& cli, const TimeLimit& limit, Clock& clock, Log& log);

/// `write erase`: removes the startup-config, so that POAP runs again. Boot variables survive it. If the
/// switch is busy, retries for up to ten minutes; after a signal, a few more times without waiting.
/// @throws Error (Switch, Interrupted) if the switch may have kept its startup-config
void erase_startup(Cli& cli, Clock& clock, Log& log);

}  // namespace poap
