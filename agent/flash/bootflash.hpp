#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "base/error.hpp"
#include "base/names.hpp"
#include "flash/part_names.hpp"

namespace poap {

class Log;

/// A regular file on bootflash, as it is seen from outside.
struct FlashFile {
    std::string name;     ///< any that a file system takes
    std::uint64_t bytes;  ///< that it takes up on the disk
    timespec modified;
    std::uint64_t links = 1;  ///< names that it has; its bytes are free once the last is gone
};

/// What came of giving a file one more name.
enum class Linked {
    Yes,
    NameTaken,
    Unsupported,  ///< this file system has no hard links, or takes no more of this file; or there is no /proc
};

/// The folder that the CLI calls `bootflash:`, kept open: every name in it is looked up in this very folder.
/// Others may write in it, so a name may become another file at any time; a descriptor does not.
class Bootflash {
  public:
    /// @param log gets a warning about each folder that is moved aside
    /// @throws Error (Switch) when `path` is not a folder that can be opened
    explicit Bootflash(const std::string& path, Log* log = nullptr);

    const std::string& path() const { return path_; }
    int fd() const { return folder_.get(); }

    /// What a file may still take.
    /// @throws Error (Switch)
    std::uint64_t free_bytes() const;

    /// Its regular files, in no order; not those in its folders.
    /// @throws Error (Switch)
    std::vector<FlashFile> files() const;

    /// The names of all that is here, in no order.
    /// @throws Error (Switch)
    std::vector<std::string> names() const;

    /// A regular file's descriptor for reading; none when there is no such file (or it is a link, folder or
    /// pipe).
    Descriptor open_file(const std::string& name) const;

    /// Likewise of a file that only its owner can change: it has no other name, and neither group nor others
    /// may write to it.
    Descriptor open_trusted(const std::string& name) const;

    /// Whether `name` is a regular file here.
    bool has(const std::string& name) const { return static_cast<bool>(open_file(name)); }

    /// What has this name, a symbolic link not followed; none where there is nothing.
    std::optional<struct stat> look_at(const std::string& name) const;

    /// Whether `name` is the file that `descriptor` has open.
    bool is_same(int descriptor, const std::string& name) const;

    /// @throws Error (Switch) unless `name` is the file that `descriptor` has open
    void check_same(int descriptor, const std::string& name) const;

    /// Makes a new file, mode 0600, for writing and reading. Makes way for it first.
    /// @throws Error (Switch, NoSpace)
    Descriptor create_file(const std::string& name) const;

    /// Frees a name that only the agent uses. A folder that has something in it is moved aside, into a new
    /// folder `.poap-agent.aside.<number>`; anything else is removed. The other names of a `.<name>.part`
    /// that an earlier run published go first, see `config_names`.
    /// @throws Error (Switch)
    void make_way(const std::string& name) const;

    /// A file of the agent's own that an earlier pass left, for writing and reading; none where there is
    /// none, or what lies there is not such a file: regular, with no other name, of this user, mode 0600.
    Descriptor open_resumable(const std::string& name) const;

    /// Renames the file that `descriptor` has open, and no other: where another one takes its name meanwhile,
    /// that one gets its name back, and where `to` named a file before, it names ours after.
    /// @throws Error (Switch, NoSpace)
    void rename(int descriptor, const std::string& from, const std::string& to) const;

    /// Gives the file that `descriptor` has open one more name.
    /// @throws Error (Switch, NoSpace)
    Linked link(int descriptor, const std::string& to) const;

    /// Whether `name` is gone now. One that was never there is.
    bool remove(const std::string& name) const;

    /// Makes creations, renames and removals in the folder last.
    /// @throws Error (Switch, NoSpace)
    void sync() const;

    /// This user's `.<name>.part` files here, in the order of their names.
    /// @throws Error (Switch) when the folder cannot be listed
    std::vector<std::string> leftovers() const;

    /// Removes what earlier runs left: the `.<name>.part` files except those of `planned`, and the other
    /// names of all of them. Whether there were any such files.
    bool remove_leftovers(const std::vector<FileName>& planned) const;

  private:
    void each_entry(const std::function<void(const char* name)>& take) const;
    Descriptor open_regular(const std::string& name, int access, struct stat& status) const;
    void move_aside(const std::string& name) const;
    void remove_other_names(const std::string& part) const;

    std::string path_;
    Descriptor folder_;
    Log* log_;
};

/// A failed system call on bootflash as what a person can act on: a full disk is NoSpace, all else Switch.
/// @param what e.g. `cannot write bootflash:nxos.9.3.3.bin`
Error bootflash_error(int error, const std::string& what);

/// Bootflash does not have the `needed` bytes.
Error no_space_for(const FileName& name, std::uint64_t needed, std::uint64_t free);

/// Reads a file from its start to its end, `take` called with each piece. What the kernel still holds of it
/// in memory is dropped first where it can be, so that a synced file is read from the disk.
/// @param name for the error
/// @throws Error (Switch), and what `take` throws
void read_back(const Descriptor& file, const FileName& name,
               const std::function<void(std::string_view)>& take);

/// Likewise of its bytes from `from` on up to `to`, or to its end.
void read_back(int file, const FileName& name, std::uint64_t from, std::uint64_t to,
               const std::function<void(std::string_view)>& take);

}  // namespace poap
