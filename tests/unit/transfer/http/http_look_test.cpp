#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/named_case.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"
#include "transfer/http/http_client.hpp"

namespace poap {
namespace {

using std::chrono::seconds;
using test::CaseName;
using test::NamedCase;
using test::TcpPeer;
using test::TcpServer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

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

struct Answers : NamedCase {
    std::string to_head;
    std::string to_get;
    std::optional<std::uint64_t> size;  ///< none: not told
    bool asks_twice;
};

class HttpLook : public testing::TestWithParam<Answers> {
  protected:
    const Interrupt interrupt;  // before any server's thread
};

TEST_P(HttpLook, TellsTheSize) {
    const MethodServer server(GetParam().to_head, GetParam().to_get);
    const Availability there = HttpClient(seconds(60), interrupt).look(server.url());
    EXPECT_FALSE(there.refused);
    EXPECT_EQ(there.size, GetParam().size);
    EXPECT_THAT(server.methods(), SizeIs(GetParam().asks_twice ? 2 : 1));
    EXPECT_EQ(server.methods().front(), "HEAD");
}

/// The head of an answer with 200, and of its body no more than a beginning.
std::string ok(const std::string& length) {
    return "HTTP/1.1 200 OK\r\n" + (length.empty() ? "" : "Content-Length: " + length + "\r\n") +
           "Connection: close\r\n\r\n";
}

INSTANTIATE_TEST_SUITE_P(
    Of, HttpLook,
    testing::Values(Answers{{"AServerThatKnowsHead"}, ok("1900000000"), "", 1'900'000'000, false},
                    Answers{
                        {"AServerThatAllowsNoHead"}, kNoHead, ok("1900000000") + "x", 1'900'000'000, true},
                    Answers{{"AServerThatDoesNotImplementHead"},
                            "HTTP/1.1 501 Unsupported method\r\nConnection: close\r\n\r\n",
                            ok("1900000000") + "x",
                            1'900'000'000,
                            true},
                    Answers{{"AServerThatRendersForGetAlone"},
                            "HTTP/1.1 500 INTERNAL SERVER ERROR\r\nConnection: close\r\n\r\n",
                            ok("5") + "hello",
                            5,
                            true},
                    Answers{{"AServerThatBreaksOnHead"}, "", ok("5") + "hello", 5, true},
                    Answers{{"AServerWhoseHeadHasNoSize"}, ok(""), ok("5") + "hello", 5, true},
                    Answers{{"AServerWhoseHeadIsEmpty"}, ok("0"), ok("5") + "hello", 5, true},
                    Answers{{"AServerThatTellsNoSize"}, kNoHead, ok("") + "hello", std::nullopt, true},
                    Answers{{"AnEmptyFile"}, ok("0"), ok("0"), 0, true}),
    CaseName());

TEST_F(HttpLook, SaysWhatGetIsRefusedWith) {
    const MethodServer server(kNoHead,
                              "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    const Availability there = HttpClient(seconds(60), interrupt).look(server.url());
    ASSERT_TRUE(there.refused);
    EXPECT_THAT(there.refused->reason, HasSubstr("HTTP status 404"));
    EXPECT_EQ(there.refused->about_file, Refusal::Absent);
    EXPECT_THAT(server.methods(), ElementsAre("HEAD", "GET"));
}

TEST_F(HttpLook, SaysWhereNobodyAnswers) {
    const TcpServer closed([](TcpPeer&) {}, false);
    const Error error =
        test::thrown_by([&] { HttpClient(seconds(60), interrupt).look(closed.url("/nxos.bin")); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
}

}  // namespace
}  // namespace poap
