#include "transfer/tftp/socket.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

#include "support/tftp_packets.hpp"

namespace poap::tftp {
namespace {

using std::chrono::seconds, test::udp_address;

constexpr std::size_t kLongest = 16;

/// A UDP socket on 127.0.0.1.
struct Peer {
    Peer() : socket(udp_socket(AF_INET)) {
        const auto any_port = udp_address("127.0.0.1", 0).raw();
        EXPECT_EQ(bind(socket.get(), any_port.get(), any_port.size), 0);
        sockaddr_storage name{};
        socklen_t size = sizeof name;
        getsockname(socket.get(), reinterpret_cast<sockaddr*>(&name), &size);
        address = Address(reinterpret_cast<const sockaddr&>(name));
    }

    void send(const Address& to, const std::string& bytes) const {
        const auto raw = to.raw();
        EXPECT_EQ(sendto(socket.get(), bytes.data(), bytes.size(), 0, raw.get(), raw.size),
                  static_cast<ssize_t>(bytes.size()));
    }

    /// Takes a datagram. Who sent it.
    Address take() const {
        char byte = 0;
        sockaddr_storage from{};
        socklen_t size = sizeof from;
        EXPECT_GE(recvfrom(socket.get(), &byte, 1, 0, reinterpret_cast<sockaddr*>(&from), &size), 0);
        return Address(reinterpret_cast<const sockaddr&>(from));
    }

    Descriptor socket;
    Address address;
};

struct TftpSocket : testing::Test {
    const Interrupt interrupt;
    Socket socket{AF_INET, kLongest};
    Peer peer;

    /// The socket's own address, as the peer sees it.
    Address introduced() {
        socket.send({peer.address, "hello"});
        return peer.take();
    }
    void wait() { socket.wait(std::chrono::steady_clock::now() + seconds(10), interrupt); }
};

TEST_F(TftpSocket, TakesManyDatagramsAtOnceAndTellsWhoSentThem) {
    const Address own = introduced();
    for (const char* word : {"one", "two", "three"}) peer.send(own, word);
    wait();
    const auto datagrams = socket.receive(8);
    ASSERT_EQ(datagrams.size(), 3);
    EXPECT_EQ(datagrams[0].from, peer.address);
    EXPECT_EQ(datagrams[2].bytes, "three");
}

TEST_F(TftpSocket, TakesNoMoreThanIsExpected) {
    const Address own = introduced();
    for (const char* word : {"one", "two", "three"}) peer.send(own, word);
    wait();
    EXPECT_EQ(socket.receive(1).size(), 1);
    EXPECT_EQ(socket.receive(8).size(), 2);
    EXPECT_EQ(socket.receive(8).size(), 0);
}

TEST_F(TftpSocket, ShowsADatagramThatIsTooLongByOneByteMore) {
    peer.send(introduced(), std::string(100, 'x'));
    wait();
    const auto datagrams = socket.receive(1);
    ASSERT_EQ(datagrams.size(), 1);
    EXPECT_EQ(datagrams[0].bytes.size(), kLongest + 1);
}

TEST_F(TftpSocket, TellsThatAPortIsClosed) {
    introduced();
    peer.socket = {};
    socket.send({peer.address, "anybody?"});
    wait();
    EXPECT_EQ(socket.unreachable(peer.address), std::errc::connection_refused);
    EXPECT_FALSE(socket.unreachable(peer.address)) << "once";
}

TEST_F(TftpSocket, SaysNothingOfOthersThatCannotBeReached) {
    introduced();
    const Address other = peer.address;
    peer.socket = {};
    socket.send({other, "anybody?"});
    wait();
    EXPECT_FALSE(socket.unreachable(other.with_port(9)));
}

TEST_F(TftpSocket, TakesWhatCameBeforeAComplaint) {
    peer.send(introduced(), "the end");
    peer.socket = {};
    socket.send({peer.address, "anybody?"});
    wait();
    const auto datagrams = socket.receive(1);
    ASSERT_EQ(datagrams.size(), 1);
    EXPECT_EQ(datagrams[0].bytes, "the end");
}

}  // namespace
}  // namespace poap::tftp
