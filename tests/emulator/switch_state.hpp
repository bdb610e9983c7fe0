#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace poap::emulator {

/// The emulator was set up wrongly (an invalid state folder, form or fault). Never a switch's
/// answer: it goes to stderr, so that a test cannot mistake one for the other.
class SetupError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What one switch remembers: a folder of plain text files, one fact a file (README.md lists them). Files are
/// replaced whole and appended to line by line, so that vsh processes running at once never see half a fact.
class SwitchState {
  public:
    /// @throws SetupError when `folder` is no folder.
    explicit SwitchState(std::filesystem::path folder);

    bool has(std::string_view name) const;

    /// The file's text as it is; none when there is no such file.
    std::optional<std::string> read(std::string_view name) const;

    /// The file's text less its final newline.
    /// @throws SetupError when there is no such file.
    std::string value(std::string_view name) const;

    /// The number that is the file's text.
    /// @throws SetupError when the file is there and is not a number.
    std::optional<std::uintmax_t> number(std::string_view name) const;

    /// Replaces the file in one step.
    void write(std::string_view name, std::string_view text);

    void remove(std::string_view name);

    /// Adds one line; a newline within it is written as `\n`.
    void append_line(std::string_view name, std::string_view line);

    std::filesystem::path path(std::string_view name) const { return folder_ / name; }

  private:
    std::filesystem::path folder_;
};

}  // namespace poap::emulator
