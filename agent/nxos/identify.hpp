#pragma once

#include <optional>

#include "base/identity.hpp"
#include "base/poap_environment.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// Identifies the switch, in one CLI call: always asks for the running image and the modules, and for serial
/// number and MAC address if the environment lacks them. If the chain is refused, sends the commands one by
/// one without the wide terminal, so that the error names the command. `show module`, the last of them, may
/// be refused: then no standby is known, and a warning is logged.
/// @param port port whose CDP neighbor is requested too, if any
/// @throws Error (Switch) if a command is refused, or serial number, MAC address or neighbor cannot be found
Identity identify(Cli& cli, const PoapEnvironment& environment, Log& log,
                  const std::optional<InterfaceName>& port = std::nullopt);

}  // namespace poap
