#pragma once

#include "clock.hpp"
#include "log.hpp"
#include "stage.hpp"
#include "switch/bootflash.hpp"
#include "switch/cli.hpp"

namespace poap {

/// Makes what is staged the switch's next boot: the files get their final names, the boot variable is set and
/// read back, the configuration saved and the new one scheduled. A hop, which has no config, is saved and its
/// startup-config erased, so that POAP asks again behind the reload; a HopMark tells it. The config's file,
/// which holds password hashes, is removed in the end, however it ends. After a failure an image that no boot
/// variable can name is taken back; where the switch may have been saved without a scheduled config, and this
/// is POAP, its startup-config is erased so that POAP asks again.
/// @throws Error (Switch, NoSpace, Interrupted)
void commit(Staged& staged, const Bootflash& bootflash, Cli& cli, bool in_poap, Clock& clock, Log& log);

}  // namespace poap
