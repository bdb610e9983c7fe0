#pragma once

#include <cstddef>
#include <string>

#include "support/temp_dir.hpp"

namespace poap::test {

/// A file system that is soon full: a tmpfs, which takes root to mount.
class SmallDisk {
  public:
    /// @param options of the mount, `nr_inodes=2`
    explicit SmallDisk(std::size_t bytes, const std::string& options = "mode=0700");
    ~SmallDisk();
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    /// Whether there is one; without the right to mount there is not, and the test is to be skipped.
    bool mounted() const { return mounted_; }
    /// Mounts it anew with other options: `size=1g`.
    bool remount(const std::string& options, bool read_only = false) const;
    const std::string& path() const { return dir_.path(); }

  private:
    TempDir dir_;
    bool mounted_;
};

}  // namespace poap::test
