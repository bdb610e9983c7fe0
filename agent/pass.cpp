#include "pass.hpp"

#include "commit.hpp"
#include "error.hpp"
#include "in_stage.hpp"
#include "plan/hops.hpp"
#include "retry.hpp"
#include "server/registration.hpp"
#include "stage.hpp"
#include "switch/hop_mark.hpp"

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
        return register_switch(tools.transport, options.server.value(), identity, retries);
    });
}

/// What of the plan is to be done before the next reload.
InstallPlan leg_of(const InstallPlan& plan, const Identity& identity, const PoapEnvironment& environment,
                   const Bootflash& bootflash, Log& log) {
    InstallPlan leg = next_leg(plan, identity.running);
    if (leg.config) return leg;
    const FileName& hop = leg.system.value().name;
    if (!environment.in_poap) {
        throw Error(ExitCode::Usage,
                    concat("the next image, ", hop.str(), ", is a hop, and this is not POAP"),
                    "nothing would go on behind the reload: install that image by hand, then run this again");
    }
    check_hop_is_new(bootflash, hop, boot_id());
    log.info("Going through ", hop.str(), " first; POAP runs again behind the reload");
    return leg;
}

/// When the switch will end the program, if that is known. The program has only just started.
std::optional<Clock::Time> deadline_of(const Options& options, const Clock& clock) {
    if (!options.deadline) return std::nullopt;
    return clock.now() + *options.deadline;
}

}  // namespace

Result provision(const Options& options, const PoapEnvironment& environment, const Bootflash& bootflash,
                 Tools tools) {
    const auto deadline = deadline_of(options, tools.clock);
    const Identity identity = identify_switch(environment, tools);
    const InstallPlan plan = ask_server(options, identity, tools);
    const InstallPlan leg = in_stage(tools.log, "check the plan", [&] {
        return leg_of(plan, identity, environment, bootflash, tools.log);
    });
    tools.log.tell(Planned{leg});
    const Retries retries{options.retries, tools.clock, tools.log};
    const Room room(bootflash, tools.cli, identity.running, plan, options.make_room, tools.log);
    Staged staged = stage(leg, identity.running,
                          {tools.transport, bootflash, retries, options.require_digest, deadline, room});
    in_stage(tools.log, "commit", [&] {
        tools.clock.wait(std::chrono::milliseconds(0));  // the last moment for a signal to stop it
        commit(staged, {bootflash, tools.cli, tools.clock, tools.log, environment.in_poap,
                        identity.standby.has_value(), identity.running});
    });
    if (leg.config)
        return {ExitCode::Provisioned, "", "", "the next reload boots into the new configuration"};
    return {ExitCode::Provisioned, "", "", "the next reload boots its image, and POAP runs again", true};
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
    InstallPlan plan = ask_server(options, identity, tools);
    return {std::move(identity), std::move(plan)};
}

}  // namespace poap
