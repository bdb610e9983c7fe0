#include "base/text_encoding.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace poap {

namespace {

/// The longer marks first: UTF-32's begins as UTF-16's does.
constexpr std::array<Encoding, 5> kMarked = {{
    {{"\xff\xfe\0\0", 4}, 4, ByteOrder::LittleEndian},
    {{"\0\0\xfe\xff", 4}, 4, ByteOrder::BigEndian},
    {kByteOrderMark, 1, ByteOrder::BigEndian},
    {{"\xff\xfe", 2}, 2, ByteOrder::LittleEndian},
    {{"\xfe\xff", 2}, 2, ByteOrder::BigEndian},
}};
/// Bytes of a decoded text, which begins in ASCII, that show its encoding.
constexpr std::size_t kAsciiAtStart = 64;
constexpr Encoding kPlain{"", 1, ByteOrder::BigEndian};

/// Of a text without a mark: the zero bytes of its ASCII characters are all at the same places.
Encoding encoding_by_zeros(std::string_view head) {
    constexpr std::size_t kWidest = 4;
    const std::size_t size = head.size() - head.size() % kWidest;
    if (size == 0) return kPlain;
    std::array<std::size_t, kWidest> zeros{};
    for (std::size_t i = 0; i < size; ++i) zeros[i % kWidest] += head[i] == '\0' ? 1 : 0;
    const std::size_t all = size / kWidest;
    const auto always = std::count(zeros.begin(), zeros.end(), all);
    const auto never = std::count(zeros.begin(), zeros.end(), 0U);
    if (always == 3 && never == 1 && zeros[1] == all && zeros[2] == all)
        return {"", 4, zeros[0] == all ? ByteOrder::BigEndian : ByteOrder::LittleEndian};
    const std::size_t even = zeros[0] + zeros[2];
    const std::size_t odd = zeros[1] + zeros[3];
    // Many characters may be outside Latin-1, and some of them have a zero byte at the other place.
    const auto [few, many] = std::minmax(even, odd);
    const bool alternates = many > 1 && many * 4 > all * 2 && few * 8 <= many;
    if (!alternates) return kPlain;
    return {"", 2, even > odd ? ByteOrder::BigEndian : ByteOrder::LittleEndian};
}

char ascii_of(std::string_view unit, ByteOrder order) {
    constexpr std::uint32_t kAsciiEnd = 0x80;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < unit.size(); ++i) {
        const std::size_t at = order == ByteOrder::BigEndian ? i : unit.size() - 1 - i;
        value = value << 8U | static_cast<unsigned char>(unit[at]);
    }
    return value < kAsciiEnd ? static_cast<char>(value) : '?';
}

}  // namespace

Encoding encoding_of(std::string_view head) {
    const auto* marked =
        std::ranges::find_if(kMarked, [&](const Encoding& one) { return head.starts_with(one.mark); });
    return marked != kMarked.end() ? *marked : encoding_by_zeros(head.substr(0, kEncodingShown));
}

std::string decoded(std::string_view bytes) {
    const Encoding encoding = encoding_of(bytes.substr(0, kAsciiAtStart));
    bytes.remove_prefix(encoding.mark.size());
    if (encoding.unit == 1) return std::string(bytes);
    std::string text;
    for (; bytes.size() >= encoding.unit; bytes.remove_prefix(encoding.unit))
        text += ascii_of(bytes.substr(0, encoding.unit), encoding.order);
    return text;
}

}  // namespace poap
