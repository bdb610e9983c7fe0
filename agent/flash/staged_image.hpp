#pragma once

#include <optional>

#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"
#include "flash/staged_file.hpp"

namespace poap {

/// A planned image that is ready for the commit: downloaded under `.<name>.part`, or already on bootflash.
struct StagedImage {
    FileName name;
    std::optional<StagedFile> download;  ///< none if it is already on bootflash
    Descriptor on_bootflash;             ///< the existing file, open for reading; else none
    std::optional<Digest> digest;        ///< of its bytes; none if no digest is known

    /// The downloaded or existing file; none if there is neither.
    const Descriptor& file() const { return download ? download->file() : on_bootflash; }
};

}  // namespace poap
