#pragma once

#include <sys/stat.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

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
/// ext4 is. README.md has the details.
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

}  // namespace poap::rig
