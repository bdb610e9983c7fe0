#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"

namespace poap {

/// An NX-OS release, in the order of their making: `6.1(2)I3(1)` < `7.0(3)I4(1)` < `7.0(3)I7(9)` < `9.3(10)`
/// < `10.2(3)F`. The kind of a release (`F`, `M`) plays no part.
class Release {
  public:
    /// From the form of `show version`, `7.0(3)I7(9)`, or that of image names, `7.0.3.I7.9`. Nothing where
    /// `text` is neither, or a part of it is out of bounds.
    static std::optional<Release> parse(std::string_view text);

    /// From an image's name: `nxos.7.0.3.I7.9.bin`, `nxos64-cs.10.4.5.M.bin`, `n9000-dk9.6.1.2.I3.1.bin`,
    /// `nxos.9.3.6.bin.upg`. Nothing where it names no release.
    static std::optional<Release> of_image(const FileName& image);

    /// As it was given.
    const std::string& str() const { return text_; }

    std::strong_ordering operator<=>(const Release& other) const { return parts_ <=> other.parts_; }
    bool operator==(const Release& other) const { return parts_ == other.parts_; }

  private:
    /// What stands between dots and brackets: `I7` of `7.0(3)I7(9)`, `2a` of `6.0(2)U6(2a)`.
    struct Part {
        std::string train;  ///< the letters before the number
        unsigned number;
        std::string rebuild;  ///< those behind it
        auto operator<=>(const Part&) const = default;
    };
    static std::optional<Part> parse_part(std::string_view text);

    Release(std::string_view text, std::vector<Part> parts) : text_(text), parts_(std::move(parts)) {}
    std::string text_;
    std::vector<Part> parts_;
};

}  // namespace poap
