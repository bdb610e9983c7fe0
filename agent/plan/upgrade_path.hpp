#pragma once

#include "base/error.hpp"
#include "base/identity.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// What of a plan is to be done in this round of POAP: the next hop, which is an image and no config, or,
/// behind the last one, the plan itself without its hops.
///
/// A hop is ahead while the switch runs an older release. Of those ahead that apply from the release that
/// runs, the last is taken: it is the nearest to the target.
/// @param code whose the plan is: Server, or Usage
/// @throws Error (`code`) where hops are ahead and none applies; (Switch) where the running release is not
/// known
InstallPlan next_upgrade_step(const InstallPlan& plan, const RunningImages& running, ExitCode code);

}  // namespace poap
