#pragma once

#include "base/identity.hpp"
#include "provision/context.hpp"
#include "provision/stage.hpp"

namespace poap {

/// Makes the switch boot into the staged files. In POAP, in this order:
/// - remove what an earlier run scheduled; give the staged files their final names, and copy images and extra
/// files to a standby supervisor;
/// - set the boot variable and read it back, then save it and erase the startup-config in one CLI call;
/// - schedule the configuration, in one CLI call also if it has two parts, and remove its files, since they
/// have password hashes.
/// After a power cut or kill at any moment, the switch runs POAP again, or replays its configuration on the
/// planned image. Only between save and erase, inside one CLI call, does it have a startup-config and nothing
/// else, and only between two parts of the configuration, inside another one, an incomplete schedule. If both
/// halves of `show boot` name the running, planned image, or no image is planned, the schedule is the only
/// change. `install all` runs between schedule and erase. An intermediate image is saved and erased without a
/// schedule. An old BIOS is upgraded before the boot variable is set; what the switch may save meanwhile is
/// erased at once.
///
/// On a live switch, outside POAP, the configuration is scheduled first; then the boot variable is set and
/// saved, and nothing is erased.
///
/// After a failure, changes are undone: the startup-config is erased if a save may have happened (in POAP),
/// then the schedule is removed, then an existing startup-config is restored.
/// @throws Error (Switch, NoSpace, Digest, Interrupted)
void commit(Staged& staged, const Identity& identity, const Context& context);

/// Whether commit upgrades the BIOS: see has_old_bios.
/// @param boot the planned images, if any
/// @throws errors of Cli::run
bool upgrades_old_bios(const std::optional<BootImages>& boot, Install install, const Identity& identity,
                       const Context& context);

}  // namespace poap
