#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "switch_state.hpp"

namespace poap::emulator {

// What a fault does to a command. README.md has the words for each.

/// Instead of the command: `text`, exit `exit_code`; nothing is done.
struct Answer {
    int exit_code;
    std::string text;
};
/// After the command was done: `text` too, and exit `exit_code`.
struct Then {
    int exit_code;
    std::string text;
};
/// Says it was done; it was not.
struct Pretend {};
/// Waits, then goes on.
struct Slow {
    std::chrono::milliseconds delay;
};
/// Never answers; the command is not done.
struct Hang {};
/// Does the command, then never ends.
struct ThenHang {};
/// Does the command, answers the first half of its text, and dies of that signal.
struct ThenKill {
    int signal;
};
/// Prints that much before the answer.
struct Flood {
    unsigned megabytes;
};
/// Terminal escapes before the answer.
struct Escapes {};
/// Leaves a child that holds stdout open until its reader is gone, or for that long.
struct Grandchild {
    std::chrono::seconds life;
};
/// vsh dies of that signal; the command is not done.
struct Kill {
    int signal;
};
/// `show boot` names this image for the next reload.
struct Lie {
    std::string image;
};

/// Does and prints that much of the command, then fails.
struct Cut {
    unsigned percent;
};
/// Says it was done; the file that it wrote has a wrong byte.
struct Damage {};

using Action = std::variant<Answer, Then, Pretend, Slow, Hang, ThenHang, ThenKill, Flood, Escapes, Grandchild,
                            Kill, Lie, Cut, Damage>;

struct Fault {
    std::string line;               ///< as written
    std::optional<unsigned> times;  ///< how often it applies; none: always
    std::string prefix;             ///< of the commands it applies to; `*`: all of them
    Action action;

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

}  // namespace poap::emulator
