#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/identity.hpp"
#include "nxos/cli.hpp"

namespace poap {

/// Result of `show module`.
struct Modules {
    /// None: there is one supervisor, or the row of the other was not understood.
    std::optional<Standby> standby;
    bool understood = false;  ///< the table and each supervisor's row have a known form
};

/// Parses `show module`: the supervisor that is not active (captures of modular and fixed Nexus 9000, Nexus
/// 7000). Fixed switches have one supervisor, `active *`. System Controllers, which also come in pairs, line
/// cards and fabric modules are not supervisors; neither is a "supervisor" in state `ok` (Nexus 9400). Of
/// several, returns the first that is not ready; if the table has an unknown form, only one that is ready.
/// Joins rows that the switch wrapped at the terminal's width.
Modules parse_show_module(std::string_view text);

inline const std::string kShowModule = "show module";
/// Otherwise the switch wraps rows after 80 characters. May be refused.
inline const std::string kWideTerminal = "terminal width 511";

/// Checks the supervisors again just before the switch is changed, unless there was only one: one does not
/// become two.
/// @param before state when the switch was identified
/// @throws Error (Switch) if the standby is not ready, or the switch no longer reports it in a known form;
/// and errors of Cli::run
Supervisors supervisors_now(Cli& cli, Supervisors before);

}  // namespace poap
