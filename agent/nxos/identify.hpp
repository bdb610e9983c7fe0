#pragma once

#include <optional>

#include "base/identity.hpp"
#include "base/poap_environment.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// Asks the switch, in one call, for what its environment does not say: always for the running image and the
/// modules, for serial number and MAC where they are missing there. A chain that was refused is repeated
/// command by command, so that the error names the command, and without the wide terminal. `show module`, the
/// last of them, may be refused: then there is no standby known, and a warning.
/// @param port whose neighbor is asked for as well, if any
/// @throws Error (Switch) where a command is refused, or serial number, MAC or neighbor cannot be found
Identity identify(Cli& cli, const PoapEnvironment& environment, Log& log,
                  const std::optional<InterfaceName>& port = std::nullopt);

}  // namespace poap
