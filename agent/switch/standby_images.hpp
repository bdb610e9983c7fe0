#pragma once

#include <vector>

#include "clock.hpp"
#include "log.hpp"
#include "names.hpp"
#include "switch/bootflash.hpp"
#include "switch/cli.hpp"

namespace poap {

/// Gives the standby supervisor's bootflash, `bootflash_sup-remote:` or `bootflash://sup-remote/`, each of
/// `images` that it does not hold with the MD5 of the file here: it boots the same image when the switch
/// reloads. A copy takes the place of another file of its name; it is read back there by its MD5, and deleted
/// again where it is not right, unless such a file was there before. An image that is not on bootflash here
/// (one that runs, and was booted from elsewhere) is a warning. A signal ends the reading of the files here;
/// commands wait, and have an hour each, or what a call of the CLI has where that is longer. Nothing is
/// touched where the standby does not tell what it has.
/// @throws Error (NoSpace) where it does not fit there; (Digest) where the copy differs; (Switch,
/// Interrupted)
void copy_to_standby(Cli& cli, const std::vector<FileName>& images, const Bootflash& bootflash, Clock& clock,
                     Log& log);

}  // namespace poap
