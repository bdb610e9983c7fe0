#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace poap::tftp {

/// RFC 1350, appendix I; 8 is from RFC 2347.
enum class ErrorCode : std::uint16_t {
    Undefined = 0,
    NotFound = 1,
    AccessViolation = 2,
    DiskFull = 3,
    IllegalOperation = 4,
    UnknownTransferId = 5,
    FileExists = 6,
    NoSuchUser = 7,
    OptionsDenied = 8,
};

/// Bytes before the data in a DATA packet.
constexpr std::size_t kHeader = 4;
/// Bytes in a block: the default (RFC 1350), and the limits for the option (RFC 2348).
constexpr std::size_t kPlainBlock = 512;
constexpr std::size_t kLeastBlock = 8;
constexpr std::size_t kMostBlock = 65464;

/// Names and values, in the order of the packet; names in lower case.
using Options = std::vector<std::pair<std::string, std::string>>;

/// An option's value: decimal digits only.
std::optional<std::uint64_t> parse_number(std::string_view text);

struct Data {
    std::uint16_t number;
    std::string_view bytes;
};

struct OptionAck {
    Options options;
};

struct ErrorReport {
    std::uint16_t code;
    std::string message;
};

/// An option acknowledgement with malformed strings.
struct MalformedOptionAck {};

/// Any packet from a server.
using Packet = std::variant<Data, OptionAck, ErrorReport, MalformedOptionAck>;

/// RFC 1350, section 5; RFC 2347. `Data` points into the datagram. Nothing for any other packet.
std::optional<Packet> parse_packet(std::string_view datagram);

struct ReadRequest {
    std::string file;
    std::string mode;  ///< in lower case
    Options options;   ///< up to the first malformed one
};

struct WriteRequest {};

struct Ack {
    std::uint16_t number;
};

/// Any packet from a client. Write requests are recognised, so that they can be refused.
using ClientPacket = std::variant<ReadRequest, WriteRequest, Ack, ErrorReport>;

/// Like parse_packet, for packets from a client.
std::optional<ClientPacket> parse_client_packet(std::string_view datagram);

/// RRQ, mode octet. @param file without zero bytes
std::string read_request(std::string_view file, const Options& options);
std::string acknowledgement(std::uint16_t number);
std::string option_acknowledgement(const Options& options);
/// The header before the bytes of a block.
std::array<char, kHeader> data_header(std::uint16_t number);
std::string error_report(ErrorCode code, std::string_view message);

}  // namespace poap::tftp
