#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace poap {

/// What one start of the CLI came to.
struct CliAnswer {
    int exit_status = 0;  ///< 0 is success; 128 + signal number when it was killed
    std::string text;     ///< its standard output, where NX-OS puts error messages too
};

/// What a signal does while the CLI is at work.
enum class OnSignal { Stop, FinishFirst };

/// Takes one line that the CLI has printed, without its end.
using TakeLine = std::function<void(std::string_view)>;

/// The switch's CLI. A line is commands chained with ` ; `; state such as `terminal dont-ask` lives for one
/// call.
class Cli {
  public:
    virtual ~Cli() = default;

    /// @throws Error (Switch) when the CLI cannot be started, does not answer in time, or prints
    /// without end; (Interrupted) when a signal came and `on_signal` is `Stop`
    virtual CliAnswer run(const std::string& line, OnSignal on_signal) = 0;

    /// Likewise for what takes longer than any other command: signals wait, it has `least_limit` of time
    /// where others have less, and each line that it prints is handed over as it comes. A carriage return
    /// ends a line too; empty ones are left out.
    virtual CliAnswer run_long(const std::string& line, std::chrono::seconds least_limit,
                               const TakeLine& take) = 0;
};

/// One line for `Cli::run`: `terminal dont-ask`, then the commands.
std::string chained(const std::vector<std::string>& commands);

/// Why the switch refused, as one printable line, or nothing when it did not. Both signs count: an exit
/// status other than 0, and an error text with exit 0 (some failures of NX-OS exit 0). Exit 0 without an
/// error text is success, also when nothing is printed.
std::optional<std::string> refusal(const CliAnswer& answer);

/// Whether the text of a command that ended with exit status 0 leaves open whether it was done, in words that
/// no error text is known for: `busy`, `failed`, `aborted`.
bool is_alarming(std::string_view text);

/// Runs one chain and returns its text.
/// @throws Error (Switch) naming the commands when the switch refuses, and what Cli::run throws
std::string ask(Cli& cli, const std::vector<std::string>& commands, OnSignal on_signal);

}  // namespace poap
