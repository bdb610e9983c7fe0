#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace poap::emulator {

/// The file name in `bootflash:///X`, `bootflash:/X` or `bootflash:X`; none when `url` is of another form or
/// would lead out of bootflash.
std::optional<std::string> parse_bootflash_url(std::string_view url);

/// The file name in a URL on the standby supervisor's flash: `bootflash://sup-remote/X` or
/// `bootflash://sup-standby/X`, as Cisco documents them, or `bootflash_sup-remote:X` with none, one or three
/// slashes, after the folder's name in Linux; none as above.
std::optional<std::string> parse_standby_url(std::string_view url);

/// Whether `url` is the standby's flash as a whole, in one of those forms.
bool is_standby_flash(std::string_view url);

/// The folder that the CLI knows as `bootflash:`, or as the standby's.
class Bootflash {
  public:
    explicit Bootflash(std::filesystem::path folder);

    std::filesystem::path path(std::string_view name) const { return folder_ / name; }

    /// The size in bytes; none when `name` is no regular file here.
    std::optional<std::uintmax_t> size(std::string_view name) const;

    /// @pre the file is there.
    std::string read(std::string_view name) const;

    /// Whether the file's first bytes are `bytes`. @pre the file is there.
    bool starts_with(std::string_view name, std::string_view bytes) const;

    /// 32 lower-case hex digits. @pre the file is there.
    std::string md5(std::string_view name) const;

    void remove(std::string_view name);

    /// Bytes that may still be written.
    std::uintmax_t free() const;

    /// What `dir` prints: size, date, name, and the space of `url` used and `free`, in bytes.
    std::string listing(std::string_view url, std::uintmax_t free) const;

  private:
    std::filesystem::path folder_;
};

}  // namespace poap::emulator
