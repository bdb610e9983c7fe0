#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/names.hpp"
#include "flash/bootflash.hpp"

namespace poap {

/// Whether a file may be removed as an unused image, judging by its name: a known family (`nxos`,
/// `nxos64-cs`, `n9000-dk9`, `n3000-uk9-kickstart`, `n3000-compact`...), a release, `.bin`. Not a name
/// modified by a user (`nxos-backup.9.3.1.bin`), nor other Cisco files with similar names: patches
/// (`n9000-dk9.6.1.2.I3.1.CSCur02700.bin`), `.bin.upg`, `.gbin`.
bool is_removable_image(const FileName& name);

/// Files in use, which must stay.
struct InUse {
    std::vector<FileName> images;  ///< running or planned
    std::string show_boot;         ///< output of `show boot`; any file named in it is in use
};

/// The unused images, oldest first, then by name. Excludes those with a second name: someone created it, and
/// removing the first name would free nothing.
std::vector<FlashFile> spare_images(std::vector<FlashFile> files, const InUse& in_use);

/// The first images in `spare` that together take up `bytes`; nothing if all of them are too few.
std::optional<std::vector<FlashFile>> just_enough(const std::vector<FlashFile>& spare, std::uint64_t bytes);

/// Their total size on the disk.
std::uint64_t bytes_of(const std::vector<FlashFile>& files);

}  // namespace poap
