#include "wire/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <stdexcept>

namespace poap {

Address::Address(const sockaddr& address) : family_(address.sa_family) {
    if (family_ == AF_INET) {
        const auto& ipv4 = reinterpret_cast<const sockaddr_in&>(address);
        std::memcpy(host_.data(), &ipv4.sin_addr, sizeof ipv4.sin_addr);
        port_ = ntohs(ipv4.sin_port);
    } else if (family_ == AF_INET6) {
        const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address);
        std::memcpy(host_.data(), &ipv6.sin6_addr, sizeof ipv6.sin6_addr);
        scope_ = ipv6.sin6_scope_id;
        port_ = ntohs(ipv6.sin6_port);
    } else {
        throw std::invalid_argument("neither an IPv4 nor an IPv6 address");
    }
}

Address Address::with_port(std::uint16_t port) const {
    Address other = *this;
    other.port_ = port;
    return other;
}

bool Address::same_host(const Address& other) const {
    return with_port(0) == other.with_port(0);
}

std::string Address::host() const {
    char text[INET6_ADDRSTRLEN] = "";
    inet_ntop(family_, host_.data(), text, sizeof text);
    return text;
}

Address::Raw Address::raw() const {
    Raw raw{};
    if (family_ == AF_INET) {
        auto& ipv4 = reinterpret_cast<sockaddr_in&>(raw.storage);
        ipv4.sin_family = AF_INET;
        std::memcpy(&ipv4.sin_addr, host_.data(), sizeof ipv4.sin_addr);
        ipv4.sin_port = htons(port_);
        raw.size = sizeof ipv4;
    } else {
        auto& ipv6 = reinterpret_cast<sockaddr_in6&>(raw.storage);
        ipv6.sin6_family = AF_INET6;
        std::memcpy(&ipv6.sin6_addr, host_.data(), sizeof ipv6.sin6_addr);
        ipv6.sin6_scope_id = scope_;
        ipv6.sin6_port = htons(port_);
        raw.size = sizeof ipv6;
    }
    return raw;
}

}  // namespace poap
