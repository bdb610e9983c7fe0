// HTTP servers that break off, keep silent, are not there, or speak something else.

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"

namespace poap::rig {
namespace {

using std::chrono::milliseconds;
using test::TcpPeer;
using Act = std::function<void(TcpPeer&)>;

Act sends(const std::string& bytes) {
    return [=](TcpPeer& peer) { peer.send(bytes); };
}

/// Sends bytes, and then no more.
Act falls_silent(const std::string& bytes) {
    return [=](TcpPeer& peer) {
        peer.send(bytes);
        peer.wait_for_end();
    };
}

Act resets(const std::string& bytes) {
    return [=](TcpPeer& peer) {
        peer.send(bytes);
        peer.reset();
    };
}

/// Sends `beginning`, and then `more` again and again, slowly.
Act drips(const std::string& beginning, const std::string& more) {
    return [=](TcpPeer& peer) {
        peer.send(beginning);
        while (peer.send(more) && peer.pause(milliseconds(50))) continue;
    };
}

/// Sends `beginning`, and then `more` as fast as it is taken.
Act floods(const std::string& beginning, const std::string& more) {
    return [=](TcpPeer& peer) {
        std::string piece;
        while (piece.size() < 16 * 1024) piece += more;
        peer.send(beginning);
        while (peer.send(piece)) continue;
    };
}

const std::string kOk = "HTTP/1.1 200 OK\r\n";
const std::string kHead = kOk + "Content-Length: 900000\r\n\r\n";
const std::string kSomething = "hostname leaf1\n";
const std::string kChunked = kOk + "Transfer-Encoding: chunked\r\n\r\n4\r\nhost\r\n0";
const std::string kNoProgress = concat("no progress for ", kTimeout, " s");

struct Way {
    std::string name;
    Act act;
    std::string cause;
};

Cases of_each_request(const std::vector<Way>& ways, const Step& more = nothing()) {
    Cases rows;
    for (const Request& request : kRequests) {
        for (const Way& way : ways) {
            rows.push_back(
                Case(request.name + way.name, act(request.line, way.act) + more, request.fails(way.cause)));
        }
    }
    return rows;
}

Cases broken() {
    const std::string reset = "Connection reset by peer";
    return of_each_request({
        {"ClosedAtOnce", sends(""), "Empty reply from server"},
        {"ClosedInItsStatus", sends("HTTP/1.1 20"), "Empty reply from server"},
        {"ClosedInAHeader", sends(kOk + "Content-Le"), "is cut in its head"},
        {"ClosedAfterAHeader", sends(kOk + "Content-Length: 5\r\n"),
         "transfer closed with 5 bytes remaining"},
        {"ClosedAfterItsHead", sends(kHead), "transfer closed with 900000 bytes remaining"},
        {"ResetAtOnce", resets(""), reset},
        {"ResetInItsHead", resets(kOk + "X: "), reset},
        {"ResetInItsBody", resets(kHead + kSomething), reset},
        {"FloodedWithTrailers", floods(kChunked + "\r\n", "X-Trailer: x\r\n"),
         "its headers are larger than 512 KiB"},
        {"FloodedWithInterimAnswers", floods("", "HTTP/1.1 103 Early Hints\r\nX: x\r\n\r\n"),
         "Too large response headers"},
    });
}

CASES(HttpBroken, broken());

/// Servers that make no progress, though they may send.
Cases silent() {
    Cases rows =
        of_each_request({{"AtOnce", falls_silent(""), kNoProgress},
                         {"InItsHead", falls_silent(kOk + "X: "), kNoProgress},
                         {"InItsBody", falls_silent(kHead + kSomething), kNoProgress},
                         {"ButForHeaders", drips(kOk, "X-Header: x\r\n"), kNoProgress},
                         {"ButForAHeader", drips(kOk + "X-Header: ", "x"), kNoProgress},
                         {"ButForInterimAnswers", drips("", "HTTP/1.1 100 Continue\r\n\r\n"), kNoProgress},
                         {"ButForAChunkExtension", floods(kChunked + ";", "x"), kNoProgress}},
                        short_timeout());
    // Each byte is progress: with them it takes longer than a time-out.
    const auto slowly = [](TcpPeer& peer) {
        constexpr std::size_t kSlow = 12;
        peer.send(concat(kOk, "Content-Length: ", kConfig.size(), "\r\n\r\n"));
        for (std::size_t i = 0; i < kSlow; ++i) {
            if (!peer.send(kConfig.substr(i, 1)) || !peer.pause(milliseconds(1000))) return;
        }
        peer.send(kConfig.substr(kSlow));
    };
    rows.emplace_back(
        Case("ConfigButForAByteNowAndThen", act(kGetConfig, slowly) + short_timeout(), recovers()));
    return rows;
}

CASES_AT_ONCE(HttpSilent, silent())

Cases strangers() {
    const std::vector<std::pair<std::string, std::string>> greetings = {
        {"Ssh", "SSH-2.0-OpenSSH_9.2\r\n"},
        {"Ftp", "220 ready\r\n"},
        {"Page", "<html>of HTTP/0.9</html>"},
        {"Json", R"({"system_image": ""})"},
        {"Http2", std::string("\0\0\x12\x04\0\0\0\0\0\0\x03\0\0\0\x64", 15)},
        {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"TlsAlert", std::string("\x15\x03\x01\0\x02\x02\x46", 7)},
        {"Zeros", std::string(5000, '\0')},
        {"NotQuiteHttp", "HTTP\r\n\r\n"},
        {"Escapes", "\x1b[2J\x1b]0;title\x07\r\n"},
        {"HttpOfAnotherAge", "HTTP/4.2 200 OK\r\n\r\n"},
    };
    std::vector<Way> ways;
    for (const auto& [name, bytes] : greetings) {
        ways.push_back({name, sends(bytes), "what answers there does not speak HTTP"});
    }
    return of_each_request(ways);
}

CASES(HttpFrom, strangers());

Step files_at(const std::string& host) {
    return plan({{"http_server", host}});
}

/// The server opens once the agent has reported that it waits for it.
void opens_later(Bench& bench) {
    bench.server_is_open = false;
    bench.meanwhile = [&bench](Process& agent) {
        EXPECT_TRUE(eventually([&] { return agent.err().find("; trying again in ") != std::string::npos; }));
        bench.server.start();
    };
}

Cases absent() {
    const Step closed = [](Bench& bench) { bench.server_is_open = false; };
    const Step files_at_a_closed_port = [](Bench& bench) {
        files_at(bench.make<FakeServer>().address())(bench);
    };
    const std::string cut = http_answer_cut_short(fake_image().substr(0, 99'999), fake_image().size());
    const End refused = kPutRequest.fails("Connection refused");
    return {
        Case("PutRefused", closed, refused.not_reporting({"trying again"})),
        Case("PutRefusedAtFirst", retries(3) + opens_later,
             recovers().reporting({"(Connection refused); trying again in "})),
        // As when a rack's power comes back: it is limited by time.
        Case("PutRefusedAtFirstWithPatience", dropping("--retries") + opens_later,
             recovers().reporting({" s left)"})),
        Case("PutToNoHost", args({"--server", "poap.invalid"}) + short_timeout(),
             kPutRequest.fails("poap.invalid")),
        Case("ConfigFromNoHost", files_at("files.invalid:80") + short_timeout(),
             kConfigRequest.fails("files.invalid")),
        Case("ConfigRefused", files_at_a_closed_port, kConfigRequest.fails("Connection refused")),
        Case("ConfigAtFirst", retries(3) + answer(kGetConfig, {"", http_answer(200, kConfig)}),
             recovers().reporting({"Empty reply from server; trying again in "})),
        Case("ImageAtFirst", retries(3) + answer(kGetImage, {cut, http_answer(200, fake_image())}),
             recovers().reporting({"bytes remaining to read; trying again in "})),
    };
}

CASES(HttpAbsent, absent());

}  // namespace
}  // namespace poap::rig
