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

/// What `run` would do with one file.
struct FilePreview {
    PlannedFile file;
    bool fetched;        ///< else it is there already, and skipped
    std::string reason;  ///< why, for a person
    /// Whether its server, or the stick, has it; none where it was not asked for, nobody answered, or
    /// its checksum file is at fault.
    std::optional<bool> found = std::nullopt;
    std::optional<std::uint64_t> size = std::nullopt;  ///< in bytes, as its server tells it
};

/// What `run` would do with the files of the next upgrade step, and what it would end with.
struct Preview {
    std::optional<FilePreview> config;  ///< none on the way through a hop
    std::vector<FilePreview> images;    ///< the kickstart image first
    std::uint64_t free = 0;             ///< bytes on bootflash, without what an earlier run left
    std::vector<FlashFile> removed;     ///< images that --make-room would remove
    std::optional<Error> fault;         ///< the first (Transfer, Digest, NoSpace) that `run` would end with
};

/// Asks for each file that `run` would fetch whether it is there and how large it is, and whether bootflash
/// has room for all of them. Changes nothing, and fetches checksum files alone, but for a configuration whose
/// checksum file may be a copy of it. Once nobody answers, no more files are asked for.
/// @throws Error (Switch, Interrupted)
Preview preview_run(const SwitchPlan& planned, const Context& context);

}  // namespace poap
