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
#include "options/options.hpp"
#include "transfer/transport.hpp"

namespace poap {

/// What a provisioning run works with.
struct Context {
    const Options& options;
    const PoapEnvironment& environment;
    const Bootflash& bootflash;
    Cli& cli;
    Transport& transport;
    Clock& clock;
    Log& log;
    std::optional<Clock::Time> deadline = std::nullopt;  ///< when the switch will end the program
    std::string install_mark = kInstallMark;             ///< see InstallMark

    /// Of the registration and of each download.
    Retries retries() const { return {options.retries, clock, log, deadline}; }
};

}  // namespace poap
