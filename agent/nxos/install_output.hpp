#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// A line of what `install all` prints. Its steps are words, then a bar that is drawn again and again as it
/// grows, and behind the last one how the step ended: `[####################] 100% -- SUCCESS`. A capture
/// without carriage returns has several bars in one line.
struct InstallLine {
    std::string words;           ///< without the bars, printable
    std::optional<int> percent;  ///< of the last bar; none in a line without one
};
InstallLine parse_install_line(std::string_view line);

/// `CAUTION: The BIOS/loader/bootrom of above module may be in corrupted state. Please try programming it
/// again and DO NOT reboot without programming it successfully` (field notice 70320).
bool says_bios_is_corrupt(std::string_view text);

/// What such a line means, whatever else happens: the switch must not be reloaded.
Error corrupt_bios(const std::string& line);

/// Why an install did not succeed, or nothing where it did. It failed where the exit status or any text of a
/// failure says so, also with exit status 0; where the BIOS may be corrupted, whatever else is said; where a
/// module cannot boot the image; and where the output ends before the install does: neither with `Install has
/// been successful.` nor, as 10.6(2) does with `no-reload`, with a step that succeeded, the copy of the
/// configuration behind it (captures of 9.2 to 10.6, and Cisco's field notices for the failures).
std::optional<Error> install_failure(const CliAnswer& answer);

}  // namespace poap
