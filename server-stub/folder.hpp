#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/descriptor.hpp"
#include "base/names.hpp"

namespace poap::stub {

/// Why a file cannot be read, for a message, with advice if this user may not.
/// @param error the errno of opening or reading it
std::string why_unreadable(int error);

/// Whether it is a path as in Folder::read_below().
bool is_path_below(std::string_view path);

/// A regular file open for reading.
class File {
  public:
    File(Descriptor fd, const struct stat& status) : fd_(std::move(fd)), status_(status) {}

    /// Size in bytes when it was opened.
    std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }

    /// Result of fstat when it was opened.
    const struct stat& status() const { return status_; }

    /// Whether it was written to since then.
    bool changed() const;

    /// Fills the buffer from that offset up to the end of the file. Returns the bytes read, 0 at the end.
    /// @throws std::system_error
    std::size_t read_at(std::uint64_t offset, std::span<char> buffer) const;

  private:
    Descriptor fd_;
    struct stat status_;
};

/// The only folder that this server reads and writes. Does not follow symbolic links in it. Thread-safe.
class Folder {
  public:
    /// @throws std::system_error if there is no such folder
    explicit Folder(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return path_; }

    /// Makes open() and read() refuse this file, whatever its name, instead of an earlier one.
    /// @param file must stay open meanwhile: otherwise its inode number could be reused
    void withhold(const struct stat& file);

    /// None if there is no such file.
    /// @throws std::runtime_error if it is not a regular file (a symbolic link, folder or pipe), is withheld
    /// or cannot be read
    std::optional<File> open(const FileName& name) const;

    /// The content of a file of at most `limit` bytes; none if there is no such file.
    /// @throws as open()
    std::optional<std::string> read(const FileName& name, std::size_t limit) const;

    /// The same for a path: names of folders, and of the file, with `/` between.
    /// @throws as open(), and for a path of another form
    std::optional<std::string> read_below(std::string_view path, std::size_t limit) const;

    /// The names of everything in the folder, sorted.
    /// @throws std::system_error
    std::vector<std::string> names() const;

    /// Whether there is anything of that name: file, link, folder.
    bool has(const FileName& name) const;

    /// Whether there is a regular file of that name.
    bool is_regular(const FileName& name) const;

    /// The name itself if it exists, else one that differs only in case.
    /// @throws std::system_error
    std::optional<std::string> find_ignoring_case(const FileName& name) const;

    /// Writes a file atomically, readable by everyone since the TFTP server serves it too.
    /// @throws std::system_error
    void write(const FileName& name, std::string_view content);

  private:
    std::optional<File> open_in(int folder, const FileName& name) const;
    std::optional<struct stat> status_of(const FileName& name) const;

    bool is_withheld(const struct stat& file) const;

    std::filesystem::path path_;
    Descriptor fd_;
    mutable std::mutex withholding_;
    std::optional<struct stat> withheld_;
    std::mutex writing_;  // only one writer per temporary file
};

}  // namespace poap::stub
