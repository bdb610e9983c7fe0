#include "nxos/schedule.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

std::vector<std::string> replay_files(const Bootflash& bootflash) {
    std::vector<std::string> names = bootflash.names();
    std::erase_if(names, [](const std::string& name) { return !is_replay_file(name); });
    std::sort(names.begin(), names.end());
    return names;
}

std::uint64_t size_of(const Descriptor& file) {
    struct stat facts {};
    return fstat(file.get(), &facts) == 0 ? static_cast<std::uint64_t>(facts.st_size) : 0;
}

std::string bytes_of(const Descriptor& file, const FileName& name) {
    std::string bytes;
    read_back(file, name, [&](std::string_view piece) { bytes += piece; });
    return bytes;
}

/// What a person should read where the command may not have been done; nothing where it was.
std::optional<std::string> doubt(Cli& cli, const std::string& command) {
    const auto not_known = [&](std::string_view reason) {
        return concat("it is not known whether the switch did `", command,
                      "`: ", printable(trimmed(reason), 200));
    };
    try {
        const CliAnswer answer = cli.run(chained({command}), OnSignal::FinishFirst);
        if (const auto reason = refusal(answer))
            return concat("the switch refused `", command, "`: ", *reason);
        if (is_alarming(answer.text)) return not_known(answer.text);
        return std::nullopt;
    } catch (const Error& error) {
        return not_known(error.what());
    }
}

}  // namespace

void remove_schedule(const Bootflash& bootflash, Log& log) {
    const auto names = replay_files(bootflash);
    for (const std::string& name : names) {
        if (!bootflash.remove(name)) {
            if (errno == EISDIR) continue;  // a folder is not replayed
            throw bootflash_error(
                errno, concat("cannot remove bootflash:", name,
                              ", which an earlier run scheduled and which would be replayed as well"));
        }
        log.warning("removed bootflash:", name, ", which an earlier run scheduled");
    }
    if (!names.empty()) bootflash.sync();
}

Schedule::Schedule(Cli& cli, const Bootflash& bootflash, Log& log)
    : cli_(cli), bootflash_(bootflash), log_(log), before_(replay_files(bootflash)) {}

void Schedule::add(const FileName& name, const Descriptor& file) {
    const std::string command = concat("copy bootflash:", name.str(), " scheduled-config");
    log_.info("INFO: Ready to execute ", command);
    log_.emit(Change{command});
    const auto failure = doubt(cli_, command);
    if (!failure) return;
    if (!has_new_copy_of(name, file)) {
        throw Error(ExitCode::Switch, *failure,
                    "try that command on the switch's CLI; it is known to work in POAP only");
    }
    log_.warning(*failure, "; but the configuration is in a new replay file, so it is scheduled");
}

void Schedule::take_back() {
    try {
        for (const std::string& name : new_files()) {
            if (bootflash_.remove(name)) {
                log_.warning("took the schedule back: removed bootflash:", name);
            } else {
                log_.warning("cannot remove bootflash:", name,
                             ": the switch may replay it at its next reload");
            }
        }
        bootflash_.sync();
    } catch (const Error& error) {
        log_.warning("cannot take the schedule back: ", error.what());
    }
}

std::vector<std::string> Schedule::new_files() const {
    std::vector<std::string> names = replay_files(bootflash_);
    std::erase_if(names, [&](const std::string& name) {
        return std::find(before_.begin(), before_.end(), name) != before_.end();
    });
    return names;
}

bool Schedule::has_new_copy_of(const FileName& name, const Descriptor& file) const {
    const auto names = new_files();
    return std::any_of(names.begin(), names.end(), [&](const std::string& new_name) {
        const Descriptor copy = bootflash_.open_file(new_name);
        return copy && size_of(copy) == size_of(file) &&
               bytes_of(copy, FileName::parse(new_name).value()) == bytes_of(file, name);
    });
}

}  // namespace poap
