#include "nxos/standby.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "nxos/module_table.hpp"

namespace poap {

namespace {

/// Whether a word can be a module's state: `ha-standby`. A model has capitals and digits.
bool is_state(std::string_view word) {
    const auto belongs = [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; };
    return !word.empty() && std::ranges::all_of(word, belongs);
}

/// A module that calls itself a supervisor, or is what only a supervisor can be, ha-standby:
/// `28   0    Supervisor Module   N9K-SUP-A   ha-standby`. The state is the last word but the star that marks
/// the module of this session; the model may be missing.
std::optional<Standby> supervisor_in(std::string_view row) {
    const std::string folded = lower(row);
    if (folded.find("supervisor") == std::string::npos && folded.find("ha-standby") == std::string::npos)
        return std::nullopt;
    const std::string module(row.substr(0, row.find_first_of(" \t")));
    if (!std::ranges::all_of(module, is_digit)) return std::nullopt;
    if (row.ends_with('*')) row = trimmed(row.substr(0, row.size() - 1));
    return Standby{module, printable(row.substr(row.find_last_of(" \t") + 1), 40)};
}

/// Asks in a wide terminal, or without where the switch refuses that.
CliAnswer ask_modules(Cli& cli) {
    CliAnswer answer = cli.run(chained({kWideTerminal, kShowModule}), OnSignal::Stop);
    return refusal(answer) ? cli.run(chained({kShowModule}), OnSignal::Stop) : answer;
}

}  // namespace

Modules parse_show_module(std::string_view text) {
    const ModuleTable table = parse_module_table(text);
    Modules modules{std::nullopt, table.understood};
    for (const std::string& row : table.rows) {
        auto found = supervisor_in(row);
        if (!found || found->state == "active" || found->state == "ok") continue;
        if (!is_state(found->state)) {
            modules.understood = false;
        } else if (!modules.standby || (modules.standby->is_ready() && !found->is_ready())) {
            modules.standby = std::move(found);
        }
    }
    if (!modules.understood && modules.standby && !modules.standby->is_ready()) modules.standby.reset();
    return modules;
}

Supervisors supervisors_now(Cli& cli, Supervisors before) {
    if (before == Supervisors::One) return before;
    const CliAnswer answer = ask_modules(cli);
    auto fault = refusal(answer);
    if (fault) *fault = concat("the switch refused `", kShowModule, "`: ", *fault);
    const auto [standby, understood] = parse_show_module(answer.text);
    if (!fault && !standby && !understood)
        fault = concat("the table of `", kShowModule, "` is not understood");
    if (fault) {
        if (before == Supervisors::NotKnown) return before;
        throw Error(ExitCode::Switch, *fault, "try that command on the switch's CLI");
    }
    if (!standby) return Supervisors::One;
    if (standby->is_ready()) return Supervisors::Two;
    throw Error(ExitCode::Switch,
                concat("the standby supervisor, module ", standby->module, ", is not ready: it is ",
                       standby->state, ", not ha-standby"),
                "wait for it, or take it out; POAP starts over by itself. `show module` tells how it is");
}

}  // namespace poap
