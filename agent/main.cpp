#include <fcntl.h>
#include <unistd.h>

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>

#include "clock.hpp"
#include "core_dumps.hpp"
#include "descriptor.hpp"
#include "error.hpp"
#include "in_stage.hpp"
#include "interrupt.hpp"
#include "log.hpp"
#include "log/sinks.hpp"
#include "options/environment.hpp"
#include "options/options.hpp"
#include "outlook.hpp"
#include "pass.hpp"
#include "report.hpp"
#include "switch/run_lock.hpp"
#include "switch/startup_backup.hpp"
#include "switch/vsh.hpp"
#include "transfer/network.hpp"

extern char** environ;

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

/// What a failed pass leaves behind, as far as it can be told.
void tell_what_is_left(const Bootflash& bootflash, Log& log) {
    try {
        log.tell(Left{bootflash.leftovers()});
    } catch (const Error& error) {
        log.debug(error.what());  // the failure itself is what matters
    }
}

/// Perpetual POAP: a startup-config that an interrupted run erased comes back also where this run does not
/// reach its commit.
void restore_lost_startup(const Bootflash& bootflash, Tools tools) {
    try {
        StartupBackup(tools.cli, bootflash, tools.log).restore_if_lost();
    } catch (const Error& error) {
        tools.log.warning("cannot restore the startup-config: ", error.what());
    }
}

/// Before anything else is done: without its VRF a run must not even tidy up.
void check_vrf(Network& network, const PoapEnvironment& environment) {
    if (environment.from_usb) return;  // there is no network, and no need for one
    in_stage("enter the VRF", [&] { network.check_vrf(); });
}

void run(const Options& options, const PoapEnvironment& environment, Vsh& cli, Network& network,
         Tools tools) {
    const auto locked = in_stage(tools.log, "lock bootflash", [&] {
        return std::make_unique<LockedBootflash>(options.bootflash, tools.log);
    });
    const Bootflash& bootflash = locked->bootflash;
    cli.hand_on(locked->lock.fd());
    keep_log_file(tools.log, options.log_dir);
    check_vrf(network, environment);
    try {
        tools.log.tell(provision(options, environment, bootflash, tools));
    } catch (...) {
        if (environment.in_poap) restore_lost_startup(bootflash, tools);
        tell_what_is_left(bootflash, tools.log);
        throw;
    }
}

void collect(const Options& options, const PoapEnvironment& environment, Tools tools) {
    print(identity_report(identify_switch(options, environment, tools), options.json));
}

/// Ends as `run` would, as far as that can be known.
void plan(const Options& options, const PoapEnvironment& environment, Network& network, Tools tools) {
    check_vrf(network, environment);
    const Inquiry inquiry = inquire(options, environment, tools);
    const Outlook outlook = in_stage(tools.log, "look for the files", [&] {
        return look_ahead(inquiry, options, Bootflash(options.bootflash), tools);
    });
    print(plan_report(inquiry, outlook, options.json));
    if (outlook.fault) throw *outlook.fault;
}

void execute(const Options& options, const PoapEnvironment& environment, const Interrupt& interrupt,
             Log& log) {
    Vsh cli(options.vsh, options.cli_timeout, interrupt, log);
    Network transport(options.timeout, options.tftp, options.trust, options.credentials, options.vrf,
                      options.vrf_fallback, options.usb, interrupt, log);
    SystemClock clock(interrupt);
    const Tools tools{cli, transport, clock, log};
    switch (options.command) {
        case Command::Run:
            return run(options, environment, cli, transport, tools);
        case Command::Plan:
            return plan(options, environment, transport, tools);
        case Command::Collect:
            return collect(options, environment, tools);
    }
}

int run_command_line(int argc, char** argv, Log& log) {
    const Interrupt interrupt;
    const auto environment = PoapEnvironment::parse(environ);
    if (environment.in_poap) log.add(syslog_sink());        // nobody sees standard error there
    if (asks_for_events(argc, argv)) log.add(json_sink());  // a result is told of a wrong command line too
    const Options options = in_stage("options", [&] { return parse_options(argc, argv, environment); });
    if (options.text) {
        print(*options.text);
        return 0;
    }
    log = Log();
    log.word([names = options.names](std::string_view text) { return names.in(text); });
    log.add(stderr_sink(options.least));
    if (options.command == Command::Run) {
        if (options.json) log.add(json_sink());
        if (options.syslog) log.add(syslog_sink());
        in_stage("options", [&] { refuse_live_switch(options, environment); });
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
    log.tell(failure);
    return static_cast<int>(failure.code);
}
