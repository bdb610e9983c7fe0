#pragma once

#include <stop_token>
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

/// Throws std::runtime_error where digests are no longer to be computed.
void require_no_stop(const std::stop_token& stop);

/// Reads the file through once, a piece at a time. Throws std::system_error, and as require_no_stop() does,
/// after each piece.
Digests digests_of(const File& file, const std::stop_token& stop);

/// What stands in `<name>.md5`: a line as md5sum prints it.
std::string sidecar_line(const Digests& digests, const FileName& name);

}  // namespace poap::stub
