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

/// Hashes a file while it is being written, but reads the bytes from the disk, so that no second pass is
/// needed: a thread writes each piece to the disk (`sync_file_range`), drops it from the kernel's cache
/// (`posix_fadvise`), and reads it back. The final sync is up to the file's owner.
///
/// This is nearly as reliable as reading the whole file afterwards. The bytes come from the device, whose own
/// cache may answer instead of the medium, more likely right after the write than after another 2 GB. If the
/// kernel keeps the pages anyway (tmpfs, mapped pages), they come from its memory, but are still the file's
/// bytes, not those of the network buffer. Neither way detects damage that happens later.
class DiskHasher {
  public:
    /// @param file must stay open, and its bytes unchanged, during this object's lifetime
    /// @param name for error messages
    /// @param size in bytes, of the part that exists already
    DiskHasher(int file, FileName name, DigestKind kind, std::uint64_t size);
    ~DiskHasher();
    DiskHasher(const DiskHasher&) = delete;
    DiskHasher& operator=(const DiskHasher&) = delete;

    DigestKind kind() const { return hasher_kind_; }

    /// The file has grown to `size` bytes. Waits if the disk is far behind, because unwritten data must not
    /// fill the memory.
    /// @throws Error (Switch, NoSpace), here and below, if bootflash fails
    void grown(std::uint64_t size);

    /// Whether bootflash has failed, so that the file's content is unknown.
    bool failed();

    /// The digest of the whole file. Waits until all of it is read back.
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
    Hasher hasher_;  ///< used by the thread until all is hashed

    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t size_;
    std::uint64_t hashed_ = 0;
    bool finishing_ = false;
    bool ended_ = false;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace poap
