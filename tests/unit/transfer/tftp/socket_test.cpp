#include "transfer/tftp/socket.hpp"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <string>

#include "support/udp_peer.hpp"

namespace poap::tftp {
namespace {

constexpr std::size_t kLongest = 16;

struct TftpSocket : testing::Test {
    const Interrupt interrupt;
    Socket socket{AF_INET, kLongest};
    test::UdpPeer peer;

    /// The socket's own address, as the peer sees it.
    Address introduced() {
        socket.send({peer.address(), "hello"});
        peer.hear();
        return peer.partner();
    }
    void wait() { socket.wait(std::chrono::steady_clock::now() + std::chrono::seconds(60), interrupt); }
};

TEST_F(TftpSocket, TakesAsManyDatagramsAsAreExpectedAndWhoSentThem) {
    const Address own = introduced();
    for (const char* word : {"one", "two", "three"}) peer.say(word, own);
    wait();
    EXPECT_EQ(socket.receive(1).size(), 1);
    const auto datagrams = socket.receive(8);
    ASSERT_EQ(datagrams.size(), 2);
    EXPECT_EQ(datagrams[0].from, peer.address());
    EXPECT_EQ(datagrams[1].bytes, "three");
    EXPECT_EQ(socket.receive(8).size(), 0);
}

TEST_F(TftpSocket, ShowsADatagramThatIsTooLongByOneByteMore) {
    peer.say(std::string(100, 'x'), introduced());
    wait();
    const auto datagrams = socket.receive(1);
    ASSERT_EQ(datagrams.size(), 1);
    EXPECT_EQ(datagrams[0].bytes.size(), kLongest + 1);
}

TEST_F(TftpSocket, ReportsAClosedPortOnceAfterWhatCameBefore) {
    peer.say("the end", introduced());
    peer.close();
    socket.send({peer.address(), "anybody?"});
    wait();
    const auto datagrams = socket.receive(1);
    ASSERT_EQ(datagrams.size(), 1);
    EXPECT_EQ(datagrams[0].bytes, "the end");
    wait();
    EXPECT_EQ(socket.unreachable(peer.address()), std::errc::connection_refused);
    EXPECT_FALSE(socket.unreachable(peer.address()));
}

TEST_F(TftpSocket, ReportsNothingAboutOtherAddresses) {
    peer.close();
    socket.send({peer.address(), "anybody?"});
    wait();
    EXPECT_FALSE(socket.unreachable(peer.address().with_port(9)));
}

}  // namespace
}  // namespace poap::tftp
