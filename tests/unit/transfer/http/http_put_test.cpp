#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/named_case.hpp"
#include "support/raised_signal.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"
#include "transfer/http/http_client.hpp"

namespace poap {
namespace {

using std::chrono::seconds;
using test::CaseName;
using test::NamedCase;
using test::RaisedSignal;
using test::TcpPeer;
using test::TcpServer;
using test::thrown_by;

struct HttpPut : testing::Test {
    const Interrupt interrupt;  // before any server's thread

    HttpAnswer put(const std::string& url, seconds patience = seconds(60)) {
        return HttpClient(patience, interrupt).put_form(url, "data=aaaa.bbbb.cccc");
    }

    /// What the server gets; it answers with `answer`.
    std::string asked;
    TcpServer::Serve answering(const std::string& answer) {
        return [this, answer](TcpPeer& peer) {
            asked = peer.request();
            peer.send(answer);
        };
    }
};

std::string with_length(const std::string& status, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_F(HttpPut, SendsTheFormAsTheLabsServerTakesIt) {
    {
        const TcpServer server(answering(with_length("200 OK", "{}")));
        EXPECT_EQ(put(server.url("/FDO21120U5D")).status, 200);
    }
    EXPECT_TRUE(asked.starts_with("PUT /FDO21120U5D HTTP/1.1\r\n")) << asked;
    EXPECT_NE(asked.find("\r\nContent-Type: application/x-www-form-urlencoded\r\n"), std::string::npos);
    EXPECT_TRUE(asked.ends_with("\r\n\r\ndata=aaaa.bbbb.cccc")) << asked;
}

struct Answer : NamedCase {
    std::string text;
    long status;
    std::string body;
};

class HttpPutAnswered : public HttpPut, public testing::WithParamInterface<Answer> {};

TEST_P(HttpPutAnswered, TakesEveryStatusAndItsBody) {
    const TcpServer server(answering(GetParam().text));
    const HttpAnswer answer = put(server.url("/serial"));
    EXPECT_EQ(answer.status, GetParam().status);
    EXPECT_EQ(answer.body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(
    EachForm, HttpPutAnswered,
    testing::Values(
        Answer{{"APlan"}, with_length("200 OK", "{\"a\": 1}"), 200, "{\"a\": 1}"},
        Answer{{"APlanWithoutALength"}, "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n{}", 200, "{}"},
        Answer{{"NothingAtAll"}, with_length("200 OK", ""), 200, ""},
        Answer{{"ARefusal"}, with_length("400 BAD REQUEST", "{\"message\": {}}"), 400, "{\"message\": {}}"},
        Answer{{"APage"}, with_length("404 NOT FOUND", "<html>"), 404, "<html>"},
        Answer{{"AFault"}, with_length("500 ERROR", "oops"), 500, "oops"},
        Answer{{"ARedirectNotFollowed"},
               "HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 2\r\n\r\ngo",
               301,
               "go"},
        Answer{{"TheLargestBody"},
               with_length("200 OK", std::string(1024 * 1024, ' ')),
               200,
               std::string(1024 * 1024, ' ')}),
    CaseName());

TEST_F(HttpPut, RefusesABodyOverOneMebibyte) {
    const std::string large(1024 * 1024 + 1, ' ');
    for (const std::string& answer :
         {with_length("200 OK", large), "HTTP/1.0 500 ERROR\r\nConnection: close\r\n\r\n" + large}) {
        const TcpServer server(answering(answer));
        const Error error = thrown_by([&] { put(server.url("/serial")); });
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_FALSE(error.is_retryable());
    }
}

struct Broken : NamedCase {
    std::string text;
};

class HttpPutBroken : public HttpPut, public testing::WithParamInterface<Broken> {};

TEST_P(HttpPutBroken, IsNoAnswerAndMayPass) {
    const TcpServer server(answering(GetParam().text));
    const Error error = thrown_by([&] { put(server.url("/serial")); });
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find(server.url("/serial")), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    EachForm, HttpPutBroken,
    testing::Values(Broken{{"AnAnswerCutShort"}, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\""},
                    Broken{{"AHeadCutShort"}, "HTTP/1.1 200"}, Broken{{"NothingSaid"}, ""}),
    CaseName());

TEST_F(HttpPut, SaysThatNobodyIsThere) {
    const std::string nowhere = TcpServer(answering("")).url("/serial");
    const Error error = thrown_by([&] { put(nowhere); });
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(error.advice(), "");
}

TEST_F(HttpPut, GivesUpAServerThatSaysNothing) {
    const TcpServer server([](TcpPeer& peer) { peer.wait_for_end(); });
    const Error error = thrown_by([&] { put(server.url("/serial"), seconds(1)); });
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find("no progress for 1 s"), std::string::npos) << error.what();
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
