#include "transfer/ssh/watchdog.hpp"

#include <gmock/gmock.h>
#include <sys/socket.h>

#include <array>
#include <thread>

#include "support/collector.hpp"
#include "support/tcp_server.hpp"
#include "transfer/tcp.hpp"

namespace poap::test {
namespace {

using std::chrono::milliseconds, std::chrono::seconds, testing::HasSubstr;

struct WatchdogTest : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;

    /// Passes what the server sends on to the sink, until the connection ends.
    void receive(const Descriptor& socket, Watchdog& watchdog) {
        std::array<char, 100> piece;
        while (true) {
            const ssize_t got = recv(socket.get(), piece.data(), piece.size(), 0);
            if (got <= 0) return;
            watchdog.write({piece.data(), static_cast<std::size_t>(got)}, sink);
        }
    }
    Descriptor connect(const TcpServer& server) {
        return connect_tcp("127.0.0.1", server.port(), seconds(60), interrupt);
    }
};

TEST_F(WatchdogTest, EndsATransferThatStallsOrIsTooSlow) {
    const TcpServer stalls([](TcpPeer& peer) {
        peer.send("a");
        peer.wait_for_end();
    });
    const Descriptor stalled = connect(stalls);
    Watchdog patient(stalled.get(), seconds(1), {}, interrupt);
    receive(stalled, patient);
    EXPECT_THAT(patient.fault().value_or(""), HasSubstr("no progress for 1 s"));
    EXPECT_EQ(sink.bytes, "a");

    const TcpServer drips([](TcpPeer& peer) {
        while (peer.send("x") && peer.pause(milliseconds(20))) continue;
    });
    const Descriptor slow = connect(drips);
    Watchdog strict(slow.get(), seconds(60), {1'000'000, milliseconds(300)}, interrupt);
    receive(slow, strict);
    EXPECT_THAT(strict.fault().value_or(""), HasSubstr("too slow: only "));
}

TEST_F(WatchdogTest, LeavesATransferAloneThatEndsByItselfOrWaitsForTheDisk) {
    struct SlowSink : Collector {
        void write(std::string_view piece) override {
            Collector::write(piece);
            std::this_thread::sleep_for(milliseconds(1500));
        }
    } slow;
    const TcpServer server([](TcpPeer& peer) { peer.send("a"); });
    const Descriptor socket = connect(server);
    Watchdog watchdog(socket.get(), seconds(1), {1'000'000, milliseconds(500)}, interrupt);
    watchdog.write("a", slow);
    receive(socket, watchdog);
    EXPECT_FALSE(watchdog.fault());
    EXPECT_TRUE(watchdog.has_data());
}

}  // namespace
}  // namespace poap::test
