#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "base/flash_folder.hpp"
#include "base/names.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// An image, or another file, for the standby supervisor.
struct StandbyFile {
    FileName name;
    const Descriptor& file;          ///< the verified file, open; not open if it is not on bootflash here
    std::optional<Digest> verified;  ///< its digest, if known
    FlashFolder folder = {};         ///< on both bootflashes
};

/// Copies each file to the standby supervisor's bootflash, `bootflash_sup-remote:` or
/// `bootflash://sup-remote/`, unless the same file is there already (by MD5), because the standby boots the
/// same image when the switch reloads. Folders are created there by `mkdir`, which is refused if they exist.
/// A copy replaces another file of its name. Its MD5 is read back and compared with that of the verified
/// file; a wrong copy is deleted, unless a file of that name was there before. For an image that is not on
/// bootflash here (a running one that was booted from elsewhere), a warning is logged. Signals interrupt
/// reading the files here; commands are finished, with a limit of an hour each, or that of a CLI call if that
/// is longer. Nothing is copied if the standby's files cannot be checked.
/// @throws Error (NoSpace) if it does not fit; (Digest) if the copy differs; (Switch, Interrupted)
void copy_to_standby(Cli& cli, const std::vector<StandbyFile>& files, Clock& clock, Log& log);

}  // namespace poap
