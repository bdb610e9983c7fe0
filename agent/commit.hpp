#pragma once

#include "clock.hpp"
#include "log.hpp"
#include "stage.hpp"
#include "switch/bootflash.hpp"
#include "switch/cli.hpp"
#include "switch/show.hpp"
#include "switch/standby.hpp"

namespace poap {

/// What is committed to, and with what.
struct Committing {
    const Bootflash& bootflash;
    Cli& cli;
    Clock& clock;
    Log& log;
    bool in_poap;
    Supervisors supervisors;       ///< as they were when the switch was identified: each boots the images
    const RunningImages& running;  ///< for the log
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program
};

/// Makes what is staged the switch's next boot. The files get their final names, a standby supervisor its
/// copies of the images; and then, in one of three ways:
/// - the boot variable is set and read back, the configuration saved and the new one scheduled;
/// - `install all` does so where the plan asks for it, behind the schedule: it saves the running config
///   itself, which is erased again in POAP;
/// - a hop, which has no config, is saved and its startup-config erased, so that POAP asks again behind the
///   reload; a HopMark tells it.
/// The config's file, which holds password hashes, is removed in the end, however it ends. After a failure an
/// image that no boot variable can name is taken back; where the switch may have been saved, and this is
/// POAP, its startup-config is erased so that POAP asks again.
/// @throws Error (Switch, NoSpace, Digest, Interrupted)
void commit(Staged& staged, const Committing& with);

}  // namespace poap
