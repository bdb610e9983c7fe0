#pragma once

#include <string>

#include "base/json.hpp"
#include "base/level.hpp"
#include "log/event.hpp"

namespace poap {

/// An event as an object for programs, see docs/json.md. Its strings have passed `fit_to_log`. Its time is
/// now.
Json json_of(const Event& event);

/// A line of the log likewise, as the event `log`.
/// @param line with the prefix of its level, as sinks get it
Json json_of_line(Level level, const std::string& line);

}  // namespace poap
