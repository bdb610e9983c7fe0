#pragma once

#include <optional>
#include <string_view>

#include "base/identity.hpp"
#include "base/names.hpp"

namespace poap {

/// From `show version`: `NXOS image file is: bootflash:///X`, or `system image file is:` and `kickstart image
/// file is:` (9.x, 10.x in LXC mode, N3K, N5K, N7K captures). Line cards print neither. The release is that
/// of `NXOS: version 9.3(3)` or `system:    version 6.0(2)U6(10)`.
RunningImages parse_show_version(std::string_view text);

/// From `show inventory`: the `SN:` of the entry named exactly `Chassis`; never a module's or a FEX's.
/// Nothing where it is `N/A` or there is no such entry.
std::optional<Serial> parse_show_inventory(std::string_view text);

/// From `show interface mgmt0`: the address in use (not the burnt-in one), of a port that is up or down.
std::optional<Mac> parse_show_interface_mgmt0(std::string_view text);

}  // namespace poap
