#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/http_answers.hpp"
#include "support/raised_signal.hpp"
#include "support/thrown.hpp"
#include "transfer/http/http_client.hpp"

namespace poap {
namespace {

using std::chrono::seconds, test::answering, test::http_answer, test::http_ok, test::RaisedSignal,
    test::TcpPeer, test::TcpServer, test::thrown_by;

struct HttpPut : testing::Test {
    const Interrupt interrupt;  // before any server's thread

    HttpAnswer put(const std::string& url, seconds patience = seconds(60)) {
        return HttpClient(patience, interrupt).put_form(url, "data=aaaa.bbbb.cccc");
    }
};

TEST_F(HttpPut, SendsTheFormAsTheLabsServerTakesIt) {
    std::string asked;
    {
        const TcpServer server(answering(http_ok("{}"), &asked));
        EXPECT_EQ(put(server.url("/FDO21120U5D")).status, 200);
    }
    EXPECT_TRUE(asked.starts_with("PUT /FDO21120U5D HTTP/1.1\r\n")) << asked;
    EXPECT_THAT(asked, testing::HasSubstr("\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
    EXPECT_TRUE(asked.ends_with("\r\n\r\ndata=aaaa.bbbb.cccc")) << asked;
}

struct Answer {
    std::string text;
    long status;
    std::string body;
};

const std::string kLargest(1024 * 1024, ' ');

const Answer kAnswers[] = {{http_ok("{\"a\": 1}"), 200, "{\"a\": 1}"},
                           {"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n{}", 200, "{}"},
                           {http_ok(""), 200, ""},
                           {http_answer("400 BAD REQUEST", "{\"message\": {}}"), 400, "{\"message\": {}}"},
                           {http_answer("500 ERROR", "oops"), 500, "oops"},
                           {http_answer("301 Moved", "go", "Location: /x\r\n"), 301, "go"},
                           {http_ok(kLargest), 200, kLargest}};

TEST_F(HttpPut, TakesEveryStatusAndItsBody) {
    for (const auto& [text, status, body] : kAnswers) {
        const TcpServer server(answering(text));
        const HttpAnswer answer = put(server.url("/serial"));
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.body, body);
    }
}

TEST_F(HttpPut, RefusesABodyOverOneMebibyte) {
    const std::string large(1024 * 1024 + 1, ' ');
    for (const std::string& answer :
         {http_ok(large), "HTTP/1.0 500 ERROR\r\nConnection: close\r\n\r\n" + large}) {
        const TcpServer server(answering(answer));
        const Error error = thrown_by([&] { put(server.url("/serial")); });
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_FALSE(error.is_retryable());
    }
}

TEST_F(HttpPut, MayBeTriedAgainWhereTheAnswerIsCut) {
    for (const char* text : {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\"", "HTTP/1.1 200", ""}) {
        const TcpServer server(answering(text));
        const Error error = thrown_by([&] { put(server.url("/serial")); });
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_TRUE(error.is_retryable());
        EXPECT_THAT(error.what(), testing::HasSubstr(server.url("/serial")));
    }
}

TEST_F(HttpPut, MayBeTriedAgainWhereNobodyAnswers) {
    const TcpServer nobody(answering(""), false);
    const TcpServer silent([](TcpPeer& peer) { peer.wait_for_end(); });
    for (const TcpServer* server : {&nobody, &silent}) {
        const Error error = thrown_by([&] { put(server->url("/serial"), seconds(1)); });
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_TRUE(error.is_retryable());
        EXPECT_NE(error.advice(), "");
        if (server == &silent) {
            EXPECT_THAT(error.what(), testing::HasSubstr("no progress for 1 s"));
        }
    }
}

TEST_F(HttpPut, EndsByASignal) {
    const RaisedSignal signal;
    const TcpServer server([&](TcpPeer& peer) {
        signal.raise();
        peer.wait_for_end();
    });
    EXPECT_EQ(thrown_by([&] { put(server.url("/serial"), std::chrono::hours(1)); }).code(),
              ExitCode::Interrupted);
}

}  // namespace
}  // namespace poap
