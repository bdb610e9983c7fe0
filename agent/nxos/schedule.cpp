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

std::string joined(const std::vector<std::string>& commands) {
    std::string all;
    for (const std::string& command : commands) all += concat(all.empty() ? "" : " ; ", command);
    return all;
}

/// The message for commands that may not have been executed; nothing if they were.
std::optional<std::string> doubt(Cli& cli, const std::vector<std::string>& commands) {
    const auto not_known = [&](std::string_view reason) {
        return concat("it is not known whether the switch executed `", joined(commands),
                      "`: ", printable(trimmed(reason), 200));
    };
    try {
        const CliAnswer answer = cli.run(chained(commands), OnSignal::FinishFirst);
        if (const auto reason = refusal(answer))
            return concat("the switch refused `", joined(commands), "`: ", *reason);
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
            throw bootflash_error(errno,
                                  concat("cannot remove bootflash:", name,
                                         ", which an earlier run scheduled and the switch would replay too"));
        }
        log.warning("removed bootflash:", name, ", which an earlier run scheduled");
    }
    if (!names.empty()) bootflash.sync();
}

Schedule::Schedule(Cli& cli, const Bootflash& bootflash, Log& log)
    : cli_(cli), bootflash_(bootflash), log_(log), before_(replay_files(bootflash)) {}

void Schedule::add(const std::vector<ConfigFile>& parts) {
    std::vector<std::string> commands;
    for (const ConfigFile& part : parts) {
        commands.push_back(concat("copy bootflash:", part.name.str(), " scheduled-config"));
        log_.info("INFO: Ready to execute ", commands.back());
        log_.emit(Change{commands.back()});
    }
    const auto failure = doubt(cli_, commands);
    const std::size_t kept = new_files().size();
    if (!failure && kept > 0 && kept < parts.size()) {
        throw Error(
            ExitCode::Switch,
            concat("the switch keeps only ", kept, " of the ", parts.size(), " parts of the configuration"),
            "set --split-config to never, and report this release");
    }
    if (!failure) return;
    if (!std::ranges::all_of(parts, [&](const ConfigFile& part) { return has_new_copy_of(part); })) {
        throw Error(ExitCode::Switch, *failure,
                    "try that command on the switch's CLI; it may work only in POAP");
    }
    log_.warning(*failure, "; but there is a new replay file with the configuration, so it is scheduled");
}

void Schedule::take_back() {
    try {
        for (const std::string& name : new_files()) {
            if (bootflash_.remove(name)) {
                log_.warning("undid the schedule: removed bootflash:", name);
            } else {
                log_.warning("cannot remove bootflash:", name,
                             ": the switch may replay it at its next reload");
            }
        }
        bootflash_.sync();
    } catch (const Error& error) {
        log_.warning("cannot undo the schedule: ", error.what());
    }
}

std::vector<std::string> Schedule::new_files() const {
    std::vector<std::string> names = replay_files(bootflash_);
    std::erase_if(names, [&](const std::string& name) {
        return std::find(before_.begin(), before_.end(), name) != before_.end();
    });
    return names;
}

bool Schedule::has_new_copy_of(const ConfigFile& part) const {
    const auto names = new_files();
    return std::any_of(names.begin(), names.end(), [&](const std::string& new_name) {
        const Descriptor copy = bootflash_.open_file(new_name);
        return copy && size_of(copy) == size_of(part.file) &&
               bytes_of(copy, FileName::parse(new_name).value()) == bytes_of(part.file, part.name);
    });
}

}  // namespace poap
