#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/credentials.hpp"
#include "base/endpoint.hpp"
#include "base/http_url.hpp"
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

/// Whether lines of the configuration that need a reload are scheduled first.
enum class SplitConfig {
    Auto,  ///< if the switch and its next image need it, see split_rule
    Never,
    Always,
};

/// What to do. All values are checked.
struct Options {
    Command command = Command::Run;
    bool json = false;                       ///< print a report, or the run's events, to standard output
    std::optional<HttpServer> server;        ///< the POAP server; none: see `port` and `static_plan`
    std::uint16_t port = 5000;               ///< TCP port of the POAP server, whose host may be unknown
    bool tls = false;                        ///< whether to register over HTTPS
    std::optional<StaticPlan> static_plan;   ///< without a POAP server
    Trust trust;                             ///< the servers trusted over TLS
    std::optional<HostKeys> host_keys;       ///< accepted from SSH servers; none: any
    std::optional<Credentials> credentials;  ///< for the file server of `static_plan`
    std::optional<HttpUrl> status_url;       ///< where the run's events go; overrides the plan
    std::string vrf;
    VrfFallback vrf_fallback = VrfFallback::Allowed;
    std::string bootflash;
    std::string vsh;
    bool force = false;
    std::optional<std::chrono::seconds> deadline;
    bool require_digest = false;
    bool make_room = false;
    bool sidecars = true;            ///< whether to request `.md5` files
    std::optional<Install> install;  ///< overrides the plan
    bool upgrade_old_bios = false;   ///< with Install::BootVariable: poap.py's `use_nxos_boot`
    SplitConfig split_config = SplitConfig::Auto;
    std::uint64_t required_space = 0;  ///< bytes that must be free on bootflash before the first download
    std::string usb;                   ///< mount point of the USB stick
    std::chrono::seconds timeout{};
    RetryLimit retries = 0;  ///< for the registration and each transfer
    tftp::TftpSettings tftp;
    std::chrono::seconds cli_timeout{};
    std::string log_dir;
    bool syslog = true;
    Level least = Level::Info;  ///< on standard error

    OptionNames names;                  ///< for messages
    std::vector<std::string> warnings;  ///< to log: ignored options, risks

    /// Text to print instead of doing anything (`--help`, `--version`).
    std::optional<std::string> text;
};

/// Parses the command line, with defaults from POAP's environment. If a flag is repeated, the last value
/// counts.
/// @throws Error (Usage), which names keys instead of flags if they come from a boot file
Options parse_options(int argc, const char* const* argv, const PoapEnvironment& environment);

/// Whether a command line, which may be invalid, requests a run's events: it has `--json`, but neither `plan`
/// nor `collect`.
bool asks_for_events(int argc, const char* const* argv);

}  // namespace poap
