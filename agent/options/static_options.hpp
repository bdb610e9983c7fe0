#pragma once

#include "base/poap_environment.hpp"
#include "options/raw_options.hpp"

namespace poap {

/// Checks the options for runs without a POAP server, and sets `options.static_plan` and related options.
/// Without --mode, none of them may be set.
/// @throws Error (Usage)
void check_static_plan(const RawOptions& raw, const PoapEnvironment& environment, Options& options);

}  // namespace poap
