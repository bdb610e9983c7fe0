#include "commit_work.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "error.hpp"
#include "switch/startup.hpp"
#include "text.hpp"

namespace poap {

namespace {

const std::string kPlainFile = "scheduled-config";

/// `boot nxos bootflash:/X` for each variable that `show boot` names, of a form fit for a CLI line.
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

CommitWork::CommitWork(Staged& staged_files, const Committing& committing, Published& published_files,
                       Supervisors supervisors_there)
    : staged(staged_files),
      with(committing),
      published(published_files),
      supervisors(supervisors_there),
      limit(with.deadline, with.clock),
      schedule(with.cli, with.bootflash, with.log),
      backup(with.cli, with.bootflash, with.log) {}

void CommitWork::schedule_config() {
    published.check();
    schedule.add(published.config_name(), staged.config.value().file());
    published.check();
}

void CommitWork::check_last_moment() const {
    with.clock.wait(std::chrono::milliseconds(0));
    limit.check("the save", kSaveTime);
}

void CommitWork::set_perpetual_poap(bool enabled) {
    const std::string command = enabled ? "boot poap enable" : "no boot poap enable";
    with.log.info(command,
                  enabled ? ": perpetual POAP is on again" : ": `install all` refuses perpetual POAP");
    with.log.tell(Change{command});
    perpetual_poap_off_ = !enabled;
    ask(with.cli, {"configure terminal", command, "end"}, OnSignal::FinishFirst);
}

void CommitWork::erase(const std::string& so_far) {
    try {
        erase_startup(with.cli, with.clock, with.log);
        may_be_saved = false;
    } catch (const Error& error) {
        throw Error(ExitCode::Switch,
                    concat(so_far, "; and then `write erase` did not succeed: ", error.what()),
                    "POAP may not start again by itself: `write erase` and `reload` on the switch's console");
    }
}

void CommitWork::refuse_plain_file() const {
    if (!with.bootflash.has(kPlainFile)) return;
    throw Error(ExitCode::Switch,
                concat("this is not POAP, where `copy ... scheduled-config` may write a plain file, and "
                       "bootflash:",
                       kPlainFile, " is there already"),
                "move that file away, then run this again");
}

void CommitWork::refuse_plain_copy() const {
    if (!with.bootflash.has(kPlainFile)) return;
    with.bootflash.remove(kPlainFile);
    throw Error(ExitCode::Switch,
                "the switch took `scheduled-config` for the name of a plain file: nothing is scheduled",
                "outside POAP this release cannot schedule a configuration: let POAP run the boot file "
                "(`write erase`, `reload`)");
}

void CommitWork::undo(const std::string& cause) {
    const auto restore = [&] {
        try {
            if (perpetual_poap_off_) set_perpetual_poap(true);
        } catch (const Error& error) {
            with.log.warning("perpetual POAP stays off: ", error.what());
        }
        backup.restore();
        restore_boot_variable();
    };
    try {
        if (may_be_saved && with.in_poap) {
            with.log.warning(cause);
            with.log.warning(
                "the switch may be saved, but not as planned: `write erase`, so that POAP runs again");
            erase(cause);
        }
        schedule.take_back();
    } catch (const Error&) {
        restore();
        throw;
    }
    restore();
}

void CommitWork::restore_boot_variable() {
    if (!boot_before) return;
    std::vector<std::string> commands = commands_of(*boot_before);
    commands.insert(commands.begin(), "configure terminal");
    try {
        ask(with.cli, commands, OnSignal::FinishFirst);
        with.log.warning("the boot variable of the running configuration is as it was");
    } catch (const Error& error) {
        with.log.warning("the running configuration's boot variable is not as it was: ", error.what());
    }
}

}  // namespace poap
