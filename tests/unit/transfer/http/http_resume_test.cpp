// A download that continues after a part that is held.

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/http_answers.hpp"
#include "support/thrown.hpp"
#include "transfer/http/http_client.hpp"

namespace poap {
namespace {

using std::chrono::seconds, test::Collector, test::http_answer, test::TcpPeer, test::TcpServer,
    test::thrown_by, testing::HasSubstr, testing::Not;

const std::string kFile = test::telling_bytes(200'000);
constexpr std::size_t kHeld = 70'000;
constexpr std::int64_t kModified = 784111777;
const std::string kModifiedLine = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
const std::string kEtagLine = "ETag: \"v1\"\r\n";

std::string range_line(std::size_t first, std::size_t last, const std::string& size = "200000") {
    return "Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" + size + "\r\n";
}

const std::string kAll = http_answer("200 OK", kFile, kEtagLine + kModifiedLine);
const std::string kRest = http_answer("206 Partial Content", kFile.substr(kHeld), range_line(kHeld, 199'999));

struct HttpResume : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;
    std::vector<std::string> requests;

    HttpResume() { hold_part(); }
    void hold_part() {
        requests.clear();
        sink = {};
        sink.bytes = kFile.substr(0, kHeld);
        sink.held = Partial{kHeld, {"\"v1\"", kModified}};
    }

    /// A request with a Range gets `to_range`, any other one the whole file.
    TcpServer::Serve serving(const std::string& to_range) {
        return [this, to_range](TcpPeer& peer) {
            for (std::string request; !(request = peer.request()).empty();) {
                requests.push_back(request);
                const bool whole = request.find("Range: ") == std::string::npos;
                if (!peer.send(whole ? kAll : to_range) || (!whole && to_range.ends_with("\r\n\r\n"))) return;
            }
        };
    }

    std::optional<Refused> fetch_from(const TcpServer::Serve& serve) {
        const TcpServer server(serve);
        return HttpClient(seconds(60), interrupt).fetch(server.url("/images/nxos.bin"), sink);
    }
};

TEST_F(HttpResume, AsksForTheRestOfThatVersion) {
    EXPECT_FALSE(fetch_from(serving(kRest)));
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_THAT(requests[0], HasSubstr("\r\nRange: bytes=70000-\r\n"));
    EXPECT_THAT(requests[0], HasSubstr("\r\nIf-Range: \"v1\"\r\n"));
    EXPECT_TRUE(sink.bytes == kFile);
    EXPECT_EQ(sink.size, 200'000U);
}

TEST_F(HttpResume, NamesTheVersionByItsDateWhereItHasNoTag) {
    sink.held->version.etag.clear();
    EXPECT_FALSE(fetch_from(serving(kRest)));
    EXPECT_THAT(requests.at(0), HasSubstr("\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
}

TEST_F(HttpResume, AsksForAllWhereNothingIsHeld) {
    sink.held.reset();
    EXPECT_FALSE(fetch_from(serving(kRest)));
    EXPECT_THAT(requests.at(0), Not(HasSubstr("Range")));
    EXPECT_EQ(sink.version.etag, "\"v1\"");
    EXPECT_EQ(sink.version.modified, kModified);
}

TEST_F(HttpResume, StartsOverWithAnAnswerThatIsTheWholeFile) {
    EXPECT_FALSE(fetch_from(serving(kAll)));
    EXPECT_EQ(requests.size(), 1U);
    EXPECT_TRUE(sink.bytes == kFile);
}

TEST_F(HttpResume, TakesOverTheVersionOfAFileThatHasChanged) {
    const std::string changed(1000, 'x');
    EXPECT_FALSE(fetch_from(serving(http_answer("200 OK", changed, "ETag: \"v2\"\r\n"))));
    EXPECT_EQ(sink.bytes, changed);
    EXPECT_EQ(sink.version.etag, "\"v2\"");
    EXPECT_FALSE(sink.version.modified);
}

TEST_F(HttpResume, IsContentWhereTheServerSaysThatAllIsThere) {
    sink.bytes = kFile;
    sink.held->size = kFile.size();
    EXPECT_FALSE(fetch_from(serving(http_answer("416 No", "<html>", "Content-Range: bytes */200000\r\n"))));
    EXPECT_EQ(requests.size(), 1U);
    EXPECT_EQ(sink.begins, 1) << "it is to be known that it was held already";
    EXPECT_TRUE(sink.bytes == kFile);
}

TEST_F(HttpResume, OfAPartThatIsCutSaysSoAndKeepsWhatCame) {
    const std::string more = kFile.substr(kHeld, 5000);
    const Error error = thrown_by([&] {
        fetch_from([&](TcpPeer& peer) {
            peer.request();
            peer.send("HTTP/1.1 206 Part\r\nConnection: close\r\n" + range_line(kHeld, 199'999) + "\r\n" +
                      more);
        });
    });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_THAT(error.what(), HasSubstr("5000 of 130000 bytes"));
    EXPECT_TRUE(sink.bytes == kFile.substr(0, kHeld + 5000));
}

TEST_F(HttpResume, KeepsWhatIsHeldWhereTheServerRefusesEverything) {
    const auto refused = fetch_from([&](TcpPeer& peer) {
        for (std::string request; !(request = peer.request()).empty();) {
            requests.push_back(request);
            peer.send(http_answer("503 Busy", "<html>"));
        }
    });
    ASSERT_TRUE(refused);
    EXPECT_TRUE(refused->is_retryable);
    EXPECT_EQ(requests.size(), 2U);
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(HttpResume, KeepsWhatIsHeldWhereNothingIsAnswered) {
    const auto hang_up = [&](TcpPeer& peer) { requests.push_back(peer.request()); };
    EXPECT_TRUE(thrown_by([&] { fetch_from(hang_up); }).is_retryable());
    for (const std::string& request : requests) EXPECT_THAT(request, HasSubstr("Range: "));
    EXPECT_EQ(sink.begins, 0);
}

std::string partial(const std::string& headers) {
    return http_answer("206 Partial Content", kFile.substr(kHeld), headers);
}

TEST_F(HttpResume, AppendsNothingOfAnAnswerThatDoesNotFitAndStartsOver) {
    const std::string kRange = range_line(kHeld, 199'999);
    const std::pair<const char*, std::string> kRows[] = {
        {"from another place", partial(range_line(kHeld - 1, 199'999))},
        {"from the start", http_answer("206 Part", kFile, range_line(0, 199'999))},
        {"that ends early", partial(range_line(kHeld, 199'998))},
        {"of another size", partial(range_line(kHeld, 199'999, "300000"))},
        {"that does not say where", partial("")},
        {"of unknown size", partial(range_line(kHeld, 199'999, "*"))},
        {"of another version", partial(kRange + "ETag: \"v2\"\r\n")},
        {"of another date", partial(kRange + "Last-Modified: Mon, 07 Nov 1994 08:49:37 GMT\r\n")},
        {"several parts",
         http_answer("206 Part", "--b\r\nContent-Range: bytes 70000-70001/200000\r\n\r\nxx\r\n--b--\r\n",
                     "Content-Type: multipart/byteranges; boundary=b\r\n")},
        {"of much", http_answer("206 Part", std::string(500'000, 'x'), range_line(0, 9))},
        {"longer than announced", http_answer("206 Part", std::string(2'000'000, 'x'), kRange)},
        {"without a body", http_answer("206 Part", "", kRange)},
        {"broken before its first byte", kRest.substr(0, kRest.find("\r\n\r\n") + 4)},
        {"forbidden", http_answer("403 No", "<html>")},
        {"a fault", http_answer("500 No", "<html>")},
        {"not implemented", http_answer("501 No", "<html>")},
        {"no such range", http_answer("416 No", "<html>")},
        {"no such range in a larger file", http_answer("416 No", "", "Content-Range: bytes */200000\r\n")}};
    for (const auto& [name, text] : kRows) {
        SCOPED_TRACE(name);
        hold_part();
        EXPECT_FALSE(fetch_from(serving(text)));
        ASSERT_EQ(requests.size(), 2U);
        EXPECT_THAT(requests[1], Not(HasSubstr("Range")));
        EXPECT_LE(sink.most, kFile.size());
        EXPECT_TRUE(sink.bytes == kFile);
    }
}

}  // namespace
}  // namespace poap
