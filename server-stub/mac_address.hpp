#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poap::stub {

/// The address of a switch's mgmt0, in whatever usual form it was written.
class MacAddress {
  public:
    /// Twelve hexadecimal digits in either case, in groups of two, four or six with one of `. : -` or a blank
    /// between them, or in one piece; of a group of two, a leading zero may be missing. None when the text
    /// has another form.
    static std::optional<MacAddress> parse(std::string_view text);

    /// As a switch writes it, `700f.6a91.03c0`.
    const std::string& text() const { return text_; }

    bool operator==(const MacAddress&) const = default;

  private:
    explicit MacAddress(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace poap::stub
