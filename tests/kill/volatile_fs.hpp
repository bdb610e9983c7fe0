#pragma once

#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>

#include "support/temp_dir.hpp"
#include "volatile_folder.hpp"

struct fuse_session;

namespace poap::rig {

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
