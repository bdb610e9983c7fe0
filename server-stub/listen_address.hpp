#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace poap::stub {

/// An address to listen on: a host and a TCP port, 0 for any free one.
struct ListenAddress {
    std::string host;  ///< without brackets
    std::uint16_t port;

    /// Parses `ADDR:PORT`, an IPv6 address in brackets.
    /// @throws std::invalid_argument
    static ListenAddress parse(std::string_view text);

    /// `host:port`, an IPv6 host in brackets.
    std::string text() const;
};

/// The host as written before a `:port`: an IPv6 address in brackets.
std::string bracketed(std::string_view host);

}  // namespace poap::stub
