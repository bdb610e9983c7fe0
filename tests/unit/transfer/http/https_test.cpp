#include <gmock/gmock.h>

#include <functional>
#include <memory>
#include <stdexcept>

#include "base/text.hpp"
#include "support/certificates.hpp"
#include "support/collector.hpp"
#include "support/http_answers.hpp"
#include "support/thrown.hpp"
#include "support/tls_front.hpp"
#include "transfer/http/curl_option.hpp"
#include "transfer/http/http_client.hpp"

namespace poap::test {
namespace {

using std::chrono::seconds, testing::HasSubstr;

struct Https : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    const Certificate authority = Certificate::authority("Lab CA");
    const TcpServer server{[](TcpPeer& peer) {
        while (!peer.request().empty()) peer.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhostname");
    }};
    TlsFront front{authority.issue(), server.port()};
    Trust trust{Authorities::parse(authority.pem()), std::nullopt};
    Collector sink;

    std::string url() const { return url_of(front); }
    static std::string url_of(const TlsFront& front) {
        return concat("https://127.0.0.1:", front.port(), "/x");
    }
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
    EXPECT_FALSE(error.is_retryable());
    EXPECT_EQ(front.handshakes(), 0);
}

TEST_F(Https, ThatDoesNotVerifyIsFinal) {
    trust.authorities = Authorities::parse(Certificate::authority("Other CA").pem());
    HttpClient client(seconds(60), interrupt, trust);
    for (const auto& act : {std::function<void()>([&] { client.fetch(url(), sink); }),
                            std::function<void()>([&] { client.put_form(url(), "data=x"); })}) {
        const Error error = thrown_by(act);
        EXPECT_THAT(error.what(), HasSubstr("does not come from an authority in --ca-file"));
        EXPECT_FALSE(error.is_retryable());
    }
}

TEST_F(Https, ShakesHandsOnceAConnection) {
    TlsFront insistent(authority.issue(), server.port(), TLS1_2_VERSION);
    insistent.renegotiate();
    HttpClient client(seconds(2), interrupt, trust);
    EXPECT_EQ(thrown_by([&] { client.fetch(url_of(insistent), sink); }).code(), ExitCode::Transfer);
    EXPECT_EQ(insistent.client_hellos(), 1);
}

TEST_F(Https, TakesABodyWithoutALengthOnlyToTheEndThatTheServerTells) {
    const TcpServer lengthless(answering("HTTP/1.1 200 OK\r\n\r\nhostname"));
    TlsFront ending(authority.issue(), lengthless.port());
    HttpClient client(seconds(60), interrupt, trust);
    const std::string there = url_of(ending);
    const Error error = thrown_by([&] { client.fetch(there, sink); });
    EXPECT_THAT(error.what(), HasSubstr("the server did not say that its answer did"));
    EXPECT_TRUE(error.is_retryable());
    ending.end_properly();
    EXPECT_FALSE(client.fetch(there, sink));
    EXPECT_EQ(sink.bytes, "hostname");
}

TEST_F(Https, TakesNoOtherConnectionsEndForThatOfTheBody) {
    const TcpServer cut(answering("HTTP/1.1 200 OK\r\n\r\nhost"));
    const TlsFront cutting(authority.issue(), cut.port());
    const std::string there = url_of(cutting);
    const TcpServer leading(answering(concat("HTTP/1.1 302 Found\r\nLocation: ", there, "\r\n\r\nthere")));
    TlsFront ending(authority.issue(), leading.port());
    ending.end_properly();
    HttpClient client(seconds(60), interrupt, trust);
    const Error error = thrown_by([&] { client.fetch(url_of(ending), sink); });
    EXPECT_THAT(error.what(), HasSubstr("the server did not say that its answer did"));
    EXPECT_EQ(cutting.handshakes(), 1);
}

TEST_F(Https, TakesChunksAndNoOtherCodingForWhatTellsABodysEnd) {
    HttpClient client(seconds(60), interrupt, trust);
    const auto fetch = [&](const std::string& coding) {
        const TcpServer coded(answering(
            concat("HTTP/1.1 200 OK\r\nTransfer-Encoding: ", coding, "\r\n\r\n8\r\nhostname\r\n0\r\n\r\n")));
        const TlsFront cutting(authority.issue(), coded.port());
        client.fetch(url_of(cutting), sink);
    };
    for (const char* chunked : {"chunked", "identity, Chunked"}) {
        EXPECT_NO_THROW(fetch(chunked));
        EXPECT_EQ(sink.bytes, "hostname");
    }
    const Error error = thrown_by([&] { fetch("identity"); });
    EXPECT_THAT(error.what(), HasSubstr("the server did not say that its answer did"));
}

TEST_F(Https, IsNotLeftAgainByWhatBeganAsHttp) {
    const TcpServer back(answering(http_redirect(server.url("/x"))));
    const TlsFront over(authority.issue(), back.port());
    const TcpServer first(answering(http_redirect(url_of(over))));
    HttpClient client(seconds(60), interrupt, trust);
    const auto refused = client.fetch(first.url("/x"), sink);
    ASSERT_TRUE(refused);
    EXPECT_THAT(refused->reason, HasSubstr("is not left for http"));
    EXPECT_EQ(over.handshakes(), 1);
}

TEST_F(Https, ThatAsksForAClientsCertificateIsFinal) {
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        TlsFront asking(authority.issue(), server.port(), version);
        asking.ask_for_certificates();
        HttpClient client(seconds(60), interrupt, trust);
        const Error error = thrown_by([&] { client.fetch(url_of(asking), sink); });
        EXPECT_THAT(error.what(), HasSubstr("or it asks for a client's certificate"));
        EXPECT_FALSE(error.is_retryable());
    }
}

TEST(CurlOption, ThatIsNotTakenMakesNoRequest) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> easy(curl_easy_init(), curl_easy_cleanup);
    EXPECT_NO_THROW(set_option(easy.get(), CURLOPT_PROTOCOLS_STR, "http"));
    EXPECT_THROW(set_option(easy.get(), CURLOPT_PROTOCOLS_STR, "no such"), std::runtime_error);
}

TEST_F(Https, OfATrustedServerThatIsGoneMayComeBack) {
    const TcpServer rude([](TcpPeer&) {});
    HttpClient client(seconds(60), interrupt, trust);
    const Error error =
        thrown_by([&] { client.fetch(concat("https://127.0.0.1:", rude.port(), "/x"), sink); });
    EXPECT_THAT(error.what(), HasSubstr("the connection broke in the TLS handshake"));
    EXPECT_TRUE(error.is_retryable());
}

}  // namespace
}  // namespace poap::test
