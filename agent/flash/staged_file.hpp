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

/// A file on its way to bootflash: under `.<name>.part` until `publish`. It is removed with the object,
/// unless it was published, or is of use to a later pass: verified, the beginning of a version that an HTTP
/// server has told the date of, or taken over from an earlier pass and not known to be wrong. One that
/// bootflash failed to write or to read is of no use.
///
/// That date is kept as the part's modification time, set anew with each write. A time with a fraction of a
/// second is that of a write, not of a server, and so no version.
class StagedFile : public BodySink {
  public:
    /// Starts an empty one, in place of any that lies there: one of which no digest is known, and which
    /// therefore always comes in one piece.
    /// @throws Error (Switch, NoSpace), here and below, when bootflash fails
    static StagedFile create(const Bootflash& bootflash, const FileName& name);
    /// Takes over what an earlier pass left, which stays for a later one until something else comes in its
    /// place, or starts an empty one. It is hashed as it comes.
    static StagedFile resume(const Bootflash& bootflash, const FileName& name, DigestKind kind);

    ~StagedFile() override;
    StagedFile(StagedFile&& other) noexcept;
    StagedFile& operator=(StagedFile&&) = delete;
    StagedFile(const StagedFile&) = delete;
    StagedFile& operator=(const StagedFile&) = delete;

    const FileName& name() const { return name_; }

    /// What a download may go on behind; none in a file that is not hashed: only a digest can tell that the
    /// two pieces belong together.
    std::optional<Partial> partial() override;
    /// Empties it unless the arrival goes on behind what is there, and holds what is to come against what is
    /// free.
    /// @throws Error (NoSpace)
    void begin(const Arrival& arrival) override;
    /// Appends, and has the bytes written out as they come: the last `sync` of a large image must not take
    /// long, since no signal ends it.
    void write(std::string_view bytes) override;

    /// Makes the bytes last.
    void sync();
    /// For `read_back`, once synced.
    const Descriptor& file() const { return file_; }
    /// In bytes.
    std::uint64_t size() const { return size_ + buffer_.size(); }

    /// Of the bytes on the disk.
    /// @throws Error (Interrupted); std::logic_error of one that was not taken up
    Digest digest(Clock& clock);
    /// What its digest tells: one that is right stays for a later pass, should this one fail.
    void set_verified(bool is_right) { kept_ = is_right; }
    /// Whether it came in more than one piece.
    bool resumed() const { return resumed_; }
    /// Empties it: it is of no use to anyone.
    void discard();

    /// That what was synced is what is there: neither the bytes nor the file under the part's name are
    /// another program's.
    /// @throws Error (Switch)
    void check_unchanged() const;
    /// Gives an image, once synced, its final name, and lets everybody read it; a file of that name is
    /// replaced. `Bootflash::sync` makes it last.
    void publish();
    /// Takes the final name back: the file stays as `.<name>.part`, mode 0600, for a later run.
    void withdraw();

  private:
    StagedFile(const Bootflash& bootflash, const FileName& name, Descriptor file);

    void flush();
    void append(std::string_view bytes);
    void sync_written();
    bool is_worth_keeping() const;
    struct stat facts() const;
    void set_mode(mode_t mode);
    /// @param size that the file was about to have
    Error cannot_write(int error, std::uint64_t size) const;

    const Bootflash& bootflash_;
    FileName name_;
    Descriptor file_;
    std::unique_ptr<DiskHasher> hasher_;  ///< none where no digest is known
    std::string buffer_;                  ///< not written yet
    std::uint64_t size_ = 0;              ///< what is written, in bytes
    std::uint64_t announced_ = 0;         ///< of the whole file; 0 where it is not known
    std::uint64_t unsynced_ = 0;
    std::optional<struct stat> synced_;  ///< the file when its last bytes were synced; none before
    Version version_;
    bool resumed_ = false;
    bool kept_ = false;
};

}  // namespace poap
