// Servers that are slow, signals, and files that cannot be written.

#include <thread>

#include "base/error.hpp"
#include "support/http_fixture.hpp"
#include "support/raised_signal.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::milliseconds, std::chrono::seconds, testing::HasSubstr;

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

TEST_F(HttpTest, EndsAtASignalThoughMoreBytesWait) {
    const RaisedSignal signal;
    SignalledSink slow(signal);
    const TcpServer server(answering("HTTP/1.0 200 OK\r\n\r\n" + std::string(4'000'000, 'x')));
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(server.url("/x"), slow); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
    EXPECT_EQ(slow.writes, 1);
}

TEST_F(HttpTest, EndsAtASignalWhileItWaits) {
    const RaisedSignal signal;
    const TcpServer server([&](TcpPeer& peer) {
        const std::string request = peer.request();
        if (request.starts_with("GET")) peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost");
        signal.raise();
        peer.wait_for_end();
    });
    HttpClient patient(std::chrono::hours(1), interrupt);
    EXPECT_EQ(thrown_by([&] { patient.fetch(server.url("/x"), sink); }).code(), ExitCode::Interrupted);
    EXPECT_EQ(thrown_by([&] { patient.put_form(server.url("/x"), "data=x"); }).code(), ExitCode::Interrupted);
}

TEST_F(HttpTest, GivesUpAServerThatDrips) {
    HttpClient client(seconds(60), interrupt, {}, {}, {1'000'000, milliseconds(200)});
    const TcpServer server([](TcpPeer& peer) {
        const bool is_absent = peer.request().starts_with("GET /absent ");
        const std::string status = is_absent ? "404 Not Found" : "200 OK";
        peer.send("HTTP/1.1 " + status + "\r\nContent-Length: 60000\r\n\r\n");
        while (peer.send("x") && peer.pause(milliseconds(20))) continue;
    });
    const Error fetched = thrown_by([&] { client.fetch(server.url("/x"), sink); });
    EXPECT_EQ(fetched.code(), ExitCode::Transfer);
    EXPECT_TRUE(fetched.is_retryable());
    EXPECT_THAT(fetched.what(), HasSubstr("too slow: only "));
    const Error put = thrown_by([&] { client.put_form(server.url("/x"), "data=x"); });
    EXPECT_EQ(put.code(), ExitCode::Server);
    EXPECT_THAT(put.what(), HasSubstr("too slow: only "));
    EXPECT_THAT(client.fetch(server.url("/absent"), sink)->reason, HasSubstr("404"));
}

TEST_F(HttpTest, BlamesNoServerForASlowDisk) {
    static constexpr seconds kOver{4};
    struct SlowSink : Collector {
        void write(std::string_view piece) override {
            Collector::write(piece);
            if (bytes.size() == 2) std::this_thread::sleep_for(kOver);
        }
    } slow;
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nho");
        peer.pause(milliseconds(50));
        peer.send("st");
    });
    HttpClient client(seconds(60), interrupt, {}, {}, {1'000'000, kOver});
    EXPECT_FALSE(client.fetch(server.url("/x"), slow));
}

TEST_F(HttpTest, EndsWithWhatTheFileThrows) {
    struct FullSink : BodySink {
        void begin(const Arrival&) override {}
        void write(std::string_view) override {
            throw Error(ExitCode::NoSpace, "bootflash is full", "remove");
        }
    } full;
    const TcpServer server(answering(http_ok("hostname")));
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(server.url("/x"), full); });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
}

}  // namespace
}  // namespace poap::test
