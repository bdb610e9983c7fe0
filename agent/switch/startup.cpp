#include "switch/startup.hpp"

#include <array>
#include <optional>

#include "backoff.hpp"
#include "error.hpp"
#include "text.hpp"

namespace poap {

namespace {

constexpr auto kSavePatience = std::chrono::minutes(10);
constexpr auto kFirstSaveWait = std::chrono::seconds(1);
constexpr auto kLongestSaveWait = std::chrono::seconds(30);

const std::string kSave = "copy running-config startup-config";

/// A refusal that no wait will change, in lower case: a missing admin password, and what is wrong with the
/// box itself.
bool is_final(std::string_view reason) {
    constexpr std::array<std::string_view, 5> kFinal = {"password", "permission denied", "no space left",
                                                        "invalid command", "syntax error"};
    const std::string folded = lower(reason);
    for (const std::string_view text : kFinal) {
        if (folded.find(text) != std::string::npos) return true;
    }
    return false;
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

void save(Cli& cli, Clock& clock, Log& log) {
    const Clock::Time end = clock.now() + kSavePatience;
    Backoff backoff(kFirstSaveWait, kLongestSaveWait);
    while (const auto refusal = refused(cli, kSave)) {
        if (refusal->final || clock.now() >= end) {
            throw Error(ExitCode::Switch, concat("the switch refused `", kSave, "`: ", refusal->reason),
                        refusal->final ? "mend what it complains about, then run this again"
                                       : "it refused for ten minutes; is the box still coming up?");
        }
        log.warning("the switch does not save its configuration yet (", refusal->reason, "); trying again");
        clock.wait(backoff.next());
    }
}

}  // namespace

void save_and_schedule(Cli& cli, const FileName& config, Clock& clock, Log& log) {
    const std::string schedule = concat("copy bootflash:", config.str(), " scheduled-config");
    log.info("INFO: Ready to execute ", kSave, " ; ", schedule);
    const CliAnswer answer = cli.run(chained({kSave, schedule}), OnSignal::FinishFirst);
    // In a chain that goes on after a failure the exit status is the schedule's: only its text tells of a
    // save that wanted a password.
    if (!refusal(answer) && !is_final(answer.text)) return;

    save(cli, clock, log);
    if (const auto refusal = refused(cli, schedule)) {
        throw Error(ExitCode::Switch, concat("the switch refused `", schedule, "`: ", refusal->reason),
                    "try that command on the switch's CLI; it exists in POAP only");
    }
}

void erase_startup(Cli& cli) {
    ask(cli, {"write erase"}, OnSignal::FinishFirst);
}

}  // namespace poap
