#pragma once

#include <optional>
#include <string>

#include "base/identity.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// Cisco's poap.py upgrades a Nexus 3000 from before 6.0(2)U6(7) through images that it knows itself; the
/// agent has no such path. Call it for plans from a poap.py block without intermediate images.
/// @returns a warning if the planned image is older than 7.0(3)I3(1) and poap.py would install others first
/// @throws Error (Usage) with the images for `hops`, if the planned image is 7.0(3)I3(1) or later
std::optional<std::string> check_builtin_path(const InstallPlan& plan, const RunningImages& running);

}  // namespace poap
