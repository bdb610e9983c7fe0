// Servers that are silent, slow or endless, signals, and files that cannot be written.

#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/http_fixture.hpp"
#include "support/raised_signal.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using std::chrono::milliseconds, std::chrono::seconds, test::answering, test::Collector, test::http_ok,
    test::HttpFetch, test::RaisedSignal, test::TcpPeer, test::TcpServer, test::thrown_by, testing::HasSubstr;

TEST_F(HttpFetch, GivesUpAServerThatFallsSilent) {
    for (const std::string& before :
         {std::string(), std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost")}) {
        const TcpServer server([&](TcpPeer& peer) {
            peer.request();
            peer.send(before);
            peer.wait_for_end();
        });
        const Error error = thrown_by([&] { fetch(server.url("/x"), seconds(1)); });
        EXPECT_EQ(error.code(), ExitCode::Transfer);
        EXPECT_TRUE(error.is_retryable());
        EXPECT_THAT(error.what(), HasSubstr("no progress for 1 s"));
        EXPECT_EQ(sink.bytes, before.empty() ? "" : "host");
    }
}

TEST_F(HttpFetch, WaitsForASlowServerLongerThanTheTimeoutAsLongAsItMoves) {
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        for (const char* byte : {"1", "2", "3", "4", "5"}) {
            if (!peer.pause(milliseconds(900))) return;
            peer.send(byte);
        }
    });
    EXPECT_FALSE(fetch(server.url("/x"), seconds(4)));
    EXPECT_EQ(sink.bytes, "12345");
}

/// A sink in which a signal comes with the first bytes.
struct SignalledSink : Collector {
    explicit SignalledSink(const RaisedSignal& signal) : signal_(signal) {}
    void write(std::string_view piece) override {
        Collector::write(piece);
        signal_.raise();
        ++writes;
    }
    int writes = 0;

  private:
    const RaisedSignal& signal_;
};

TEST_F(HttpFetch, EndsByASignalAlsoWhereMoreBytesWait) {
    const RaisedSignal signal;
    SignalledSink slow(signal);
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.0 200 OK\r\n\r\n" + std::string(4'000'000, 'x'));
    });
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(server.url("/x"), slow); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
    EXPECT_EQ(slow.writes, 1);
}

TEST_F(HttpFetch, EndsByASignal) {
    const RaisedSignal signal;
    const TcpServer server([&](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost");
        signal.raise();
        peer.wait_for_end();
    });
    const Error error = thrown_by([&] { fetch(server.url("/x"), std::chrono::hours(1)); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
}

/// A server that sends `head`, and then a byte now and then.
TcpServer::Serve dripping(const std::string& head) {
    return [head](TcpPeer& peer) {
        peer.request();
        peer.send(head);
        while (peer.send("x") && peer.pause(milliseconds(20))) {
        }
    };
}

TEST_F(HttpFetch, GivesUpAServerThatDrips) {
    const SlowestRate slowest{1'000'000, milliseconds(200)};
    HttpClient client(seconds(60), interrupt, {}, {}, slowest);
    for (const char* status : {"200 OK", "404 Not Found"}) {
        const TcpServer server(dripping(concat("HTTP/1.1 ", status, "\r\nContent-Length: 60000\r\n\r\n")));
        const auto fetch = [&] { return client.fetch(server.url("/x"), sink); };
        if (status[0] == '4') {
            EXPECT_THAT(fetch()->reason, HasSubstr("404"));
            continue;
        }
        const Error error = thrown_by(fetch);
        EXPECT_EQ(error.code(), ExitCode::Transfer);
        EXPECT_TRUE(error.is_retryable());
        EXPECT_THAT(error.what(), HasSubstr("too slow: only "));
    }
    const TcpServer server(dripping("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"));
    const Error error = thrown_by([&] { client.put_form(server.url("/x"), "data=x"); });
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_THAT(error.what(), HasSubstr("too slow: only "));
}

TEST_F(HttpFetch, BlamesNoServerForASlowDisk) {
    struct SlowSink : Collector {
        void write(std::string_view piece) override {
            Collector::write(piece);
            if (bytes.size() == 2) std::this_thread::sleep_for(seconds(2));
        }
    } slow;
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nho");
        peer.pause(milliseconds(50));
        peer.send("st");
    });
    HttpClient client(seconds(60), interrupt, {}, {}, SlowestRate{1'000'000, seconds(2)});
    EXPECT_FALSE(client.fetch(server.url("/x"), slow));
}

TEST_F(HttpFetch, GivesUpTrailersWithoutEnd) {
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhost\r\n0\r\n");
        while (peer.send("X-Trailer: " + std::string(1000, 'x') + "\r\n")) {
        }
    });
    const Error fetched = thrown_by([&] { fetch(server.url("/x")); });
    EXPECT_EQ(fetched.code(), ExitCode::Transfer);
    EXPECT_THAT(fetched.what(), HasSubstr("its headers are larger than 512 KiB"));
    HttpClient client(seconds(60), interrupt);
    const Error put = thrown_by([&] { client.put_form(server.url("/x"), "data=x"); });
    EXPECT_EQ(put.code(), ExitCode::Server);
    EXPECT_THAT(put.what(), HasSubstr("its headers are larger than 512 KiB"));
}

TEST_F(HttpFetch, GivesUpAChunkExtensionWithoutEnd) {
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;");
        while (peer.send(std::string(16 * 1024, 'x'))) {
        }
    });
    const Error error = thrown_by([&] { fetch(server.url("/x"), seconds(1)); });
    EXPECT_THAT(error.what(), HasSubstr("no progress for 1 s"));
}

struct FullSink : BodySink {
    void begin(const Arrival&) override {}
    void write(std::string_view) override {
        throw Error(ExitCode::NoSpace, "bootflash is full", "remove something");
    }
};

TEST_F(HttpFetch, EndsByWhatTheFileThrows) {
    const TcpServer server(answering(http_ok("hostname")));
    FullSink full;
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(server.url("/x"), full); });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
}

}  // namespace
}  // namespace poap
