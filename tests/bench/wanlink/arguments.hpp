#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "wanlink/line.hpp"

namespace poap::bench {

/// What the command line says.
struct Arguments {
    LineSpec line;  ///< both directions are alike
    std::string device;
    std::string namespaces[2];  ///< of `ip netns`
};

/// @param app gets the options
/// @throws CLI::ParseError also for --help
Arguments parse_arguments(CLI::App& app, int argc, const char* const* argv);

}  // namespace poap::bench
