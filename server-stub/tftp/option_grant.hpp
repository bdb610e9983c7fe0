#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "wire/tftp/packet.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::stub {

/// What a TFTP transfer goes by.
struct Grant {
    std::size_t block_size = 512;  ///< bytes, 8 to 65464 (RFC 2348)
    std::size_t window = 1;        ///< blocks, 1 to 32767 (RFC 7440)
    /// After which what was not acknowledged is sent again at the latest (RFC 2349).
    std::optional<tftp::Duration> longest_wait;
    tftp::Options options;  ///< those to acknowledge; none: there is no option acknowledgement (RFC 2347)
};

/// Grants what of the options holds and is known here. Sizes above what there can be become the largest; any
/// other value that does not hold is left out, as RFC 2347 lets a server do. Of an option given twice, the
/// first counts.
/// @param file_size in bytes
Grant grant(const tftp::Options& asked, std::uint64_t file_size);

}  // namespace poap::stub
