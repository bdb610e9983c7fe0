#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "switch/cli.hpp"

namespace poap {

/// The second supervisor of a switch that has two.
struct Standby {
    std::string module;  ///< its number, `28`
    std::string state;   ///< in the switch's own word: `ha-standby`, `powered-up`, `failure`

    /// Whether it has booted and follows the active one.
    bool is_ready() const { return state == "ha-standby" || state == "standby"; }
};

/// From `show module`: the supervisor that is not the active one (captures of modular and fixed Nexus 9000,
/// Nexus 7000). Fixed switches have one supervisor, `active *`; System Controllers, which come in pairs too,
/// line cards and fabric modules are none, nor is what calls itself a supervisor and is just `ok` (Nexus
/// 9400). Of several the first that is not ready.
std::optional<Standby> parse_show_module(std::string_view text);

/// Asks for it once more, now that the switch is about to be changed.
/// @return whether there still is one
/// @throws Error (Switch) when it is not ready, and what Cli::run throws
bool standby_is_ready(Cli& cli);

}  // namespace poap
