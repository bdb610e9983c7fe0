#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"
#include "nxos/boot_variable.hpp"

namespace poap {

/// A verified configuration as it is scheduled, and what a person should know about it.
struct ScheduledConfig {
    std::string text;
    std::vector<std::string> changes;   ///< what was changed in it, a log line each
    std::vector<std::string> warnings;  ///< what may surprise, a log line each
};

/// Makes the text to schedule of a verified configuration: with a LF for each line end, without UTF-8 byte
/// order marks, with a final newline (NX-OS skips a last line without one). Where an image is planned, its
/// `boot` commands come last, before a trailing `end`: a replayed `boot nxos` line of another image, which
/// every saved running-config has, would undo the upgrade. The kickstart and system forms are unproven.
/// @param config as it came from the server
ScheduledConfig scheduled_config(std::string_view config, const std::optional<BootImages>& planned);

}  // namespace poap
