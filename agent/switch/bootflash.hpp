#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "descriptor.hpp"
#include "error.hpp"
#include "names.hpp"

namespace poap {

/// A regular file on bootflash, as it is seen from outside.
struct FlashFile {
    std::string name;     ///< any that a file system takes
    std::uint64_t bytes;  ///< that it takes up on the disk
    timespec modified;
    std::uint64_t links = 1;  ///< names that it has; its bytes are free once the last is gone
};

/// The folder that the CLI calls `bootflash:`, held open: every name below it is looked up in this very
/// folder.
class Bootflash {
  public:
    /// @throws Error (Switch) when `path` is no folder that can be opened
    explicit Bootflash(const std::string& path);

    const std::string& path() const { return path_; }
    int fd() const { return folder_.get(); }

    /// Takes the lock that says an agent is at work here; it goes with the object. The lock is on the folder
    /// itself: no file is left.
    /// @throws Error (Busy) when another agent has it
    void lock();

    /// What a file may still take.
    /// @throws Error (Switch)
    std::uint64_t free_bytes() const;

    /// Its regular files, in no order; not those in its folders.
    /// @throws Error (Switch)
    std::vector<FlashFile> files() const;

    /// A regular file's descriptor for reading; none when there is no such file (or it is a link, folder or
    /// pipe).
    Descriptor open_file(const std::string& name) const;

    /// Likewise of a file that only its owner can change: it has no other name, and neither group nor others
    /// may write to it.
    Descriptor open_trusted(const std::string& name) const;

    /// Whether `name` is a regular file here.
    bool has(const std::string& name) const { return static_cast<bool>(open_file(name)); }

    /// Makes a new file, mode 0600, for writing and reading; what lies there under the name is removed first.
    /// @throws Error (Switch, NoSpace)
    Descriptor create_file(const std::string& name) const;

    /// A file of the agent's own that an earlier pass left, for writing and reading; none where there is
    /// none, or what lies there is not such a file: regular, with no other name, of this user, mode 0600.
    Descriptor take_up_file(const std::string& name) const;

    /// @throws Error (Switch, NoSpace)
    void rename(const std::string& from, const std::string& to) const;

    /// Whether `name` is gone now. One that was never there is.
    bool remove(const std::string& name) const;

    /// Makes creations, renames and removals in the folder last.
    /// @throws Error (Switch, NoSpace)
    void sync() const;

    /// The `.<name>.part` files here, in the order of their names.
    /// @throws Error (Switch) when the folder cannot be listed
    std::vector<std::string> leftovers() const;

    /// Removes what earlier passes left behind: the `.<name>.part` files but those of `planned`. Whether
    /// there were any.
    bool remove_leftovers(const std::vector<FileName>& planned) const;

  private:
    void each_entry(const std::function<void(const char* name)>& take) const;
    Descriptor open_regular(const std::string& name, int access, struct stat& status) const;

    std::string path_;
    Descriptor folder_;
};

/// A failed system call on bootflash as what a person can act on: a full disk is NoSpace, all else Switch.
/// @param what e.g. `cannot write bootflash:nxos.9.3.3.bin`
Error bootflash_error(int error, const std::string& what);

/// Reads a file from its start to its end, `take` called with each piece. What the kernel still holds of it
/// in memory is dropped first where it can be, so that a synced file is read from the disk.
/// @param name for the error
/// @throws Error (Switch), and what `take` throws
void read_back(const Descriptor& file, const FileName& name,
               const std::function<void(std::string_view)>& take);

/// Likewise of its bytes from `from` on up to `to`, or to its end.
void read_back(int file, const FileName& name, std::uint64_t from, std::uint64_t to,
               const std::function<void(std::string_view)>& take);

/// The name a planned file has until it is verified.
std::string part_name(const FileName& name);

}  // namespace poap
