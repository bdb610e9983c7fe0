#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>

#include "folder.hpp"

namespace poap::stub {

/// In lower-case hex.
struct Digests {
    std::string md5;
    std::string sha256;
    std::string sha512;

    bool operator==(const Digests&) const = default;
};

Digests digests_of(std::string_view content);

/// @throws std::runtime_error if digests should no longer be computed
void require_no_stop(const std::stop_token& stop);

/// Reads the file once, in pieces.
/// @param on_read called after each piece with the number of bytes read so far
/// @throws std::system_error, and as require_no_stop(), which is called after each piece
Digests digests_of(const File& file, const std::stop_token& stop,
                   const std::function<void(std::uint64_t)>& on_read);

/// Content of `<name>.md5`: a line as printed by md5sum.
std::string sidecar_line(const Digests& digests, const FileName& name);

}  // namespace poap::stub
