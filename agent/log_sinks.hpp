#pragma once

#include <memory>
#include <string>

#include "log.hpp"

namespace poap {

/// Lines for the person at the terminal, from `least` upwards, on standard error.
std::unique_ptr<LogSink> stderr_sink(Level least);

/// The switch's console, through syslog at priority 9 (user.alert), which NX-OS prints there. Never debug
/// lines: a console runs at 9600 baud.
std::unique_ptr<LogSink> syslog_sink();

/// `<dir>/<UTC %Y%m%d%H%M%S>_poap.log`, appended to if it is there: a regular file of this user's, with one
/// name; of older logs of that form the newest 3 are kept. Each line is stamped with the UTC time.
/// @throws std::system_error when the folder or the file cannot be written, or something else has the name
std::unique_ptr<LogSink> file_sink(const std::string& dir);

}  // namespace poap
