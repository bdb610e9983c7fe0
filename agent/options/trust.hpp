#pragma once

#include "options/raw_options.hpp"
#include "transfer/http/tls.hpp"

namespace poap {

/// From --ca-file and --pin.
/// @throws Error (Usage)
Trust trust_of(const RawOptions& raw);

}  // namespace poap
