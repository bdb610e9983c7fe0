#pragma once

#include "base/error.hpp"
#include "base/identity.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// The plan for this round of POAP: the next intermediate image, without a config, or after the last one the
/// plan itself, without intermediate images.
///
/// An intermediate image is ahead while the switch runs an older release. Of those ahead that apply to the
/// running release, the last is used: it is the nearest to the target.
/// @param code Server or Usage, depending on the source of the plan
/// @throws Error (`code`) if there are images ahead, but none applies; (Switch) if the running release is
/// unknown
InstallPlan next_upgrade_step(const InstallPlan& plan, const RunningImages& running, ExitCode code);

}  // namespace poap
