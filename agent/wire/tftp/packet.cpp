#include "wire/tftp/packet.hpp"

#include <charconv>

#include "base/text.hpp"

namespace poap::tftp {

namespace {

enum Opcode : std::uint16_t {
    kReadRequest = 1,
    kWriteRequest = 2,
    kData = 3,
    kAck = 4,
    kError = 5,
    kOptionAck = 6,
};

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

void append_options(std::string& packet, const Options& options) {
    for (const auto& [name, value] : options) {
        append_string(packet, name);
        append_string(packet, value);
    }
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

/// The options at the beginning of `rest`, taken off it; what does not hold is left there.
Options take_options(std::string_view& rest) {
    Options options;
    for (std::string_view ahead = rest; !rest.empty(); rest = ahead) {
        const auto name = next_string(ahead);
        const auto value = next_string(ahead);
        if (!name || !value || name->empty()) break;
        options.emplace_back(lower(*name), std::string(*value));
    }
    return options;
}

Packet parse_option_ack(std::string_view rest) {
    OptionAck ack{take_options(rest)};
    const bool only_padding = rest.find_first_not_of('\0') == std::string_view::npos;
    if (!only_padding) return MalformedOptionAck{};
    return ack;
}

std::optional<ClientPacket> parse_read_request(std::string_view rest) {
    const auto file = next_string(rest);
    const auto mode = next_string(rest);
    if (!file || !mode) return std::nullopt;
    return ReadRequest{std::string(*file), lower(*mode), take_options(rest)};
}

ErrorReport parse_error(std::uint16_t number, std::string_view rest) {
    return {number, std::string(rest.substr(0, rest.find('\0')))};
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
    std::uint64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

std::optional<Packet> parse_packet(std::string_view datagram) {
    if (datagram.size() < 2) return std::nullopt;
    const std::uint16_t opcode = number_at(datagram, 0);
    if (opcode == kOptionAck) return parse_option_ack(datagram.substr(2));
    if (datagram.size() < kHeader) return std::nullopt;
    const std::uint16_t number = number_at(datagram, 2);
    const std::string_view rest = datagram.substr(kHeader);
    if (opcode == kData) return Data{number, rest};
    if (opcode == kError) return parse_error(number, rest);
    return std::nullopt;
}

std::optional<ClientPacket> parse_client_packet(std::string_view datagram) {
    if (datagram.size() < kHeader) return std::nullopt;
    const std::uint16_t number = number_at(datagram, 2);
    switch (number_at(datagram, 0)) {
        case kReadRequest:
            return parse_read_request(datagram.substr(2));
        case kWriteRequest:
            return WriteRequest{};
        case kAck:
            return Ack{number};
        case kError:
            return parse_error(number, datagram.substr(kHeader));
        default:
            return std::nullopt;
    }
}

std::string read_request(std::string_view file, const Options& options) {
    std::string packet;
    append_number(packet, kReadRequest);
    append_string(packet, file);
    append_string(packet, "octet");
    append_options(packet, options);
    return packet;
}

std::string option_acknowledgement(const Options& options) {
    std::string packet;
    append_number(packet, kOptionAck);
    append_options(packet, options);
    return packet;
}

std::array<char, 4> data_header(std::uint16_t number) {
    return {0, kData, static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
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
