#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace poap {

/// Result of one CLI call.
struct CliAnswer {
    int exit_status = 0;  ///< 0 is success; 128 + signal number if it was killed
    std::string text;     ///< standard output, which includes NX-OS's error messages
};

/// Whether a signal interrupts the CLI call.
enum class OnSignal { Stop, FinishFirst };

/// Receives one line of CLI output, without its line end.
using TakeLine = std::function<void(std::string_view)>;

/// The switch's CLI. A line has commands chained with ` ; `; state such as `terminal dont-ask` is lost after
/// each call.
class Cli {
  public:
    virtual ~Cli() = default;

    /// @throws Error (Switch) if the CLI cannot be started, does not answer in time, or prints without end;
    /// (Interrupted) if a signal arrived and `on_signal` is `Stop`
    virtual CliAnswer run(const std::string& line, OnSignal on_signal) = 0;

    /// The same for long-running commands: signals wait, the time limit is at least `least_limit`, and each
    /// line of output is handed over as it arrives. A carriage return ends a line too; empty lines are left
    /// out.
    virtual CliAnswer run_long(const std::string& line, std::chrono::seconds least_limit,
                               const TakeLine& take) = 0;
};

/// One line for `Cli::run`: `terminal dont-ask`, then the commands.
std::string chained(const std::vector<std::string>& commands);

/// Why the switch refused, as one printable line; nothing if it did not. A refusal is an exit status other
/// than 0, or an error text with exit status 0 (some failures of NX-OS). Exit status 0 without an error text
/// is success, even without output.
std::optional<std::string> refusal(const CliAnswer& answer);

/// Whether the output of a command with exit status 0 contains words that leave its success in doubt,
/// although no known error text matches: `busy`, `failed`, `aborted`.
bool is_alarming(std::string_view text);

/// Runs a chain of commands and returns its output.
/// @throws Error (Switch) with the commands if the switch refuses, and errors of Cli::run
std::string ask(Cli& cli, const std::vector<std::string>& commands, OnSignal on_signal);

}  // namespace poap
