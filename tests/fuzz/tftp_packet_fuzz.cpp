// A datagram, as either side of TFTP parses it: what was understood, written again, is understood the same.
#include "fuzz.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::fuzz {

namespace {

using namespace tftp;

std::string written(const Data& data) {
    const auto header = data_header(data.number);
    return std::string(header.data(), header.size()).append(data.bytes);
}
std::string written(const OptionAck& ack) {
    return option_acknowledgement(ack.options);
}
std::string written(const ErrorReport& report) {
    return error_report(ErrorCode{report.code}, report.message);
}
std::string written(const ReadRequest& request) {
    return read_request(request.file, request.options);
}
std::string written(const Ack& ack) {
    return acknowledgement(ack.number);
}

template <typename Kind, typename Parse>
void check(const auto& packet, Parse parse) {
    const auto* content = packet ? std::get_if<Kind>(&*packet) : nullptr;
    if (content == nullptr) return;
    const std::string once = written(*content);
    const auto again = parse(once);
    require(again && std::holds_alternative<Kind>(*again), "a packet written again is of the same kind");
    require(written(std::get<Kind>(*again)) == once, "a packet written again says the same");
}

}  // namespace

void run(std::string_view input) {
    const auto from_server = parse_packet(input);
    check<Data>(from_server, parse_packet);
    check<OptionAck>(from_server, parse_packet);
    check<ErrorReport>(from_server, parse_packet);
    const auto from_client = parse_client_packet(input);
    check<ReadRequest>(from_client, parse_client_packet);
    check<Ack>(from_client, parse_client_packet);
    check<ErrorReport>(from_client, parse_client_packet);
    if (from_server && std::holds_alternative<Data>(*from_server))
        require(written(std::get<Data>(*from_server)) == input, "all of a block is taken");
    if (const auto number = parse_number(input); number && !input.starts_with('0'))
        require(std::to_string(*number) == input, "a number is what its digits say");
}

}  // namespace poap::fuzz
