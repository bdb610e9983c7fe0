#include "nxos/startup.hpp"

#include <array>
#include <optional>
#include <string>

#include "base/backoff.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

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

constexpr std::array<std::string_view, 1> kPassword = {"password"};

/// Whether a refusal is one that no wait will change: a fault of the box itself.
bool is_final(std::string_view reason) {
    constexpr std::array<std::string_view, 4> kFinal = {"permission denied", "no space left",
                                                        "invalid command", "syntax error"};
    return mentions(reason, kFinal);
}

/// Why commands were refused, or nothing. The whole output is searched for a final reason, since a demand for
/// a password and the failure it leads to are on two lines.
struct Refusal {
    std::string reason;
    bool final;
    bool wants_password;
};

std::optional<Refusal> refused(const CliAnswer& answer) {
    if (mentions(answer.text, kPassword)) return Refusal{"it demands an admin password", true, true};
    const auto reason = refusal(answer);
    if (reason) return Refusal{*reason, is_final(answer.text), false};
    if (!is_final(answer.text)) return std::nullopt;
    return Refusal{printable(trimmed(answer.text), 200), true, false};
}

std::optional<Refusal> refused(Cli& cli, const std::string& command) {
    const CliAnswer answer = cli.run(chained({command}), OnSignal::FinishFirst);
    return refused(answer);
}

/// What a person can do about a refusal that no wait will change.
std::string advice_for(const Refusal& refusal) {
    if (!refusal.wants_password) return "correct what the switch complains about, then run this again";
    return "NX-OS 10.4(3)F and later may demand it before the first save. Set \"install\": \"install-all\" "
           "in the "
           "plan or the boot file, or install the planned image beforehand, so that nothing has to be saved";
}

Error refused_for_good(const std::string& command, const Refusal& refusal) {
    return {ExitCode::Switch, concat("the switch refused `", command, "`: ", refusal.reason),
            refusal.final ? advice_for(refusal) : "it refused for ten minutes; is the box still coming up?"};
}

/// Has a step repeated that a box which is still coming up may refuse, for up to ten minutes.
/// @param step returns the refusal, if any
/// @param before_retry may throw
/// @throws Error (Switch) when it refuses for good; (Interrupted) by a signal in a wait
template <typename Step, typename Check>
void repeat_until_accepted(const std::string& command, Clock& clock, Log& log, Step&& step,
                           Check&& before_retry) {
    const Clock::Time end = clock.now() + kPatience;
    Backoff backoff(kFirstWait, kLongestWait);
    while (const std::optional<Refusal> refusal = step()) {
        if (refusal->final || clock.now() >= end) throw refused_for_good(command, *refusal);
        log.warning("the switch does not accept `", command, "` yet (", refusal->reason, "); trying again");
        clock.wait(backoff.next());
        before_retry();
    }
}

void erase_alone(Cli& cli, Clock& clock, Log& log) {
    repeat_until_accepted(
        kErase, clock, log, [&] { return refused(cli, kErase); }, [] {});
}

/// One call of save and erase. An answer in words of doubt with exit status 0 counts as done where `show
/// boot` says that the boot variable is saved; the erase is sent once more then, alone, for an answer of its
/// own.
std::optional<Refusal> save_and_erase_once(Cli& cli, const BootImages& images, Clock& clock, Log& log) {
    const CliAnswer answer = cli.run(chained({kSave, kErase}), OnSignal::FinishFirst);
    if (const auto refusal = refused(answer)) return refusal;
    if (!is_alarming(answer.text)) return std::nullopt;
    if (!names_everywhere(show_boot(cli), images))
        return Refusal{printable(trimmed(answer.text), 200), false, false};
    erase_alone(cli, clock, log);
    return std::nullopt;
}

}  // namespace

void save_and_erase(Cli& cli, const BootImages& images, const TimeLimit& limit, Clock& clock, Log& log) {
    log.info("Saving the boot variable: ", kSave, " ; ", kErase);
    for (const std::string& command : {kSave, kErase}) log.emit(Change{command});
    repeat_until_accepted(
        kSave, clock, log, [&] { return save_and_erase_once(cli, images, clock, log); },
        [&] { limit.check("the save", kSaveTime); });
}

void save(Cli& cli, const TimeLimit& limit, Clock& clock, Log& log) {
    log.info("Saving the boot variable: ", kSave);
    log.emit(Change{kSave});
    repeat_until_accepted(
        kSave, clock, log, [&] { return refused(cli, kSave); }, [&] { limit.check("the save", kSaveTime); });
}

void erase_startup(Cli& cli, Clock& clock, Log& log) {
    log.emit(Change{kErase});
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
