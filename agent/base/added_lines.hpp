#pragma once

#include <string>
#include <vector>

namespace poap {

/// A line that the agent adds to the configuration to schedule.
struct AddedLine {
    std::string text;   ///< without its line end
    std::string shown;  ///< for people: without a passphrase
};

/// All of them.
struct AddedLines {
    std::vector<AddedLine> before;  ///< in front of the configuration
    std::vector<AddedLine> after;   ///< after it, before a trailing `end`
};

}  // namespace poap
