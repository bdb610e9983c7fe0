#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
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
#include "log/reports.hpp"
#include "log/sinks.hpp"
#include "log/stage_scope.hpp"
#include "nxos/startup_backup.hpp"
#include "nxos/vsh.hpp"
#include "options/options.hpp"
#include "provision/preview.hpp"
#include "provision/provision.hpp"
#include "provision/report.hpp"
#include "transfer/http/report_poster.hpp"
#include "transfer/network.hpp"

namespace {

using namespace poap;

/// If the parent process has closed standard input, output or error, a file opened later must not get their
/// numbers.
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
                    "check where standard output is redirected to");
    }
}

void refuse_live_switch(const Options& options, const PoapEnvironment& environment) {
    if (environment.in_poap || options.force) return;
    throw Error(ExitCode::Usage,
                "this is not POAP (no POAP_* variable is set): `run` would change a live switch",
                "`poap-agent plan` shows what it would change. To provision a switch by POAP: `write "
                "erase`, `reload`. To change this one while it is running: `--force`");
}

/// Standard error. JSON on the same terminal is not mixed with text: there the events of `run` have every
/// line, and of `plan` and `collect` only warnings and errors are shown.
void add_stderr_sink(Log& log, const Options& options) {
    const bool beside_json = options.json && isatty(STDOUT_FILENO) == 1 && isatty(STDERR_FILENO) == 1;
    if (beside_json && options.command == Command::Run) return;
    log.add(stderr_sink(beside_json ? std::max(options.least, Level::Warning) : options.least));
}

void keep_log_file(Log& log, const std::string& dir) {
    try {
        log.add_first(file_sink(dir));
    } catch (const std::system_error& error) {
        log.warning("no log file: ", error.what());
    }
}

/// The bootflash of a run, locked.
struct LockedBootflash {
    LockedBootflash(const std::string& path, Log& log) : bootflash(path, &log), lock(bootflash) {}
    const Bootflash bootflash;
    const RunLock lock;
};

/// Reports files that a failed run leaves on bootflash.
void report_leftovers(const Bootflash& bootflash, Log& log) {
    try {
        log.emit(Left{bootflash.leftovers()});
    } catch (const Error& error) {
        log.debug(error.what());  // secondary to the failure itself
    }
}

/// Perpetual POAP: restores a startup-config that an interrupted run erased, even if this run does not reach
/// its commit.
void restore_lost_startup(const Context& context) {
    try {
        StartupBackup(context.cli, context.bootflash, context.log).restore_if_lost();
    } catch (const Error& error) {
        context.log.warning("cannot restore the startup-config: ", error.what());
    }
}

/// Comes first: without its VRF a run must not even clean up bootflash.
void check_vrf(Network& network, const PoapEnvironment& environment) {
    if (environment.from_usb) return;  // there is no network, and none is needed
    name_stage("enter the VRF", [&] { network.check_vrf(); });
}

/// Shared by the three commands.
struct Switch {
    const Options& options;
    const PoapEnvironment& environment;
    Vsh& cli;
    Network& network;
    Clock& clock;
    Reports& reports;
    Log& log;

    Context on(const Bootflash& bootflash) const {
        Context context{options, environment, bootflash, cli, network, clock, log};
        if (options.deadline) context.deadline = clock.now() + *options.deadline;
        return context;
    }
};

void run(const Switch& target) {
    Log& log = target.log;
    const auto locked = in_stage(log, "lock bootflash", [&] {
        return std::make_unique<LockedBootflash>(target.options.bootflash, log);
    });
    const Context context = target.on(locked->bootflash);
    target.cli.pass_on_lock(locked->lock.fd());
    keep_log_file(log, target.options.log_dir);
    check_vrf(target.network, target.environment);
    if (!target.environment.from_usb)
        target.reports.connect(
            [&target] { return std::make_unique<ReportPoster>(target.options.trust, target.network.vrf()); });
    try {
        log.emit(provision(context));
    } catch (...) {
        if (target.environment.in_poap) restore_lost_startup(context);
        report_leftovers(context.bootflash, log);
        throw;
    }
}

/// Ends with the exit code that `run` would have, as far as it can be predicted.
void plan(const Switch& target) {
    check_vrf(target.network, target.environment);
    const Bootflash bootflash =
        in_stage(target.log, "open bootflash", [&] { return Bootflash(target.options.bootflash); });
    const Context context = target.on(bootflash);
    const SwitchPlan planned = plan_switch(context);
    const Preview preview =
        in_stage(target.log, "look for the files", [&] { return preview_run(planned, context); });
    print(plan_report(planned, preview, target.options.json));
    if (preview.fault) throw *preview.fault;
}

void collect(const Switch& target) {
    print(identity_report(identify_switch(target.options, target.environment, target.cli, target.log),
                          target.options.json));
}

void execute(const Options& options, const PoapEnvironment& environment, const Interrupt& interrupt,
             Reports& reports, Log& log) {
    Vsh cli(options.vsh, options.cli_timeout, interrupt, log);
    Network network(options.timeout, options.tftp, options.trust, options.host_keys, options.credentials,
                    options.vrf, options.vrf_fallback, options.usb, interrupt, log);
    SystemClock clock(interrupt);
    const Switch target{options, environment, cli, network, clock, reports, log};
    switch (options.command) {
        case Command::Run:
            return run(target);
        case Command::Plan:
            return plan(target);
        case Command::Collect:
            return collect(target);
    }
}

/// Reports need a server: the plan's, if one is asked for a plan, or the option's.
void begin_reports(Reports& reports, const Options& options, const PoapEnvironment& environment) {
    if (options.static_plan && !options.status_url) return;
    reports.begin(options.status_url, environment.host_name);
}

int run_command_line(int argc, char** argv, Reports& reports, Log& log) {
    const Interrupt interrupt;
    const auto environment = PoapEnvironment::parse(environ);
    if (environment.in_poap) log.add(syslog_sink());        // where nobody sees standard error
    if (asks_for_events(argc, argv)) log.add(json_sink());  // an invalid command line has a result event too
    const Options options = name_stage("options", [&] { return parse_options(argc, argv, environment); });
    if (options.text) {
        print(*options.text);
        return 0;
    }
    log = Log();
    log.set_wording([names = options.names](std::string_view text) { return names.in(text); });
    add_stderr_sink(log, options);
    if (options.command == Command::Run) {
        if (options.json) log.add(json_sink());
        if (options.syslog) log.add(syslog_sink());
        begin_reports(reports, options, environment);
        name_stage("options", [&] { refuse_live_switch(options, environment); });
    }
    for (const std::string& warning : options.warnings) log.warning(warning);
    execute(options, environment, interrupt, reports, log);
    return static_cast<int>(ExitCode::Provisioned);
}

/// Runs to the end. Returns the exit code.
int run_logged(int argc, char** argv, Reports& reports, Log& log) {
    Result failure{};
    try {
        log.add(stderr_sink(Level::Warning));
        forbid_core_dumps();
        return run_command_line(argc, argv, reports, log);
    } catch (const Error& error) {
        failure = {error.code(), error.stage().empty() ? "start" : error.stage(), error.what(),
                   error.advice()};
    } catch (const std::exception& error) {
        failure = {ExitCode::Unexpected, "unexpected", error.what(),
                   "run it again with -v, and report its output"};
    }
    log.emit(failure);
    return static_cast<int>(failure.code);
}

}  // namespace

int main(int argc, char** argv) {
    hold_standard_descriptors();
    Log log;
    Reports reports(log);
    const int exit_code = run_logged(argc, argv, reports, log);
    if (!reports.finish()) _exit(exit_code);
    return exit_code;
}
