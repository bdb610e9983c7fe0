#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"

namespace poap {

/// Hashes a file as it is on the disk while more of it is being written, so that no second pass over it is
/// needed: a thread has each piece written to the disk (`sync_file_range`), drops it from the kernel's memory
/// (`posix_fadvise`), and reads it back. The file's last sync is up to its owner.
///
/// How honest that is: nearly as honest as a read of the whole file afterwards. On a disk's file system the
/// bytes come from the device, whose own cache may answer for the medium, and does so more likely right after
/// the write than after 2 GB more; where the kernel keeps pages all the
/// same (a tmpfs, pages that somebody has mapped) they come from its memory, but are those of the file, not
/// of the network's buffer. What the disk does to a piece later is not seen by either.
class DiskHasher {
  public:
    /// @param file stays open, and its bytes as they are, as long as this lives
    /// @param name for errors
    /// @param size in bytes, of what is there already
    DiskHasher(int file, FileName name, DigestKind kind, std::uint64_t size);
    ~DiskHasher();
    DiskHasher(const DiskHasher&) = delete;
    DiskHasher& operator=(const DiskHasher&) = delete;

    DigestKind kind() const { return hasher_kind_; }

    /// The file has grown to `size` bytes. Waits where the disk is far behind: what is not on it yet must not
    /// fill the memory.
    /// @throws Error (Switch, NoSpace), here and below, when bootflash fails
    void grown(std::uint64_t size);

    /// Whether bootflash has failed: what the file holds is not known.
    bool failed();

    /// Of the file as it is. Waits until all of it is read back.
    /// @throws Error (Interrupted)
    Digest digest(Clock& clock);

  private:
    void run();
    bool is_due() const;
    void hash(std::uint64_t from, std::uint64_t to);
    void rethrow_failure() const;

    int file_;
    FileName name_;
    DigestKind hasher_kind_;
    Hasher hasher_;  ///< the thread's, as long as not all is hashed

    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t size_;
    std::uint64_t hashed_ = 0;
    bool all_wanted_ = false;
    bool ended_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace poap
