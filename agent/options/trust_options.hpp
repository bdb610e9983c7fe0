#pragma once

#include "base/trust.hpp"
#include "options/raw_options.hpp"

namespace poap {

/// From --ca-file and --pin.
/// @throws Error (Usage)
Trust trust_of(const RawOptions& raw);

}  // namespace poap
