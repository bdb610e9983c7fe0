#pragma once

#include "clock.hpp"
#include "log.hpp"
#include "names.hpp"
#include "switch/cli.hpp"

namespace poap {

/// Saves the running configuration (and with it the boot variable), and schedules `config` for the next
/// reload, in one call: a switch that is saved but not scheduled boots into nothing. A refused chain is
/// repeated command by command; a save that is refused because the box is still coming up is tried again for
/// up to ten minutes. Signals wait for the commands, not for those waits. On any failure the switch may have
/// been saved: see `erase_startup`.
/// @param config lies on bootflash
/// @throws Error (Switch) when the switch refuses; (Interrupted) by a signal in a wait
void save_and_schedule(Cli& cli, const FileName& config, Clock& clock, Log& log);

/// Schedules `config` for the next reload; nothing is saved.
/// @throws Error (Switch) when the switch refuses
void schedule(Cli& cli, const FileName& config, Log& log);

/// Saves the running configuration, for its boot variable's sake, and erases the startup-config again, in one
/// call: the switch reloads into the image of a hop, and POAP asks again. Otherwise as save_and_schedule.
/// @throws Error (Switch) when the switch refuses; (Interrupted) by a signal in a wait
void save_and_erase(Cli& cli, Clock& clock, Log& log);

/// `write erase`: the switch has no startup-config any more, so that POAP asks again. Boot variables survive
/// it.
/// A box that is too busy for it is asked again for up to ten minutes; after a signal a few times more, at
/// once.
/// @throws Error (Switch, Interrupted) when the switch may have kept its startup-config
void erase_startup(Cli& cli, Clock& clock, Log& log);

}  // namespace poap
