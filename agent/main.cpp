#include <fcntl.h>
#include <unistd.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "base/clock.hpp"
#include "base/core_dumps.hpp"
#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/interrupt.hpp"
#include "base/poap_environment.hpp"
#include "flash/run_lock.hpp"
#include "log/log.hpp"
#include "log/sinks.hpp"
#include "log/stage_scope.hpp"
#include "nxos/startup_backup.hpp"
#include "nxos/vsh.hpp"
#include "options/options.hpp"
#include "provision/preview.hpp"
#include "provision/provision.hpp"
#include "provision/report.hpp"
#include "transfer/network.hpp"

namespace {

using namespace poap;

/// Whoever starts us may have closed standard input, output or error: a file opened later must not take their
/// place.
void hold_standard_descriptors() {
    int fd = 0;
    while (fd >= 0 && fd <= STDERR_FILENO) fd = open("/dev/null", O_RDWR | O_NOCTTY);
    if (fd > STDERR_FILENO) close(fd);
}

void print(const std::string& text) {
    try {
        write_all(STDOUT_FILENO, text);
    } catch (const std::system_error& error) {
        throw Error(ExitCode::Unexpected, concat("cannot write to standard output: ", error.code().message()),
                    "look at where it is sent to");
    }
}

void refuse_live_switch(const Options& options, const PoapEnvironment& environment) {
    if (environment.in_poap || options.force) return;
    throw Error(ExitCode::Usage,
                "this is not POAP (no POAP_* variable is set): `run` would change a live switch",
                "`poap-agent plan` shows what it would change; a switch is provisioned by POAP: `write "
                "erase`, `reload`. "
                "`--force` changes this one as it runs");
}

void keep_log_file(Log& log, const std::string& dir) {
    try {
        log.add(file_sink(dir));
    } catch (const std::system_error& error) {
        log.warning("no log file: ", error.what());
    }
}

/// The bootflash that a run works on, and its lock.
struct LockedBootflash {
    LockedBootflash(const std::string& path, Log& log) : bootflash(path, &log), lock(bootflash) {}
    const Bootflash bootflash;
    const RunLock lock;
};

/// What a failed run leaves on bootflash.
void report_leftovers(const Bootflash& bootflash, Log& log) {
    try {
        log.emit(Left{bootflash.leftovers()});
    } catch (const Error& error) {
        log.debug(error.what());  // the failure itself is what matters
    }
}

/// Perpetual POAP: a startup-config that an interrupted run erased comes back also where this run does not
/// reach its commit.
void restore_lost_startup(const Context& context) {
    try {
        StartupBackup(context.cli, context.bootflash, context.log).restore_if_lost();
    } catch (const Error& error) {
        context.log.warning("cannot restore the startup-config: ", error.what());
    }
}

/// Before anything else is done: without its VRF a run must not even tidy up.
void check_vrf(Network& network, const PoapEnvironment& environment) {
    if (environment.from_usb) return;  // there is no network, and no need for one
    name_stage("enter the VRF", [&] { network.check_vrf(); });
}

/// What the three commands work with.
struct Switch {
    const Options& options;
    const PoapEnvironment& environment;
    Vsh& cli;
    Network& network;
    Clock& clock;
    Log& log;

    Context on(const Bootflash& bootflash) const {
        Context context{options, environment, bootflash, cli, network, clock, log};
        if (options.deadline) context.deadline = clock.now() + *options.deadline;
        return context;
    }
};

void run(const Switch& here) {
    Log& log = here.log;
    const auto locked = in_stage(log, "lock bootflash", [&] {
        return std::make_unique<LockedBootflash>(here.options.bootflash, log);
    });
    const Context context = here.on(locked->bootflash);
    here.cli.pass_on_lock(locked->lock.fd());
    keep_log_file(log, here.options.log_dir);
    check_vrf(here.network, here.environment);
    try {
        log.emit(provision(context));
    } catch (...) {
        if (here.environment.in_poap) restore_lost_startup(context);
        report_leftovers(context.bootflash, log);
        throw;
    }
}

/// Ends as `run` would, as far as that can be known.
void plan(const Switch& here) {
    check_vrf(here.network, here.environment);
    const Bootflash bootflash =
        in_stage(here.log, "open bootflash", [&] { return Bootflash(here.options.bootflash); });
    const Context context = here.on(bootflash);
    const SwitchPlan planned = plan_switch(context);
    const Preview preview =
        in_stage(here.log, "look for the files", [&] { return preview_run(planned, context); });
    print(plan_report(planned, preview, here.options.json));
    if (preview.fault) throw *preview.fault;
}

void collect(const Switch& here) {
    print(identity_report(identify_switch(here.options, here.environment, here.cli, here.log),
                          here.options.json));
}

void execute(const Options& options, const PoapEnvironment& environment, const Interrupt& interrupt,
             Log& log) {
    Vsh cli(options.vsh, options.cli_timeout, interrupt, log);
    Network network(options.timeout, options.tftp, options.trust, options.credentials, options.vrf,
                    options.vrf_fallback, options.usb, interrupt, log);
    SystemClock clock(interrupt);
    const Switch here{options, environment, cli, network, clock, log};
    switch (options.command) {
        case Command::Run:
            return run(here);
        case Command::Plan:
            return plan(here);
        case Command::Collect:
            return collect(here);
    }
}

int run_command_line(int argc, char** argv, Log& log) {
    const Interrupt interrupt;
    const auto environment = PoapEnvironment::parse(environ);
    if (environment.in_poap) log.add(syslog_sink());        // nobody sees standard error there
    if (asks_for_events(argc, argv)) log.add(json_sink());  // a result is told of a wrong command line too
    const Options options = name_stage("options", [&] { return parse_options(argc, argv, environment); });
    if (options.text) {
        print(*options.text);
        return 0;
    }
    log = Log();
    log.set_wording([names = options.names](std::string_view text) { return names.in(text); });
    log.add(stderr_sink(options.least));
    if (options.command == Command::Run) {
        if (options.json) log.add(json_sink());
        if (options.syslog) log.add(syslog_sink());
        name_stage("options", [&] { refuse_live_switch(options, environment); });
    }
    for (const std::string& warning : options.warnings) log.warning(warning);
    execute(options, environment, interrupt, log);
    return static_cast<int>(ExitCode::Provisioned);
}

}  // namespace

int main(int argc, char** argv) {
    hold_standard_descriptors();
    Log log;
    Result failure{};
    try {
        log.add(stderr_sink(Level::Warning));
        forbid_core_dumps();
        return run_command_line(argc, argv, log);
    } catch (const Error& error) {
        failure = {error.code(), error.stage().empty() ? "start" : error.stage(), error.what(),
                   error.advice()};
    } catch (const std::exception& error) {
        failure = {ExitCode::Unexpected, "unexpected", error.what(),
                   "run it again with -v, and report what it prints"};
    }
    log.emit(failure);
    return static_cast<int>(failure.code);
}
