#include <gmock/gmock.h>

#include <mutex>
#include <vector>

#include "base/error.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"
#include "transfer/http/http_client.hpp"

namespace poap {
namespace {

using std::chrono::seconds, test::TcpPeer, test::TcpServer, testing::ElementsAre, testing::HasSubstr,
    testing::SizeIs;

const std::string kNoHead =
    "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

/// A server that answers HEAD and GET each in its way, an empty answer being none.
class MethodServer {
  public:
    MethodServer(std::string to_head, std::string to_get)
        : to_head_(std::move(to_head)),
          to_get_(std::move(to_get)),
          server_([this](TcpPeer& peer) { serve(peer); }) {}

    std::string url() const { return server_.url("/nxos.bin"); }
    std::vector<std::string> methods() const {
        const std::lock_guard lock(lock_);
        return methods_;
    }

  private:
    void serve(TcpPeer& peer) {
        const std::string request = peer.request();
        if (request.empty()) return;
        const std::string method = request.substr(0, request.find(' '));
        {
            const std::lock_guard lock(lock_);
            methods_.push_back(method);
        }
        peer.send(method == "HEAD" ? to_head_ : to_get_);
    }

    std::string to_head_;
    std::string to_get_;
    mutable std::mutex lock_;
    std::vector<std::string> methods_;
    TcpServer server_;
};

struct HttpLook : testing::Test {
    const Interrupt interrupt;  // before any server's thread
};

/// The head of an answer with 200, and of its body no more than a beginning.
std::string ok(const std::string& length) {
    return "HTTP/1.1 200 OK\r\n" + (length.empty() ? "" : "Content-Length: " + length + "\r\n") +
           "Connection: close\r\n\r\n";
}

struct Answers {
    const char* server;
    std::string to_head;
    std::string to_get;
    std::optional<std::uint64_t> size;  ///< none: not told
    bool asks_twice;
};

const Answers kAnswers[] = {
    {"knows HEAD", ok("1900000000"), "", 1'900'000'000, false},
    {"allows no HEAD", kNoHead, ok("1900000000") + "x", 1'900'000'000, true},
    {"has no HEAD", "HTTP/1.1 501 No\r\nConnection: close\r\n\r\n", ok("19") + "x", 19, true},
    {"renders for GET alone", "HTTP/1.1 500 No\r\nConnection: close\r\n\r\n", ok("5") + "hello", 5, true},
    {"breaks on HEAD", "", ok("5") + "hello", 5, true},
    {"gives HEAD no size", ok(""), ok("5") + "hello", 5, true},
    {"gives HEAD the size 0", ok("0"), ok("5") + "hello", 5, true},
    {"gives no size", kNoHead, ok("") + "hello", std::nullopt, true},
    {"has an empty file", ok("0"), ok("0"), 0, true}};

TEST_F(HttpLook, FindsTheSize) {
    for (const auto& [name, to_head, to_get, size, asks_twice] : kAnswers) {
        SCOPED_TRACE(name);
        const MethodServer server(to_head, to_get);
        const Availability there = HttpClient(seconds(60), interrupt).look(server.url());
        EXPECT_FALSE(there.refused);
        EXPECT_EQ(there.size, size);
        EXPECT_THAT(server.methods(), SizeIs(asks_twice ? 2 : 1));
        EXPECT_EQ(server.methods().front(), "HEAD");
    }
}

TEST_F(HttpLook, IsRefusedAsGetIs) {
    const MethodServer server(kNoHead,
                              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    const Availability there = HttpClient(seconds(60), interrupt).look(server.url());
    ASSERT_TRUE(there.refused);
    EXPECT_THAT(there.refused->reason, HasSubstr("HTTP status 404"));
    EXPECT_EQ(there.refused->about_file, Refusal::Absent);
    EXPECT_THAT(server.methods(), ElementsAre("HEAD", "GET"));
}

TEST_F(HttpLook, FailsWhereNobodyAnswers) {
    const TcpServer closed([](TcpPeer&) {}, false);
    const Error error =
        test::thrown_by([&] { HttpClient(seconds(60), interrupt).look(closed.url("/nxos.bin")); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
}

}  // namespace
}  // namespace poap
