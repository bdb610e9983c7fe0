#pragma once

#include <optional>

#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"
#include "flash/staged_file.hpp"

namespace poap {

/// A planned image that is ready for the commit: downloaded under `.<name>.part`, or on bootflash already.
struct StagedImage {
    FileName name;
    std::optional<StagedFile> download;  ///< none where it is on bootflash already
    Descriptor on_bootflash;             ///< the file that is there already, open for reading; else none
    std::optional<Digest> digest;        ///< that its bytes were found to have; none where none is known

    /// The file, downloaded or there already; none where it is neither.
    const Descriptor& file() const { return download ? download->file() : on_bootflash; }
};

}  // namespace poap
