// What a TFTP client sends, as the server reads it; and what the server writes, byte by byte.

#include <gmock/gmock.h>

#include <string>

#include "support/tftp_packets.hpp"
#include "wire/tftp/packet.hpp"

namespace poap::tftp {
namespace {

using namespace std::string_literals;

struct Parsed {
    std::string datagram;
    std::string words;  ///< empty: not a client's packet
};

const Parsed packets[] = {{"\0\1nxos.bin\0OCTET\0"s, "RRQ nxos.bin octet"},
                          {"\0\1a\0octet\0TSize\0"
                           "0\0blksize\0"
                           "1428\0"s,
                           "RRQ a octet tsize=0 blksize=1428"},
                          // Options up to the first that is invalid.
                          {"\0\1a\0octet\0tsize\0"
                           "0\0x"s,
                           "RRQ a octet tsize=0"},
                          {"\0\1a\0octet\0tsize\0"
                           "0\0x\0"s,
                           "RRQ a octet tsize=0"},
                          {"\0\1a\0octet\0tsize\0"
                           "0\0x\0y"s,
                           "RRQ a octet tsize=0"},
                          {"\0\1a\0octet\0tsize\0"
                           "0\0\0y\0"s,
                           "RRQ a octet tsize=0"},
                          {"\0\1a\0octet\0tsize\0"
                           "0\0\0"s,
                           "RRQ a octet tsize=0"},
                          {"\0\2a\0octet\0"s, "WRQ"},
                          {"\0\4\xff\xfe"s, "ACK 65534"},
                          {"\0\5\0\3no space\0"s, "ERROR 3 no space"},
                          {"\0\5\0\0never ends"s, "ERROR 0 never ends"},
                          {"\0\1"s, ""},
                          {"\0\1a"s, ""},
                          {"\0\1aaaaaa"s, ""},
                          {"\0\1a\0octet"s, ""},
                          {""s, ""},
                          {"\0"s, ""},
                          {"\0\4"s, ""},
                          {"\0\4\0"s, ""},
                          {"\0\5\0"s, ""},
                          {"\0\3\0\1bytes"s, ""},
                          {"\0\6tsize\0"
                           "0\0"s,
                           ""},
                          {"\1\4\0\0"s, ""},
                          {"\0\7\0\0"s, ""}};

TEST(TftpClientPacket, IsARequestAnAcknowledgementOrAnError) {
    for (const auto& [datagram, words] : packets) {
        EXPECT_EQ(parse_client_packet(datagram) ? test::in_words(datagram) : "", words)
            << testing::PrintToString(datagram);
    }
}

TEST(TftpPacket, IsWrittenByteByByte) {
    EXPECT_EQ(read_request("a", {{"tsize", "0"}}),
              "\0\1a\0octet\0tsize\0"
              "0\0"s);
    EXPECT_EQ(acknowledgement(258), "\0\4\1\2"s);
    EXPECT_EQ(option_acknowledgement({{"blksize", "8"}, {"tsize", "9"}}),
              "\0\6blksize\0"
              "8\0tsize\0"
              "9\0"s);
    EXPECT_EQ(error_report(ErrorCode::DiskFull, "no space"), "\0\5\0\3no space\0"s);
    const auto header = data_header(65534);
    EXPECT_EQ(std::string(header.begin(), header.end()), "\0\3\xff\xfe"s);
}

}  // namespace
}  // namespace poap::tftp
