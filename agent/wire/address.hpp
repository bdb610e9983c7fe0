#pragma once

#include <sys/socket.h>

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace poap {

/// An IPv4 or IPv6 address and a port.
class Address {
  public:
    Address() = default;
    /// @throws std::invalid_argument for any other address family
    explicit Address(const sockaddr& address);

    Address with_port(std::uint16_t port) const;
    std::uint16_t port() const { return port_; }
    int family() const { return family_; }
    bool same_host(const Address& other) const;
    /// The host in text form, such as `10.0.0.7` or `fe80::1`.
    std::string host() const;
    auto operator<=>(const Address&) const = default;

    struct Raw {
        sockaddr_storage storage;
        socklen_t size;
        const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    };
    /// For system calls.
    Raw raw() const;

  private:
    int family_ = AF_UNSPEC;
    std::array<std::uint8_t, 16> host_{};  ///< in network order; IPv4: the first four
    std::uint32_t scope_ = 0;              ///< of a link-local IPv6 address
    std::uint16_t port_ = 0;
};

}  // namespace poap
