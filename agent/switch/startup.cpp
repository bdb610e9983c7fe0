#include "switch/startup.hpp"

#include <array>
#include <optional>

#include "backoff.hpp"
#include "error.hpp"
#include "text.hpp"

namespace poap {

namespace {

constexpr auto kPatience = std::chrono::minutes(10);
constexpr auto kFirstWait = std::chrono::seconds(1);
constexpr auto kLongestWait = std::chrono::seconds(30);

/// After a signal, an answer that did not come, a refusal that sounds final: a few more tries cost nothing,
/// and a switch that boots into nothing is worse than a late end.
constexpr int kEraseRetries = 5;

const std::string kSave = "copy running-config startup-config";
const std::string kErase = "write erase";

/// A refusal that no wait will change, in lower case: a missing admin password, and what is wrong with the
/// box itself.
bool is_final(std::string_view reason) {
    constexpr std::array<std::string_view, 5> kFinal = {"password", "permission denied", "no space left",
                                                        "invalid command", "syntax error"};
    return mentions(reason, kFinal);
}

/// Why `command` was refused, or nothing. All of what the switch printed is looked at for a final reason,
/// since a demand for a password and the failure it leads to stand on two lines.
struct Refusal {
    std::string reason;
    bool final;
};

std::optional<Refusal> refused(Cli& cli, const std::string& command) {
    const CliAnswer answer = cli.run(chained({command}), OnSignal::FinishFirst);
    const auto reason = refusal(answer);
    if (!reason) return std::nullopt;
    return Refusal{*reason, is_final(answer.text)};
}

/// Repeats a command that a box which is still coming up may refuse, for up to ten minutes.
/// @throws Error (Switch) when it refuses for good; (Interrupted) by a signal in a wait
void insist(Cli& cli, const std::string& command, Clock& clock, Log& log) {
    const Clock::Time end = clock.now() + kPatience;
    Backoff backoff(kFirstWait, kLongestWait);
    while (const auto refusal = refused(cli, command)) {
        if (refusal->final || clock.now() >= end) {
            throw Error(ExitCode::Switch, concat("the switch refused `", command, "`: ", refusal->reason),
                        refusal->final ? "mend what it complains about, then run this again"
                                       : "it refused for ten minutes; is the box still coming up?");
        }
        log.warning("the switch does not take `", command, "` yet (", refusal->reason, "); trying again");
        clock.wait(backoff.next());
    }
}

/// Whether a chain's text gives reason to ask again command by command, where each answer has an exit status
/// of its own: a chain that goes on after a refused save ends with the schedule's. Wrongly alarmed, it costs
/// two calls.
bool sounds_unwell(std::string_view text) {
    constexpr std::array<std::string_view, 12> kAlarms = {"not ready", "try again", "abort",  "fail",
                                                          "error",     "cannot",    "unable", "not able",
                                                          "busy",      "deny",      "denied", "refuse"};
    return mentions(text, kAlarms) || is_final(text);
}

/// Whether a save and `then` went well, in one call.
bool save_and(Cli& cli, const std::string& then, Log& log) {
    log.info("INFO: Ready to execute ", kSave, " ; ", then);
    for (const std::string& command : {kSave, then}) log.tell(Change{command});
    const CliAnswer answer = cli.run(chained({kSave, then}), OnSignal::FinishFirst);
    return !refusal(answer) && !sounds_unwell(answer.text);
}

std::string schedule_command(const FileName& config) {
    return concat("copy bootflash:", config.str(), " scheduled-config");
}

void run_schedule(Cli& cli, const std::string& command) {
    if (const auto refusal = refused(cli, command)) {
        throw Error(ExitCode::Switch, concat("the switch refused `", command, "`: ", refusal->reason),
                    "try that command on the switch's CLI; it exists in POAP only");
    }
}

}  // namespace

void save_and_schedule(Cli& cli, const FileName& config, Clock& clock, Log& log) {
    const std::string command = schedule_command(config);
    if (save_and(cli, command, log)) return;
    insist(cli, kSave, clock, log);
    run_schedule(cli, command);
}

void schedule(Cli& cli, const FileName& config, Log& log) {
    const std::string command = schedule_command(config);
    log.info("INFO: Ready to execute ", command);
    log.tell(Change{command});
    run_schedule(cli, command);
}

void save_and_erase(Cli& cli, Clock& clock, Log& log) {
    if (save_and(cli, kErase, log)) return;
    insist(cli, kSave, clock, log);
    insist(cli, kErase, clock, log);
}

void erase_startup(Cli& cli, Clock& clock, Log& log) {
    log.tell(Change{kErase});
    const Clock::Time end = clock.now() + kPatience;
    for (int left = kEraseRetries;; --left) {
        try {
            return insist(cli, kErase, clock, log);
        } catch (const Error& error) {
            if (left == 0 || clock.now() >= end) throw;
            log.warning(error.what(), "; trying again at once");
        }
    }
}

}  // namespace poap
