#pragma once

#include <optional>

#include "log.hpp"
#include "names.hpp"
#include "options/environment.hpp"
#include "switch/cli.hpp"
#include "switch/neighbor.hpp"
#include "switch/show.hpp"
#include "switch/standby.hpp"

namespace poap {

/// Which switch this is, and what it runs.
struct Identity {
    Serial serial;
    Mac mac;  ///< mgmt0's
    RunningImages running;
    std::optional<Standby> standby = std::nullopt;    ///< none known: there is one supervisor
    std::optional<Neighbor> neighbor = std::nullopt;  ///< where it was asked for
    bool modules_unknown = false;                     ///< refused or not understood: there may be a standby

    Supervisors supervisors() const {
        if (standby) return Supervisors::Two;
        return modules_unknown ? Supervisors::NotKnown : Supervisors::One;
    }
};

/// Asks the switch, in one call, for what its environment does not say: always for the running image and the
/// modules, for serial number and MAC where they are missing there. A chain that was refused is repeated
/// command by command, so that the error names the command, and without the wide terminal. `show module`, the
/// last of them, may be refused: then there is no standby known, and a warning.
/// @param port whose neighbor is asked for as well, if any
/// @throws Error (Switch) where a command is refused, or serial number, MAC or neighbor cannot be found
Identity identify(Cli& cli, const PoapEnvironment& environment, Log& log,
                  const std::optional<InterfaceName>& port = std::nullopt);

}  // namespace poap
