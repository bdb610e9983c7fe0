#pragma once

#include <memory>
#include <string>

#include "log/log.hpp"

namespace poap {

/// What the person at standard error sees, from `least` upwards: plain lines, or `terminal_sink` where it is
/// a terminal that obeys escape sequences (TERM is neither empty nor `dumb`), in colours where NO_COLOR is
/// not set, or empty (https://no-color.org).
std::unique_ptr<LogSink> stderr_sink(Level least);

/// Standard error as a terminal: the lines, each stage ticked off with the time it took, what goes on in a
/// live line that never wraps, and a summary in place of the last line.
std::unique_ptr<LogSink> terminal_sink(Level least, bool colours);

/// Events for a program, on standard output: one JSON object a line, as docs/json.md has them. A reader who
/// is slow is told later what it did not take, one who is gone nothing more.
std::unique_ptr<LogSink> json_sink();

/// The switch's console, through syslog at priority 9 (user.alert), which NX-OS prints there. Never debug
/// lines: a console runs at 9600 baud.
std::unique_ptr<LogSink> syslog_sink();

/// `<dir>/<UTC %Y%m%d%H%M%S>_poap.log`, appended to if it is there: a regular file of this user's, with one
/// name. Where something else has that name, `<UTC time>_<process id>_poap.log`. Of this user's older logs
/// the newest 3 are kept. Each line is stamped with the UTC time. Synced to the disk after each stage, before
/// each command that changes the switch, and at the end.
/// @throws std::system_error when the folder or the file cannot be written
std::unique_ptr<LogSink> file_sink(const std::string& dir);

}  // namespace poap
