#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/descriptor.hpp"
#include "file_name.hpp"

namespace poap::stub {

/// A regular file open for reading.
class File {
  public:
    File(Descriptor fd, const struct stat& status) : fd_(std::move(fd)), status_(status) {}

    /// Bytes, when it was opened.
    std::uint64_t size() const { return static_cast<std::uint64_t>(status_.st_size); }

    /// What fstat said when it was opened.
    const struct stat& status() const { return status_; }

    /// Whether it was written to since.
    bool changed() const;

    /// Fills the buffer from that offset on, as far as the file goes. Returns the bytes read, 0 at the end.
    /// Throws std::system_error.
    std::size_t read_at(std::uint64_t offset, std::span<char> buffer) const;

  private:
    Descriptor fd_;
    struct stat status_;
};

/// The one folder this server reads and writes. Symbolic links in it are not followed. Safe to use from
/// several threads.
class Folder {
  public:
    /// Throws std::system_error when there is no such folder.
    explicit Folder(const std::filesystem::path& path);

    const std::filesystem::path& path() const { return path_; }

    /// Has open() and read() refuse this file from now on, whatever its name, in place of the one before.
    /// @param file must stay open for as long: its number may be another file's after that
    void withhold(const struct stat& file);

    /// None when there is no such file. Throws std::runtime_error when it is not a regular file (a symbolic
    /// link, a folder, a pipe), is withheld or cannot be read.
    std::optional<File> open(const FileName& name) const;

    /// The whole of a file of at most `limit` bytes, none when there is no such file. Throws as open() does.
    std::optional<std::string> read(const FileName& name, std::size_t limit) const;

    /// Whether there is anything of that name: a file, a link, a folder.
    bool has(const FileName& name) const;

    /// Whether there is a regular file of that name.
    bool is_regular(const FileName& name) const;

    /// The name of what there is of that name, else of one that differs in upper and lower case alone. Throws
    /// std::system_error.
    std::optional<std::string> find_ignoring_case(const FileName& name) const;

    /// Puts a file in place whole or not at all, readable by everyone since the TFTP server serves it too.
    /// Throws std::system_error.
    void write(const FileName& name, std::string_view content);

  private:
    std::optional<struct stat> status_of(const FileName& name) const;

    bool is_withheld(const struct stat& file) const;

    std::filesystem::path path_;
    Descriptor fd_;
    mutable std::mutex withholding_;
    std::optional<struct stat> withheld_;
    std::mutex writing_;  // the temporary file of a name is one writer's at a time
};

}  // namespace poap::stub
