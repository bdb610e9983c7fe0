#include "mac_address.hpp"

namespace poap::stub {

std::optional<MacAddress> MacAddress::parse(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr std::string_view form = "xxxx.xxxx.xxxx";
    if (text.size() != form.size()) return std::nullopt;
    for (std::size_t i = 0; i < form.size(); ++i) {
        const bool fits = form[i] == 'x' ? digits.find(text[i]) != digits.npos : text[i] == form[i];
        if (!fits) return std::nullopt;
    }
    return MacAddress(std::string(text));
}

}  // namespace poap::stub
