// What is asked for behind a part that is held, and what is made of the answers.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/collector.hpp"
#include "support/named_case.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"
#include "transfer/http/http_client.hpp"

namespace poap {
namespace {

using std::chrono::seconds;
using test::CaseName;
using test::Collector;
using test::NamedCase;
using test::TcpPeer;
using test::TcpServer;
using test::thrown_by;
using testing::HasSubstr;
using testing::Not;

const std::string kFile = test::telling_bytes(200'000);
constexpr std::size_t kHeld = 70'000;
constexpr std::int64_t kModified = 784111777;
const std::string kModifiedLine = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\n";
const std::string kEtagLine = "ETag: \"v1\"\r\n";

std::string answer(const std::string& status, const std::string& headers, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + headers +
           "\r\n" + body;
}

std::string range_line(std::size_t first, std::size_t last, const std::string& size = "200000") {
    return "Content-Range: bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" + size + "\r\n";
}

const std::string kAll = answer("200 OK", kEtagLine + kModifiedLine, kFile);
const std::string kRest = answer("206 Partial Content", range_line(kHeld, 199'999), kFile.substr(kHeld));

struct HttpResume : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;
    std::vector<std::string> requests;

    HttpResume() {
        sink.bytes = kFile.substr(0, kHeld);
        sink.held = Partial{kHeld, {"\"v1\"", kModified}};
    }

    /// A request with a Range gets `to_range`, any other one the whole file.
    TcpServer::Serve serving(const std::string& to_range) {
        return [this, to_range](TcpPeer& peer) {
            for (std::string request; !(request = peer.request()).empty();) {
                requests.push_back(request);
                peer.send(request.find("Range: ") == std::string::npos ? kAll : to_range);
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
    EXPECT_FALSE(fetch_from(serving(answer("200 OK", "ETag: \"v2\"\r\n", changed))));
    EXPECT_EQ(sink.bytes, changed);
    EXPECT_EQ(sink.version.etag, "\"v2\"");
    EXPECT_FALSE(sink.version.modified);
}

TEST_F(HttpResume, IsContentWhereTheServerSaysThatAllIsThere) {
    sink.bytes = kFile;
    sink.held->size = kFile.size();
    EXPECT_FALSE(fetch_from(serving(answer("416 No", "Content-Range: bytes */200000\r\n", "<html>"))));
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
            peer.send(answer("503 Busy", "", "<html>"));
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

TEST_F(HttpResume, StartsOverWhereThePartBreaksBeforeItsFirstByte) {
    EXPECT_FALSE(fetch_from([&](TcpPeer& peer) {
        requests.push_back(peer.request());
        const bool is_for_all = requests.back().find("Range: ") == std::string::npos;
        peer.send(is_for_all ? kAll : kRest.substr(0, kRest.find("\r\n\r\n") + 4));
    }));
    EXPECT_EQ(requests.size(), 2U);
    EXPECT_TRUE(sink.bytes == kFile);
}

TEST_F(HttpResume, TakesNoMoreThanThePartThatIsAnnouncedAndStartsOver) {
    EXPECT_FALSE(
        fetch_from(serving(answer("206 Part", range_line(kHeld, 199'999), std::string(2'000'000, 'x')))));
    EXPECT_EQ(requests.size(), 2U);
    EXPECT_LE(sink.most, kFile.size());
    EXPECT_TRUE(sink.bytes == kFile);
}

/// An answer that must not be put behind what is held.
struct Unfit : NamedCase {
    std::string text;
};

class HttpResumeOf : public HttpResume, public testing::WithParamInterface<Unfit> {};

TEST_P(HttpResumeOf, AppendsNothingAndStartsOver) {
    EXPECT_FALSE(fetch_from(serving(GetParam().text)));
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_THAT(requests[1], Not(HasSubstr("Range")));
    EXPECT_TRUE(sink.bytes == kFile);
}

std::string partial(const std::string& headers) {
    return answer("206 Partial Content", headers, kFile.substr(kHeld));
}

INSTANTIATE_TEST_SUITE_P(
    EachWay, HttpResumeOf,
    testing::Values(
        Unfit{{"APartFromAnotherPlace"}, partial(range_line(kHeld - 1, 199'999))},
        Unfit{{"APartFromTheStart"}, answer("206 Part", range_line(0, 199'999), kFile)},
        Unfit{{"APartThatEndsEarly"}, partial(range_line(kHeld, 199'998))},
        Unfit{{"APartOfAnotherSize"}, partial(range_line(kHeld, 199'999, "300000"))},
        Unfit{{"APartThatDoesNotSayWhere"}, partial("")},
        Unfit{{"APartOfUnknownSize"}, partial(range_line(kHeld, 199'999, "*"))},
        Unfit{{"APartOfAnotherVersion"}, partial(range_line(kHeld, 199'999) + "ETag: \"v2\"\r\n")},
        Unfit{{"APartOfAnotherDate"},
              partial(range_line(kHeld, 199'999) + "Last-Modified: Mon, 07 Nov 1994 08:49:37 GMT\r\n")},
        Unfit{{"SeveralParts"},
              answer("206 Part", "Content-Type: multipart/byteranges; boundary=b\r\n",
                     "--b\r\nContent-Range: bytes 70000-70001/200000\r\n\r\nxx\r\n--b--\r\n")},
        Unfit{{"APartOfMuch"}, answer("206 Part", range_line(0, 9), std::string(500'000, 'x'))},
        Unfit{{"APartWithoutABody"}, answer("206 Part", range_line(kHeld, 199'999), "")},
        Unfit{{"Forbidden"}, answer("403 No", "", "<html>")},
        Unfit{{"AFault"}, answer("500 No", "", "<html>")},
        Unfit{{"NotImplemented"}, answer("501 No", "", "<html>")},
        Unfit{{"NoSuchRange"}, answer("416 No", "", "<html>")},
        Unfit{{"NoSuchRangeInALargerFile"}, answer("416 No", "Content-Range: bytes */200000\r\n", "")}),
    CaseName());

}  // namespace
}  // namespace poap
