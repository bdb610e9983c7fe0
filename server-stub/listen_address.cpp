#include "listen_address.hpp"

#include <charconv>
#include <stdexcept>

namespace poap::stub {

ListenAddress ListenAddress::parse(std::string_view text) {
    const auto fail = [&] {
        throw std::invalid_argument("'" + std::string(text) +
                                    "' is not ADDR:PORT, such as 127.0.0.1:5000, [::1]:5000 or 0.0.0.0:0");
    };
    const auto colon = text.rfind(':');
    if (colon == text.npos) fail();
    std::string_view host = text.substr(0, colon);
    const bool in_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (in_brackets) host = host.substr(1, host.size() - 2);
    if (host.empty() || host.find_first_of("[]") != host.npos ||
        (!in_brackets && host.find(':') != host.npos))
        fail();

    std::uint16_t port = 0;
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc() || end != digits.data() + digits.size()) fail();
    return {std::string(host), port};
}

std::string ListenAddress::text() const {
    return bracketed(host) + ":" + std::to_string(port);
}

std::string bracketed(std::string_view host) {
    const bool is_ipv6 = host.find(':') != host.npos;
    return std::string(is_ipv6 ? "[" : "").append(host).append(is_ipv6 ? "]" : "");
}

}  // namespace poap::stub
