#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/added_lines.hpp"
#include "base/names.hpp"
#include "nxos/boot_variable.hpp"
#include "nxos/split_config.hpp"

namespace poap {

/// The text to schedule for a verified configuration, and notes for the log.
struct ScheduledConfig {
    std::string first;  ///< the part to schedule first, see split_config; empty: there is one part
    std::string text;
    std::vector<std::string> changes;   ///< changes made to it, one log line each
    std::vector<std::string> warnings;  ///< one log line each
};

/// Makes the text to schedule: LF line ends, no UTF-8 byte order marks, and a final newline (NX-OS skips a
/// last line without one). If an image is planned, its `boot` commands come last, before a trailing `end`:
/// saved running-configs have a `boot nxos` line, and replaying one with another image would undo the
/// upgrade. The kickstart and system forms are untested. Of two parts, the first ends with the `boot`
/// commands, as in poap.py, and the second too if the configuration boots another image.
/// @param config as received from the server
/// @param added lines in front of it, and after it, but before the `boot` commands; of two parts, the second
ScheduledConfig scheduled_config(std::string_view config, const std::optional<BootImages>& planned,
                                 const AddedLines& added = {}, Split split = Split::No);

}  // namespace poap
