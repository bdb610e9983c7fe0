#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace poap {

/// UTF-8's.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

enum class ByteOrder { LittleEndian, BigEndian };

struct Encoding {
    std::string_view mark;  ///< empty: the text has no byte order mark
    std::size_t unit;       ///< bytes: 1 for ASCII and UTF-8, 2 for UTF-16, 4 for UTF-32
    ByteOrder order;
};

/// First bytes of a text that show its encoding, also where text in another alphabet comes first.
inline constexpr std::size_t kEncodingShown = 4096;

/// The encoding of a text that begins with `head`: by its byte order mark, or by where the zero bytes of its
/// ASCII characters are.
Encoding encoding_of(std::string_view head);

/// Text as ASCII and bytes above it, without its byte order mark: UTF-8 as it is, UTF-16 and UTF-32 in either
/// order with `?` for each character that is not ASCII. Without a mark it has to begin in ASCII.
std::string decoded(std::string_view bytes);

}  // namespace poap
