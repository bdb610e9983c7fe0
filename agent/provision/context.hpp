#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/poap_environment.hpp"
#include "flash/bootflash.hpp"
#include "log/log.hpp"
#include "log/retries.hpp"
#include "nxos/cli.hpp"
#include "nxos/install_mark.hpp"
#include "nxos/split_rule.hpp"
#include "options/options.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// Everything that a provisioning run uses.
struct Context {
    const Options& options;
    const PoapEnvironment& environment;
    const Bootflash& bootflash;
    Cli& cli;
    Transport& transport;
    Clock& clock;
    Log& log;
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program, if known
    std::string install_mark = kInstallMark;             ///< see InstallMark
    std::string first_setup_log = kFirstSetupLog;        ///< see split_rule

    /// For the registration and each download.
    Retries retries() const { return {options.retries, clock, log, deadline}; }
};

}  // namespace poap
