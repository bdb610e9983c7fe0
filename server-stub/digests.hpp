#pragma once

#include <string>
#include <string_view>

#include "folder.hpp"

namespace poap::stub {

/// Lower-case hex.
struct Digests {
    std::string md5;
    std::string sha256;
    std::string sha512;

    bool operator==(const Digests&) const = default;
};

Digests digests_of(std::string_view content);

/// Reads the file through once, a piece at a time. Throws std::system_error.
Digests digests_of(const File& file);

/// What stands in `<name>.md5`: a line as md5sum prints it.
std::string sidecar_line(const Digests& digests, const FileName& name);

}  // namespace poap::stub
