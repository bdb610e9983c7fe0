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
    std::string before;            ///< the text before its MD5; the whole line if it has none
    std::optional<Digest> md5;     ///< the first word of 32 hex digits
    std::string after;             ///< the text after its MD5
    std::size_t other_digits = 0;  ///< length of a digest other than MD5, in a line without an MD5
    bool operator==(const SidecarLine&) const = default;
};

/// Characters that may surround a digest or a name.
inline constexpr std::string_view kSidecarPunctuation = " \t=:,;\"'()[]{}*|`#";

/// The lines of `text`, which must be decoded, without empty lines and comments (`#`, `//`, `;`).
/// `#md5sum=<hex>` counts only if there is no other line: it may come from a copied boot file. A line that
/// Windows wrapped (`Path : C:\...`, the rest indented below) counts as one. A line of digits in pairs (`90
/// 01 50`, `90-01-50`) is one word.
std::vector<SidecarLine> sidecar_lines(std::string_view text);

}  // namespace poap
