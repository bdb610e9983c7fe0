#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// Parses `show incompatibility-all nxos <image>`: for each entry after `… are incompatible with the system
/// image` its description and, in brackets, the switch's advice (capture of a Nexus 3048 with a 9.3(8)).
/// Printable; empty for any other text.
std::vector<std::string> parse_incompatibilities(std::string_view text);

/// Warns of what the switch lists for an image on bootflash, because `boot nxos` does not look at it. A
/// switch that refuses the command, or does not answer, lists nothing.
/// @throws Error (Interrupted)
void warn_of_incompatibilities(Cli& cli, const FileName& image, Log& log);

}  // namespace poap
