#include "pass.hpp"

#include "commit.hpp"
#include "error.hpp"
#include "retry.hpp"
#include "server/registration.hpp"
#include "stage.hpp"
#include "switch/vrf.hpp"

namespace poap {

namespace {

/// When the switch will end the program, if that is known. The program has only just started.
std::optional<Clock::Time> deadline_of(const Options& options, const Clock& clock) {
    if (!options.deadline) return std::nullopt;
    return clock.now() + *options.deadline;
}

}  // namespace

void provision(const Options& options, const PoapEnvironment& environment, const Bootflash& bootflash,
               Tools tools) {
    const auto deadline = deadline_of(options, tools.clock);
    const Inquiry switch_and_plan = inquire(options, environment, tools);
    const auto& [identity, plan] = switch_and_plan;
    Staged staged = in_stage("stage", [&] {
        const VrfScope vrf(options.vrf, tools.log);
        const Retries retries{options.retries, tools.clock, tools.log};
        return stage(plan, identity.running,
                     {tools.transport, bootflash, retries, options.require_digest, deadline});
    });
    in_stage("commit",
             [&] { commit(staged, bootflash, tools.cli, environment.in_poap, tools.clock, tools.log); });
}

Inquiry inquire(const Options& options, const PoapEnvironment& environment, Tools tools) {
    Identity identity = in_stage("identify the switch", [&] { return identify(tools.cli, environment, tools.log); });
    InstallPlan plan = in_stage("register with the POAP server", [&] {
        const VrfScope vrf(options.vrf, tools.log);
        const Retries retries{options.retries, tools.clock, tools.log};
        return register_switch(tools.transport, options.server.value(), identity, retries);
    });
    return {std::move(identity), std::move(plan)};
}

}  // namespace poap
