#pragma once

#include "base/identity.hpp"
#include "base/poap_environment.hpp"
#include "log/log.hpp"
#include "nxos/cli.hpp"
#include "options/options.hpp"
#include "plan/install_plan.hpp"
#include "provision/config_split.hpp"
#include "provision/context.hpp"

namespace poap {

/// One boot of a switch: identify it, get its plan, stage the files, commit. Changes nothing on the switch
/// before all files are complete and match their checksums, except that `--make-room` may remove images.
/// Returns what happens next: an intermediate image, or the configuration.
/// @throws Error that names its stage
Result provision(const Context& context);

/// A switch and its plan.
struct SwitchPlan {
    Identity identity;
    InstallPlan step;  ///< the part before the next reload, see next_upgrade_step
    bool in_poap = true;
    InstallPlan plan = {};                               ///< the whole plan, with its intermediate images
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program
    ConfigSplit split = {};
};

/// The first part of the run, which changes nothing.
/// @throws Error that names its stage
SwitchPlan plan_switch(const Context& context);

/// Only the first step of the run.
/// @throws Error that names its stage
Identity identify_switch(const Options& options, const PoapEnvironment& environment, Cli& cli, Log& log);

}  // namespace poap
