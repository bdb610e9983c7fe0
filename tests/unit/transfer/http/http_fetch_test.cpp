#include <stdlib.h>

#include <atomic>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/http_fixture.hpp"
#include "support/thrown.hpp"
#include "transfer/answer_error.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr;

const std::string kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string kLong = telling_bytes(1'000'000);

struct Answer {
    const char* name;
    std::string text;
    std::string body;
    std::optional<std::uint64_t> size;
};

const Answer kAnswers[] = {
    {"with a length", http_ok("hostname leaf1"), "hostname leaf1", 14},
    {"of a megabyte", http_ok(kLong), kLong, kLong.size()},
    {"that is empty", http_ok(""), "", 0},
    {"that ends with the connection", "HTTP/1.0 200 OK\r\n\r\nhostname", "hostname", {}},
    {"that ends at once", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "", {}},
    {"in chunks", kChunked + "4\r\nhost\r\n4\r\nname\r\n0\r\n\r\n", "hostname", {}},
    {"after an interim answer", "HTTP/1.1 100 Continue\r\n\r\n" + http_ok("hostname"), "hostname", 8},
    {"encoded as it is",
     http_answer("200 OK", "host", "Content-Encoding: none\r\nContent-Encoding: identity\r\n"), "host", 4}};

TEST_F(HttpTest, FetchesABodyOfEachForm) {
    for (const auto& [name, text, body, size] : kAnswers) {
        SCOPED_TRACE(name);
        sink = {};
        std::string asked;
        const TcpServer server(answering(text, &asked));
        EXPECT_FALSE(fetch(server.url("/images/nxos.bin")));
        EXPECT_EQ(sink.bytes, body);
        EXPECT_EQ(sink.size, size);
        EXPECT_EQ(sink.begins, 1);
        EXPECT_THAT(asked, HasSubstr("\r\nAccept-Encoding: identity\r\n"));
    }
}

struct BadAnswer {
    std::string text;
    const char* fault;
    bool is_of_the_answer = true;  ///< not silence
};

const BadAnswer kBadAnswers[] = {
    {http_answer("200 OK", "host", "Content-Length: 9\r\n"), "its answer has two Content-Length values"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost", "5 bytes remaining"},
    {kChunked + "9\r\nhost", "outstanding read data"},
    {http_answer("200 OK", "host", "Content-Encoding: aws-chunked\r\nContent-Encoding: gzip\r\n"),
     "its answer is encoded (gzip)"},
    {"HTTP/1.1 200 OK\r\nContent-Le", "ends inside the headers"},
    {"SSH-2.0-OpenSSH_9.2\r\n", "does not speak HTTP", false},
    {"", "Empty reply", false}};

TEST_F(HttpTest, FailsForNowWhereAnAnswerIsBad) {
    for (const auto& [text, fault, is_of_the_answer] : kBadAnswers) {
        SCOPED_TRACE(text);
        const TcpServer server(answering(text));
        try {
            fetch(server.url("/nxos.bin"));
            ADD_FAILURE() << "no error came";
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::Transfer);
            EXPECT_TRUE(error.is_retryable());
            EXPECT_THAT(error.what(), testing::AllOf(HasSubstr("/nxos.bin"), HasSubstr(fault)));
            EXPECT_EQ(dynamic_cast<const AnswerError*>(&error) != nullptr, is_of_the_answer);
        }
    }
}

struct Status {
    int code;
    bool is_retryable;
    Refusal about_file = Refusal::Other;
};

const Status kStatuses[] = {{201, false},
                            {206, false},
                            {304, false},
                            {400, false},
                            {403, false, Refusal::Denied},
                            {404, false, Refusal::Absent},
                            {405, false, Refusal::NoGet},
                            {408, true},
                            {410, false, Refusal::Absent},
                            {416, false},
                            {429, true},
                            {500, true, Refusal::ServerError},
                            {502, true},
                            {503, true}};

TEST_F(HttpTest, IsRefusedAsTheStatusSaysAndKeepsThePageOutOfTheFile) {
    for (const auto& [code, is_retryable, about_file] : kStatuses) {
        SCOPED_TRACE(code);
        const TcpServer server(answering(http_answer(std::to_string(code) + " Whatever", "<html>")));
        const auto refused = fetch(server.url("/nxos.bin.md5"));
        ASSERT_TRUE(refused);
        EXPECT_EQ(refused->reason, concat("the server answered with HTTP status ", code));
        EXPECT_EQ(refused->is_retryable, is_retryable);
        EXPECT_EQ(refused->about_file, about_file);
        EXPECT_EQ(sink.begins, 0);
        EXPECT_EQ(sink.bytes, "");
    }
}

TEST_F(HttpTest, FollowsARedirectToHttpAlone) {
    const TcpServer closed(answering(""), false);
    const TcpServer nowhere(answering(http_redirect(closed.url("/nxos.bin"))));
    const Error error = thrown_by([&] { fetch(nowhere.url("/nxos.bin")); });
    EXPECT_TRUE(error.is_retryable()) << "the server may come up";
    const TcpServer server(answering(http_redirect("file:///etc/hostname")));
    const auto refused = fetch(server.url("/nxos.bin"));
    ASSERT_TRUE(refused);
    EXPECT_FALSE(refused->is_retryable);
    EXPECT_EQ(thrown_by([&] { fetch("file:///etc/hostname"); }).code(), ExitCode::Transfer);
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(HttpTest, UsesAConnectionAgain) {
    std::atomic<int> connections = 0;
    const TcpServer server([&](TcpPeer& peer) {
        ++connections;
        while (!peer.request().empty()) peer.send(http_ok("hostname"));
    });
    HttpClient transport(seconds(60), interrupt);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(transport.fetch(server.url("/x"), sink));
    EXPECT_EQ(transport.put_form(server.url("/serial"), "data=mac").status, 200);
    EXPECT_EQ(connections, 1);
}

TEST_F(HttpTest, ReplacesAConnectionThatTheServerHasClosed) {
    const TcpServer server(answering(http_ok("hostname")));
    HttpClient transport(seconds(60), interrupt);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(transport.fetch(server.url("/x"), sink));
    EXPECT_EQ(sink.bytes, "hostname");
}

TEST_F(HttpTest, IgnoresProxiesOfTheEnvironment) {
    const std::string nowhere = TcpServer(answering("")).url("");
    for (const char* name : {"http_proxy", "ALL_PROXY", "all_proxy"}) setenv(name, nowhere.c_str(), 1);
    const TcpServer server(answering(http_ok("hostname")));
    EXPECT_FALSE(fetch(server.url("/x")));
    for (const char* name : {"http_proxy", "ALL_PROXY", "all_proxy"}) unsetenv(name);
}

}  // namespace
}  // namespace poap::test
