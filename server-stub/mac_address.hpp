#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace poap::stub {

/// The address of a switch's mgmt0 as the switch writes it, such as `700f.6a91.03c0`: three groups of four
/// lower-case hexadecimal digits.
class MacAddress {
  public:
    /// None when the text has another form.
    static std::optional<MacAddress> parse(std::string_view text);

    const std::string& text() const { return text_; }

  private:
    explicit MacAddress(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

}  // namespace poap::stub
