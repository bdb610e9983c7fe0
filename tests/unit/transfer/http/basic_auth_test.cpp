#include <atomic>

#include "base/text.hpp"
#include "support/http_fixture.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr, testing::Not;

constexpr const char* kHeader = "Authorization: Basic cG9hcDpzOmNyZXQ=\r\n";  // poap:s:cret

struct BasicAuth : HttpTest {
    std::string asked;  ///< the last request

    HttpClient client(bool with_credentials = true) {
        return {seconds(60),
                interrupt,
                {},
                with_credentials ? Credentials::parse("poap", "s:cret") : std::nullopt};
    }
};

TEST_F(BasicAuth, IsSentUnaskedWithEachDownloadAndNotWithARegistration) {
    const TcpServer server(answering(http_ok("file"), &asked));
    EXPECT_FALSE(client().fetch(server.url("/x"), sink));
    EXPECT_THAT(asked, HasSubstr(kHeader));
    EXPECT_EQ(sink.bytes, "file");
    EXPECT_FALSE(client(false).fetch(server.url("/x"), sink));
    EXPECT_THAT(asked, Not(HasSubstr("Authorization")));
    EXPECT_EQ(client().put_form(server.url("/x"), "data=1").status, 200);
    EXPECT_THAT(asked, Not(HasSubstr("Authorization")));
}

TEST_F(BasicAuth, IsNotSentToAnotherServerThatARedirectLeadsTo) {
    const TcpServer other(answering(http_ok("file"), &asked));
    const TcpServer server(answering(http_redirect(other.url("/y"))));
    EXPECT_FALSE(client().fetch(server.url("/x"), sink));
    EXPECT_THAT(asked, HasSubstr("GET /y"));
    EXPECT_THAT(asked, Not(HasSubstr("Authorization")));
}

TEST_F(BasicAuth, IsSentAgainToTheSameServerAfterARedirect) {
    std::atomic<int> requests = 0;
    const TcpServer server([&](TcpPeer& peer) {
        EXPECT_THAT(peer.request(), HasSubstr(kHeader));
        peer.send(requests++ == 0 ? http_redirect("/y") : http_ok("file"));
    });
    EXPECT_FALSE(client().fetch(server.url("/x"), sink));
    EXPECT_EQ(requests, 2);
}

TEST_F(BasicAuth, IsNamedInTheRefusalWhereItIsMissingOrWrong) {
    const TcpServer server(answering(http_answer("401 No", "", "WWW-Authenticate: Basic realm=\"x\"\r\n")));
    const auto missing = client(false).fetch(server.url("/x"), sink);
    ASSERT_TRUE(missing);
    EXPECT_THAT(missing->reason,
                testing::AllOf(HasSubstr("401"), HasSubstr("requires a login"), HasSubstr("--username")));
    const auto wrong = client().fetch(server.url("/x"), sink);
    ASSERT_TRUE(wrong);
    EXPECT_THAT(wrong->reason, testing::AllOf(HasSubstr("401"), HasSubstr("does not accept this user"),
                                              Not(HasSubstr("s:cret"))));
    EXPECT_FALSE(wrong->is_retryable);
}

TEST(Credentials, AreRefusedWhereTheyDoNotFitAHeader) {
    EXPECT_TRUE(Credentials::parse("u", ""));
    EXPECT_TRUE(Credentials::parse("u", "a:b c\xc3\xa4"));
    for (const auto& [user, password] : {std::pair("", "p"), {"u:v", "p"}, {"u\r\n", "p"}, {"u", "p\n"}})
        EXPECT_FALSE(Credentials::parse(user, password)) << user << ' ' << password;
    EXPECT_FALSE(Credentials::parse("u", std::string_view("p\0q", 3)));
}

}  // namespace
}  // namespace poap::test
