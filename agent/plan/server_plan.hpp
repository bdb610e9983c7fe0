#pragma once

#include <string>
#include <string_view>

#include "plan/install_plan.hpp"

namespace poap {

/// Parses the JSON body of the answer to a registration.
/// @param asker the switch as it registered, for messages: `serial ..., MAC ...`
/// @throws Error (Server) that names the invalid key; or that the switch is unknown if `system_image` and
/// `kickstart_image` are both missing, which is how the lab's server reports it
InstallPlan parse_install_plan(std::string_view json, const std::string& asker);

/// `status_url` of a plan, where the run's events go; not checked yet. Empty if there is none. For a value
/// that is not a string: the name of its type.
/// @throws Error (Server) if the plan is not a JSON object
std::string status_url_in(std::string_view json);

}  // namespace poap
