#pragma once

#include <string>
#include <string_view>

namespace poap::emulator {

/// The release that an image's name stands for, as `show version` writes it: `7.0(3)I6(1)` for
/// `nxos.7.0.3.I6.1.bin`, `10.4(5)` for `nxos64-cs.10.4.5.M.bin`. `0.0(0)` for a name that says none.
std::string release_of(std::string_view image);

/// Whether `install all` of this image upgrades the EPLD as well, as releases from 10.5(3) on do.
bool brings_epld(std::string_view image);

/// ` [Feature Release]` or ` [Maintenance Release]` for images whose name says so (10.x), else nothing.
std::string release_kind_of(std::string_view image);

}  // namespace poap::emulator
