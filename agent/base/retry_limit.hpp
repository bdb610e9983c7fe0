#pragma once

#include <chrono>
#include <variant>

namespace poap {

/// When to give up retrying a step: after this many retries, or after this much time in failed attempts.
using RetryLimit = std::variant<int, std::chrono::seconds>;

}  // namespace poap
