#include "session.hpp"

#include "strike.hpp"

namespace poap::emulator {

namespace {

bool goes_on_after_failure(const SwitchState& state) {
    if (!state.has("chain")) {
        return false;
    }
    const auto choice = state.value("chain");
    if (choice != "stop" && choice != "continue") {
        throw SetupError("the state file chain says '" + choice + "', not stop or continue");
    }
    return choice == "continue";
}

int finish(const Blow& blow, Outcome outcome, std::ostream& out) {
    if (outcome.change && !blow.pretend) {
        outcome.change();
    }
    out << (blow.lie ? lied(outcome.text, *blow.lie) : outcome.text);
    if (blow.then) {
        out << blow.then->text;
        outcome.exit_code = blow.then->exit_code;
    }
    out.flush();
    if (blow.then_hang) {
        hang();
    }
    return outcome.exit_code;
}

}  // namespace

int run_line(std::string_view line, Nexus& nexus, std::istream& answers, std::ostream& out) {
    nexus.state.append_line("calls", line);
    const auto faults = parse_faults(nexus.state.read("faults").value_or(""));
    const bool goes_on = goes_on_after_failure(nexus.state);
    Terminal terminal;
    int exit_code = 0;
    for (const auto& command : split_chain(line)) {
        const auto blow = strike(faults, joined(command), nexus.state, out);
        auto outcome = blow.instead ? *blow.instead : run_command(command, nexus, terminal, answers);
        exit_code = finish(blow, std::move(outcome), out);
        if (terminal.closed || (exit_code != 0 && !goes_on)) {
            break;
        }
    }
    return exit_code;
}

}  // namespace poap::emulator
