#pragma once

#include <string_view>

#include "base/endpoint.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// Parses `show logging last N`: the server that the boot file came from. It is the value of POAP's last line
/// `… %POAP-2-POAP_INFO: [<serial>-<MAC>] - Script Server: 10.10.20.20` (console capture of 10.5(3)); other
/// programs' messages with these words do not count. The value comes from DHCP: a host, which may have a
/// scheme before it (`HTTP://10.10.20.20`), and a port or path after it. Returns the host alone.
/// @throws Error (Usage) if there is no such line, or its value is not a host
Endpoint parse_script_server(std::string_view text);

/// Asks the switch for its log, and parses it.
/// @throws Error (Usage) as above, or if the switch refuses; and errors of Cli::run
Endpoint ask_script_server(Cli& cli);

}  // namespace poap
