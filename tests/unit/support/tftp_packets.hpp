#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wire/address.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::test {

/// Packets as servers send them (RFC 1350, section 5; RFC 2347).
std::string data_packet(std::uint16_t number, std::string_view bytes);
std::string option_ack_packet(const tftp::Options& options);
std::string error_packet(std::uint16_t code, std::string_view message);

/// A client's packet in words: `RRQ file octet tsize=0`, `ACK 7`, `ERROR 5 text`.
std::string in_words(std::string_view datagram);

/// @param host an IPv4 or IPv6 address
Address udp_address(const char* host, std::uint16_t port);

}  // namespace poap::test
