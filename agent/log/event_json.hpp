#pragma once

#include <string>

#include "base/level.hpp"
#include "log/event.hpp"

namespace poap {

/// An event for programs: a JSON object without line feeds, see docs/json.md. Its strings have passed
/// `fit_to_log`. Its time is now.
std::string event_json(const Event& event);

/// A line of the log likewise, as the event `log`.
/// @param line with the prefix of its level, as sinks get it
std::string event_json(Level level, const std::string& line);

}  // namespace poap
