#include "mac_address.hpp"

#include <vector>

#include "base/text.hpp"

namespace poap::stub {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
constexpr std::size_t digit_count = 12;

/// The groups between separators, all of which are the first one; none where they are not.
std::optional<std::vector<std::string>> groups_of(std::string_view text) {
    const std::size_t first = text.find_first_not_of(hex_digits);
    if (first == text.npos) return std::vector{std::string(text)};
    const char separator = text[first];
    if (std::string_view(".:- ").find(separator) == std::string_view::npos) return std::nullopt;
    std::vector<std::string> groups(1);
    for (const char c : text) {
        if (c == separator) {
            groups.emplace_back();
        } else {
            groups.back() += c;
        }
    }
    return groups;
}

}  // namespace

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
    auto groups = groups_of(text);
    if (!groups || digit_count % groups->size() != 0) return std::nullopt;
    const std::size_t length = digit_count / groups->size();
    if (length != 2 && length != 4 && length != 6 && length != digit_count) return std::nullopt;
    std::string digits;
    for (std::string& group : *groups) {
        if (length == 2 && group.size() == 1) group.insert(0, 1, '0');  // as some systems print them
        if (group.size() != length) return std::nullopt;
        digits += group;
    }
    if (digits.find_first_not_of(hex_digits) != digits.npos) return std::nullopt;
    digits = lower(digits);
    return MacAddress(digits.substr(0, 4) + "." + digits.substr(4, 4) + "." + digits.substr(8));
}

}  // namespace poap::stub
