#pragma once

#include <cstddef>
#include <istream>

#include "grammar.hpp"
#include "nexus.hpp"
#include "outcome.hpp"

namespace poap::emulator {

/// What lives for one vsh call only.
struct Terminal {
    bool configuring = false;
    bool dont_ask = false;
    std::size_t columns = 80;  ///< at which tables are wrapped
};

/// Runs one command up to its change. A command that asks gets its answer from a line of `answers`; only one
/// that starts with `y` is a yes.
Outcome run_command(const Words& words, Nexus& nexus, Terminal& terminal, std::istream& answers);

}  // namespace poap::emulator
