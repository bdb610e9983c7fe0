#pragma once

#include <string>

#include "outlook.hpp"
#include "pass.hpp"
#include "switch/identity.hpp"

namespace poap {

/// What `collect` prints: as JSON one flat object with `serial`, `mac`, `running_image` and `kickstart_image`
/// (file names, or null), else lines for a person.
std::string identity_report(const Identity& identity, bool json);

/// What `plan` prints: what `run` would do, and why. As JSON the identity's object, with what docs/json.md
/// lists.
std::string plan_report(const Inquiry& inquiry, const Outlook& outlook, bool json);

}  // namespace poap
