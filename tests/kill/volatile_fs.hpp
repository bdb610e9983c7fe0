#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/temp_dir.hpp"

struct fuse_session;

namespace poap::rig {

/// A file's bytes and facts, at one time.
struct Content {
    std::string bytes;
    mode_t mode = S_IFREG | 0600;
    uid_t uid = 0;
    gid_t gid = 0;
    timespec modified = {};
};

/// A file: as programs see it, and as it surely is on the disk.
struct VolatileFile {
    Content current;
    Content synced;
};

/// A folder's names.
using FileNames = std::map<std::string, std::shared_ptr<VolatileFile>>;

/// What a power cut makes of a folder of files, as hostile as POSIX lets a file system be, and more so than
/// ext4 is:
///
/// - fsync(2) of a file makes its bytes and facts last, not its name; of the folder, the names, and no bytes.
/// - Names that were not made last: creations, renames and removals are done in their order, as a journal
/// does them,
///   and how many of the last ones are missing is random. One may have been done without the bytes of its
///   file.
/// - Bytes that were not made last: the length is the old one, the new one, or one between; each piece of 4
/// KiB is the
///   old one, the new one, or, where it is new, zeros. Mode, owner and time are the old ones or the new ones.
class VolatileFolder {
  public:
    const FileNames& names() const { return names_.back(); }
    /// For one operation on the names, the next state of them.
    FileNames& change() { return names_.emplace_back(names_.back()); }

    void sync_names() { names_.erase(names_.begin(), names_.end() - 1); }
    void sync_all();
    void cut_power(std::mt19937_64& random);

  private:
    std::vector<FileNames> names_ = {{}};  ///< the first ones last; each operation makes the next
};

/// Such a folder as a file system of its own, served through FUSE by a thread. Takes root and /dev/fuse. It
/// has no folders in it, and no symbolic links.
class VolatileFs {
  public:
    VolatileFs();
    /// Unmounts it. Nothing may use it any more.
    ~VolatileFs();
    VolatileFs(const VolatileFs&) = delete;
    VolatileFs& operator=(const VolatileFs&) = delete;

    /// Whether there is one; without the right to mount or the device there is not, and the test is to be
    /// skipped.
    bool mounted() const { return thread_.joinable(); }
    const std::string& path() const { return dir_.path(); }

    /// All that has been written so far lasts.
    void sync();
    /// No file may be open.
    void cut_power(std::mt19937_64& random);

    struct Mount;

  private:
    void serve();

    test::TempDir dir_;
    std::unique_ptr<Mount> mount_;
    std::mutex in_use_;  ///< what is mounted is used by the thread and by the test
    fuse_session* session_;
    std::thread thread_;
};

}  // namespace poap::rig
