#include <mutex>
#include <vector>

#include "base/error.hpp"
#include "support/http_fixture.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds;

/// The head of an answer with 200 and that length.
std::string ok(const std::string& length) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
}

const std::string kOkWithoutLength = "HTTP/1.1 200 OK\r\n\r\n";
const std::string kNoHead = http_answer("405 Method Not Allowed", "");

struct Answers {
    const char* server;
    std::string to_head;
    std::string to_get;
    std::optional<std::uint64_t> size;  ///< none: not known
    std::string methods = "HEAD GET ";
};

const Answers kAnswers[] = {{"knows HEAD", ok("1900000000"), "", 1'900'000'000, "HEAD "},
                            {"allows no HEAD", kNoHead, ok("1900000000") + "x", 1'900'000'000},
                            {"has no HEAD", http_answer("501 No", ""), ok("19") + "x", 19},
                            {"renders for GET alone", http_answer("500 No", ""), ok("5") + "hello", 5},
                            {"breaks on HEAD", "", ok("5") + "hello", 5},
                            {"gives HEAD no size", kOkWithoutLength, ok("5") + "hello", 5},
                            {"gives HEAD the size 0", ok("0"), ok("5") + "hello", 5},
                            {"gives no size", kNoHead, kOkWithoutLength + "hello", std::nullopt},
                            {"has an empty file", ok("0"), ok("0"), 0},
                            {"has no such file", kNoHead, http_answer("404 Not Found", ""), std::nullopt}};

TEST_F(HttpTest, LooksForAFileAndItsSize) {
    for (const auto& [name, to_head, to_get, size, methods] : kAnswers) {
        SCOPED_TRACE(name);
        std::mutex lock;
        std::string asked;
        const TcpServer server([&, to_head = to_head, to_get = to_get](TcpPeer& peer) {
            const std::string request = peer.request();
            const std::string method = request.substr(0, request.find(' '));
            const std::lock_guard guard(lock);
            if (!method.empty()) asked += method + " ";
            peer.send(method == "HEAD" ? to_head : to_get);
        });
        const Availability there = HttpClient(seconds(60), interrupt).look(server.url("/nxos.bin"));
        EXPECT_EQ(there.size, size);
        const bool is_absent = to_get.starts_with("HTTP/1.1 404");
        ASSERT_EQ(there.refused.has_value(), is_absent);
        EXPECT_TRUE(!is_absent || there.refused->about_file == Refusal::Absent);
        const std::lock_guard guard(lock);
        EXPECT_EQ(asked, methods);
    }
}

TEST_F(HttpTest, FailsToLookWhereNobodyAnswers) {
    const TcpServer closed([](TcpPeer&) {}, false);
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).look(closed.url("/nxos.bin")); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
}

}  // namespace
}  // namespace poap::test
