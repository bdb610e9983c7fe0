#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/names.hpp"
#include "flash/bootflash.hpp"

namespace poap {

/// Whether a file may be removed as an unused image, by its name: a known family (`nxos`, `nxos64-cs`,
/// `n9000-dk9`, `n3000-uk9-kickstart`, `n3000-compact`...), a release, `.bin`. Not so what a person made of
/// such a name
/// (`nxos-backup.9.3.1.bin`), nor what else Cisco gives such names: patches
/// (`n9000-dk9.6.1.2.I3.1.CSCur02700.bin`), `.bin.upg`, `.gbin`.
bool is_removable_image(const FileName& name);

/// What is in use, and has to stay.
struct InUse {
    std::vector<FileName> images;  ///< that run, or are planned
    std::string show_boot;         ///< what `show boot` prints: any file whose name is in there
};

/// The images that nobody needs, the oldest first, of one age by their names. One with a second name is not
/// among them: somebody has made that, and removing the first one would free nothing.
std::vector<FlashFile> spare_images(std::vector<FlashFile> files, const InUse& in_use);

/// As many of `spare`, from the first on, as together take up `bytes`; nothing where all of them do not.
std::optional<std::vector<FlashFile>> just_enough(const std::vector<FlashFile>& spare, std::uint64_t bytes);

/// What they take up.
std::uint64_t bytes_of(const std::vector<FlashFile>& files);

}  // namespace poap
