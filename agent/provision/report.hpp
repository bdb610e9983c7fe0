#pragma once

#include <string>

#include "base/identity.hpp"
#include "provision/preview.hpp"
#include "provision/provision.hpp"

namespace poap {

/// What `collect` prints: as JSON one flat object with `serial`, `mac`, `running_image` and `kickstart_image`
/// (file names, or null), else lines for a person.
std::string identity_report(const Identity& identity, bool json);

/// What `plan` prints: what `run` would do, and why. As JSON the identity's object, with what docs/json.md
/// lists.
std::string plan_report(const SwitchPlan& planned, const Preview& preview, bool json);

}  // namespace poap
