#include "transfer/tftp/packet.hpp"

#include "text.hpp"

namespace poap::tftp {

namespace {

enum Opcode : std::uint16_t { kReadRequest = 1, kData = 3, kAck = 4, kError = 5, kOptionAck = 6 };

constexpr std::size_t kHeader = 4;

std::uint16_t number_at(std::string_view datagram, std::size_t at) {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(datagram[index]); };
    return static_cast<std::uint16_t>(byte(at) << 8 | byte(at + 1));
}

void append_number(std::string& packet, std::uint16_t number) {
    packet += static_cast<char>(number >> 8);
    packet += static_cast<char>(number & 0xff);
}

void append_string(std::string& packet, std::string_view text) {
    packet += text;
    packet += '\0';
}

/// The next of the strings that each end in a zero byte, taken off `rest`; nothing where no zero byte is
/// left.
std::optional<std::string_view> next_string(std::string_view& rest) {
    const auto end = rest.find('\0');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view text = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return text;
}

Packet parse_option_ack(std::string_view rest) {
    OptionAck ack;
    while (!rest.empty()) {
        const auto name = next_string(rest);
        const auto value = next_string(rest);
        if (!name || !value || name->empty()) return MalformedOptionAck{};
        ack.options.emplace_back(lower(*name), std::string(*value));
    }
    return ack;
}

}  // namespace

std::optional<Packet> parse_packet(std::string_view datagram) {
    if (datagram.size() < 2) return std::nullopt;
    const std::uint16_t opcode = number_at(datagram, 0);
    if (opcode == kOptionAck) return parse_option_ack(datagram.substr(2));
    if (datagram.size() < kHeader) return std::nullopt;
    const std::uint16_t number = number_at(datagram, 2);
    const std::string_view rest = datagram.substr(kHeader);
    if (opcode == kData) return Data{number, rest};
    if (opcode == kError) return ErrorReport{number, std::string(rest.substr(0, rest.find('\0')))};
    return std::nullopt;
}

std::string read_request(std::string_view file, const Options& options) {
    std::string packet;
    append_number(packet, kReadRequest);
    append_string(packet, file);
    append_string(packet, "octet");
    for (const auto& [name, value] : options) {
        append_string(packet, name);
        append_string(packet, value);
    }
    return packet;
}

std::string acknowledgement(std::uint16_t number) {
    std::string packet;
    append_number(packet, kAck);
    append_number(packet, number);
    return packet;
}

std::string error_report(ErrorCode code, std::string_view message) {
    std::string packet;
    append_number(packet, kError);
    append_number(packet, static_cast<std::uint16_t>(code));
    append_string(packet, message);
    return packet;
}

}  // namespace poap::tftp
