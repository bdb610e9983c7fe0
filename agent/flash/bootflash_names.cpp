// Handling of names on bootflash that other programs may change at any time.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/file_facts.hpp"
#include "base/text.hpp"
#include "flash/bootflash.hpp"
#include "log/log.hpp"

namespace poap {

namespace {

constexpr const char* kWhoElse =
    "find out which other program writes to bootflash (`ls -la /bootflash` in the bash shell), then run this "
    "again";

/// @param file e.g. `bootflash:nxos.9.3.3.bin`
Error replaced(const std::string& file) {
    return {ExitCode::Switch, concat(file, " was replaced or removed by another program"), kWhoElse};
}

}  // namespace

std::optional<struct stat> Bootflash::look_at(const std::string& name) const {
    struct stat facts {};
    if (fstatat(folder_.get(), name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
    return facts;
}

bool Bootflash::is_same(int descriptor, const std::string& name) const {
    struct stat open {};
    const auto named = look_at(name);
    return named && fstat(descriptor, &open) == 0 && S_ISREG(named->st_mode) && is_same_file(open, *named);
}

void Bootflash::check_same(int descriptor, const std::string& name) const {
    if (!is_same(descriptor, name)) throw replaced(shown(name));
}

void Bootflash::move(int descriptor, const std::string& from, const Bootflash& folder,
                     const std::string& to) const {
    check_same(descriptor, from);
    const bool replaces = folder.look_at(to).has_value();
    if (renameat(folder_.get(), from.c_str(), folder.folder_.get(), to.c_str()) != 0) {
        throw bootflash_error(errno, concat("cannot rename ", shown(from), " to ", folder.shown(to)));
    }
    if (folder.is_same(descriptor, to)) return;
    // Another program took the name since the check, and its file was renamed instead of ours.
    if (renameat(folder.folder_.get(), to.c_str(), folder_.get(), from.c_str()) != 0) folder.remove(to);
    if (replaces) folder.link(descriptor, to);  // a boot variable may name it
    throw replaced(shown(from));
}

std::optional<Bootflash> Bootflash::folder(const FlashFolder& folder) const {
    std::optional<Bootflash> here = open_folder(".", path_, shown_);
    for (const FileName& name : folder.names()) {
        if (!here) break;
        here = here->open_folder(name.str(), concat(here->path_, '/', name.str()),
                                 concat(here->shown_, name.str(), '/'));
    }
    return here;
}

std::optional<Bootflash> Bootflash::open_folder(const std::string& name, const std::string& path,
                                                const std::string& shown) const {
    Descriptor folder(openat(folder_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (folder) return Bootflash(path, shown, std::move(folder), log_);
    if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP) return std::nullopt;
    throw bootflash_error(errno, concat("cannot open the folder ", shown));
}

bool Bootflash::create_folder(const FileName& name) const {
    if (mkdirat(folder_.get(), name.str().c_str(), 0755) != 0) {
        if (errno == EEXIST) return false;
        throw bootflash_error(errno, concat("cannot create the folder ", shown(name.str())));
    }
    sync();
    return true;
}

bool Bootflash::remove_empty_folder(const FileName& name) const {
    return unlinkat(folder_.get(), name.str().c_str(), AT_REMOVEDIR) == 0;
}

Linked Bootflash::link(int descriptor, const std::string& to) const {
    const std::string open = concat("/proc/self/fd/", descriptor);
    if (linkat(AT_FDCWD, open.c_str(), folder_.get(), to.c_str(), AT_SYMLINK_FOLLOW) == 0) return Linked::Yes;
    switch (errno) {
        case EEXIST:
            return Linked::NameTaken;
        case EPERM:
        case EOPNOTSUPP:
        case ENOSYS:
        case EMLINK:
            return Linked::Unsupported;
        case ENOENT:
            if (access("/proc/self/fd", F_OK) != 0) return Linked::Unsupported;  // no /proc
            throw Error(ExitCode::Switch,
                        concat("the file for ", shown(to), " was removed by another program"), kWhoElse);
        default:
            throw bootflash_error(errno, concat("cannot create ", shown(to)));
    }
}

/// A published configuration is also known by its part's name; no other user's file is.
void Bootflash::remove_other_names(const std::string& part) const {
    const auto planned = planned_name(part);
    const auto facts = planned ? look_at(part) : std::nullopt;
    if (!facts || facts->st_nlink < 2 || !is_private_file(*facts)) return;
    for (const FileName& name : config_names(*planned)) {
        const auto other = look_at(name.str());
        if (other && is_same_file(*other, *facts)) remove(name.str());
    }
}

void Bootflash::make_way(const std::string& name) const {
    remove_other_names(name);
    if (remove(name)) return;
    const int error = errno;
    const auto facts = look_at(name);
    if (!facts || !S_ISDIR(facts->st_mode)) {
        throw bootflash_error(error, concat("cannot remove bootflash:", name));
    }
    if (unlinkat(folder_.get(), name.c_str(), AT_REMOVEDIR) != 0) move_aside(name);
}

void Bootflash::move_aside(const std::string& name) const {
    // Into a new folder of the agent, so that nothing is overwritten.
    const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
    const std::string aside = concat(".poap-agent.aside.", now);
    const std::string there = concat(aside, '/', name);
    if (mkdirat(folder_.get(), aside.c_str(), 0755) != 0 ||
        renameat(folder_.get(), name.c_str(), folder_.get(), there.c_str()) != 0) {
        throw bootflash_error(errno, concat("cannot move bootflash:", name, " out of the way"));
    }
    if (log_ != nullptr) {
        log_->warning("bootflash:", name,
                      " is a folder, and the agent needs that name: moved to bootflash:", there);
    }
}

}  // namespace poap
