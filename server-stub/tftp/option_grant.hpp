#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "wire/tftp/packet.hpp"
#include "wire/tftp/round_trip.hpp"

namespace poap::stub {

/// Parameters of a TFTP transfer.
struct Grant {
    std::size_t block_size = 512;  ///< bytes, 8 to 65464 (RFC 2348)
    std::size_t window = 1;        ///< blocks, 1 to 32767 (RFC 7440)
    /// Maximum time until unacknowledged data is sent again (RFC 2349).
    std::optional<tftp::Duration> longest_wait;
    tftp::Options options;  ///< options to acknowledge; empty: no option acknowledgement (RFC 2347)
};

/// Grants supported options with valid values. Sizes above the maximum are reduced to it; options with other
/// invalid values are ignored, as RFC 2347 allows. If an option is repeated, the first one counts.
/// @param file_size in bytes
Grant grant(const tftp::Options& asked, std::uint64_t file_size);

}  // namespace poap::stub
