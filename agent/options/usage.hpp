#pragma once

#include <string>

#include "error.hpp"

namespace poap {

/// Ends the program: what it was told does not hold.
[[noreturn]] inline void usage(const std::string& cause,
                               const std::string& advice = "`poap-agent --help` lists the options") {
    throw Error(ExitCode::Usage, cause, advice);
}

}  // namespace poap
