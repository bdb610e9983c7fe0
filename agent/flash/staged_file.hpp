#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/body_sink.hpp"
#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "base/digest.hpp"
#include "base/names.hpp"
#include "flash/bootflash.hpp"
#include "flash/disk_hasher.hpp"

namespace poap {

/// A file that is being downloaded to bootflash: named `.<name>.part` until `publish`. The destructor removes
/// it, unless it was published or a later run can use it: because it is verified, or is the beginning of a
/// version whose date the HTTP server reported, or comes from an earlier run and is not known to be wrong. A
/// file that bootflash failed to write or read is removed.
///
/// The server's date is stored as the part's modification time after each write. A time with a fraction of a
/// second is that of a write, not of a server, and so not a version.
class StagedFile : public BodySink {
  public:
    /// Creates an empty file and replaces an existing one: for files without a known digest, which are always
    /// downloaded in one piece.
    /// @throws Error (Switch, NoSpace), here and below, if bootflash fails
    static StagedFile create(const Bootflash& bootflash, const FileName& name);
    /// Opens a part that an earlier run left, which stays until other bytes replace it, or creates an empty
    /// file. It is hashed while it is written.
    static StagedFile resume(const Bootflash& bootflash, const FileName& name, DigestKind kind);

    ~StagedFile() override;
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    const FileName& name() const { return name_; }

    /// The part from which a download can resume; none if the file is not hashed: only a digest can verify
    /// that the two pieces belong together.
    std::optional<Partial> partial() override;
    /// Empties the file unless the arrival resumes it, and checks that the rest fits into the free space.
    /// @throws Error (NoSpace)
    void begin(const Arrival& arrival) override;
    /// Appends, and has the bytes written to the disk regularly: signals cannot interrupt the last `sync` of
    /// a large image, so it must be short.
    void write(std::string_view bytes) override;

    /// Makes the bytes persistent.
    void sync();
    /// For `read_back`, once synced.
    const Descriptor& file() const { return file_; }
    /// In bytes.
    std::uint64_t size() const { return size_ + buffer_.size(); }

    /// Digest of the bytes on the disk.
    /// @throws Error (Interrupted); std::logic_error unless it was made by resume()
    Digest digest(Clock& clock);
    /// Result of the comparison: a correct file is kept for a later run if this one fails.
    void set_verified(bool is_right) { kept_ = is_right; }
    /// Whether it arrived in more than one piece.
    bool resumed() const { return resumed_; }
    /// Empties the file, because its content is useless.
    void discard();

    /// Checks that no other program has changed the bytes since the sync, or replaced the file of the part's
    /// name.
    /// @throws Error (Switch)
    void check_unchanged() const;
    /// Gives a synced image its final name, and makes it readable by everyone. Replaces a file of that name.
    /// `Bootflash::sync` makes it persistent.
    void publish() { publish(bootflash_, name_, "image"); }
    /// The same, for a file of another kind, into `folder` on the same file system.
    /// @param what it is, for people
    void publish(const Bootflash& folder, const FileName& name, std::string_view what);
    /// Undoes publish(): renames the file to `.<name>.part`, mode 0600, for a later run.
    void withdraw() { withdraw(bootflash_, name_); }
    void withdraw(const Bootflash& folder, const FileName& name);

  private:
    StagedFile(const Bootflash& bootflash, const FileName& name, Descriptor file);

    void flush();
    void append(std::string_view bytes);
    void sync_written();
    bool is_worth_keeping() const;
    struct stat facts() const;
    void set_mode(mode_t mode);
    /// @param size that the file would have had
    Error cannot_write(int error, std::uint64_t size) const;

    const Bootflash& bootflash_;
    FileName name_;
    Descriptor file_;
    std::unique_ptr<DiskHasher> hasher_;  ///< none if no digest is known
    std::string buffer_;                  ///< not written yet
    std::uint64_t size_ = 0;              ///< bytes written
    std::uint64_t announced_ = 0;         ///< size of the whole file; 0 if not known
    std::uint64_t unsynced_ = 0;
    std::optional<struct stat> synced_;  ///< facts when the last bytes were synced; none before
    Version version_;
    bool resumed_ = false;
    bool kept_ = false;
};

}  // namespace poap
