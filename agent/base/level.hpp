#pragma once

namespace poap {

/// How much a log line matters.
enum class Level { Debug, Info, Warning, Error };

}  // namespace poap
