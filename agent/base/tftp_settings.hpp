#pragma once

#include <cstddef>
#include <optional>

namespace poap::tftp {

/// How files are asked for.
struct TftpSettings {
    std::optional<std::size_t> block_size = std::nullopt;  ///< bytes, 8 to 65464; none: one packet of the way
    bool no_options = false;                               ///< plain RFC 1350
};

}  // namespace poap::tftp
