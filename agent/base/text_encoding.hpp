#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace poap {

/// The byte order mark of UTF-8.
inline constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

enum class ByteOrder { LittleEndian, BigEndian };

struct Encoding {
    std::string_view mark;  ///< empty: the text has no byte order mark
    std::size_t unit;       ///< bytes: 1 for ASCII and UTF-8, 2 for UTF-16, 4 for UTF-32
    ByteOrder order;
};

/// How many first bytes identify the encoding, even if text in another alphabet comes first.
inline constexpr std::size_t kEncodingShown = 4096;

/// The encoding of a text that begins with `head`: by its byte order mark, or by the offsets of the zero
/// bytes of its ASCII characters.
Encoding encoding_of(std::string_view head);

/// The text without its byte order mark: UTF-8 unchanged, UTF-16 and UTF-32 in either byte order with `?` for
/// each character that is not ASCII. Without a mark, the text must begin in ASCII.
std::string decoded(std::string_view bytes);

}  // namespace poap
