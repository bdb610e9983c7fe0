#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.hpp"

namespace poap {

/// A line of a `.md5` file.
struct SidecarLine {
    std::string before;            ///< the text before its MD5; all of a line without one
    std::optional<Digest> md5;     ///< the first word of 32 hex digits
    std::string after;             ///< the text after its MD5
    std::size_t other_digits = 0;  ///< of a digest that is no MD5 by its length, in a line without an MD5
    bool operator==(const SidecarLine&) const = default;
};

/// What may surround a digest or a name without being a part of it.
inline constexpr std::string_view kSidecarPunctuation = " \t=:,;\"'()[]{}*|`#";

/// The lines of `text`, which is decoded, without empty ones and comments (`#`, `//`, `;`).
/// `#md5sum=<hex>` is a line where there is no other: else it may be of a copied boot file. A line that the
/// shell of Windows wrapped (`Path : C:\...`, the rest indented below) is one line. Digits in pairs (`90 01
/// 50`, `90-01-50`), alone in a line, are one word.
std::vector<SidecarLine> sidecar_lines(std::string_view text);

}  // namespace poap
