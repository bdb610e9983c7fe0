#pragma once

#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "outcome.hpp"
#include "switch_state.hpp"

namespace poap::emulator {

/// What is left to inject while a command runs.
struct InjectedFaults {
    std::optional<Outcome> instead = {};  ///< given for the command, which is not run
    bool wait = false;                    ///< it is not begun before there is a state file `go`
    bool pretend = false;                 ///< its change is not made
    std::optional<Outcome> then = {};     ///< text and exit code to end with when it is done
    bool then_hang = false;
    bool then_kill = false;               ///< it is done, and vsh dies in the middle of its answer
    std::optional<unsigned> cut = {};     ///< only so many percent of it are done and printed
    bool damage = false;                  ///< the file that it writes gets a wrong byte
    std::optional<std::string> lie = {};  ///< the image that `show boot` names for the next reload
};

/// What a fault does to a command. README.md has the words for each. A flood happens here; some never return.
using Act = std::function<void(InjectedFaults& injected, std::ostream& out)>;

/// From an action's word and its argument: `answer` and `16 No such file`.
/// @throws SetupError when there is no such action, or its argument is of another form.
Act parse_action(const std::string& word, const std::string& argument);

struct Fault {
    std::string line;               ///< as written
    std::optional<unsigned> times;  ///< how often it applies; none: always
    std::string prefix;             ///< of the commands it applies to; `*`: all of them
    Act act;

    bool applies_to(std::string_view command) const { return prefix == "*" || command.starts_with(prefix); }
};

/// One fault a line: `[Nx ]PREFIX => ACTION [ARGUMENT…]`; blank lines and those that start with `#` are left
/// out.
/// @throws SetupError when a line is of another form.
std::vector<Fault> parse_faults(std::string_view text);

/// Records the fault in the state file `fired`, unless it has been injected as often as it may. Safe among
/// processes.
/// @returns whether to inject it.
bool claim(const Fault& fault, const SwitchState& state);

/// Injects every fault that applies to `command` and is not used up, in their order, until one answers for
/// it.
InjectedFaults inject(const std::vector<Fault>& faults, const std::string& command, const SwitchState& state,
                      std::ostream& out);

/// The answer of `show boot` with every image after the words `next reload` replaced.
std::string with_wrong_image(const std::string& show_boot, const std::string& image);

/// Waits for a signal to end the process.
[[noreturn]] void hang();

}  // namespace poap::emulator
