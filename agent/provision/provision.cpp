#include "provision/provision.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "flash/hop_mark.hpp"
#include "log/stage_scope.hpp"
#include "nxos/identify.hpp"
#include "nxos/script_server.hpp"
#include "plan/builtin_path.hpp"
#include "plan/static_plan.hpp"
#include "plan/upgrade_path.hpp"
#include "provision/commit.hpp"
#include "provision/recipe_fetch.hpp"
#include "provision/registration.hpp"
#include "provision/space_reclaimer.hpp"
#include "provision/stage.hpp"
#include "transfer/usb/usb_stick.hpp"

namespace poap {

namespace {

void warn_of_pins(const Trust& trust, Log& log) {
    if (!trust.pins) return;
    log.warning("--pin is set: not checking the dates of an https server's certificate",
                trust.authorities ? "" : ", nor its host name and issuer",
                ", but its public key must match --pin");
}

/// --install overrides the plan.
void set_install(InstallPlan& plan, std::optional<Install> install, Log& log) {
    if (!install || *install == plan.install) return;
    plan.install = *install;
    log.info("--install overrides the plan, which has another value");
    if (const auto error = validation_error(plan))
        throw Error(ExitCode::Usage, concat("--install does not fit the plan: ", *error), "remove --install");
}

/// The POAP server of the options; without one, the server that the boot file came from.
HttpServer poap_server(const Context& context) {
    const Options& options = context.options;
    if (options.server) return *options.server;
    return in_stage(context.log, "find the POAP server", [&] {
        const HttpServer server{ask_script_server(context.cli).with_port(options.port), options.tls};
        context.log.info("The POAP server is ", server.endpoint.authority(),
                         ", from which the boot file came according to the switch's log");
        return server;
    });
}

InstallPlan plan_from_server(const Context& context, const Identity& identity) {
    const Options& options = context.options;
    const HttpServer server = poap_server(context);
    InstallPlan plan = in_stage(context.log, "register with the POAP server", [&] {
        return register_switch(context.transport, server, identity, context.retries());
    });
    name_stage("options", [&] { set_install(plan, options.install, context.log); });
    return plan;
}

InstallPlan plan_from_options(const Context& context, const Identity& identity) {
    const auto is_on_stick = [&](const std::string& url) {
        return static_cast<bool>(UsbStick(context.options.usb).open(url).file);
    };
    return in_stage(context.log, "plan from the options", [&] {
        StaticPlan own = *context.options.static_plan;
        const auto recipe = own.recipes ? fetch_recipe(*own.recipes, identity.serial, context) : std::nullopt;
        if (recipe) own.images = with_recipe(own.images, *recipe);
        return make_plan(own, identity, context.environment, is_on_stick);
    });
}

/// Otherwise a misspelt name would be noticed only when the switch refuses to boot the file.
void warn_of_image_names(const InstallPlan& plan, Log& log) {
    const auto warn_of = [&](const std::optional<PlannedFile>& image) {
        if (!image || lower(image->name.str()).ends_with(".bin")) return;
        log.warning(image->name.str(), ", the planned image, does not end in .bin: check its name");
    };
    warn_of(plan.kickstart);
    warn_of(plan.system);
    for (const Hop& hop : plan.hops) {
        warn_of(hop.kickstart);
        warn_of(hop.system);
    }
}

/// An intermediate image is installed only in POAP, which runs again after the reload, and only once.
void check_intermediate_step(const Context& context, const FileName& image) {
    if (!context.environment.in_poap) {
        throw Error(
            ExitCode::Usage,
            concat("the next image, ", image.str(), ", is an intermediate image, but this is not POAP"),
            "nothing would continue after the reload: install that image by hand, then run this again");
    }
    check_hop_is_new(context.bootflash, image, boot_id());
    context.log.info("Installing ", image.str(),
                     " first, as an intermediate image; POAP runs again after the reload");
}

/// The part of the plan to be done before the next reload.
InstallPlan upgrade_step(const Context& context, const InstallPlan& plan, const RunningImages& running) {
    warn_of_image_names(plan, context.log);
    if (context.options.static_plan && context.options.static_plan->builtin_path) {
        if (const auto warning = check_builtin_path(plan, running)) context.log.warning(*warning);
    }
    const ExitCode plans_owner = context.options.static_plan ? ExitCode::Usage : ExitCode::Server;
    InstallPlan step = next_upgrade_step(plan, running, plans_owner);
    if (!step.config && context.options.command == Command::Run)
        check_intermediate_step(context, step.system.value().name);
    return step;
}

WantedFile wanted(const PlannedFile& file) {
    return {file.name.str(), file.url, file.digest};
}

Planned event_of(const InstallPlan& plan) {
    Planned event;
    if (plan.config) event.config = wanted(*plan.config);
    for (const ExtraFile& extra : plan.files)
        event.files.push_back({extra.path(), extra.file.url, extra.file.digest});
    if (plan.kickstart) event.images.push_back(wanted(*plan.kickstart));
    if (plan.system) event.images.push_back(wanted(*plan.system));
    return event;
}

Result provisioned(const InstallPlan& step) {
    if (step.config)
        return {ExitCode::Provisioned, "", "", "the next reload boots into the new configuration"};
    return {ExitCode::Provisioned, "", "", "the next reload boots it, and POAP runs again", true};
}

}  // namespace

Result provision(const Context& context) {
    const SwitchPlan planned = plan_switch(context);
    context.log.emit(event_of(planned.step));
    const SpaceReclaimer reclaimer(context, planned.identity.running, planned.plan);
    Staged staged = stage(planned.step, planned.identity.running, planned.split, reclaimer, context);
    in_stage(context.log, "commit", [&] {
        context.clock.check_interrupt();  // last point where a signal stops the run
        commit(staged, planned.identity, context);
    });
    return provisioned(planned.step);
}

SwitchPlan plan_switch(const Context& context) {
    Identity identity = identify_switch(context.options, context.environment, context.cli, context.log);
    warn_of_pins(context.options.trust, context.log);
    InstallPlan plan = context.options.static_plan ? plan_from_options(context, identity)
                                                   : plan_from_server(context, identity);
    InstallPlan step = in_stage(context.log, "check the plan",
                                [&] { return upgrade_step(context, plan, identity.running); });
    ConfigSplit split = config_split(step, identity, context);
    return {std::move(identity), std::move(step), context.environment.in_poap,
            std::move(plan),     std::nullopt,    std::move(split)};
}

Identity identify_switch(const Options& options, const PoapEnvironment& environment, Cli& cli, Log& log) {
    const bool by_place = options.static_plan && options.static_plan->mode == Mode::Location;
    const auto port = by_place ? environment.port : std::nullopt;
    return in_stage(log, "identify the switch", [&] {
        Identity identity = identify(cli, environment, log, port);
        log.emit(Identified{identity});
        return identity;
    });
}

}  // namespace poap
