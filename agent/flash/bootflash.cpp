#include "flash/bootflash.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <limits>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

#include "base/file_facts.hpp"
#include "base/text.hpp"

namespace poap {

namespace {

constexpr std::size_t kReadPiece = 256 * 1024;

}  // namespace

Error bootflash_error(int error, const std::string& what) {
    const std::string cause = concat(what, ": ", std::generic_category().message(error));
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) {
        return {ExitCode::NoSpace, cause, "remove unneeded files from bootflash (`dir bootflash:`)"};
    }
    return {ExitCode::Switch, cause, "check that bootflash is mounted, writable and healthy"};
}

Error no_space_for(const FileName& name, std::uint64_t needed, std::uint64_t free) {
    return Error(ExitCode::NoSpace,
                 concat(name.str(), " needs ", human_size(needed), ", bootflash has ", human_size(free),
                        " free"),
                 "remove unneeded files from bootflash (`dir bootflash:`)")
        .needing(needed);
}

void read_back(const Descriptor& file, const FileName& name,
               const std::function<void(std::string_view)>& take) {
    read_back(file.get(), name, 0, std::numeric_limits<off_t>::max(), take);
}

void read_back(int file, const FileName& name, std::uint64_t from, std::uint64_t to,
               const std::function<void(std::string_view)>& take) {
    // The kernel does not drop pages that are requested only in part.
    const std::uint64_t page = from - from % static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
    posix_fadvise(file, static_cast<off_t>(page), static_cast<off_t>(to - page), POSIX_FADV_DONTNEED);
    std::vector<char> buffer(kReadPiece);
    for (std::uint64_t at = from; at < to;) {
        const auto wanted = std::min<std::uint64_t>(buffer.size(), to - at);
        const ssize_t got = pread(file, buffer.data(), wanted, static_cast<off_t>(at));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw bootflash_error(errno, concat("cannot read ", name.str(), " from bootflash"));
        if (got == 0) return;
        take({buffer.data(), static_cast<std::size_t>(got)});
        at += static_cast<std::uint64_t>(got);
    }
}

Bootflash::Bootflash(const std::string& path, Log* log)
    : path_(path), folder_(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), log_(log) {
    if (!folder_) throw bootflash_error(errno, concat("cannot open the bootflash folder ", path));
}

Bootflash::Bootflash(std::string path, std::string shown, Descriptor folder, Log* log)
    : path_(std::move(path)), shown_(std::move(shown)), folder_(std::move(folder)), log_(log) {}

std::uint64_t Bootflash::free_bytes() const {
    struct statvfs room {};
    if (fstatvfs(folder_.get(), &room) != 0)
        throw bootflash_error(errno, concat("cannot read the free space of ", path_));
    return static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
}

Descriptor Bootflash::open_regular(const std::string& name, int access, struct stat& status) const {
    // O_NONBLOCK: opening a pipe must not hang. It has no effect on a regular file.
    Descriptor file(openat(folder_.get(), name.c_str(), access | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!file || fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    return file;
}

Descriptor Bootflash::open_file(const std::string& name) const {
    struct stat status {};
    return open_regular(name, O_RDONLY, status);
}

Descriptor Bootflash::open_trusted(const std::string& name) const {
    struct stat status {};
    Descriptor file = open_regular(name, O_RDONLY, status);
    if (!file || status.st_nlink != 1 || (status.st_mode & (S_IWGRP | S_IWOTH)) != 0) return {};
    return file;
}

Descriptor Bootflash::open_resumable(const std::string& name) const {
    struct stat status {};
    Descriptor file = open_regular(name, O_RDWR, status);
    if (!file || !is_private_file(status) || status.st_nlink != 1) return {};
    return file;
}

Descriptor Bootflash::create_file(const std::string& name) const {
    make_way(name);
    Descriptor file(
        openat(folder_.get(), name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (!file) throw bootflash_error(errno, concat("cannot create bootflash:", name));
    return file;
}

bool Bootflash::remove(const std::string& name) const {
    return unlinkat(folder_.get(), name.c_str(), 0) == 0 || errno == ENOENT;
}

void Bootflash::sync() const {
    if (fsync(folder_.get()) != 0) throw bootflash_error(errno, concat("cannot sync ", path_));
}

void Bootflash::each_entry(const std::function<void(const char* name)>& take) const {
    const int listing = openat(folder_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(listing < 0 ? nullptr : fdopendir(listing), closedir);
    if (!folder) throw bootflash_error(errno, concat("cannot list ", path_));
    while (const dirent* entry = readdir(folder.get())) take(entry->d_name);
}

std::vector<FlashFile> Bootflash::files() const {
    constexpr std::uint64_t kBlock = 512;  // unit of st_blocks on every file system
    std::vector<FlashFile> all;
    each_entry([&](const char* name) {
        struct stat facts {};
        if (fstatat(folder_.get(), name, &facts, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(facts.st_mode)) return;
        const auto blocks = static_cast<std::uint64_t>(facts.st_blocks);
        all.push_back({name, blocks * kBlock, facts.st_mtim, facts.st_nlink});
    });
    return all;
}

std::vector<std::string> Bootflash::names() const {
    std::vector<std::string> names;
    each_entry([&](const char* name) { names.emplace_back(name); });
    std::erase_if(names, [](const std::string& name) { return name == "." || name == ".."; });
    return names;
}

std::vector<std::string> Bootflash::leftovers() const {
    std::vector<std::string> names;
    each_entry([&](const char* name) {
        const auto facts = planned_name(name) ? look_at(name) : std::nullopt;
        if (facts && S_ISREG(facts->st_mode) && facts->st_uid == geteuid()) names.emplace_back(name);
    });
    std::sort(names.begin(), names.end());
    return names;
}

bool Bootflash::remove_leftovers(const std::vector<FileName>& planned) const {
    bool removed = false;
    for (const std::string& name : leftovers()) {
        remove_other_names(name);
        const bool is_planned = std::any_of(planned.begin(), planned.end(),
                                            [&](const FileName& one) { return part_name(one) == name; });
        if (!is_planned) removed = remove(name) || removed;
    }
    return removed;
}

}  // namespace poap
