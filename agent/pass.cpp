#include "pass.hpp"

#include "commit.hpp"
#include "in_stage.hpp"
#include "retry.hpp"
#include "server/registration.hpp"
#include "stage.hpp"
#include "switch/vrf.hpp"

namespace poap {

namespace {

InstallPlan ask_server(const Options& options, const Identity& identity, Tools tools) {
    if (options.trust.pins) {
        tools.log.warning("--pin is given: the dates of an https server's certificate are not trusted",
                          options.trust.authorities ? "" : ", nor its host's name and its authority",
                          ", but its public part must be what --pin says");
    }
    return in_stage(tools.log, "register with the POAP server", [&] {
        const Retries retries{options.retries, tools.clock, tools.log};
        InstallPlan plan = register_switch(tools.transport, options.server.value(), identity, retries);
        tools.log.tell(Planned{plan});
        return plan;
    });
}

/// When the switch will end the program, if that is known. The program has only just started.
std::optional<Clock::Time> deadline_of(const Options& options, const Clock& clock) {
    if (!options.deadline) return std::nullopt;
    return clock.now() + *options.deadline;
}

}  // namespace

void provision(const Options& options, const PoapEnvironment& environment, const Bootflash& bootflash,
               Tools tools) {
    const auto deadline = deadline_of(options, tools.clock);
    const Identity identity = identify_switch(environment, tools);
    Staged staged = [&] {
        const VrfScope vrf(options.vrf, tools.log);  // the CLI runs outside it
        const InstallPlan plan = ask_server(options, identity, tools);
        const Retries retries{options.retries, tools.clock, tools.log};
        return stage(plan, identity.running,
                     {tools.transport, bootflash, retries, options.require_digest, deadline});
    }();
    in_stage(tools.log, "commit", [&] {
        tools.clock.wait(std::chrono::milliseconds(0));  // the last moment for a signal to stop it
        commit(staged, bootflash, tools.cli, environment.in_poap, tools.clock, tools.log);
    });
}

Identity identify_switch(const PoapEnvironment& environment, Tools tools) {
    return in_stage(tools.log, "identify the switch", [&] {
        Identity identity = identify(tools.cli, environment, tools.log);
        tools.log.tell(Identified{identity});
        return identity;
    });
}

Inquiry inquire(const Options& options, const PoapEnvironment& environment, Tools tools) {
    Identity identity = identify_switch(environment, tools);
    const VrfScope vrf(options.vrf, tools.log);
    InstallPlan plan = ask_server(options, identity, tools);
    return {std::move(identity), std::move(plan)};
}

}  // namespace poap
