#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "support/certificates.hpp"
#include "support/collector.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"
#include "support/tls_front.hpp"
#include "text.hpp"
#include "transfer/http/http_client.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds;
using testing::HasSubstr;

struct Https : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    const Certificate authority = Certificate::authority("Lab CA");
    const TcpServer server{[](TcpPeer& peer) {
        while (!peer.request().empty()) peer.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhostname");
    }};
    TlsFront front{authority.issue(), server.port()};
    Trust trust{Authorities::parse(authority.pem()), std::nullopt};
    Collector sink;

    std::string url() const { return concat("https://127.0.0.1:", front.port(), "/x"); }
};

TEST_F(Https, KeepsAConnectionForTheNextRequest) {
    HttpClient client(seconds(60), interrupt, trust);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(client.fetch(url(), sink));
    EXPECT_EQ(client.put_form(url(), "data=x").body, "hostname");
    EXPECT_EQ(front.handshakes(), 1);
}

TEST_F(Https, OfNobodyTrustedIsNotEvenTried) {
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(url(), sink); });
    EXPECT_THAT(error.what(), HasSubstr("nothing says which server to trust"));
    EXPECT_THAT(error.advice(), HasSubstr("--ca-file or --pin"));
    EXPECT_FALSE(error.may_pass());
    EXPECT_EQ(front.handshakes(), 0);
}

TEST_F(Https, ThatDoesNotVerifyIsFinal) {
    trust.authorities = Authorities::parse(Certificate::authority("Other CA").pem());
    HttpClient client(seconds(60), interrupt, trust);
    for (const auto& act : {std::function<void()>([&] { client.fetch(url(), sink); }),
                            std::function<void()>([&] { client.put_form(url(), "data=x"); })}) {
        const Error error = thrown_by(act);
        EXPECT_THAT(error.what(), HasSubstr("does not come from an authority in --ca-file"));
        EXPECT_FALSE(error.may_pass());
    }
}

TEST_F(Https, TakesABodyWithoutALengthOnlyToTheEndThatTheServerTells) {
    const TcpServer lengthless([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\n\r\nhostname");
    });
    TlsFront ending(authority.issue(), lengthless.port());
    HttpClient client(seconds(60), interrupt, trust);
    const std::string there = concat("https://127.0.0.1:", ending.port(), "/x");
    const Error error = thrown_by([&] { client.fetch(there, sink); });
    EXPECT_THAT(error.what(), HasSubstr("the server did not say that its answer did"));
    EXPECT_TRUE(error.may_pass());
    ending.end_properly();
    EXPECT_FALSE(client.fetch(there, sink));
    EXPECT_EQ(sink.bytes, "hostname");
}

TEST_F(Https, OfATrustedServerThatIsGoneMayComeBack) {
    const TcpServer rude([](TcpPeer&) {});
    HttpClient client(seconds(60), interrupt, trust);
    const Error error =
        thrown_by([&] { client.fetch(concat("https://127.0.0.1:", rude.port(), "/x"), sink); });
    EXPECT_THAT(error.what(), HasSubstr("the connection broke in the TLS handshake"));
    EXPECT_TRUE(error.may_pass());
}

}  // namespace
}  // namespace poap::test
