#pragma once

#include <functional>
#include <istream>
#include <string>

#include "grammar.hpp"
#include "nexus.hpp"

namespace poap::emulator {

/// What a refused command exits with, as seen on switches.
inline constexpr int kRefused = 16;

/// What lives for one vsh call only.
struct Terminal {
    bool configuring = false;
    bool dont_ask = false;
    bool closed = false;
};

/// What a command comes to. The change is not made yet: a switch may pretend (see strike.hpp).
struct Outcome {
    std::string text = {};
    int exit_code = 0;
    std::function<void()> change = {};
};

/// Runs one command up to its change. A command that asks gets its answer from a line of `answers`; only one
/// that starts with `y` is a yes.
Outcome run_command(const Words& words, Nexus& nexus, Terminal& terminal, std::istream& answers);

}  // namespace poap::emulator
