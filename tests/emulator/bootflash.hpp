#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace poap::emulator {

/// The file name in `bootflash:///X`, `bootflash:/X` or `bootflash:X`; none when `url` is of another form or
/// would lead out of bootflash.
std::optional<std::string> parse_bootflash_url(std::string_view url);

/// The file name in `bootflash_sup-remote:X`, which is on the standby supervisor's flash, with none, one or
/// three slashes; none as above.
std::optional<std::string> parse_standby_url(std::string_view url);

/// The folder that the CLI knows as `bootflash:`, or as the standby's.
class Bootflash {
  public:
    explicit Bootflash(std::filesystem::path folder);

    std::filesystem::path path(std::string_view name) const { return folder_ / name; }

    /// The size in bytes; none when `name` is not a regular file here.
    std::optional<std::uintmax_t> size(std::string_view name) const;

    /// @pre the file is there.
    std::string read(std::string_view name) const;

    /// Whether the file's first bytes are `bytes`. @pre the file is there.
    bool starts_with(std::string_view name, std::string_view bytes) const;

    /// 32 lower-case hex digits. @pre the file is there.
    std::string md5(std::string_view name) const;

    /// The names of its regular files, sorted.
    std::vector<std::string> files() const;

    /// Writes a file that appears under its name in one step, and is on the disk then.
    /// @throws SetupError when that fails.
    void write_whole(std::string_view name, std::string_view bytes);

    /// Removes what a process that was killed in `write_whole` has left.
    void remove_half_written();

    /// Writes a file in place: one that is there already keeps its owner and mode.
    /// @throws SetupError when that fails.
    void overwrite(std::string_view name, std::string_view bytes);

    void remove(std::string_view name);

    /// Makes creations, renames and removals last.
    void sync() const;

    /// Bytes that may still be written.
    std::uintmax_t free() const;

  private:
    std::filesystem::path folder_;
};

}  // namespace poap::emulator
