#include <gmock/gmock.h>

#include <atomic>

#include "base/text.hpp"
#include "support/collector.hpp"
#include "support/http_answers.hpp"
#include "transfer/http/http_client.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr, testing::Not;

constexpr const char* kHeader = "Authorization: Basic cG9hcDpzOmNyZXQ=\r\n";  // poap:s:cret

struct BasicAuth : testing::Test {
    const Interrupt interrupt;
    Collector sink;
    std::string asked;  ///< the last request

    TcpServer::Serve answers(const std::string& answer) { return answering(answer, &asked); }
    HttpClient client(bool with_credentials = true) {
        return {seconds(60),
                interrupt,
                {},
                with_credentials ? Credentials::parse("poap", "s:cret") : std::nullopt};
    }
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nfile";

TEST_F(BasicAuth, IsSentUnasked) {
    const TcpServer server(answers(kOk));
    EXPECT_FALSE(client().fetch(server.url("/x"), sink));
    EXPECT_THAT(asked, HasSubstr(kHeader));
    EXPECT_EQ(sink.bytes, "file");
}

TEST_F(BasicAuth, IsNotSentWithoutAUserNorWithARegistration) {
    const TcpServer server(answers(kOk));
    EXPECT_FALSE(client(false).fetch(server.url("/x"), sink));
    EXPECT_THAT(asked, Not(HasSubstr("Authorization")));
    EXPECT_EQ(client().put_form(server.url("/x"), "data=1").status, 200);
    EXPECT_THAT(asked, Not(HasSubstr("Authorization")));
}

TEST_F(BasicAuth, IsNotSentToAnotherServerThatARedirectLeadsTo) {
    const TcpServer other(answers(kOk));
    const TcpServer server([&](TcpPeer& peer) {
        EXPECT_THAT(peer.request(), HasSubstr(kHeader));
        peer.send(
            concat("HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: ", other.url("/y"), "\r\n\r\n"));
    });
    EXPECT_FALSE(client().fetch(server.url("/x"), sink));
    EXPECT_THAT(asked, HasSubstr("GET /y"));
    EXPECT_THAT(asked, Not(HasSubstr("Authorization")));
}

TEST_F(BasicAuth, IsSentAgainToTheSameServerAfterARedirect) {
    std::atomic<int> requests = 0;
    const TcpServer server([&](TcpPeer& peer) {
        EXPECT_THAT(peer.request(), HasSubstr(kHeader));
        peer.send(requests++ == 0 ? "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /y\r\nConnection: "
                                    "close\r\n\r\n"
                                  : kOk);
    });
    EXPECT_FALSE(client().fetch(server.url("/x"), sink));
    EXPECT_EQ(requests, 2);
}

TEST_F(BasicAuth, IsNamedInTheRefusalWhereItIsMissingOrWrong) {
    const TcpServer server(
        answers("HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=\"x\"\r\nContent-Length: "
                "0\r\nConnection: close\r\n\r\n"));
    const auto missing = client(false).fetch(server.url("/x"), sink);
    ASSERT_TRUE(missing);
    EXPECT_THAT(missing->reason,
                testing::AllOf(HasSubstr("401"), HasSubstr("who asks"), HasSubstr("--username")));
    const auto wrong = client().fetch(server.url("/x"), sink);
    ASSERT_TRUE(wrong);
    EXPECT_THAT(wrong->reason, testing::AllOf(HasSubstr("401"), HasSubstr("does not take that user"),
                                              Not(HasSubstr("s:cret"))));
    EXPECT_FALSE(wrong->is_retryable);
}

TEST(Credentials, AreRefusedWhereTheyDoNotFitAHeader) {
    EXPECT_TRUE(Credentials::parse("u", ""));
    EXPECT_TRUE(Credentials::parse("u", "a:b c\xc3\xa4"));
    EXPECT_FALSE(Credentials::parse("", "p"));
    EXPECT_FALSE(Credentials::parse("u:v", "p"));
    EXPECT_FALSE(Credentials::parse("u\r\n", "p"));
    EXPECT_FALSE(Credentials::parse("u", "p\n"));
    EXPECT_FALSE(Credentials::parse("u", std::string_view("p\0q", 3)));
}

}  // namespace
}  // namespace poap::test
