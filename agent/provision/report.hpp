#pragma once

#include <string>

#include "base/identity.hpp"
#include "provision/preview.hpp"
#include "provision/provision.hpp"

namespace poap {

/// Output of `collect`: as JSON, a flat object with `serial`, `mac`, `running_image` and `kickstart_image`
/// (file names, or null), else lines of text.
std::string identity_report(const Identity& identity, bool json);

/// Output of `plan`: what `run` would do, and why. As JSON, the identity's object plus the keys in
/// docs/json.md.
std::string plan_report(const SwitchPlan& planned, const Preview& preview, bool json);

}  // namespace poap
