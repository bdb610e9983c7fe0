#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poap::stub {

/// The MAC address of a switch's mgmt0.
class MacAddress {
  public:
    /// Twelve hexadecimal digits in either case, in groups of two, four or six separated by one of `. : -` or
    /// a blank, or without separators; in groups of two, a leading zero may be missing. None if the text has
    /// another form.
    static std::optional<MacAddress> parse(std::string_view text);

    /// In the switch's form, `700f.6a91.03c0`.
    const std::string& text() const { return text_; }

    bool operator==(const MacAddress&) const = default;

  private:
    explicit MacAddress(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace poap::stub
