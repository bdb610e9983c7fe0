#pragma once

namespace poap {

/// Severity of a log line.
enum class Level { Debug, Info, Warning, Error };

}  // namespace poap
