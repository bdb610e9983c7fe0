#pragma once

#include "base/trust.hpp"
#include "options/raw_options.hpp"

namespace poap {

/// From --ca-file and --pin.
/// @throws Error (Usage)
Trust trust_of(const RawOptions& raw);

/// From --host-key.
/// @throws Error (Usage)
std::optional<HostKeys> host_keys_of(const RawOptions& raw);

}  // namespace poap
