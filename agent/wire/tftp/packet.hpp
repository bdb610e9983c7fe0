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

/// RFC 1350, appendix I; 8: RFC 2347.
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

/// Of a packet with data, before its bytes.
constexpr std::size_t kHeader = 4;
/// Bytes in a block where nothing else is agreed on (RFC 1350), and what can be (RFC 2348).
constexpr std::size_t kPlainBlock = 512;
constexpr std::size_t kLeastBlock = 8;
constexpr std::size_t kMostBlock = 65464;

/// Names and values, in the order of the packet; names in lower case.
using Options = std::vector<std::pair<std::string, std::string>>;

/// An option's value: decimal digits and nothing else.
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

/// An option acknowledgement whose strings do not hold.
struct MalformedOptionAck {};

/// What a server may send.
using Packet = std::variant<Data, OptionAck, ErrorReport, MalformedOptionAck>;

/// RFC 1350, section 5; RFC 2347. `Data` points into the datagram. Nothing for anything else.
std::optional<Packet> parse_packet(std::string_view datagram);

struct ReadRequest {
    std::string file;
    std::string mode;  ///< in lower case
    Options options;   ///< up to the first whose strings do not hold
};

struct WriteRequest {};

struct Ack {
    std::uint16_t number;
};

/// What a client that reads may send, and the request of one that wants to write.
using ClientPacket = std::variant<ReadRequest, WriteRequest, Ack, ErrorReport>;

/// As parse_packet, of what a client sends.
std::optional<ClientPacket> parse_client_packet(std::string_view datagram);

/// RRQ, mode octet. @param file without zero bytes
std::string read_request(std::string_view file, const Options& options);
std::string acknowledgement(std::uint16_t number);
std::string option_acknowledgement(const Options& options);
/// What stands before the bytes of a block.
std::array<char, kHeader> data_header(std::uint16_t number);
std::string error_report(ErrorCode code, std::string_view message);

}  // namespace poap::tftp
