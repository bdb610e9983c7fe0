#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poap::stub {

/// The name of a file in the one served folder, and the form of a serial number: 1 to 200 characters of
/// `[A-Za-z0-9._-]`, the first neither `-` nor `.`. So it can name nothing outside a folder, no dot-file, and
/// no option of a command.
class FileName {
  public:
    /// None when the text has another form.
    static std::optional<FileName> parse(std::string_view text);

    /// The name of a file of this server's own, with a dot before, which parse() lets no client name.
    static FileName hidden(std::string_view name);

    /// This name with a suffix of name characters, such as `.cfg`, which may take it past 200 characters.
    FileName with_suffix(std::string_view suffix) const;

    const std::string& text() const { return text_; }

    auto operator<=>(const FileName&) const = default;

  private:
    explicit FileName(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace poap::stub
