#pragma once

#include <string>

#include "base/error.hpp"

namespace poap {

constexpr const char* kHelpLists = "`poap-agent --help` lists the options";

/// Ends the program: its options are wrong.
[[noreturn]] inline void usage(const std::string& cause, const std::string& advice = kHelpLists) {
    throw Error(ExitCode::Usage, cause, advice);
}

}  // namespace poap
