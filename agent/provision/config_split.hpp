#pragma once

#include <string>

#include "base/identity.hpp"
#include "nxos/split_config.hpp"
#include "plan/install_plan.hpp"
#include "provision/context.hpp"

namespace poap {

/// Whether the configuration is scheduled in two parts, and why.
struct ConfigSplit {
    Split split = Split::No;
    std::string reason = {};  ///< for people
};

/// By --split-config; if it is auto, by the switch's mode and the planned image, else the running one.
ConfigSplit config_split(const InstallPlan& step, const Identity& identity, const Context& context);

}  // namespace poap
