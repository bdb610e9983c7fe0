#pragma once

#include "options/environment.hpp"
#include "options/raw_options.hpp"

namespace poap {

/// Checks what says where files come from without a POAP server: into `options.own` and what goes with it.
/// Without --mode there must be nothing of it.
/// @throws Error (Usage)
void check_own_plan(const RawOptions& raw, const PoapEnvironment& environment, Options& options);

}  // namespace poap
