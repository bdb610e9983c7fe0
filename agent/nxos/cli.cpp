#include "nxos/cli.hpp"

#include <array>
#include <string_view>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

/// Texts of failures that exit 0, or that may stand in a chain which goes on after them and exits 0, in lower
/// case.
constexpr std::array<std::string_view, 10> kErrorTexts = {
    "% invalid command",    "syntax error while parsing",   "cmd exec error", "no such file",
    "permission denied",    "no space left on device",      "invalid image",  "tftp get operation failed",
    "% incomplete command", "configuration update aborted",
};

bool says_error(std::string_view line) {
    // In capitals only: counters of interfaces are `input error`.
    if (line.find("ERROR:") != std::string_view::npos) return true;
    const std::string folded = lower(line);
    for (const std::string_view error : kErrorTexts) {
        if (folded.find(error) != std::string::npos) return true;
    }
    const auto copy = folded.find("copy to ");
    return copy != std::string::npos && folded.find(" is not permitted", copy) != std::string::npos;
}

/// The last line that says something: where a failing command leaves its reason. What configuration mode
/// greets with is none.
std::string_view last_line(std::string_view text) {
    constexpr std::string_view kGreeting = "Enter configuration commands, one per line";
    std::string_view last;
    for (const std::string_view raw : lines_of(text)) {
        const std::string_view line = trimmed(raw);
        if (!line.empty() && !line.starts_with(kGreeting)) last = line;
    }
    return last;
}

}  // namespace

std::string chained(const std::vector<std::string>& commands) {
    std::string line = "terminal dont-ask";
    for (const std::string& command : commands) line += " ; " + command;
    return line;
}

std::optional<std::string> refusal(const CliAnswer& answer) {
    for (const std::string_view line : lines_of(answer.text)) {
        if (says_error(line)) return printable(trimmed(line), 200);
    }
    if (answer.exit_status == 0) return std::nullopt;
    const std::string_view reason = last_line(answer.text);
    if (reason.empty()) return concat("it said nothing and ended with exit status ", answer.exit_status);
    return printable(reason, 200);
}

bool is_alarming(std::string_view text) {
    constexpr std::array<std::string_view, 13> kAlarms = {
        "not ready", "try again", "abort", "fail",   "error",  "cannot",  "unable",
        "not able",  "busy",      "deny",  "denied", "refuse", "password"};
    return mentions(text, kAlarms);
}

std::string ask(Cli& cli, const std::vector<std::string>& commands, OnSignal on_signal) {
    CliAnswer answer = cli.run(chained(commands), on_signal);
    if (const auto reason = refusal(answer)) {
        std::string named;
        for (const std::string& command : commands) named += concat(named.empty() ? "" : " ; ", command);
        throw Error(ExitCode::Switch, concat("the switch refused `", named, "`: ", *reason),
                    "try that command on the switch's CLI");
    }
    return answer.text;
}

}  // namespace poap
