#pragma once

#include <string>
#include <string_view>

namespace poap::emulator {

/// The release in an image's name, as `show version` writes it: `7.0(3)I6(1)` for
/// `nxos.7.0.3.I6.1.bin`, `10.4(5)` for `nxos64-cs.10.4.5.M.bin`. `0.0(0)` for a name without one.
std::string release_of(std::string_view image);

/// ` [Feature Release]` or ` [Maintenance Release]` for images whose name says so (10.x), else nothing.
std::string release_kind_of(std::string_view image);

}  // namespace poap::emulator
