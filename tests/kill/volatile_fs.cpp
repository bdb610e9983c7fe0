#define FUSE_USE_VERSION 312
#include "volatile_fs.hpp"

#include <fuse_lowlevel.h>
#include <sys/mount.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

namespace poap::rig {

/// A file that the kernel has references to.
struct Known {
    std::shared_ptr<VolatileFile> file;
    std::uint64_t lookups = 0;
};

/// What the operations work on. Inode 1 is the folder, each other one the address of a file.
struct VolatileFs::Mount {
    VolatileFolder folder;
    std::map<fuse_ino_t, Known> known;
};

namespace {

using Mount = VolatileFs::Mount;
using Listing = std::vector<std::string>;

Mount& mount_of(fuse_req_t request) {
    return *static_cast<Mount*>(fuse_req_userdata(request));
}

VolatileFile& file_of(fuse_ino_t inode) {
    return *reinterpret_cast<VolatileFile*>(inode);  // NOLINT: that is what libfuse's inode numbers are for
}

/// How many names a file has.
nlink_t links_of(const Mount& mount, const VolatileFile& file) {
    const auto names_it = [&](const auto& name) { return name.second.get() == &file; };
    return static_cast<nlink_t>(std::ranges::count_if(mount.folder.names(), names_it));
}

struct stat facts_of(const Mount& mount, fuse_ino_t inode) {
    struct stat facts {};
    facts.st_ino = inode;
    facts.st_nlink = 1;
    facts.st_mode = S_IFDIR | 0755;
    if (inode == FUSE_ROOT_ID) return facts;
    const Content& content = file_of(inode).current;
    facts.st_nlink = links_of(mount, file_of(inode));
    facts.st_mode = content.mode;
    facts.st_uid = content.uid;
    facts.st_gid = content.gid;
    facts.st_size = static_cast<off_t>(content.bytes.size());
    facts.st_mtim = content.modified;
    return facts;
}

timespec now() {
    timespec time{};
    clock_gettime(CLOCK_REALTIME, &time);
    return time;
}

/// The kernel's facts of a file; it is to ask again each time.
fuse_entry_param entry_of(Mount& mount, const std::shared_ptr<VolatileFile>& file) {
    fuse_entry_param entry{};
    entry.ino = reinterpret_cast<fuse_ino_t>(file.get());
    entry.attr = facts_of(mount, entry.ino);
    Known& known = mount.known[entry.ino];
    known.file = file;
    ++known.lookups;
    return entry;
}

void lookup(fuse_req_t request, fuse_ino_t, const char* name) {
    Mount& mount = mount_of(request);
    const auto found = mount.folder.names().find(name);
    if (found == mount.folder.names().end()) {
        fuse_reply_err(request, ENOENT);
        return;
    }
    const fuse_entry_param entry = entry_of(mount, found->second);
    fuse_reply_entry(request, &entry);
}

void forget(fuse_req_t request, fuse_ino_t inode, std::uint64_t lookups) {
    auto& known = mount_of(request).known;
    if (const auto found = known.find(inode); found != known.end()) {
        found->second.lookups -= lookups;
        if (found->second.lookups == 0) known.erase(found);
    }
    fuse_reply_none(request);
}

void getattr(fuse_req_t request, fuse_ino_t inode, fuse_file_info*) {
    const struct stat facts = facts_of(mount_of(request), inode);
    fuse_reply_attr(request, &facts, 0);
}

void setattr(fuse_req_t request, fuse_ino_t inode, struct stat* wanted, int which, fuse_file_info* info) {
    if (inode == FUSE_ROOT_ID) {
        fuse_reply_err(request, EPERM);
        return;
    }
    Content& content = file_of(inode).current;
    if ((which & FUSE_SET_ATTR_MODE) != 0) content.mode = S_IFREG | (wanted->st_mode & 07777U);
    if ((which & FUSE_SET_ATTR_UID) != 0) content.uid = wanted->st_uid;
    if ((which & FUSE_SET_ATTR_GID) != 0) content.gid = wanted->st_gid;
    if ((which & FUSE_SET_ATTR_SIZE) != 0) content.bytes.resize(static_cast<std::size_t>(wanted->st_size));
    if ((which & (FUSE_SET_ATTR_SIZE | FUSE_SET_ATTR_MTIME_NOW)) != 0) content.modified = now();
    if ((which & FUSE_SET_ATTR_MTIME) != 0) content.modified = wanted->st_mtim;
    getattr(request, inode, info);
}

void unlink(fuse_req_t request, fuse_ino_t, const char* name) {
    VolatileFolder& folder = mount_of(request).folder;
    const bool there = folder.names().contains(name);
    if (there) folder.change().erase(name);
    fuse_reply_err(request, there ? 0 : ENOENT);
}

void link(fuse_req_t request, fuse_ino_t inode, fuse_ino_t, const char* name) {
    Mount& mount = mount_of(request);
    if (mount.folder.names().contains(name)) {
        fuse_reply_err(request, EEXIST);
        return;
    }
    const auto file = mount.known.at(inode).file;
    mount.folder.change()[name] = file;
    const fuse_entry_param entry = entry_of(mount, file);
    fuse_reply_entry(request, &entry);
}

void rename(fuse_req_t request, fuse_ino_t, const char* name, fuse_ino_t, const char* new_name,
            unsigned flags) {
    VolatileFolder& folder = mount_of(request).folder;
    const bool there = folder.names().contains(name);
    if (there && flags == 0) {
        FileNames& names = folder.change();
        auto moved = names.extract(name);
        names[new_name] = std::move(moved.mapped());
    }
    fuse_reply_err(request, flags != 0 ? EINVAL : there ? 0 : ENOENT);
}

/// The kernel keeps none of the bytes, which a power cut may change.
void open(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
    info->direct_io = 1;
    fuse_reply_open(request, info);
}

void create(fuse_req_t request, fuse_ino_t, const char* name, mode_t mode, fuse_file_info* info) {
    Mount& mount = mount_of(request);
    if (mount.folder.names().contains(name)) {
        fuse_reply_err(request, EEXIST);
        return;
    }
    const auto file = std::make_shared<VolatileFile>();
    const fuse_ctx* caller = fuse_req_ctx(request);
    file->current = {"", S_IFREG | (mode & 07777U), caller->uid, caller->gid, now()};
    file->synced = file->current;
    mount.folder.change()[name] = file;
    info->direct_io = 1;
    const fuse_entry_param entry = entry_of(mount, file);
    fuse_reply_create(request, &entry, info);
}

void read(fuse_req_t request, fuse_ino_t inode, std::size_t size, off_t offset, fuse_file_info*) {
    const std::string& bytes = file_of(inode).current.bytes;
    const std::size_t from = std::min(static_cast<std::size_t>(offset), bytes.size());
    fuse_reply_buf(request, bytes.data() + from, std::min(size, bytes.size() - from));
}

void write(fuse_req_t request, fuse_ino_t inode, const char* data, std::size_t size, off_t offset,
           fuse_file_info*) {
    Content& content = file_of(inode).current;
    const auto from = static_cast<std::size_t>(offset);
    if (content.bytes.size() < from + size) content.bytes.resize(from + size);
    content.bytes.replace(from, size, data, size);
    content.modified = now();
    fuse_reply_write(request, size);
}

void fsync(fuse_req_t request, fuse_ino_t inode, int, fuse_file_info*) {
    VolatileFile& file = file_of(inode);
    file.synced = file.current;
    fuse_reply_err(request, 0);
}

/// The names as they are now: what is removed while they are read must not hide others.
void opendir(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
    auto listing = std::make_unique<Listing>();
    for (const auto& [name, file] : mount_of(request).folder.names()) listing->push_back(name);
    info->fh = reinterpret_cast<std::uint64_t>(listing.release());
    fuse_reply_open(request, info);
}

void readdir(fuse_req_t request, fuse_ino_t, std::size_t size, off_t offset, fuse_file_info* info) {
    const auto& listing = *reinterpret_cast<const Listing*>(info->fh);  // NOLINT: as opendir made it
    struct stat facts {};
    facts.st_mode = S_IFREG;
    std::string entries(size, '\0');
    std::size_t used = 0;
    for (auto at = static_cast<std::size_t>(offset); at < listing.size(); ++at) {
        facts.st_ino = at + 2;
        const std::size_t length = fuse_add_direntry(request, entries.data() + used, size - used,
                                                     listing[at].c_str(), &facts, static_cast<off_t>(at + 1));
        if (length > size - used) break;
        used += length;
    }
    fuse_reply_buf(request, entries.data(), used);
}

void releasedir(fuse_req_t request, fuse_ino_t, fuse_file_info* info) {
    delete reinterpret_cast<Listing*>(info->fh);  // NOLINT: as opendir made it
    fuse_reply_err(request, 0);
}

void fsyncdir(fuse_req_t request, fuse_ino_t, int, fuse_file_info*) {
    mount_of(request).folder.sync_names();
    fuse_reply_err(request, 0);
}

void statfs(fuse_req_t request, fuse_ino_t) {
    struct statvfs room {};
    room.f_bsize = room.f_frsize = 4096;
    room.f_blocks = room.f_bfree = room.f_bavail = 1024 * 1024 * 1024 / 4096;
    room.f_namemax = 255;
    fuse_reply_statfs(request, &room);
}

fuse_lowlevel_ops operations() {
    fuse_lowlevel_ops all{};
    all.lookup = lookup;
    all.forget = forget;
    all.getattr = getattr;
    all.setattr = setattr;
    all.unlink = unlink;
    all.link = link;
    all.rename = rename;
    all.open = open;
    all.create = create;
    all.read = read;
    all.write = write;
    all.fsync = fsync;
    all.opendir = opendir;
    all.readdir = readdir;
    all.releasedir = releasedir;
    all.fsyncdir = fsyncdir;
    all.statfs = statfs;
    return all;
}

}  // namespace

VolatileFs::VolatileFs() : mount_(std::make_unique<Mount>()) {
    static const fuse_lowlevel_ops kOperations = operations();
    std::string program = "bootflash";
    std::array<char*, 1> line = {program.data()};
    fuse_args arguments = FUSE_ARGS_INIT(static_cast<int>(line.size()), line.data());
    session_ = fuse_session_new(&arguments, &kOperations, sizeof kOperations, mount_.get());
    fuse_opt_free_args(&arguments);
    if (session_ == nullptr || fuse_session_mount(session_, path().c_str()) != 0) return;
    thread_ = std::thread([this] { serve(); });
}

VolatileFs::~VolatileFs() {
    if (mounted()) {
        umount2(path().c_str(), MNT_DETACH);  // the thread finds that out, and ends
        thread_.join();
        fuse_session_unmount(session_);
    }
    if (session_ != nullptr) fuse_session_destroy(session_);
}

void VolatileFs::serve() {
    fuse_buf request{};  // NOLINT(bugprone-invalid-enum-default-initialization): as libfuse documents it
    while (fuse_session_exited(session_) == 0) {
        const int got = fuse_session_receive_buf(session_, &request);
        if (got == -EINTR) continue;
        if (got <= 0) break;
        const std::scoped_lock lock(in_use_);
        fuse_session_process_buf(session_, &request);
    }
    std::free(request.mem);  // NOLINT: libfuse allocates it
}

void VolatileFs::sync() {
    const std::scoped_lock lock(in_use_);
    mount_->folder.sync_all();
}

void VolatileFs::cut_power(std::mt19937_64& random) {
    const std::scoped_lock lock(in_use_);
    mount_->folder.cut_power(random);
}

}  // namespace poap::rig
