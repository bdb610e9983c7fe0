#include "session.hpp"

#include <csignal>
#include <fstream>
#include <thread>

#include "commands.hpp"
#include "faults.hpp"

namespace poap::emulator {

namespace {

bool continues_after_failure(const SwitchState& state) {
    if (!state.has("chain")) {
        return false;
    }
    const auto choice = state.value("chain");
    if (choice != "stop" && choice != "continue") {
        throw SetupError("the state file chain says '" + choice + "', not stop or continue");
    }
    return choice == "continue";
}

void make(const std::function<void()>& change, bool pretend) {
    if (change && !pretend) {
        change();
    }
}

void run_steps(const std::vector<Step>& steps, std::chrono::milliseconds pace, bool pretend,
               std::ostream& out) {
    for (const auto& step : steps) {
        out.flush();
        std::this_thread::sleep_for(pace);
        make(step.change, pretend);
        out << step.text;
    }
}

/// What has no steps prints a part of its text, and does nothing.
void cut_short(Outcome& outcome, unsigned percent) {
    outcome.exit_code = kRefused;
    if (outcome.steps.empty()) {
        outcome.change = {};
        outcome.text.resize(outcome.text.size() * percent / 100);
    } else {
        outcome.steps.resize(outcome.steps.size() * percent / 100);
    }
}

/// Turns the last byte of the file over.
void damage(const std::filesystem::path& path) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(-1, std::ios::end);
    const int last = file.get();
    file.seekp(-1, std::ios::end);
    file.put(static_cast<char>(~last));
}

int finish(const InjectedFaults& injected, Outcome outcome, std::ostream& out) {
    if (injected.cut) {
        cut_short(outcome, *injected.cut);
    }
    make(outcome.change, injected.pretend);
    if (injected.then_kill) {
        outcome.text.resize(outcome.text.size() / 2);
    }
    out << (injected.lie ? with_wrong_image(outcome.text, *injected.lie) : outcome.text);
    if (injected.damage && !outcome.steps.empty()) {
        // Before its last words, so that whoever has read them finds the damage.
        auto& last = outcome.steps.back().change;
        last = [done = last, path = outcome.written] {
            make(done, false);
            damage(path);
        };
    }
    run_steps(outcome.steps, outcome.pace, injected.pretend, out);
    if (injected.then) {
        out << injected.then->text;
        outcome.exit_code = injected.then->exit_code;
    }
    out.flush();
    if (injected.then_kill) {
        std::raise(SIGKILL);
    }
    if (injected.then_hang) {
        hang();
    }
    return outcome.exit_code;
}

}  // namespace

int run_line(std::string_view line, Nexus& nexus, std::istream& answers, std::ostream& out) {
    nexus.state.append_line("calls", line);
    const auto faults = parse_faults(nexus.state.read("faults").value_or(""));
    const bool continues = continues_after_failure(nexus.state);
    Terminal terminal;
    int exit_code = 0;
    for (const auto& command : split_chain(line)) {
        const auto injected = inject(faults, joined(command), nexus.state, out);
        while (injected.wait && !nexus.state.has("go")) {
            std::this_thread::sleep_for(std::chrono::milliseconds(2));
        }
        auto outcome = injected.instead ? *injected.instead : run_command(command, nexus, terminal, answers);
        exit_code = finish(injected, std::move(outcome), out);
        if (exit_code != 0 && !continues) {
            break;
        }
    }
    return exit_code;
}

}  // namespace poap::emulator
