#pragma once

#include <optional>
#include <ostream>
#include <vector>

#include "faults.hpp"
#include "outcome.hpp"

namespace poap::emulator {

/// What is left to inject while a command runs.
struct InjectedFaults {
    std::optional<Outcome> instead;  ///< given for the command, which is not run
    bool pretend = false;            ///< its change is not made
    std::optional<Then> then;        ///< said when it is done
    bool then_hang = false;
    std::optional<int> then_kill;    ///< dies of that signal in the middle of its answer, all being done
    std::optional<unsigned> cut;     ///< only that many percent of it are done and printed
    bool damage = false;             ///< the file that it writes gets a wrong byte
    std::optional<std::string> lie;  ///< the image that `show boot` names for the next reload
};

/// Injects every fault that applies to `command` and is not used up, in their order, until one answers for
/// it. What happens before a command (a wait, a flood) happens here; some faults never return.
InjectedFaults inject(const std::vector<Fault>& faults, const std::string& command, const SwitchState& state,
                      std::ostream& out);

/// The answer of `show boot` with every image behind the words `next reload` replaced.
std::string with_wrong_image(const std::string& show_boot, const std::string& image);

/// Waits for a signal to end the process.
[[noreturn]] void hang();

}  // namespace poap::emulator
