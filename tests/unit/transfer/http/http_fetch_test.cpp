#include <stdlib.h>

#include <atomic>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/http_fixture.hpp"
#include "support/thrown.hpp"
#include "transfer/answer_error.hpp"

namespace poap {
namespace {

using std::chrono::seconds, test::answering, test::http_answer, test::http_ok, test::http_redirect,
    test::HttpFetch, test::TcpPeer, test::TcpServer, test::thrown_by, testing::HasSubstr;

const std::string kChunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const std::string kInterim = "HTTP/1.1 100 Continue\r\n\r\n";
const std::string kLong = test::telling_bytes(1'000'000);

struct Answer {
    const char* name;
    std::string text;
    std::string body;
    std::optional<std::uint64_t> size;
};

const Answer kAnswers[] = {
    {"with a length", http_ok("hostname leaf1"), "hostname leaf1", 14},
    {"of much", http_ok(kLong), kLong, kLong.size()},
    {"that is empty", http_ok(""), "", 0},
    {"that ends with the connection", "HTTP/1.0 200 OK\r\n\r\nhostname", "hostname", {}},
    {"that ends at once", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", "", {}},
    {"in chunks", kChunked + "4\r\nhost\r\n4\r\nname\r\n0\r\n\r\n", "hostname", {}},
    {"after an interim answer", kInterim + http_ok("hostname"), "hostname", 8}};

TEST_F(HttpFetch, BringsABodyOfEachForm) {
    for (const auto& [name, text, body, size] : kAnswers) {
        SCOPED_TRACE(name);
        sink = {};
        const TcpServer server(answering(text));
        EXPECT_FALSE(fetch(server.url("/images/nxos.bin")));
        EXPECT_EQ(sink.bytes, body);
        EXPECT_EQ(sink.size, size);
        EXPECT_EQ(sink.begins, 1);
    }
}

TEST_F(HttpFetch, BringsNothingWhereTheAnswerIsCutOrEncodedAndMayBeTriedAgain) {
    for (const std::string& answer :
         {std::string("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost"), kChunked + "9\r\nhost",
          kChunked + "4\r\nhost\r\n", std::string("HTTP/1.1 20"),
          std::string("HTTP/1.1 200 OK\r\nContent-Le"), kInterim,
          http_answer("200 OK", "host", "Content-Length: 9\r\n"),
          http_answer("200 OK", "host", "Content-Encoding: gzip\r\n"), std::string(),
          std::string("SSH-2.0-OpenSSH_9.2\r\n")}) {
        SCOPED_TRACE(answer);
        const TcpServer server(answering(answer));
        const Error error = thrown_by([&] { fetch(server.url("/nxos.bin")); });
        EXPECT_EQ(error.code(), ExitCode::Transfer);
        EXPECT_TRUE(error.is_retryable());
        EXPECT_THAT(error.what(), HasSubstr("/nxos.bin"));
    }
}

TEST_F(HttpFetch, TellsAnAnswerThatIsAtFaultFromSilence) {
    for (const char* text : {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost",
                             "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhost"}) {
        const TcpServer server(answering(text));
        EXPECT_THROW(fetch(server.url("/nxos.bin")), AnswerError) << text;
    }
    const TcpServer silent(answering(""));
    try {
        fetch(silent.url("/nxos.bin"));
        ADD_FAILURE() << "no error came";
    } catch (const AnswerError& error) {
        ADD_FAILURE() << error.what();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::Transfer);
    }
}

TEST_F(HttpFetch, TakesABodyWhoseEncodingChangesNothingAndAsksForNoOther) {
    for (const char* coding : {"", "aws-chunked", "UTF-8", "cp1252", "none\r\nContent-Encoding: identity"}) {
        std::string asked;
        const TcpServer server(
            answering(http_answer("200 OK", "host", concat("Content-Encoding: ", coding, "\r\n")), &asked));
        EXPECT_FALSE(fetch(server.url("/nxos.bin")));
        EXPECT_EQ(sink.bytes, "host") << coding;
        EXPECT_THAT(asked, HasSubstr("\r\nAccept-Encoding: identity\r\n"));
    }
}

TEST_F(HttpFetch, NamesACompressionAlsoInASecondHeader) {
    const TcpServer server(answering(
        http_answer("200 OK", "host", "Content-Encoding: aws-chunked\r\nContent-Encoding: gzip\r\n")));
    const Error error = thrown_by([&] { fetch(server.url("/nxos.bin")); });
    EXPECT_THAT(error.what(), HasSubstr("its answer is encoded (gzip)"));
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
                            {405, false},
                            {408, true},
                            {410, false, Refusal::Absent},
                            {416, false},
                            {429, true},
                            {500, true, Refusal::ServerError},
                            {502, true},
                            {503, true}};

TEST_F(HttpFetch, IsRefusedAsTheStatusSaysAndKeepsThePageOutOfTheFile) {
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

TEST_F(HttpFetch, FollowsThreeRedirectsAndNotFour) {
    const TcpServer server([](TcpPeer& peer) {
        for (std::string request; !(request = peer.request()).empty();) {
            const char digit = request.at(request.find('/') + 1);
            const std::string next(1, static_cast<char>(digit - 1));
            peer.send(digit == '0' ? http_ok("hostname") : http_redirect("/" + next));
        }
    });
    EXPECT_FALSE(fetch(server.url("/3")));
    EXPECT_EQ(sink.bytes, "hostname");
    const auto refused = fetch(server.url("/4"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->reason, "the server answered with HTTP status 302 (to /0, which is not followed)");
}

TEST_F(HttpFetch, FollowsNoRedirectToAnotherScheme) {
    for (const char* to : {"tftp://127.0.0.1/nxos.bin", "file:///etc/passwd", "ftp://127.0.0.1/nxos.bin"}) {
        const TcpServer server(answering(http_redirect(to)));
        const auto refused = fetch(server.url("/nxos.bin"));
        ASSERT_TRUE(refused);
        EXPECT_FALSE(refused->is_retryable);
        EXPECT_EQ(sink.bytes, "");
    }
    EXPECT_EQ(thrown_by([&] { fetch("file:///etc/hostname"); }).code(), ExitCode::Transfer);
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(HttpFetch, MayBeTriedAgainWhereNobodyIsThere) {
    const TcpServer nobody(answering(""), false);  // refuses connections
    const TcpServer server(answering(http_redirect(nobody.url("/nxos.bin"))));
    for (const std::string& url : {nobody.url("/nxos.bin"), server.url("/nxos.bin")}) {
        const Error error = thrown_by([&] { fetch(url); });
        EXPECT_EQ(error.code(), ExitCode::Transfer);
        EXPECT_TRUE(error.is_retryable());
        EXPECT_THAT(error.what(), HasSubstr(url));
    }
}

TEST_F(HttpFetch, StopsReadingAnErrorPageWithoutEnd) {
    const TcpServer server(answering("HTTP/1.1 404 Not Found\r\n\r\n" + std::string(1 << 20, 'x')));
    const auto refused = fetch(server.url("/x"));
    ASSERT_TRUE(refused);
    EXPECT_THAT(refused->reason, HasSubstr("404"));
}

TEST_F(HttpFetch, UsesAConnectionAgain) {
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

TEST_F(HttpFetch, ReplacesAConnectionThatTheServerHasClosed) {
    const TcpServer server(answering(http_ok("hostname")));
    HttpClient transport(seconds(60), interrupt);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(transport.fetch(server.url("/x"), sink));
    EXPECT_EQ(sink.bytes, "hostname");
}

TEST_F(HttpFetch, IgnoresProxiesOfTheEnvironment) {
    const std::string nowhere = TcpServer(answering("")).url("");
    for (const char* name : {"http_proxy", "ALL_PROXY", "all_proxy"}) setenv(name, nowhere.c_str(), 1);
    const TcpServer server(answering(http_ok("hostname")));
    EXPECT_FALSE(fetch(server.url("/x")));
    for (const char* name : {"http_proxy", "ALL_PROXY", "all_proxy"}) unsetenv(name);
}

}  // namespace
}  // namespace poap
