#include "switch/startup.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "backoff.hpp"
#include "error.hpp"
#include "text.hpp"

namespace poap {

namespace {

constexpr auto kPatience = std::chrono::minutes(10);
constexpr auto kFirstWait = std::chrono::seconds(1);
constexpr auto kLongestWait = std::chrono::seconds(30);

/// After a signal, a missing answer, a refusal that sounds final: a few more tries cost nothing, and a switch
/// that boots into an empty configuration is worse than a late end.
constexpr int kEraseRetries = 5;

const std::string kSave = "copy running-config startup-config";
const std::string kErase = "write erase";

/// Whether a refusal is one that no wait will change: a missing admin password, or a fault of the box itself.
bool is_final(std::string_view reason) {
    constexpr std::array<std::string_view, 5> kFinal = {"password", "permission denied", "no space left",
                                                        "invalid command", "syntax error"};
    return mentions(reason, kFinal);
}

/// Why `command` was refused, or nothing. The whole output is searched for a final reason, since a demand for
/// a password and the failure it leads to are on two lines.
struct Refusal {
    std::string reason;
    std::string text;  ///< all that the switch printed
    bool final;
};

std::optional<Refusal> refused(Cli& cli, const std::string& command) {
    const CliAnswer answer = cli.run(chained({command}), OnSignal::FinishFirst);
    const auto reason = refusal(answer);
    if (!reason) return std::nullopt;
    return Refusal{*reason, answer.text, is_final(answer.text)};
}

/// What a person can do about a refusal that no wait will change.
std::string advice_for(std::string_view reason) {
    constexpr std::array<std::string_view, 1> kPassword = {"password"};
    if (mentions(reason, kPassword)) {
        // Without the word itself: the log would blank what follows it.
        return "NX-OS 10.4(3)F and later may demand an admin login before it saves. Set \"install\": "
               "\"install-all\" in the plan or the boot file, or install the planned image beforehand, so "
               "that "
               "nothing has to be saved";
    }
    return "correct what the switch complains about, then run this again";
}

/// Repeats a command that a box which is still coming up may refuse, for up to ten minutes.
/// @param before_retry may throw
/// @throws Error (Switch) when it refuses for good; (Interrupted) by a signal in a wait
template <typename Check>
void repeat_until_accepted(Cli& cli, const std::string& command, Clock& clock, Log& log,
                           Check&& before_retry) {
    const Clock::Time end = clock.now() + kPatience;
    Backoff backoff(kFirstWait, kLongestWait);
    while (const auto refusal = refused(cli, command)) {
        if (refusal->final || clock.now() >= end) {
            throw Error(ExitCode::Switch, concat("the switch refused `", command, "`: ", refusal->reason),
                        refusal->final ? advice_for(refusal->text)
                                       : "it refused for ten minutes; is the box still coming up?");
        }
        log.warning("the switch does not accept `", command, "` yet (", refusal->reason, "); trying again");
        clock.wait(backoff.next());
        before_retry();
    }
}

void save_alone(Cli& cli, const TimeLimit& limit, Clock& clock, Log& log) {
    repeat_until_accepted(cli, kSave, clock, log, [&] { limit.check("the save", kSaveTime); });
}

void erase_alone(Cli& cli, Clock& clock, Log& log) {
    repeat_until_accepted(cli, kErase, clock, log, [] {});
}

/// Runs commands as one chain. Whether they were done without doubt; else each is to be repeated alone, where
/// each answer has an exit status of its own: whether a chain continues after a failure is not known.
bool done_in_one_call(Cli& cli, const std::vector<std::string>& commands, Log& log) {
    for (const std::string& command : commands) log.tell(Change{command});
    const CliAnswer answer = cli.run(chained(commands), OnSignal::FinishFirst);
    return !refusal(answer) && !is_alarming(answer.text) && !is_final(answer.text);
}

}  // namespace

void save_and_erase(Cli& cli, const TimeLimit& limit, Clock& clock, Log& log) {
    limit.check("the save", kSaveTime);
    log.info("Saving the boot variable: ", kSave, " ; ", kErase);
    if (done_in_one_call(cli, {kSave, kErase}, log)) return;
    save_alone(cli, limit, clock, log);
    erase_alone(cli, clock, log);
}

void save(Cli& cli, const TimeLimit& limit, Clock& clock, Log& log) {
    limit.check("the save", kSaveTime);
    log.info("Saving the boot variable: ", kSave);
    log.tell(Change{kSave});
    save_alone(cli, limit, clock, log);
}

void erase_startup(Cli& cli, Clock& clock, Log& log) {
    log.tell(Change{kErase});
    const Clock::Time end = clock.now() + kPatience;
    for (int left = kEraseRetries;; --left) {
        try {
            return erase_alone(cli, clock, log);
        } catch (const Error& error) {
            if (left == 0 || clock.now() >= end) throw;
            log.warning(error.what(), "; trying again at once");
        }
    }
}

}  // namespace poap
