#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace poap::test {

/// A terminal as the one that looks at it has it.
struct PseudoTerminal {
    std::uint16_t columns;

    /// What it is sent while `act` runs with standard error on it; must be less than the 4 kB that it holds.
    std::string sent_by(const std::function<void()>& act) const;

    /// What it shows of that in the end, line by line, as long as it is as high as need be. It knows CR, LF,
    /// ESC [ K and ESC [ m, and wraps.
    std::vector<std::string> shown(const std::string& sent) const;
};

}  // namespace poap::test
