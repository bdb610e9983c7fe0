#pragma once

#include "base/identity.hpp"
#include "provision/context.hpp"
#include "provision/stage.hpp"

namespace poap {

/// Makes what is staged the switch's next boot. In POAP, in this order:
/// - what an earlier run scheduled is removed; the staged files get their final names, and a standby
///   supervisor its copies of the images;
/// - the boot variable is set and read back, then saved and the startup-config erased in one CLI call;
/// - the configuration is scheduled, and its file removed, since it has password hashes.
/// A power cut or a kill at any moment leaves a switch that runs POAP again or replays its configuration on
/// the planned image. Only between save and erase, inside one CLI call, has it a startup-config and nothing
/// else. Where both halves of `show boot` name the running, planned image, or none is planned, the schedule
/// is the only change. `install all` is run between schedule and erase. A hop is saved and erased without a
/// schedule.
///
/// On a live switch, outside POAP, the configuration is scheduled first; then the boot variable is set and
/// saved, and nothing is erased.
///
/// After a failure what was changed is undone: the startup-config is erased where a save may have happened
/// (in POAP), then the schedule is taken back, then a startup-config that was there is restored.
/// @throws Error (Switch, NoSpace, Digest, Interrupted)
void commit(Staged& staged, const Identity& identity, const Context& context);

}  // namespace poap
