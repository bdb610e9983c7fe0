#include "support/tftp_packets.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdexcept>

namespace poap::test {

std::string data_packet(std::uint16_t number, std::string_view bytes) {
    const auto header = tftp::data_header(number);
    return std::string(header.begin(), header.end()).append(bytes);
}

std::string option_ack_packet(const tftp::Options& options) {
    return tftp::option_acknowledgement(options);
}

std::string error_packet(std::uint16_t code, std::string_view message) {
    return tftp::error_report(tftp::ErrorCode{code}, message);
}

std::string in_words(std::string_view datagram) {
    const tftp::ClientPacket packet = tftp::parse_client_packet(datagram).value();
    if (const auto* ack = std::get_if<tftp::Ack>(&packet)) return "ACK " + std::to_string(ack->number);
    if (const auto* error = std::get_if<tftp::ErrorReport>(&packet))
        return "ERROR " + std::to_string(error->code) + " " + error->message;
    if (std::holds_alternative<tftp::WriteRequest>(packet)) return "WRQ";
    const auto& request = std::get<tftp::ReadRequest>(packet);
    std::string words = "RRQ " + request.file + " " + request.mode;
    for (const auto& [name, value] : request.options) words += " " + name + "=" + value;
    return words;
}

Address udp_address(const char* host, std::uint16_t port) {
    sockaddr_in ipv4{};
    ipv4.sin_family = AF_INET;
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    if (inet_pton(AF_INET, host, &ipv4.sin_addr) == 1)
        return Address(reinterpret_cast<const sockaddr&>(ipv4)).with_port(port);
    if (inet_pton(AF_INET6, host, &ipv6.sin6_addr) == 1)
        return Address(reinterpret_cast<const sockaddr&>(ipv6)).with_port(port);
    throw std::logic_error("not an IP address");
}

}  // namespace poap::test
