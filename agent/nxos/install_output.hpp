#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// A line of the output of `install all`. A step is printed as words, then a bar that is redrawn as it grows,
/// and after the last one the result: `[####################] 100% -- SUCCESS`. A capture without carriage
/// returns has several bars in one line.
struct InstallLine {
    std::string words;           ///< without bars, printable
    std::optional<int> percent;  ///< of the last bar; none if the line has no bar
};
InstallLine parse_install_line(std::string_view line);

/// `CAUTION: The BIOS/loader/bootrom of above module may be in corrupted state. Please try programming it
/// again and DO NOT reboot without programming it successfully` (Cisco field notice 70320).
bool says_bios_is_corrupt(std::string_view text);

/// The error for such a line, whatever else is printed: the switch must not be reloaded.
Error corrupt_bios(const std::string& line);

/// Why an install failed; nothing if it succeeded. It failed if the exit status or a failure text says so,
/// even with exit status 0; if the BIOS may be corrupted, whatever else is printed; if a module cannot boot
/// the image; or if the output ends early: without `Install has been successful.`, and, as 10.6(2) prints
/// with `no-reload`, without a successful last step after the copy of the configuration (captures of 9.2 to
/// 10.6; failures from Cisco's field notices).
std::optional<Error> install_failure(const CliAnswer& answer);

}  // namespace poap
