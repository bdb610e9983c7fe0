#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/credentials.hpp"
#include "base/endpoint.hpp"
#include "base/level.hpp"
#include "base/poap_environment.hpp"
#include "base/retry_limit.hpp"
#include "base/tftp_settings.hpp"
#include "base/trust.hpp"
#include "base/vrf_fallback.hpp"
#include "options/option_names.hpp"
#include "plan/static_plan.hpp"

namespace poap {

enum class Command { Run, Plan, Collect };

/// What the program was asked to do. Values have been checked.
struct Options {
    Command command = Command::Run;
    bool json = false;                       ///< a report, or a run's events, on standard output
    std::optional<HttpServer> server;        ///< the POAP server, with its port
    std::optional<StaticPlan> static_plan;   ///< in place of it: `run` and `plan` have the one or the other
    Trust trust;                             ///< the servers trusted over TLS
    std::optional<Credentials> credentials;  ///< for the HTTP file server of `own`
    std::string vrf;
    VrfFallback vrf_fallback = VrfFallback::Allowed;
    std::string bootflash;
    std::string vsh;
    bool force = false;
    std::optional<std::chrono::seconds> deadline;
    bool require_digest = false;
    bool make_room = false;
    bool sidecars = true;              ///< whether a file's `.md5` is asked for
    std::optional<Install> install;    ///< whatever the plan says
    std::uint64_t required_space = 0;  ///< in bytes, free on bootflash before anything is fetched
    std::string usb;                   ///< the folder that a USB stick is mounted at
    std::chrono::seconds timeout{};
    RetryLimit retries = 0;  ///< of the registration and of each transfer
    tftp::TftpSettings tftp;
    std::chrono::seconds cli_timeout{};
    std::string log_dir;
    bool syslog = true;
    Level least = Level::Info;  ///< on standard error

    OptionNames names;                  ///< for messages
    std::vector<std::string> warnings;  ///< to be logged: what was left out, what is a risk

    /// Text to print instead of doing anything (`--help`, `--version`).
    std::optional<std::string> text;
};

/// From the command line and, for defaults, POAP's environment. A flag given twice: the last one counts.
/// @throws Error (Usage), which names keys in place of flags where these come from a boot file
Options parse_options(int argc, const char* const* argv, const PoapEnvironment& environment);

/// Whether a command line, which may be wrong, asks for a run's events: it has `--json`, and neither `plan`
/// nor `collect`.
bool asks_for_events(int argc, const char* const* argv);

}  // namespace poap
