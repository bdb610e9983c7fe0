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

}  // namespace

std::string decoded(std::string_view bytes) {
    for (const Encoding& encoding : kEncodings) {
        if (!bytes.starts_with(encoding.mark)) continue;
        bytes.remove_prefix(encoding.mark.size());
        if (encoding.unit == 1) break;
        std::string text;
        for (; bytes.size() >= encoding.unit; bytes.remove_prefix(encoding.unit))
            text += ascii_of(bytes.substr(0, encoding.unit), encoding.order);
        return text;
    }
    return std::string(bytes);
}

}  // namespace poap
