#include "transfer/http/report_poster.hpp"

#include <atomic>

#include "base/text.hpp"
#include "support/certificates.hpp"
#include "support/http_fixture.hpp"
#include "support/tls_front.hpp"

namespace poap::test {
namespace {

using State = Delivery::State;
using testing::HasSubstr;

struct ReportPosterTest : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    ReportPoster poster{{}, Descriptor()};
};

TEST_F(ReportPosterTest, PostsJson) {
    std::string asked;
    {
        const TcpServer server(answering("HTTP/1.1 204 No Content\r\n\r\n", &asked));
        EXPECT_EQ(poster.post(server.url("/reports"), "{\"a\":1}").state, State::Taken);
    }
    EXPECT_THAT(asked, testing::StartsWith("POST /reports HTTP/1.1\r\n"));
    EXPECT_THAT(asked, HasSubstr("\r\nContent-Type: application/json\r\n"));
    EXPECT_THAT(asked, testing::EndsWith("\r\n\r\n{\"a\":1}"));
}

TEST_F(ReportPosterTest, UsesOneConnectionForSeveralReports) {
    const TcpServer server([](TcpPeer& peer) {
        for (int i = 0; i < 2; ++i) {
            if (peer.request().empty()) return;
            peer.send(http_ok("thanks"));
        }
    });
    EXPECT_EQ(poster.post(server.url("/"), "1").state, State::Taken);
    EXPECT_EQ(poster.post(server.url("/"), "2").state, State::Taken);
}

const std::pair<std::string, State> kAnswers[] = {
    {http_ok(""), State::Taken},
    {http_ok(std::string(1'000'000, 'x')), State::Taken},
    {"HTTP/1.1 202 Accepted\r\nContent-Length: 9\r\n\r\ncut", State::Taken},
    {http_redirect("http://127.0.0.1:1/"), State::Refused},
    {http_answer("413 Too Large", "no"), State::Refused},
    {"HTTP/1.1 101 Switching Protocols\r\n\r\n", State::Kept},
    {http_answer("404 Not Found", "no"), State::Refused},
    {http_answer("401 Unauthorized", "no"), State::Refused},
    {http_answer("408 Request Timeout", "no"), State::Kept},
    {http_answer("429 Too Many Requests", "no"), State::Kept},
    {http_answer("500 Error", std::string(1'000'000, 'x')), State::Kept},
    {"HTTP/1.1 100 Continue\r\n\r\n", State::Kept},
    {"SSH-2.0-OpenSSH_9.2\r\n", State::Kept},
    {"", State::Kept},
};

TEST_F(ReportPosterTest, JudgesByTheStatusAlone) {
    for (const auto& [answer, state] : kAnswers) {
        const TcpServer server(answering(answer));
        const Delivery delivery = poster.post(server.url("/reports"), "{}");
        EXPECT_EQ(delivery.state, state) << answer.substr(0, 30) << ": " << delivery.cause;
        EXPECT_EQ(delivery.cause.empty(), state == State::Taken);
        EXPECT_EQ(delivery.advice.empty(), state == State::Taken);
        EXPECT_THAT(delivery.cause, testing::Not(HasSubstr("No error")));
    }
}

TEST_F(ReportPosterTest, IsCutOffFromAnEndlessAnswer) {
    for (const std::string head :
         {"HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\n", "", "HTTP/1.1 500 E\r\n\r\n"}) {
        bool cut = false;
        {
            const TcpServer server([&](TcpPeer& peer) {
                peer.request();
                peer.send(head);
                const std::string more =
                    head.empty() ? "HTTP/1.1 103 Hints\r\nA: b\r\n\r\n" : "A: bbbbbbbbbb\r\n";
                while (peer.send(more)) {
                }
                cut = true;
            });
            poster.post(server.url("/reports"), "{}");
        }
        EXPECT_TRUE(cut) << head;
    }
}

TEST_F(ReportPosterTest, EndsAtOnceWhenCancelled) {
    const TcpServer server([&](TcpPeer& peer) {
        peer.request();
        poster.cancel();
        peer.wait_for_end();
    });
    EXPECT_EQ(poster.post(server.url("/reports"), "{}").state, State::Kept);
    EXPECT_EQ(poster.post(server.url("/reports"), "{}").state, State::Kept);
}

TEST_F(ReportPosterTest, RefusesHttpsWithoutTrust) {
    EXPECT_EQ(poster.post("https://127.0.0.1:1/", "{}").cause, "https needs a way to verify the server");
}

TEST_F(ReportPosterTest, TrustsTheServerWithThePinOnly) {
    const Certificate mine = Certificate::self_signed();
    const Certificate other = Certificate::self_signed();
    std::atomic<bool> asked = false;
    const TcpServer server([&](TcpPeer& peer) {
        asked = !peer.request().empty();
        peer.send(http_ok(""));
    });
    const TlsFront front(mine, server.port());
    const std::string url = concat("https://127.0.0.1:", front.port(), "/reports");
    ReportPoster deceived({std::nullopt, Pins::parse(other.pin())}, Descriptor());
    const Delivery refused = deceived.post(url, "{}");
    EXPECT_EQ(refused.state, State::Kept);
    EXPECT_THAT(refused.cause, HasSubstr("pin"));
    EXPECT_FALSE(asked);
    ReportPoster trusting({std::nullopt, Pins::parse(mine.pin())}, Descriptor());
    EXPECT_EQ(trusting.post(url, "{}").state, State::Taken);
}

}  // namespace
}  // namespace poap::test
