#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "flash/bootflash.hpp"
#include "plan/install_plan.hpp"
#include "provision/provision.hpp"

namespace poap {

/// What `run` would do with a file.
struct FilePreview {
    PlannedFile file;
    bool fetched;        ///< false: it is there already, and skipped
    std::string reason;  ///< why, for people
    /// Its checksum and where that is from, or why there is none, for people.
    std::string checksum = "checksum unknown";
    /// Whether the server, or the stick, has it; none if it was not requested, there was no answer, or its
    /// checksum file is faulty.
    std::optional<bool> found = std::nullopt;
    std::optional<std::uint64_t> size = std::nullopt;  ///< in bytes, as reported by the server
    FlashFolder folder = {};                           ///< on bootflash

    /// On bootflash: `poap_files/x.lic`.
    std::string path() const { return folder.path_of(file.name); }
};

/// What `run` would do with the files of the next upgrade step, and its error, if any.
struct Preview {
    std::optional<FilePreview> config;  ///< none if the next image is an intermediate one
    /// Sizes in bytes of the parts that the configuration is scheduled in, if there are two.
    std::vector<std::uint64_t> config_parts;
    std::vector<FilePreview> files;   ///< additional files
    std::vector<FilePreview> images;  ///< the kickstart image first
    bool upgrades_bios = false;       ///< before the boot variable is set
    std::uint64_t free = 0;           ///< bytes on bootflash, not counting files of an earlier run
    std::vector<FlashFile> removed;   ///< images that --make-room would remove
    std::optional<Error> fault;  ///< the first error (Transfer, Digest, NoSpace) that `run` would end with
};

/// Checks for each file that `run` would download whether it exists and how large it is, and whether
/// bootflash has room for all of them. Changes nothing, and downloads only checksum files, and a
/// configuration whose checksum file may be a copy of it, or that may be split. After the first request
/// without an answer, sends no more requests.
/// @throws Error (Switch, Interrupted)
Preview preview_run(const SwitchPlan& planned, const Context& context);

}  // namespace poap
