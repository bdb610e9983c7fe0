#pragma once

#include "base/poap_environment.hpp"
#include "options/raw_options.hpp"

namespace poap {

/// Checks what says where files come from without a POAP server: into `options.static_plan` and what goes
/// with it. Without --mode there must be nothing of it.
/// @throws Error (Usage)
void check_static_plan(const RawOptions& raw, const PoapEnvironment& environment, Options& options);

}  // namespace poap
