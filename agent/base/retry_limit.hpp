#pragma once

#include <chrono>
#include <variant>

namespace poap {

/// When a step that keeps failing is given up: after so many tries beyond the first, or when its attempts
/// have failed for so long.
using RetryLimit = std::variant<int, std::chrono::seconds>;

}  // namespace poap
