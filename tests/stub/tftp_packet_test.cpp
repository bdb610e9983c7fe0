// What a TFTP client sends, as the server reads it.

#include <gmock/gmock.h>

#include <string>

#include "wire/tftp/packet.hpp"

namespace poap::tftp {
namespace {

using namespace std::string_literals;
using testing::ElementsAre, testing::IsEmpty, testing::Pair;

ReadRequest request_in(const std::string& datagram) {
    const auto packet = parse_client_packet(datagram);
    if (!packet || !std::holds_alternative<ReadRequest>(*packet)) throw std::runtime_error("no request");
    return std::get<ReadRequest>(*packet);
}

TEST(TftpClientPacket, IsARequestToRead) {
    const ReadRequest plain = request_in("\0\1nxos.bin\0OCTET\0"s);
    EXPECT_EQ(plain.file, "nxos.bin");
    EXPECT_EQ(plain.mode, "octet");
    EXPECT_THAT(plain.options, IsEmpty());
}

TEST(TftpClientPacket, CarriesOptionsInTheirOrder) {
    const auto options = request_in(
                             "\0\1a\0octet\0TSize\0"
                             "0\0blksize\0"
                             "1428\0"s)
                             .options;
    EXPECT_THAT(options, ElementsAre(Pair("tsize", "0"), Pair("blksize", "1428")));
}

TEST(TftpClientPacket, KeepsTheOptionsBeforeThoseThatDoNotHold) {
    for (const std::string& rest : {"x"s, "x\0"s, "x\0y"s, "\0y\0"s, "\0"s}) {
        const auto options = request_in(
                                 "\0\1a\0octet\0tsize\0"
                                 "0\0"s +
                                 rest)
                                 .options;
        EXPECT_THAT(options, ElementsAre(Pair("tsize", "0")));
    }
}

TEST(TftpClientPacket, IsNoneWithoutTheStringsOfARequest) {
    for (const std::string& bad : {"\0\1"s, "\0\1a"s, "\0\1aaaaaa"s, "\0\1a\0octet"s})
        EXPECT_FALSE(parse_client_packet(bad));
}

TEST(TftpClientPacket, IsAnAcknowledgement) {
    EXPECT_EQ(std::get<Ack>(*parse_client_packet("\0\4\xff\xfe"s)).number, 65534);
    EXPECT_EQ(std::get<Ack>(*parse_client_packet(acknowledgement(258))).number, 258);
}

TEST(TftpClientPacket, IsAnError) {
    const auto packet = parse_client_packet(error_report(ErrorCode::DiskFull, "no space"));
    EXPECT_EQ(std::get<ErrorReport>(*packet).code, 3);
    EXPECT_EQ(std::get<ErrorReport>(*packet).message, "no space");
    EXPECT_EQ(std::get<ErrorReport>(*parse_client_packet("\0\5\0\0never ends"s)).message, "never ends");
}

TEST(TftpClientPacket, IsARequestToWrite) {
    const auto packet = parse_client_packet("\0\2a\0octet\0"s);
    EXPECT_TRUE(std::holds_alternative<WriteRequest>(*packet));
}

TEST(TftpClientPacket, IsNothingElse) {
    for (const std::string& bad : {""s, "\0"s, "\0\4"s, "\0\4\0"s, "\0\5\0"s, "\0\3\0\1bytes"s,
                                   "\0\6tsize\0"
                                   "0\0"s,
                                   "\1\4\0\0"s, "\0\7\0\0"s})
        EXPECT_FALSE(parse_client_packet(bad));
}

TEST(TftpOptionAck, HoldsForAClient) {
    const auto packet = parse_packet(option_acknowledgement({{"blksize", "1428"}, {"tsize", "5000000000"}}));
    EXPECT_THAT(std::get<OptionAck>(*packet).options,
                ElementsAre(Pair("blksize", "1428"), Pair("tsize", "5000000000")));
}

TEST(TftpDataHeader, HoldsForAClient) {
    const auto header = data_header(65534);
    const auto packet = parse_packet(std::string(header.begin(), header.end()) + "bytes");
    EXPECT_EQ(std::get<Data>(*packet).number, 65534);
}

}  // namespace
}  // namespace poap::tftp
