#pragma once

#include <memory>
#include <string>

#include "log/log.hpp"

namespace poap {

/// Standard error, lines of level `least` and above: plain lines, or `terminal_sink` if it is a terminal that
/// supports escape sequences (TERM is neither empty nor `dumb`), in colours unless NO_COLOR is set and not
/// empty (https://no-color.org).
std::unique_ptr<LogSink> stderr_sink(Level least);

/// Standard error as a terminal: log lines, each finished stage with its duration, the current activity in a
/// live line that never wraps, and a summary instead of the last line.
std::unique_ptr<LogSink> terminal_sink(Level least, bool colours);

/// Events for programs, on standard output: one JSON object per line, see docs/json.md. A slow reader gets
/// the events late; after the reader has gone, events are dropped.
std::unique_ptr<LogSink> json_sink();

/// The switch's console, through syslog at priority 9 (user.alert), which NX-OS prints there. Without debug
/// lines, because a console runs at 9600 baud.
std::unique_ptr<LogSink> syslog_sink();

/// `<dir>/<UTC %Y%m%d%H%M%S>_poap.log`, appended to if it exists: a regular file of this user, with a single
/// name. If the name is taken by something else, `<UTC time>_<process id>_poap.log`. Keeps the newest 3 of
/// this user's older logs. Each line begins with the UTC time. Synced after each stage, before each command
/// that changes the switch, and at the end.
/// @throws std::system_error if the folder or the file cannot be written
std::unique_ptr<LogSink> file_sink(const std::string& dir);

}  // namespace poap
