#include "pass.hpp"

#include "commit.hpp"
#include "error.hpp"
#include "in_stage.hpp"
#include "plan/hops.hpp"
#include "plan/own_plan.hpp"
#include "retry.hpp"
#include "server/registration.hpp"
#include "stage.hpp"
#include "switch/hop_mark.hpp"
#include "text.hpp"

namespace poap {

namespace {

void tell_of_pins(const Trust& trust, Log& log) {
    if (!trust.pins) return;
    log.warning("--pin is given: the dates of an https server's certificate are not trusted",
                trust.authorities ? "" : ", nor its host's name and its authority",
                ", but its public part must be what --pin says");
}

InstallPlan ask_server(const Options& options, const Identity& identity, Tools tools,
                       const Retries& retries) {
    return in_stage(tools.log, "register with the POAP server", [&] {
        return register_switch(tools.transport, options.server.value(), identity, retries);
    });
}

/// --install goes before the plan.
void set_install(InstallPlan& plan, std::optional<Install> install, Log& log) {
    if (!install || *install == plan.install) return;
    plan.install = *install;
    log.info("--install goes before the plan, which says otherwise");
    if (const auto fault = fault_of(plan))
        throw Error(ExitCode::Usage, concat("--install does not fit the plan: ", *fault), "leave it out");
}

/// What is wanted of the switch: by its POAP server, or by the options alone.
InstallPlan plan_of(const Options& options, const Identity& identity, const PoapEnvironment& environment,
                    Tools tools, const Retries& retries) {
    tell_of_pins(options.trust, tools.log);
    if (options.own)
        return in_stage(tools.log, "plan from the options",
                        [&] { return own_plan(*options.own, identity, environment, options.usb); });
    InstallPlan plan = ask_server(options, identity, tools, retries);
    in_stage("options", [&] { set_install(plan, options.install, tools.log); });
    return plan;
}

/// A misspelt name is not known for one until the switch refuses to boot the file.
void warn_of_image_names(const InstallPlan& plan, Log& log) {
    const auto warn_of = [&](const std::optional<PlannedFile>& image) {
        if (!image || lower(image->name.str()).ends_with(".bin")) return;
        log.warning(image->name.str(), ", the planned image, does not end in .bin: is that its whole name?");
    };
    warn_of(plan.kickstart);
    warn_of(plan.system);
    for (const Hop& hop : plan.hops) {
        warn_of(hop.kickstart);
        warn_of(hop.system);
    }
}

/// Whose the plan is: what a fault of it ends with.
ExitCode owner_of(const Options& options) {
    return options.own ? ExitCode::Usage : ExitCode::Server;
}

/// What of the plan is to be done before the next reload.
InstallPlan leg_of(const InstallPlan& plan, const Options& options, const Identity& identity,
                   const PoapEnvironment& environment, const Bootflash& bootflash, Log& log) {
    warn_of_image_names(plan, log);
    InstallPlan leg = next_leg(plan, identity.running, owner_of(options));
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
    const Identity identity = identify_switch(options, environment, tools);
    const Retries retries{options.retries, tools.clock, tools.log, deadline};
    const InstallPlan plan = plan_of(options, identity, environment, tools, retries);
    const InstallPlan leg = in_stage(tools.log, "check the plan", [&] {
        return leg_of(plan, options, identity, environment, bootflash, tools.log);
    });
    tools.log.tell(Planned{leg});
    const Room room(bootflash, tools.cli, identity.running, plan, options.make_room, tools.log);
    Staged staged = stage(leg, identity.running,
                          {tools.transport, bootflash, retries, options.require_digest, deadline, room,
                           options.sidecars, options.required_space, options.server.has_value()});
    in_stage(tools.log, "commit", [&] {
        tools.clock.wait(std::chrono::milliseconds(0));  // the last moment for a signal to stop it
        commit(staged, {bootflash, tools.cli, tools.clock, tools.log, environment.in_poap,
                        identity.supervisors(), identity.running, deadline});
    });
    if (leg.config)
        return {ExitCode::Provisioned, "", "", "the next reload boots into the new configuration"};
    return {ExitCode::Provisioned, "", "", "the next reload boots its image, and POAP runs again", true};
}

Identity identify_switch(const Options& options, const PoapEnvironment& environment, Tools tools) {
    const bool by_place = options.own && options.own->mode == Mode::Location;
    const auto port = by_place ? environment.port : std::nullopt;
    return in_stage(tools.log, "identify the switch", [&] {
        Identity identity = identify(tools.cli, environment, tools.log, port);
        tools.log.tell(Identified{identity});
        return identity;
    });
}

Inquiry inquire(const Options& options, const PoapEnvironment& environment, Tools tools) {
    const Retries retries{options.retries, tools.clock, tools.log, deadline_of(options, tools.clock)};
    Identity identity = identify_switch(options, environment, tools);
    const InstallPlan plan = plan_of(options, identity, environment, tools, retries);
    InstallPlan leg = in_stage(tools.log, "check the plan", [&] {
        warn_of_image_names(plan, tools.log);
        return next_leg(plan, identity.running, owner_of(options));
    });
    return {std::move(identity), std::move(leg), environment.in_poap, plan, retries.deadline};
}

}  // namespace poap
