#pragma once

#include <string>
#include <string_view>

#include "plan/install_plan.hpp"

namespace poap {

/// From the JSON body of a registration's answer.
/// @param asker the switch as it registered, for a person: `serial ..., MAC ...`
/// @throws Error (Server) naming the key that does not hold; or saying that the switch is unknown where
/// `system_image` and `kickstart_image` are both missing, as the lab's server answers then
InstallPlan parse_install_plan(std::string_view json, const std::string& asker);

}  // namespace poap
