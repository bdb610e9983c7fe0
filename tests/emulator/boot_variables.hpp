#pragma once

#include <map>
#include <string>
#include <string_view>

namespace poap::emulator {

/// Which images a switch is to boot: kind (`nxos`, or `kickstart` and `system`) to file name on bootflash. A
/// kind that is not set is absent.
using BootVariables = std::map<std::string, std::string, std::less<>>;

/// From the form of the state files `boot` and `boot.saved`: lines `nxos bootflash:///X`.
/// @throws SetupError when a line is of another form.
BootVariables parse_boot_variables(std::string_view text);

/// The form that parse_boot_variables reads.
std::string to_text(const BootVariables& variables);

}  // namespace poap::emulator
