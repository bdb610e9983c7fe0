#pragma once

#include "base/clock.hpp"
#include "log/log.hpp"
#include "nxos/boot_variable.hpp"
#include "nxos/cli.hpp"
#include "nxos/time_limit.hpp"

namespace poap {

/// Saves the running configuration, for the sake of its boot variable, and erases the startup-config again,
/// always in one call: boot variables survive `write erase`, and without a startup-config POAP runs at the
/// next reload. Only between these two commands has the switch a startup-config and nothing scheduled.
///
/// Where a box is still coming up, the whole call is repeated for up to ten minutes. Signals wait for the
/// call, not for the pauses. After any failure the switch may have been saved: see erase_startup.
/// @param images that the boot variable names
/// @param limit is checked before each repetition
/// @throws Error (Switch) when the switch refuses, or would end the program meanwhile; (Interrupted) by a
/// signal in a pause
void save_and_erase(Cli& cli, const BootImages& images, const TimeLimit& limit, Clock& clock, Log& log);

/// Saves the running configuration and leaves the startup-config there: for a live switch. Otherwise as
/// save_and_erase.
void save(Cli& cli, const TimeLimit& limit, Clock& clock, Log& log);

/// `write erase`: the switch has no startup-config any more, so that POAP runs again. Boot variables survive
/// it. A box that is too busy for it is asked again for up to ten minutes; after a signal a few more times
/// at once.
/// @throws Error (Switch, Interrupted) when the switch may have kept its startup-config
void erase_startup(Cli& cli, Clock& clock, Log& log);

}  // namespace poap
