#include "support/tftp_packets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdexcept>

namespace poap::test {

namespace {

enum Opcode : std::uint16_t { kRead = 1, kData = 3, kAck = 4, kError = 5, kOptionAck = 6 };

std::string big_endian(std::uint16_t value) {
    return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}

std::uint16_t number_at(std::string_view packet, std::size_t at) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(packet.at(at)) << 8 |
                                      static_cast<unsigned char>(packet.at(at + 1)));
}

std::string request_in_words(std::string_view strings) {
    std::string words = "RRQ";
    for (int nth = 0; !strings.empty(); ++nth) {
        const auto end = strings.find('\0');
        const bool is_value = nth >= 2 && nth % 2 == 1;
        words += is_value ? '=' : ' ';
        words += strings.substr(0, end);
        strings.remove_prefix(end + 1);
    }
    return words;
}

}  // namespace

std::string data_packet(std::uint16_t number, std::string_view bytes) {
    return big_endian(kData) + big_endian(number) + std::string(bytes);
}

std::string option_ack_packet(const std::vector<std::pair<std::string, std::string>>& options) {
    std::string packet = big_endian(kOptionAck);
    for (const auto& [name, value] : options) packet += name + '\0' + value + '\0';
    return packet;
}

std::string error_packet(std::uint16_t code, std::string_view message) {
    return big_endian(kError) + big_endian(code) + std::string(message) + '\0';
}

std::string in_words(std::string_view packet) {
    switch (number_at(packet, 0)) {
        case kRead:
            return request_in_words(packet.substr(2));
        case kAck:
            return "ACK " + std::to_string(number_at(packet, 2));
        case kError:
            return "ERROR " + std::to_string(number_at(packet, 2)) + " " +
                   std::string(packet.substr(4, packet.size() - 5));
        default:
            throw std::logic_error("no packet of a client's");
    }
}

tftp::Address udp_address(const char* host, std::uint16_t port) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    if (inet_pton(AF_INET, host, &ipv4.sin_addr) == 1)
        return tftp::Address(reinterpret_cast<const sockaddr&>(ipv4)).with_port(port);
    if (inet_pton(AF_INET6, host, &ipv6.sin6_addr) == 1)
        return tftp::Address(reinterpret_cast<const sockaddr&>(ipv6)).with_port(port);
    throw std::logic_error("no IP address");
}

}  // namespace poap::test
