#include "mac_address.hpp"

#include "text.hpp"

namespace poap::stub {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
constexpr std::size_t digit_count = 12;

/// The separator after each group of digits; none where the groups are not of a usual length.
std::optional<char> separator_of(std::string_view text, std::size_t group) {
    if (group != 2 && group != 4 && group != 6) return std::nullopt;
    const char separator = text[group];
    return std::string_view(".:-").find(separator) == std::string_view::npos ? std::nullopt
                                                                             : std::optional(separator);
}

}  // namespace

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
    std::string digits(text);
    const std::size_t group = text.find_first_not_of(hex_digits);
    if (group != text.npos) {
        const auto separator = separator_of(text, group);
        if (!separator || text.size() != digit_count + digit_count / group - 1) return std::nullopt;
        for (std::size_t at = group; at < text.size(); at += group + 1)
            if (text[at] != *separator) return std::nullopt;
        std::erase(digits, *separator);
    }
    if (digits.size() != digit_count || digits.find_first_not_of(hex_digits) != digits.npos)
        return std::nullopt;
    digits = lower(digits);
    return MacAddress(digits.substr(0, 4) + "." + digits.substr(4, 4) + "." + digits.substr(8));
}

}  // namespace poap::stub
