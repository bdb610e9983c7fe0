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
#include "base/flash_folder.hpp"
#include "base/names.hpp"
#include "flash/part_names.hpp"

namespace poap {

class Log;

/// A regular file on bootflash.
struct FlashFile {
    std::string name;     ///< any name that the file system allows
    std::uint64_t bytes;  ///< disk space that it takes up
    timespec modified;
    std::uint64_t links = 1;  ///< number of names; removing the last one frees the space
};

/// Result of giving a file another name.
enum class Linked {
    Yes,
    NameTaken,
    Unsupported,  ///< the file system has no hard links, or allows no more to this file; or there is no /proc
};

/// The folder that the CLI calls `bootflash:`. It stays open, and all names are looked up in this very
/// folder. Others may write to it, so that a name may refer to another file at any time; a descriptor does
/// not.
class Bootflash {
  public:
    /// @param log receives a warning about each folder that is moved aside
    /// @throws Error (Switch) if `path` is not a folder that can be opened
    explicit Bootflash(const std::string& path, Log* log = nullptr);

    /// An existing folder, this one or below it; follows no symbolic link. None if there is no such folder.
    /// @throws Error (Switch) if it cannot be opened
    std::optional<Bootflash> folder(const FlashFolder& folder) const;

    /// Creates one folder, mode 0755, in this folder, and makes it persistent. Returns false if it exists.
    /// @throws Error (Switch, NoSpace)
    bool create_folder(const FileName& name) const;

    /// Removes a folder in this folder if it is empty. Returns whether it was.
    bool remove_empty_folder(const FileName& name) const;

    const std::string& path() const { return path_; }
    int fd() const { return folder_.get(); }

    /// For messages: `bootflash:apps/tool.tar`.
    std::string shown(const std::string& name) const { return shown_ + name; }

    /// Free space in bytes.
    /// @throws Error (Switch)
    std::uint64_t free_bytes() const;

    /// Regular files in the folder itself, unordered.
    /// @throws Error (Switch)
    std::vector<FlashFile> files() const;

    /// All names in the folder, unordered.
    /// @throws Error (Switch)
    std::vector<std::string> names() const;

    /// A regular file's descriptor for reading; none if there is no such file (or it is a link, folder or
    /// pipe).
    Descriptor open_file(const std::string& name) const;

    /// The same, for a file that only its owner can change: it has no other name, and neither group nor
    /// others may write to it.
    Descriptor open_trusted(const std::string& name) const;

    /// Whether `name` is a regular file here.
    bool has(const std::string& name) const { return static_cast<bool>(open_file(name)); }

    /// Facts about the file of this name; does not follow symbolic links. None if there is no such file.
    std::optional<struct stat> look_at(const std::string& name) const;

    /// Whether `name` is the file that `descriptor` has open.
    bool is_same(int descriptor, const std::string& name) const;

    /// @throws Error (Switch) unless `name` is the file that `descriptor` has open
    void check_same(int descriptor, const std::string& name) const;

    /// Creates a file, mode 0600, for reading and writing, after make_way().
    /// @throws Error (Switch, NoSpace)
    Descriptor create_file(const std::string& name) const;

    /// Frees a name that only the agent uses. A folder that is not empty is moved into a new folder
    /// `.poap-agent.aside.<number>`; anything else is removed. If it is the `.<name>.part` of a configuration
    /// that an earlier run published, its other names are removed first, see `config_names`.
    /// @throws Error (Switch)
    void make_way(const std::string& name) const;

    /// The agent's own file from an earlier run, for reading and writing; none if there is no file that is
    /// regular, of this user, of mode 0600, and without another name.
    Descriptor open_resumable(const std::string& name) const;

    /// Renames the file that `descriptor` has open, and no other. If another program replaces `from`
    /// meanwhile, its file gets that name back; if `to` existed, it refers to our file then.
    /// @throws Error (Switch, NoSpace)
    void rename(int descriptor, const std::string& from, const std::string& to) const {
        move(descriptor, from, *this, to);
    }

    /// The same, into `folder`, which is on the same file system.
    void move(int descriptor, const std::string& from, const Bootflash& folder, const std::string& to) const;

    /// Gives the file that `descriptor` has open another name.
    /// @throws Error (Switch, NoSpace)
    Linked link(int descriptor, const std::string& to) const;

    /// Whether `name` no longer exists; also true if it never existed.
    bool remove(const std::string& name) const;

    /// Makes creations, renames and removals in the folder persistent.
    /// @throws Error (Switch, NoSpace)
    void sync() const;

    /// This user's `.<name>.part` files, sorted by name.
    /// @throws Error (Switch) if the folder cannot be listed
    std::vector<std::string> leftovers() const;

    /// Removes files that earlier runs left: the `.<name>.part` files except those of `planned`, and the
    /// other names of all of them. Returns whether there were any.
    bool remove_leftovers(const std::vector<FileName>& planned) const;

  private:
    Bootflash(std::string path, std::string shown, Descriptor folder, Log* log);
    std::optional<Bootflash> open_folder(const std::string& name, const std::string& path,
                                         const std::string& shown) const;
    void each_entry(const std::function<void(const char* name)>& take) const;
    Descriptor open_regular(const std::string& name, int access, struct stat& status) const;
    void move_aside(const std::string& name) const;
    void remove_other_names(const std::string& part) const;

    std::string path_;
    std::string shown_ = "bootflash:";  ///< before a name, for people
    Descriptor folder_;
    Log* log_;
};

/// Turns a failed system call on bootflash into an Error with advice: a full disk is NoSpace, all else
/// Switch.
/// @param what e.g. `cannot write bootflash:nxos.9.3.3.bin`
Error bootflash_error(int error, const std::string& what);

/// Bootflash has less than the `needed` bytes free.
Error no_space_for(const FileName& name, std::uint64_t needed, std::uint64_t free);

/// Reads a whole file, and calls `take` with each piece. Drops it from the kernel's cache first if possible,
/// so that a synced file is read from the disk.
/// @param name for the error
/// @throws Error (Switch), and what `take` throws
void read_back(const Descriptor& file, const FileName& name,
               const std::function<void(std::string_view)>& take);

/// The same for its bytes from `from` up to `to`, or to its end.
void read_back(int file, const FileName& name, std::uint64_t from, std::uint64_t to,
               const std::function<void(std::string_view)>& take);

}  // namespace poap
