#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/level.hpp"
#include "base/names.hpp"
#include "mac_address.hpp"
#include "status/json_fields.hpp"

namespace poap::stub {

/// A stage of the run has begun or ended.
struct StageReport {
    enum class State { Begun, Done, Failed };

    std::string stage;
    State state;
    std::optional<double> seconds;  ///< how long it took; none if it has just begun
};

/// The switch is identified.
struct IdentityReport {
    std::optional<std::string> running_image;
};

/// The plan is known.
struct PlanReport {
    std::vector<std::string> images;  ///< file names
};

struct ProgressReport {
    std::string file;
    std::uint64_t bytes;
    std::optional<std::uint64_t> size;  ///< in bytes
};

/// A download is complete.
struct DownloadedReport {};

/// Progress of `install all`.
struct InstallReport {
    int percent;
};

/// A line of the agent's log.
struct LogReport {
    Level level;
    std::string message;
};

/// How the run ended.
struct ResultReport {
    int exit_code;
    bool hop;  ///< the switch reloads into an intermediate image
    std::optional<std::string> stage;
    std::optional<std::string> cause;
    std::optional<std::string> advice;
};

/// An event that the stub does not use.
struct OtherReport {};

using ReportEvent = std::variant<OtherReport, StageReport, IdentityReport, PlanReport, ProgressReport,
                                 DownloadedReport, InstallReport, LogReport, ResultReport>;

/// A batch of events of one run (docs/protocol.md, "Reports"). Texts have no control characters, are UTF-8,
/// and at most 200 bytes long, or 1000 for messages.
struct Report {
    std::optional<FileName> serial;  ///< none until the switch is identified
    std::optional<MacAddress> mac;   ///< likewise
    std::optional<std::string> hostname;
    std::string agent;       ///< version
    std::string run;         ///< 16 lower-case hex digits
    std::uint64_t sequence;  ///< number of the first event in its run, from 1
    std::vector<ReportEvent> events;
};

/// Ignores unknown events and keys.
/// @throws ReportError
Report parse_report(std::string_view body);

}  // namespace poap::stub
