#pragma once

#include "base/identity.hpp"
#include "base/poap_environment.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"
#include "options/options.hpp"
#include "plan/install_plan.hpp"
#include "provision/context.hpp"

namespace poap {

/// One boot of a switch: identify it, get its plan, stage the files, commit. Nothing on the switch changes
/// before everything is verified, except that `--make-room` may remove images. Returns what happens next: an
/// intermediate image, or the configuration.
/// @throws Error with its stage named
Result provision(const Context& context);

/// A switch and what it is to get.
struct SwitchPlan {
    Identity identity;
    InstallPlan step;  ///< before the next reload, see next_upgrade_step
    bool in_poap = true;
    InstallPlan plan = {};                               ///< all of it, with its hops
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program
};

/// The first half of the run, which changes nothing.
/// @throws Error with its stage named
SwitchPlan plan_switch(const Context& context);

/// The run's first step alone.
/// @throws Error with its stage named
Identity identify_switch(const Options& options, const PoapEnvironment& environment, Cli& cli, Log& log);

}  // namespace poap
