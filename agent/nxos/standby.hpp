#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/identity.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// What `show module` says.
struct Modules {
    std::optional<Standby> standby;  ///< none: there is one supervisor, or its row was not understood
    bool understood = false;         ///< the table of modules, and each supervisor's row, has a known form
};

/// From `show module`: the supervisor that is not the active one (captures of modular and fixed Nexus 9000,
/// Nexus 7000). Fixed switches have one supervisor, `active *`; System Controllers, which come in pairs too,
/// line cards and fabric modules are none, nor is what calls itself a supervisor and is just `ok` (Nexus
/// 9400). Of several the first that is not ready; where the table is not understood, one that is ready alone.
/// Rows that the switch wrapped at the terminal's width are joined.
Modules parse_show_module(std::string_view text);

inline const std::string kShowModule = "show module";
/// Without it the switch wraps rows of more than 80 characters. It may be refused.
inline const std::string kWideTerminal = "terminal width 511";

/// Asks once more, now that the switch is about to be changed: for a standby that there was, or where it was
/// not known. One alone does not become two.
/// @param before as they were when the switch was identified
/// @throws Error (Switch) when the standby is not ready, or the switch does not report it any more in a form
/// that is known; and what Cli::run throws
Supervisors supervisors_now(Cli& cli, Supervisors before);

}  // namespace poap
