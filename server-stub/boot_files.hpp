#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "folder.hpp"

namespace poap::stub {

/// Whether that is the name of a boot file: it ends in `.py`.
bool is_boot_file_name(std::string_view name);

/// Why a switch would refuse the boot file; none if it would run it, or if the text is not a boot file. Like
/// NX-OS, compares the line `#md5sum="<MD5>"` with the MD5 of all lines that do not begin with `#md5sum`.
std::optional<std::string> fault_of_boot_file(std::string_view text);

/// What is wrong with the boot files in the folder: `<name>: <cause>`. Scripts without a line `#md5sum` whose
/// names do not begin with `poap` are not boot files.
/// @throws std::system_error if the folder cannot be read
std::vector<std::string> faults_of_boot_files(const Folder& folder);

}  // namespace poap::stub
