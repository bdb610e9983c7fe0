#pragma once

#include <cstddef>
#include <optional>

namespace poap::tftp {

/// How to request files.
struct TftpSettings {
    std::optional<std::size_t> block_size =
        std::nullopt;         ///< bytes, 8 to 65464; none: what fits into one packet on the path
    bool no_options = false;  ///< plain RFC 1350
};

}  // namespace poap::tftp
