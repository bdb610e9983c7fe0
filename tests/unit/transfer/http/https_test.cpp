#include <memory>
#include <stdexcept>

#include "base/text.hpp"
#include "support/certificates.hpp"
#include "support/http_fixture.hpp"
#include "support/thrown.hpp"
#include "support/tls_front.hpp"
#include "transfer/curl/curl_option.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr;

struct Https : HttpTest {
    const Certificate authority = Certificate::authority("Lab CA");
    const TcpServer server{[](TcpPeer& peer) {
        while (!peer.request().empty()) peer.send(http_ok("hostname"));
    }};
    TlsFront front{authority.issue(), server.port()};
    Trust trust{Authorities::parse(authority.pem()), std::nullopt};
    HttpClient client{seconds(60), interrupt, trust};

    std::string url() const { return url_of(front); }
    static std::string url_of(const TlsFront& front) {
        return concat("https://127.0.0.1:", front.port(), "/x");
    }
};

TEST_F(Https, KeepsAConnectionForTheNextRequest) {
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(client.fetch(url(), sink));
    EXPECT_EQ(client.put_form(url(), "data=x").body, "hostname");
    EXPECT_EQ(front.handshakes(), 1);
}

TEST_F(Https, IsNotTriedWhereNobodyIsTrusted) {
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(url(), sink); });
    EXPECT_THAT(error.what(), HasSubstr("https needs a way to verify the server"));
    EXPECT_THAT(error.advice(), HasSubstr("--ca-file or --pin"));
    EXPECT_FALSE(error.is_retryable());
    EXPECT_EQ(front.handshakes(), 0);
}

TEST_F(Https, ShakesHandsOnceAConnection) {
    TlsFront insistent(authority.issue(), server.port(), TLS1_2_VERSION);
    insistent.renegotiate();
    HttpClient impatient(seconds(5), interrupt, trust);
    EXPECT_EQ(thrown_by([&] { impatient.fetch(url_of(insistent), sink); }).code(), ExitCode::Transfer);
    EXPECT_EQ(insistent.client_hellos(), 1);
}

struct BodyEnd {
    std::string answer;
    bool ends_properly;  ///< with the close_notify of TLS
    bool is_whole;
};

TEST_F(Https, TakesABodyForWholeOnlyWhereTheServerSaysSo) {
    const auto coded = [](const std::string& coding) {
        return concat("HTTP/1.1 200 OK\r\nTransfer-Encoding: ", coding, "\r\n\r\n8\r\nhostname\r\n0\r\n\r\n");
    };
    const std::string lengthless = "HTTP/1.1 200 OK\r\n\r\nhostname";
    for (const auto& [answer, ends_properly, is_whole] : {BodyEnd{lengthless, false, false},
                                                          {lengthless, true, true},
                                                          {coded("chunked"), false, true},
                                                          {coded("identity, Chunked"), false, true},
                                                          {coded("identity"), false, false}}) {
        SCOPED_TRACE(answer);
        const TcpServer behind(answering(answer));
        TlsFront ending(authority.issue(), behind.port());
        if (ends_properly) ending.end_properly();
        sink = {};
        if (is_whole) {
            EXPECT_FALSE(client.fetch(url_of(ending), sink));
            EXPECT_EQ(sink.bytes, "hostname");
            continue;
        }
        const Error error = thrown_by([&] { client.fetch(url_of(ending), sink); });
        EXPECT_THAT(error.what(), HasSubstr("the server did not mark the end of its answer"));
        EXPECT_TRUE(error.is_retryable());
    }
}

TEST_F(Https, TakesNoOtherConnectionsEndForTheBodys) {
    const TcpServer cut(answering("HTTP/1.1 200 OK\r\n\r\nhost"));
    const TlsFront cutting(authority.issue(), cut.port());
    const std::string there = url_of(cutting);
    const TcpServer leading(answering(concat("HTTP/1.1 302 Found\r\nLocation: ", there, "\r\n\r\nthere")));
    TlsFront ending(authority.issue(), leading.port());
    ending.end_properly();
    const Error error = thrown_by([&] { client.fetch(url_of(ending), sink); });
    EXPECT_THAT(error.what(), HasSubstr("the server did not mark the end of its answer"));
    EXPECT_EQ(cutting.handshakes(), 1);
}

TEST_F(Https, IsNotLeftAgainAfterARedirectFromHttp) {
    const TcpServer back(answering(http_redirect(server.url("/x"))));
    const TlsFront over(authority.issue(), back.port());
    const TcpServer first(answering(http_redirect(url_of(over))));
    const auto refused = client.fetch(first.url("/x"), sink);
    ASSERT_TRUE(refused);
    EXPECT_THAT(refused->reason, HasSubstr("a redirect from https to http is refused"));
    EXPECT_EQ(over.handshakes(), 1);
}

TEST_F(Https, FailsForGoodWhereAClientsCertificateIsAskedFor) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsFront asking(authority.issue(), server.port(), version);
        asking.ask_for_certificates();
        const Error error = thrown_by([&] { client.fetch(url_of(asking), sink); });
        EXPECT_THAT(error.what(), HasSubstr("or it requires a client certificate"));
        EXPECT_FALSE(error.is_retryable());
    }
}

TEST(CurlOption, ThrowsWhereItIsInvalid) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(), curl_easy_cleanup);
    EXPECT_NO_THROW(set_option(easy.get(), CURLOPT_PROTOCOLS_STR, "http"));
    EXPECT_THROW(set_option(easy.get(), CURLOPT_PROTOCOLS_STR, "no such"), std::runtime_error);
}

}  // namespace
}  // namespace poap::test
