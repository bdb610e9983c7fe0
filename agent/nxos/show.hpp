#pragma once

#include <optional>
#include <string_view>

#include "base/identity.hpp"
#include "base/names.hpp"

namespace poap {

/// Parses `show version`: `NXOS image file is: bootflash:///X`, or `system image file is:` and `kickstart
/// image file is:` (captures of 9.x, 10.x in LXC mode, N3K, N5K, N7K). Line cards print neither. The release
/// is in `NXOS: version 9.3(3)` or `system:    version 6.0(2)U6(10)`, that of the BIOS in `BIOS: version
/// 07.69`.
RunningImages parse_show_version(std::string_view text);

/// Parses `show inventory`: the `SN:` of the entry named exactly `Chassis`, not of a module or FEX. Nothing
/// if it is `N/A` or there is no such entry.
std::optional<Serial> parse_show_inventory(std::string_view text);

/// Parses `show interface mgmt0`: the address in use (not the burnt-in one); the port may be up or down.
std::optional<Mac> parse_show_interface_mgmt0(std::string_view text);

}  // namespace poap
