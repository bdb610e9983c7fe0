#pragma once

#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// An image for the standby supervisor.
struct StandbyImage {
    FileName name;
    const Descriptor& file;          ///< the verified file, open; none where it is not on bootflash here
    std::optional<Digest> verified;  ///< its digest, where one is known
};

/// Copies each image to the standby supervisor's bootflash, `bootflash_sup-remote:` or
/// `bootflash://sup-remote/`, unless it is there with the same MD5: it boots the same image when the switch
/// reloads. A copy replaces another file of its name. It is read back there, and its MD5 must be that of the
/// verified file; it is deleted where it is not, unless a file of that name was there before. An image that
/// is not on bootflash here (one that runs, and was booted from elsewhere) is a warning. A signal ends the
/// reading of the files here; commands wait, and have an hour each, or what a call of the CLI has where that
/// is longer. Nothing is copied where the standby does not say what it has.
/// @throws Error (NoSpace) where it does not fit there; (Digest) where the copy differs; (Switch,
/// Interrupted)
void copy_to_standby(Cli& cli, const std::vector<StandbyImage>& images, Clock& clock, Log& log);

}  // namespace poap
