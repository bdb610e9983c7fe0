#pragma once

#include <optional>

#include "clock.hpp"
#include "log.hpp"
#include "options/environment.hpp"
#include "options/options.hpp"
#include "plan/install_plan.hpp"
#include "switch/bootflash.hpp"
#include "switch/cli.hpp"
#include "switch/identity.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// What a pass works with, beside the switch's bootflash.
struct Tools {
    Cli& cli;
    Transport& transport;
    Clock& clock;
    Log& log;
};

/// One boot of a switch: identify it, register, stage, commit. Nothing on the switch changes before all is
/// verified, but where `--make-room` has images removed. Returns what happens next: a hop, or the
/// configuration.
/// @throws Error with its stage named
Result provision(const Options& options, const PoapEnvironment& environment, const Bootflash& bootflash,
                 Tools tools);

/// The first half of the pass, which changes nothing: who the switch is, and what of its plan is next.
struct Inquiry {
    Identity identity;
    InstallPlan leg;  ///< see next_leg
    bool in_poap = true;
    InstallPlan plan = {};                               ///< all of it, with its hops
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program
};

/// @throws Error with its stage named
Inquiry inquire(const Options& options, const PoapEnvironment& environment, Tools tools);

/// The pass's first step alone.
/// @throws Error with its stage named
Identity identify_switch(const Options& options, const PoapEnvironment& environment, Tools tools);

}  // namespace poap
