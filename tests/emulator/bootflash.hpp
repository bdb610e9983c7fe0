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

/// The folder that the CLI knows as `bootflash:`.
class Bootflash {
  public:
    explicit Bootflash(std::filesystem::path folder);

    /// The size in bytes; none when `name` is no regular file here.
    std::optional<std::uintmax_t> size(std::string_view name) const;

    /// @pre the file is there.
    std::string read(std::string_view name) const;

    /// 32 lower-case hex digits. @pre the file is there.
    std::string md5(std::string_view name) const;

    void remove(std::string_view name);

    /// What `dir bootflash:` prints: size, date, name, and the space used and free, in bytes.
    std::string listing() const;

  private:
    std::filesystem::path folder_;
};

}  // namespace poap::emulator
