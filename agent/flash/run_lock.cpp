#include "flash/run_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "base/error.hpp"
#include "base/file_facts.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

const std::string kName = ".poap-agent.lock";

/// Whether opening a file failed for what had its name, even if that is gone now.
bool was_in_the_way(int error) {
    return error == ELOOP || error == EISDIR || error == ENXIO;
}

bool is_lock_file(const struct stat& facts) {
    return is_private_file(facts) && facts.st_nlink == 1;
}

}  // namespace

RunLock::RunLock(const Bootflash& bootflash) : bootflash_(bootflash) {
    constexpr int kMostTries = 100;
    for (int tries = 0; tries < kMostTries; ++tries) {
        if (auto file = try_once()) {
            file_ = std::move(*file);
            return;
        }
    }
    throw Error(ExitCode::Switch,
                concat("cannot lock ", bootflash.path(), ": another program keeps replacing ", kName),
                "find it, and end it");
}

RunLock::~RunLock() {
    if (bootflash_.is_same(file_.get(), kName)) bootflash_.remove(kName);
}

/// The locked file; none where the name was another file's, or became it: the agent that had the lock removes
/// its file in the end.
/// @throws Error (Busy, Switch, NoSpace)
std::optional<Descriptor> RunLock::try_once() const {
    // O_NONBLOCK: opening a pipe must not hang.
    constexpr int kFlags = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
    Descriptor file(openat(bootflash_.fd(), kName.c_str(), kFlags, 0600));
    const int error = errno;
    struct stat facts {};
    if (!file || fstat(file.get(), &facts) != 0 || !is_lock_file(facts)) {
        const auto there = bootflash_.look_at(kName);
        const bool is_in_the_way = there && !is_lock_file(*there);
        if (!file && !is_in_the_way && !was_in_the_way(error)) {
            throw bootflash_error(error, concat("cannot lock ", bootflash_.path()));
        }
        if (is_in_the_way) bootflash_.make_way(kName);
        return std::nullopt;
    }
    if (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK) throw bootflash_error(errno, concat("cannot lock ", bootflash_.path()));
        throw Error(ExitCode::Busy,
                    concat("another agent is running on ", bootflash_.path(), ", or a CLI that it started"),
                    "wait for it, or find it with `ps aux | grep -e poap -e vsh`");
    }
    if (!bootflash_.is_same(file.get(), kName)) return std::nullopt;
    return file;
}

}  // namespace poap
