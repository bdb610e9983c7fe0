#include <fcntl.h>
#include <unistd.h>

#include <exception>
#include <string>
#include <system_error>

#include "clock.hpp"
#include "descriptor.hpp"
#include "error.hpp"
#include "interrupt.hpp"
#include "log.hpp"
#include "log_sinks.hpp"
#include "options/environment.hpp"
#include "options/options.hpp"
#include "pass.hpp"
#include "report.hpp"
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
                "`poap-agent plan` shows what it would do; --force does it");
}

void keep_log_file(Log& log, const std::string& dir) {
    try {
        log.add(file_sink(dir));
    } catch (const std::system_error& error) {
        log.warning("no log file: ", error.what());
    }
}

void run(const Options& options, const PoapEnvironment& environment, Tools tools) {
    Bootflash bootflash = in_stage("lock bootflash", [&] { return Bootflash(options.bootflash); });
    in_stage("lock bootflash", [&] { bootflash.lock(); });
    keep_log_file(tools.log, options.log_dir);
    provision(options, environment, bootflash, tools);
}

std::string report(const Options& options, const PoapEnvironment& environment, Tools tools) {
    if (options.command == Command::Collect) {
        return identity_report(identify_switch(options, environment, tools), options.json);
    }
    const Inquiry inquiry = inquire(options, environment, tools);
    return in_stage("look at bootflash", [&] {
        return plan_report(inquiry, Bootflash(options.bootflash), tools.clock, options.json);
    });
}

void execute(const Options& options, const PoapEnvironment& environment, Log& log) {
    const Interrupt interrupt;
    Vsh cli(options.vsh, options.cli_timeout, interrupt, log);
    Network transport(options.timeout, options.tftp_block_size, options.trust, options.credentials,
                      options.vrf, options.usb, interrupt, log);
    SystemClock clock(interrupt);
    const Tools tools{cli, transport, clock, log};
    if (options.command == Command::Run) {
        run(options, environment, tools);
    } else {
        print(report(options, environment, tools));
    }
}

/// Stage, cause, and what to do.
std::string last_line(const Error& error) {
    std::string_view cause = error.what();
    while (cause.ends_with('.')) cause.remove_suffix(1);  // a switch's own words may end in one
    return concat(error.stage().empty() ? "start" : error.stage(), ": ", cause,
                  ". What to do: ", error.advice());
}

int run_command_line(int argc, char** argv, Log& log) {
    const auto environment = PoapEnvironment::parse(environ);
    if (environment.in_poap) log.add(syslog_sink());  // nobody sees standard error there
    const Options options = in_stage("options", [&] { return parse_options(argc, argv, environment); });
    if (options.text) {
        print(*options.text);
        return 0;
    }
    log = Log();
    log.add(stderr_sink(options.least));
    if (options.command == Command::Run) {
        if (options.syslog) log.add(syslog_sink());
        in_stage("options", [&] { refuse_live_switch(options, environment); });
    }
    for (const std::string& warning : options.warnings) log.warning(warning);
    execute(options, environment, log);
    return static_cast<int>(ExitCode::Provisioned);
}

}  // namespace

int main(int argc, char** argv) {
    hold_standard_descriptors();
    Log log;
    try {
        log.add(stderr_sink(Level::Warning));
        return run_command_line(argc, argv, log);
    } catch (const Error& error) {
        log.error(last_line(error));
        return static_cast<int>(error.code());
    } catch (const std::exception& error) {
        log.error("unexpected: ", error.what(),
                  ". What to do: run it again with -v, and report what it prints");
        return static_cast<int>(ExitCode::Unexpected);
    }
}
