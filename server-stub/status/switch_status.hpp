#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "status/run.hpp"

namespace poap::stub {

/// What a switch requested.
struct SeenRequest {
    Time time;
    std::string what;  ///< `registered`
};

/// What is known of a switch, from the inventory, its requests and its agent's reports.
struct SwitchStatus {
    std::optional<FileName> serial;
    std::optional<MacAddress> mac;
    std::optional<std::string> hostname;  ///< from its agent
    std::optional<std::string> agent;     ///< version
    std::uint64_t runs = 0;               ///< runs of the agent that were seen
    std::optional<Run> run;               ///< the last one
    std::optional<LogLine> message;       ///< the last line of its log
    std::deque<SeenRequest> requests;     ///< the last ones, in order
    std::optional<Time> last_seen;
    std::optional<Time> registered;  ///< when it last did

    /// The last run; null if there is none, or if the switch has registered again after it ended.
    const Run* current_run() const;

    /// `waiting`, `asked`, `running`, `reloading`, `provisioned` or `failed` (docs/protocol.md).
    const char* state() const;
};

}  // namespace poap::stub
