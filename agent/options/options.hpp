#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "log.hpp"
#include "options/environment.hpp"
#include "server/endpoint.hpp"
#include "transfer/http/tls.hpp"

namespace poap {

enum class Command { Run, Plan, Collect };

/// What the program was asked to do. Values have been checked.
struct Options {
    Command command = Command::Run;
    bool json = false;                 ///< a report, or a run's events, on standard output
    std::optional<HttpServer> server;  ///< the POAP server, with its port; there for `run` and `plan`
    Trust trust;                       ///< the servers trusted over TLS
    std::string vrf;
    std::string bootflash;
    std::string vsh;
    bool force = false;
    std::optional<std::chrono::seconds> deadline;
    bool require_digest = false;
    bool make_room = false;
    std::chrono::seconds timeout{};
    int retries = 0;
    std::optional<std::size_t> tftp_block_size;  ///< in bytes; none: what fits the way to the server
    std::chrono::seconds cli_timeout{};
    std::string log_dir;
    bool syslog = true;
    Level least = Level::Info;  ///< on standard error

    /// Text to print instead of doing anything (`--help`, `--version`).
    std::optional<std::string> text;
};

/// From the command line and, for defaults, POAP's environment. A flag given twice: the last one counts.
/// @throws Error (Usage)
Options parse_options(int argc, const char* const* argv, const PoapEnvironment& environment);

/// Whether a command line, which may be wrong, asks for a run's events: it has `--json`, and neither `plan`
/// nor `collect`.
bool asks_for_events(int argc, const char* const* argv);

}  // namespace poap
