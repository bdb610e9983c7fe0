#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <atomic>
#include <thread>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/collector.hpp"
#include "support/named_case.hpp"
#include "support/raised_signal.hpp"
#include "support/tcp_server.hpp"
#include "support/thrown.hpp"
#include "transfer/answer_error.hpp"
#include "transfer/http/http_client.hpp"

namespace poap {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::CaseName;
using test::Collector;
using test::NamedCase;
using test::RaisedSignal;
using test::TcpPeer;
using test::TcpServer;
using test::thrown_by;

/// Answers each connection's first request with `answer`.
TcpServer::Serve answering(const std::string& answer) {
    return [answer](TcpPeer& peer) {
        peer.request();
        peer.send(answer);
    };
}

std::string ok(const std::string& body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

std::string redirect(const std::string& to) {
    return "HTTP/1.1 302 Found\r\nContent-Length: 5\r\nLocation: " + to + "\r\n\r\nthere";
}

struct HttpFetch : testing::Test {
    const Interrupt interrupt;  // before any server's thread
    Collector sink;

    std::optional<Refused> fetch(const std::string& url, seconds patience = seconds(60)) {
        return HttpClient(patience, interrupt).fetch(url, sink);
    }
};

struct Answer : NamedCase {
    std::string text;
    std::string body;
    std::optional<std::uint64_t> size;
};

class HttpFetchOf : public HttpFetch, public testing::WithParamInterface<Answer> {};

TEST_P(HttpFetchOf, BringsTheBody) {
    const TcpServer server(answering(GetParam().text));
    EXPECT_FALSE(fetch(server.url("/images/nxos.bin")));
    EXPECT_EQ(sink.bytes, GetParam().body);
    EXPECT_EQ(sink.size, GetParam().size);
    EXPECT_EQ(sink.begins, 1);
}

const std::string kLong = test::telling_bytes(1'000'000);

INSTANTIATE_TEST_SUITE_P(EachForm, HttpFetchOf,
                         testing::Values(Answer{{"WithALength"}, ok("hostname leaf1"), "hostname leaf1", 14},
                                         Answer{{"OfMuch"}, ok(kLong), kLong, kLong.size()},
                                         Answer{{"ThatIsEmpty"}, ok(""), "", 0},
                                         Answer{{"ThatEndsWithTheConnection"},
                                                "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\nhostname",
                                                "hostname",
                                                std::nullopt},
                                         Answer{{"ThatEndsAtOnceWithTheConnection"},
                                                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n",
                                                "",
                                                std::nullopt},
                                         Answer{{"InChunks"},
                                                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                "4\r\nhost\r\n4\r\nname\r\n0\r\n\r\n",
                                                "hostname",
                                                std::nullopt},
                                         Answer{{"BehindAnInterimAnswer"},
                                                "HTTP/1.1 100 Continue\r\n\r\n" + ok("hostname"),
                                                "hostname",
                                                8}),
                         CaseName());

TEST_F(HttpFetch, TakesABodyWhoseEncodingChangesNothingAndAsksForNoOther) {
    for (const char* coding : {"", "aws-chunked", "UTF-8", "cp1252", "none\r\nContent-Encoding: identity"}) {
        std::string asked;
        const TcpServer server([&](TcpPeer& peer) {
            asked = peer.request();
            peer.send(
                concat("HTTP/1.1 200 OK\r\nContent-Encoding: ", coding, "\r\nContent-Length: 4\r\n\r\nhost"));
        });
        EXPECT_FALSE(fetch(server.url("/nxos.bin")));
        EXPECT_EQ(sink.bytes, "host") << coding;
        EXPECT_NE(asked.find("\r\nAccept-Encoding: identity\r\n"), std::string::npos) << asked;
    }
}

TEST_F(HttpFetch, NamesACompressionAlsoInASecondHeader) {
    const TcpServer server(
        answering("HTTP/1.1 200 OK\r\nContent-Encoding: aws-chunked\r\nContent-Encoding: gzip\r\n"
                  "Content-Length: 4\r\n\r\nhost"));
    const Error error = thrown_by([&] { fetch(server.url("/nxos.bin")); });
    EXPECT_NE(std::string(error.what()).find("its answer is encoded (gzip)"), std::string::npos)
        << error.what();
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

class HttpFetchCut : public HttpFetch, public testing::WithParamInterface<Answer> {};

TEST_P(HttpFetchCut, IsABrokenTransferThatMayPass) {
    const TcpServer server(answering(GetParam().text));
    const Error error = thrown_by([&] { fetch(server.url("/nxos.bin")); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find("/nxos.bin"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    EachForm, HttpFetchCut,
    testing::Values(
        Answer{{"ShortOfItsLength"}, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost", "", {}},
        Answer{{"InAChunk"}, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nhost", "", {}},
        Answer{{"BeforeTheLastChunk"},
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhost\r\n",
               "",
               {}},
        Answer{{"InItsHead"}, "HTTP/1.1 20", "", {}},
        Answer{{"InAHeader"}, "HTTP/1.1 200 OK\r\nContent-Le", "", {}},
        Answer{{"BehindAnInterimAnswer"}, "HTTP/1.1 100 Continue\r\n\r\n", "", {}},
        Answer{{"OrOfTwoLengths"},
               "HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Length: 4\r\n\r\nhost",
               "",
               {}},
        Answer{{"OrEncoded"},
               "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nhost",
               "",
               {}},
        Answer{{"BeforeItsHead"}, "", "", {}}, Answer{{"AndIsNoHttp"}, "SSH-2.0-OpenSSH_9.2\r\n", "", {}}),
    CaseName());

struct Status : NamedCase {
    int code;
    bool is_retryable;
    Refusal about_file = Refusal::Other;
};

class HttpFetchRefused : public HttpFetch, public testing::WithParamInterface<Status> {};

TEST_P(HttpFetchRefused, IsToldWithItsStatusAndItsPageIsKeptFromTheFile) {
    const TcpServer server(answering("HTTP/1.1 " + std::to_string(GetParam().code) +
                                     " Whatever\r\nContent-Length: 6\r\n\r\n<html>"));
    const auto refused = fetch(server.url("/nxos.bin.md5"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->reason, "the server answered with HTTP status " + std::to_string(GetParam().code));
    EXPECT_EQ(refused->is_retryable, GetParam().is_retryable);
    EXPECT_EQ(refused->about_file, GetParam().about_file);
    EXPECT_EQ(sink.begins, 0);
    EXPECT_EQ(sink.bytes, "");
}

INSTANTIATE_TEST_SUITE_P(
    EachStatus, HttpFetchRefused,
    testing::Values(Status{{"Created"}, 201, false}, Status{{"PartialContent"}, 206, false},
                    Status{{"NotModified"}, 304, false}, Status{{"BadRequest"}, 400, false},
                    Status{{"Forbidden"}, 403, false, Refusal::Denied},
                    Status{{"NotFound"}, 404, false, Refusal::Absent},
                    Status{{"MethodNotAllowed"}, 405, false}, Status{{"Gone"}, 410, false, Refusal::Absent},
                    Status{{"RequestTimeout"}, 408, true}, Status{{"RangeNotSatisfiable"}, 416, false},
                    Status{{"TooManyRequests"}, 429, true},
                    Status{{"InternalServerError"}, 500, true, Refusal::ServerError},
                    Status{{"BadGateway"}, 502, true}, Status{{"ServiceUnavailable"}, 503, true}),
    CaseName());

/// Redirects `/1` to `/2` and so on, and serves a file at `/0`.
void count_down(TcpPeer& peer) {
    for (std::string request; !(request = peer.request()).empty();) {
        const char digit = request.at(request.find('/') + 1);
        const std::string next(1, static_cast<char>(digit - 1));
        peer.send(digit == '0' ? ok("hostname") : redirect("/" + next));
    }
}

TEST_F(HttpFetch, FollowsThreeRedirects) {
    const TcpServer server(count_down);
    EXPECT_FALSE(fetch(server.url("/3")));
    EXPECT_EQ(sink.bytes, "hostname");
}

TEST_F(HttpFetch, FollowsNoFourthRedirect) {
    const TcpServer server(count_down);
    const auto refused = fetch(server.url("/4"));
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->reason, "the server answered with HTTP status 302 (to /0, which is not followed)");
}

class HttpFetchRedirected : public HttpFetch, public testing::WithParamInterface<std::string> {};

TEST_P(HttpFetchRedirected, GoesToHttpAlone) {
    const TcpServer server(answering(redirect(GetParam())));
    const auto refused = fetch(server.url("/nxos.bin"));
    ASSERT_TRUE(refused);
    EXPECT_FALSE(refused->is_retryable);
    EXPECT_EQ(sink.bytes, "");
}

INSTANTIATE_TEST_SUITE_P(OtherSchemes, HttpFetchRedirected,
                         testing::Values("tftp://127.0.0.1/nxos.bin", "file:///etc/passwd",
                                         "ftp://127.0.0.1/nxos.bin"));

TEST_F(HttpFetch, BlamesTheNetworkWhereARedirectLeadsToNobody) {
    const TcpServer nobody(answering(""), false);  // refuses connections
    const TcpServer server(answering(redirect(nobody.url("/nxos.bin"))));
    const Error error = thrown_by([&] { fetch(server.url("/nxos.bin")); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
}

TEST_F(HttpFetch, ReadsNoErrorPageWithoutEnd) {
    const TcpServer server(answering("HTTP/1.1 404 Not Found\r\n\r\n" + std::string(1 << 20, 'x')));
    const auto refused = fetch(server.url("/x"));
    ASSERT_TRUE(refused);
    EXPECT_NE(refused->reason.find("404"), std::string::npos);
}

TEST_F(HttpFetch, SaysThatNobodyIsThere) {
    const std::string nowhere = TcpServer(answering("")).url("/nxos.bin");
    const Error error = thrown_by([&] { fetch(nowhere); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find(nowhere), std::string::npos);
}

TEST_F(HttpFetch, OpensNoFileOfItsOwnMachine) {
    EXPECT_EQ(thrown_by([&] { fetch("file:///etc/hostname"); }).code(), ExitCode::Transfer);
    EXPECT_EQ(sink.begins, 0);
}

TEST_F(HttpFetch, UsesAConnectionAgain) {
    std::atomic<int> connections = 0;
    const TcpServer server([&](TcpPeer& peer) {
        ++connections;
        while (!peer.request().empty()) peer.send(ok("hostname"));
    });
    HttpClient transport(seconds(60), interrupt);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(transport.fetch(server.url("/x"), sink));
    EXPECT_EQ(transport.put_form(server.url("/serial"), "data=mac").status, 200);
    EXPECT_EQ(connections, 1);
}

TEST_F(HttpFetch, GetsOverAConnectionThatTheServerHasClosedMeanwhile) {
    const TcpServer server(answering(ok("hostname")));
    HttpClient transport(seconds(60), interrupt);
    for (int i = 0; i < 3; ++i) EXPECT_FALSE(transport.fetch(server.url("/x"), sink));
    EXPECT_EQ(sink.bytes, "hostname");
}

TEST_F(HttpFetch, IgnoresProxiesOfTheEnvironment) {
    const std::string nowhere = TcpServer(answering("")).url("");
    for (const char* name : {"http_proxy", "ALL_PROXY", "all_proxy"}) setenv(name, nowhere.c_str(), 1);
    const TcpServer server(answering(ok("hostname")));
    EXPECT_FALSE(fetch(server.url("/x")));
    for (const char* name : {"http_proxy", "ALL_PROXY", "all_proxy"}) unsetenv(name);
}

TEST_F(HttpFetch, GivesUpAServerThatSaysNothing) {
    const TcpServer server([](TcpPeer& peer) { peer.wait_for_end(); });
    const Error error = thrown_by([&] { fetch(server.url("/x"), seconds(1)); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_NE(std::string(error.what()).find("no progress for 1 s"), std::string::npos) << error.what();
}

TEST_F(HttpFetch, GivesUpAServerThatFallsSilent) {
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost");
        peer.wait_for_end();
    });
    const Error error = thrown_by([&] { fetch(server.url("/x"), seconds(1)); });
    EXPECT_NE(std::string(error.what()).find("no progress for 1 s"), std::string::npos) << error.what();
    EXPECT_EQ(sink.bytes, "host");
}

TEST_F(HttpFetch, WaitsForASlowServerLongerThanTheTimeoutAsLongAsItMoves) {
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        for (const char* byte : {"1", "2", "3", "4", "5"}) {
            if (!peer.pause(milliseconds(300))) return;
            peer.send(byte);
        }
    });
    EXPECT_FALSE(fetch(server.url("/x"), seconds(1)));
    EXPECT_EQ(sink.bytes, "12345");
}

/// A sink in which a signal comes with the first bytes.
struct SignalledSink : Collector {
    explicit SignalledSink(const RaisedSignal& signal) : signal_(signal) {}
    void write(std::string_view piece) override {
        Collector::write(piece);
        signal_.raise();
        ++writes;
    }
    int writes = 0;

  private:
    const RaisedSignal& signal_;
};

TEST_F(HttpFetch, EndsByASignalAlsoWhereMoreBytesWait) {
    const RaisedSignal signal;
    SignalledSink slow(signal);
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.0 200 OK\r\n\r\n" + std::string(4'000'000, 'x'));
    });
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(server.url("/x"), slow); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
    EXPECT_EQ(slow.writes, 1);
}

TEST_F(HttpFetch, EndsByASignal) {
    const RaisedSignal signal;
    const TcpServer server([&](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhost");
        signal.raise();
        peer.wait_for_end();
    });
    const Error error = thrown_by([&] { fetch(server.url("/x"), std::chrono::hours(1)); });
    EXPECT_EQ(error.code(), ExitCode::Interrupted);
}

/// A server that sends `head`, and then a byte now and then.
TcpServer::Serve dripping(const std::string& head) {
    return [head](TcpPeer& peer) {
        peer.request();
        peer.send(head);
        while (peer.send("x") && peer.pause(milliseconds(20))) {
        }
    };
}

TEST_F(HttpFetch, GivesUpAServerThatDrips) {
    const SlowestRate slowest{1'000'000, milliseconds(200)};
    HttpClient client(seconds(60), interrupt, {}, {}, slowest);
    for (const char* status : {"200 OK", "404 Not Found"}) {
        const TcpServer server(dripping(concat("HTTP/1.1 ", status, "\r\nContent-Length: 60000\r\n\r\n")));
        const auto fetch = [&] { return client.fetch(server.url("/x"), sink); };
        if (status[0] == '4') {
            EXPECT_THAT(fetch()->reason, testing::HasSubstr("404"));
            continue;
        }
        const Error error = thrown_by(fetch);
        EXPECT_EQ(error.code(), ExitCode::Transfer);
        EXPECT_TRUE(error.is_retryable());
        EXPECT_THAT(error.what(), testing::HasSubstr("too slow: only "));
    }
    const TcpServer server(dripping("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"));
    const Error error = thrown_by([&] { client.put_form(server.url("/x"), "data=x"); });
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_THAT(error.what(), testing::HasSubstr("too slow: only "));
}

TEST_F(HttpFetch, BlamesNoServerForASlowDisk) {
    struct SlowSink : Collector {
        void write(std::string_view piece) override {
            Collector::write(piece);
            std::this_thread::sleep_for(milliseconds(400));
        }
    } slow;
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nho");
        peer.pause(milliseconds(50));
        peer.send("st");
    });
    HttpClient client(seconds(60), interrupt, {}, {}, SlowestRate{1'000'000, milliseconds(400)});
    EXPECT_FALSE(client.fetch(server.url("/x"), slow));
}

TEST_F(HttpFetch, GivesUpTrailersWithoutEnd) {
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhost\r\n0\r\n");
        while (peer.send("X-Trailer: " + std::string(1000, 'x') + "\r\n")) {
        }
    });
    const Error fetched = thrown_by([&] { fetch(server.url("/x")); });
    EXPECT_EQ(fetched.code(), ExitCode::Transfer);
    EXPECT_THAT(fetched.what(), testing::HasSubstr("its headers are larger than 512 KiB"));
    HttpClient client(seconds(60), interrupt);
    const Error put = thrown_by([&] { client.put_form(server.url("/x"), "data=x"); });
    EXPECT_EQ(put.code(), ExitCode::Server);
    EXPECT_THAT(put.what(), testing::HasSubstr("its headers are larger than 512 KiB"));
}

TEST_F(HttpFetch, GivesUpAChunkExtensionWithoutEnd) {
    const TcpServer server([](TcpPeer& peer) {
        peer.request();
        peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4;");
        while (peer.send(std::string(16 * 1024, 'x'))) {
        }
    });
    const Error error = thrown_by([&] { fetch(server.url("/x"), seconds(1)); });
    EXPECT_THAT(error.what(), testing::HasSubstr("no progress for 1 s"));
}

struct FullSink : BodySink {
    void begin(const Arrival&) override {}
    void write(std::string_view) override {
        throw Error(ExitCode::NoSpace, "bootflash is full", "remove something");
    }
};

TEST_F(HttpFetch, EndsByWhatTheFileThrows) {
    const TcpServer server(answering(ok("hostname")));
    FullSink full;
    const Error error = thrown_by([&] { HttpClient(seconds(60), interrupt).fetch(server.url("/x"), full); });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
}

}  // namespace
}  // namespace poap
