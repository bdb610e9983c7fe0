#include "nxos/startup_backup.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <string>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

const std::string kName = ".poap-agent.startup";
const std::string kUnfinished = kName + ".part";  // Bootflash::remove_leftovers knows this form
const std::string kOld = kName + ".old";
const std::string kCopy = "copy startup-config bootflash:" + kUnfinished;
const std::string kRestore = "copy bootflash:" + kName + " startup-config";

/// Whether the switch says that it has no startup-config. Its words are a guess (docs/assumptions.md).
bool says_none(std::string_view text) {
    constexpr std::array<std::string_view, 3> kNone = {"no startup", "startup configuration is empty",
                                                       "startup-config is empty"};
    return mentions(text, kNone);
}

/// Whether it is a file that the CLI, which runs as this user, may have written.
bool is_copy(const Descriptor& file) {
    struct stat status {};
    return file && fstat(file.get(), &status) == 0 && status.st_size > 0 && status.st_nlink == 1 &&
           status.st_uid == geteuid();
}

}  // namespace

StartupBackup::StartupBackup(Cli& cli, const Bootflash& bootflash, Log& log)
    : cli_(cli), bootflash_(bootflash), log_(log) {}

bool StartupBackup::is_there() const {
    return static_cast<bool>(bootflash_.open_resumable(kName));
}

void StartupBackup::restore_if_lost() {
    if (!is_there()) return;
    const CliAnswer answer = cli_.run(chained({kCopy}), OnSignal::FinishFirst);
    const bool is_lost = refusal(answer) && says_none(answer.text);
    bootflash_.remove(kUnfinished);
    if (is_lost) {
        restore();
    } else {
        log_.warning("an interrupted run left a copy of the startup-config: it is in bootflash:", kName);
    }
}

void StartupBackup::make() {
    // Made first, so that the copy is written into a file of mode 0600.
    bootflash_.create_file(kUnfinished);
    const CliAnswer answer = cli_.run(chained({kCopy}), OnSignal::FinishFirst);
    const auto reason = refusal(answer);
    Descriptor copy = bootflash_.open_file(kUnfinished);
    if (reason || !is_copy(copy)) {
        bootflash_.remove(kUnfinished);
        if (reason && says_none(answer.text)) return;
        throw Error(
            ExitCode::Switch,
            concat("the startup-config cannot be copied to bootflash (`", kCopy,
                   "`): ", reason.value_or("the copy is empty, or is not the switch's")),
            "try that command on the switch's CLI; without a copy this run would lose the startup-config");
    }
    if (fchmod(copy.get(), 0600) != 0 || fsync(copy.get()) != 0)
        throw bootflash_error(errno, concat("cannot keep bootflash:", kUnfinished));
    const Descriptor earlier = bootflash_.open_file(kName);
    if (earlier && !bootflash_.has(kOld)) {  // of several, the first is the one that somebody made
        bootflash_.rename(earlier.get(), kName, kOld);
        log_.warning("an interrupted run left a copy of an earlier startup-config: it is in bootflash:",
                     kOld);
    }
    bootflash_.rename(copy.get(), kUnfinished, kName);
    bootflash_.sync();
    log_.info("Perpetual POAP: the startup-config is copied to bootflash:", kName);
    copy_ = std::move(copy);
}

void StartupBackup::restore() {
    if (!copy_) copy_ = bootflash_.open_resumable(kName);  // of an interrupted run
    if (!copy_) return;
    try {
        bootflash_.check_same(copy_.get(), kName);
        log_.emit(Change{kRestore});
        const std::string text = ask(cli_, {kRestore}, OnSignal::FinishFirst);
        if (is_alarming(text)) throw Error(ExitCode::Switch, printable(trimmed(text), 200), "");
        log_.warning("the startup-config is restored");
        bootflash_.remove(kSavedMark);
        remove();
    } catch (const Error& error) {
        log_.warning("the startup-config is not restored: ", error.what(), ". It is in bootflash:", kName,
                     ": `", kRestore, "` on the switch's CLI");
    }
}

void StartupBackup::drop() {
    if (copy_) remove();
}

void StartupBackup::remove() {
    bootflash_.remove(kName);
}

}  // namespace poap
