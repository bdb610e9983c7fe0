#include "switch/standby.hpp"

#include <algorithm>

#include "error.hpp"
#include "text.hpp"

namespace poap {

namespace {

const std::string kShowModule = "show module";

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// `Mod Ports Module-Type Model Status`: the words of its columns, whatever their widths. It may be glued to
/// the last line of the command before it in a chain.
bool is_head(std::string_view line) {
    const auto type = line.find("Module-Type");
    return type != std::string_view::npos && line.find("Status", type) != std::string_view::npos;
}

/// A module that calls itself a supervisor: `28   0    Supervisor Module   N9K-SUP-A   ha-standby`. The state
/// is the last word but the star that marks the module of this session; the model may be missing.
std::optional<Standby> supervisor_in(std::string_view row) {
    if (lower(row).find("supervisor") == std::string::npos) return std::nullopt;
    const std::string module(row.substr(0, row.find_first_of(" \t")));
    if (!std::all_of(module.begin(), module.end(), is_digit)) return std::nullopt;
    if (row.ends_with('*')) row = trimmed(row.substr(0, row.size() - 1));
    return Standby{module, printable(row.substr(row.find_last_of(" \t") + 1), 40)};
}

}  // namespace

std::optional<Standby> parse_show_module(std::string_view text) {
    std::optional<Standby> standby;
    bool in_table = false;
    for (const std::string_view raw : lines_of(text)) {
        const std::string_view line = trimmed(raw);
        if (is_head(line)) {
            in_table = true;
        } else if (line.empty() || !(is_digit(line.front()) || line.starts_with('-'))) {
            in_table = false;
        }
        if (!in_table || !is_digit(line.front())) continue;
        auto found = supervisor_in(line);
        if (!found || found->state == "active" || found->state == "ok") continue;
        if (!standby || (standby->is_ready() && !found->is_ready())) standby = std::move(found);
    }
    return standby;
}

Supervisors supervisors_now(Cli& cli, Supervisors before) {
    if (before == Supervisors::One) return before;
    const CliAnswer answer = cli.run(chained({kShowModule}), OnSignal::Stop);
    if (const auto reason = refusal(answer)) {
        if (before == Supervisors::NotKnown) return before;
        throw Error(ExitCode::Switch, concat("the switch refused `", kShowModule, "`: ", *reason),
                    "try that command on the switch's CLI");
    }
    const auto standby = parse_show_module(answer.text);
    if (!standby) return Supervisors::One;
    if (standby->is_ready()) return Supervisors::Two;
    throw Error(ExitCode::Switch,
                concat("the standby supervisor, module ", standby->module, ", is not ready: it is ",
                       standby->state, ", not ha-standby"),
                "wait for it, or take it out; POAP starts over by itself. `show module` tells how it is");
}

}  // namespace poap
