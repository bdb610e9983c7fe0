#include "provision/commit_work.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "nxos/startup.hpp"

namespace poap {

namespace {

const std::string kPlainFile = "scheduled-config";

/// `boot nxos bootflash:/X` for each variable in `show boot` whose value is safe in a CLI line.
std::vector<std::string> commands_of(std::string_view show_boot) {
    constexpr std::string_view kFit = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-:/";
    std::vector<std::string> commands;
    for (const BootVariable& variable : parse_next_reload(show_boot)) {
        const bool fits =
            !variable.image.empty() && variable.image.find_first_not_of(kFit) == std::string::npos;
        const std::string command = concat("boot ", variable.kind, ' ', variable.image);
        if (fits && std::ranges::find(commands, command) == commands.end()) commands.push_back(command);
    }
    return commands;
}

}  // namespace

Error with_startup_left(const Error& error, const std::string& erase_failure) {
    const bool is_the_failure = erase_failure == error.what();
    const bool may_reload = !error.advice().starts_with("do not reload");  // see corrupt_bios
    return {
        ExitCode::Switch,
        is_the_failure ? erase_failure : concat(error.what(), "; then `write erase` failed: ", erase_failure),
        concat(error.advice(), "; POAP may not start again by itself: `write erase`",
               may_reload ? " and `reload`" : "", " on the switch's console")};
}

CommitWork::CommitWork(Staged& staged_files, const Identity& switch_identity, const Context& run_context,
                       Published& published_files, Supervisors supervisors_there)
    : staged(staged_files),
      identity(switch_identity),
      context(run_context),
      published(published_files),
      supervisors(supervisors_there),
      limit(context.deadline, context.clock),
      backup(context.cli, context.bootflash, context.log) {}

void CommitWork::schedule_config() {
    published.check();
    schedule_.emplace(context.cli, context.bootflash, context.log);
    published.keep_files(true);  // however the call ends, the configuration may be scheduled
    schedule_->add(published.config_files());
    published.check();
}

void CommitWork::check_time(std::string_view step, std::chrono::minutes usual) const {
    context.clock.check_interrupt();
    limit.check(step, usual);
}

void CommitWork::begin_save() {
    const Descriptor mark = context.bootflash.create_file(kSavedMark);
    context.bootflash.sync();
    may_be_saved_ = true;
    was_saved_ = true;
}

void CommitWork::end_save() {
    may_be_saved_ = false;
    context.bootflash.remove(kSavedMark);
}

void CommitWork::erase_after_earlier_run() {
    if (!context.bootflash.has(kSavedMark)) return;
    context.log.warning(
        "an earlier run may have left a startup-config: running `write erase`, so that POAP runs again");
    erase();
}

void CommitWork::erase() {
    try {
        erase_startup(context.cli, context.clock, context.log);
    } catch (const Error& error) {
        erase_failure_ = error.what();
        throw;
    }
    end_save();
}

void CommitWork::set_perpetual_poap(bool enabled) {
    const std::string command = enabled ? "boot poap enable" : "no boot poap enable";
    context.log.info(
        command, enabled ? ": perpetual POAP is enabled again" : ": `install all` refuses perpetual POAP");
    context.log.emit(Change{command});
    perpetual_poap_off_ = !enabled;
    ask(context.cli, {"configure terminal", command, "end"}, OnSignal::FinishFirst);
}

void CommitWork::note_boot_variable() {
    boot_before_ = show_boot(context.cli);
}

void CommitWork::refuse_plain_file() const {
    if (!context.bootflash.look_at(kPlainFile)) return;
    throw Error(ExitCode::Switch,
                concat("outside POAP, `copy ... scheduled-config` may write a plain file, and bootflash:",
                       kPlainFile, " exists already"),
                "move that file elsewhere, then run this again");
}

void CommitWork::refuse_plain_copy() const {
    if (!context.bootflash.look_at(kPlainFile)) return;
    context.bootflash.remove(kPlainFile);
    throw Error(ExitCode::Switch, "the switch wrote a plain file `scheduled-config`: nothing is scheduled",
                "this release can schedule a configuration only in POAP: let POAP run the boot file (`write "
                "erase`, `reload`)");
}

std::optional<std::string> CommitWork::undo(const std::string& cause) {
    const auto erase_failure = erase_after_failure(cause);
    if (schedule_ && !erase_failure) {
        schedule_->take_back();
        published.keep_files(false);
    }
    // refuse_plain_file made sure that it did not exist before; it has password hashes.
    if (!context.environment.in_poap && schedule_) context.bootflash.remove(kPlainFile);
    restore_startup();
    restore_boot_variable();
    return erase_failure;
}

std::optional<std::string> CommitWork::erase_after_failure(const std::string& cause) {
    if (!may_be_saved_ || erase_failure_) return erase_failure_;
    context.log.warning(cause);
    context.log.warning(
        "the switch may have saved an incomplete setup: running `write erase`, so that POAP runs again");
    try {
        erase();
    } catch (const Error&) {  // NOLINT(bugprone-empty-catch): erase_failure_ has it
    }
    return erase_failure_;
}

void CommitWork::restore_startup() {
    try {
        if (perpetual_poap_off_) set_perpetual_poap(true);
    } catch (const Error& error) {
        context.log.warning("perpetual POAP stays disabled: ", error.what());
    }
    if (was_saved_) {
        backup.restore();
    } else {
        backup.drop();
    }
}

void CommitWork::restore_boot_variable() {
    if (!boot_before_ || !published.keeps_images()) return;
    std::vector<std::string> commands = commands_of(*boot_before_);
    try {
        if (commands.empty()) throw Error(ExitCode::Switch, "it was not in a known form", "");
        commands.insert(commands.begin(), "configure terminal");
        ask(context.cli, commands, OnSignal::FinishFirst);
        context.log.warning(
            "restored the running configuration's boot variable; the new value may be saved: compare `show "
            "boot`");
    } catch (const Error& error) {
        context.log.warning("cannot restore the running configuration's boot variable: ", error.what(),
                            "; compare `show boot`");
    }
}

}  // namespace poap
