#include "base/error.hpp"
#include "support/http_fixture.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

struct HttpPut : HttpTest {
    HttpAnswer put(const std::string& url) {
        return HttpClient(std::chrono::seconds(60), interrupt).put_form(url, "data=aaaa.bbbb.cccc");
    }
};

TEST_F(HttpPut, SendsTheFormAsTheLabsServerTakesIt) {
    std::string asked;
    const TcpServer server(answering(http_ok("{}"), &asked));
    EXPECT_EQ(put(server.url("/FDO21120U5D")).status, 200);
    EXPECT_THAT(asked, testing::StartsWith("PUT /FDO21120U5D HTTP/1.1\r\n"));
    EXPECT_THAT(asked, testing::HasSubstr("\r\nContent-Type: application/x-www-form-urlencoded\r\n"));
    EXPECT_THAT(asked, testing::EndsWith("\r\n\r\ndata=aaaa.bbbb.cccc"));
}

struct Answer {
    std::string text;
    long status;
    std::string body;
};

const std::string kMebibyte(1024 * 1024, ' ');

const Answer kAnswers[] = {{http_ok("{\"a\": 1}"), 200, "{\"a\": 1}"},
                           {"HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n{}", 200, "{}"},
                           {http_ok(""), 200, ""},
                           {http_answer("400 BAD REQUEST", "{\"message\": {}}"), 400, "{\"message\": {}}"},
                           {http_answer("500 ERROR", "oops"), 500, "oops"},
                           {http_answer("301 Moved", "go", "Location: /x\r\n"), 301, "go"},
                           {http_ok(kMebibyte), 200, kMebibyte}};

TEST_F(HttpPut, TakesEveryStatusAndItsBody) {
    for (const auto& [text, status, body] : kAnswers) {
        const TcpServer server(answering(text));
        const HttpAnswer answer = put(server.url("/serial"));
        EXPECT_EQ(answer.status, status);
        EXPECT_EQ(answer.body, body);
    }
}

TEST_F(HttpPut, FailsForGoodOverOneMebibyteAndForNowWithoutAWholeAnswer) {
    const std::pair<std::string, bool> kRows[] = {
        {http_ok(kMebibyte + " "), false},
        {"HTTP/1.0 500 ERROR\r\nConnection: close\r\n\r\n " + kMebibyte, false},
        {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"a\"", true},
        {"", true}};
    for (const auto& [text, is_retryable] : kRows) {
        const TcpServer server(answering(text));
        const Error error = thrown_by([&] { put(server.url("/serial")); });
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_EQ(error.is_retryable(), is_retryable) << error.what();
        EXPECT_NE(error.advice(), "");
    }
}

TEST_F(HttpPut, SuggestsAnAddressForANameThatIsNotFound) {
    const std::string host(64, 'x');  // a longer label than DNS has, so that no name server is asked
    const Error error = thrown_by([&] { put("http://" + host + "/serial"); });
    EXPECT_THAT(error.what(), testing::HasSubstr("Could not resolve host: " + host));
    EXPECT_EQ(error.advice(), "check the name, or use an address: the VRF may have no name server");
}

}  // namespace
}  // namespace poap::test
