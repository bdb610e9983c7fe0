#include "transfer/encoding.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace poap {

namespace {

enum class Order { LittleEndian, BigEndian };

struct Encoding {
    std::string_view mark;
    std::size_t unit;  ///< bytes
    Order order;
};

/// The longer marks first: UTF-32's begins as UTF-16's does.
constexpr std::array<Encoding, 5> kEncodings = {{
    {{"\xff\xfe\0\0", 4}, 4, Order::LittleEndian},
    {{"\0\0\xfe\xff", 4}, 4, Order::BigEndian},
    {{"\xef\xbb\xbf", 3}, 1, Order::BigEndian},
    {{"\xff\xfe", 2}, 2, Order::LittleEndian},
    {{"\xfe\xff", 2}, 2, Order::BigEndian},
}};

char ascii_of(std::string_view unit, Order order) {
    constexpr std::uint32_t kAsciiEnd = 0x80;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < unit.size(); ++i) {
        const std::size_t at = order == Order::BigEndian ? i : unit.size() - 1 - i;
        value = value << 8U | static_cast<unsigned char>(unit[at]);
    }
    return value < kAsciiEnd ? static_cast<char>(value) : '?';
}

std::string text_of(std::string_view bytes, std::size_t unit, Order order) {
    std::string text;
    for (; bytes.size() >= unit; bytes.remove_prefix(unit)) text += ascii_of(bytes.substr(0, unit), order);
    return text;
}

/// Without a mark: of its first characters each has one byte that is zero.
bool is_utf16(std::string_view bytes, Order order) {
    constexpr std::size_t kLookedAt = 64;
    const std::size_t zero = order == Order::LittleEndian ? 1 : 0;
    if (bytes.size() < kLookedAt) return false;
    for (std::size_t at = 0; at < kLookedAt; at += 2) {
        if (bytes[at + zero] != '\0' || bytes[at + 1 - zero] == '\0') return false;
    }
    return true;
}

}  // namespace

std::string decoded(std::string_view bytes) {
    for (const Encoding& encoding : kEncodings) {
        if (!bytes.starts_with(encoding.mark)) continue;
        bytes.remove_prefix(encoding.mark.size());
        return encoding.unit == 1 ? std::string(bytes) : text_of(bytes, encoding.unit, encoding.order);
    }
    if (is_utf16(bytes, Order::LittleEndian)) return text_of(bytes, 2, Order::LittleEndian);
    if (is_utf16(bytes, Order::BigEndian)) return text_of(bytes, 2, Order::BigEndian);
    return std::string(bytes);
}

}  // namespace poap
