#pragma once

#include <array>
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

/// Names and values, in the order of the packet; names in lower case.
using Options = std::vector<std::pair<std::string, std::string>>;

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
std::array<char, 4> data_header(std::uint16_t number);
std::string error_report(ErrorCode code, std::string_view message);

}  // namespace poap::tftp
