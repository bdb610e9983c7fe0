#pragma once

#include <cstddef>
#include <optional>

namespace poap::tftp {

/// How to request files.
struct TftpSettings {
    /// Bytes, 8 to 65464; none: what fits into one packet on the path.
    std::optional<std::size_t> block_size = std::nullopt;
    bool no_options = false;  ///< plain RFC 1350
};

}  // namespace poap::tftp
