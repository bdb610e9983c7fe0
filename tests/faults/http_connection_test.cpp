// HTTP servers that break off, keep silent, are not there, or speak something else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "http_requests.hpp"
#include "rig/dead_port.hpp"

namespace poap::rig {
namespace {

using Act = std::function<void(test::TcpPeer&)>;
using std::chrono::milliseconds;
using test::TcpPeer;

Fault acted(const Request& request, const std::string& name, const Act& act, const End& end) {
    return {{request.name + name},
            [=](Bench& bench) {
                be_impatient(bench);
                bench.server.acts[request.line] = act;
            },
            end};
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

/// Keeps on sending headers, slowly.
void drip_headers(TcpPeer& peer) {
    peer.send("HTTP/1.1 200 OK\r\n");
    while (peer.send("X-Header: x\r\n") && peer.pause(milliseconds(50))) {
    }
}

void drip_one_header(TcpPeer& peer) {
    peer.send("HTTP/1.1 200 OK\r\nX-Header: ");
    while (peer.send("x") && peer.pause(milliseconds(50))) {
    }
}

/// Sends `beginning`, and then `more` as fast as it is taken.
Act floods(const std::string& beginning, const std::string& more) {
    return [=](TcpPeer& peer) {
        std::string piece;
        while (piece.size() < 16 * 1024) piece += more;
        peer.send(beginning);
        while (peer.send(piece)) {
        }
    };
}

const std::string kHead = "HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\n";
const std::string kSomething = "hostname leaf1\n";

Faults broken() {
    Faults rows;
    for (const Request& request : kRequests) {
        const auto answered = [&](const std::string& name, const std::string& bytes,
                                  const std::string& cause) {
            rows.push_back(acted(
                request, name, [=](TcpPeer& peer) { peer.send(bytes); }, request.fails(cause)));
        };
        answered("ClosedAtOnce", "", "Empty reply from server");
        answered("ClosedInItsStatus", "HTTP/1.1 20", "Empty reply from server");
        answered("ClosedInAHeader", "HTTP/1.1 200 OK\r\nContent-Le", "is cut in its head");
        answered("ClosedBehindAHeader", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
                 "transfer closed with 5 bytes remaining");
        answered("ClosedBehindItsHead", kHead, "transfer closed with 900000 bytes remaining");
        rows.push_back(acted(request, "ResetAtOnce", resets(""), request.fails("Connection reset by peer")));
        rows.push_back(acted(request, "ResetInItsHead", resets("HTTP/1.1 200 OK\r\nX: "),
                             request.fails("Connection reset by peer")));
        rows.push_back(acted(request, "ResetInItsBody", resets(kHead + kSomething),
                             request.fails("Connection reset by peer")));
    }
    return rows;
}

FAULT_TABLE(HttpBroken, broken());

Faults silent() {
    Faults rows;
    for (const Request& request : kRequests) {
        const End end = request.fails("no progress for 1 s");
        rows.push_back(acted(request, "AtOnce", falls_silent(""), end));
        rows.push_back(acted(request, "InItsHead", falls_silent("HTTP/1.1 200 OK\r\nX: "), end));
        rows.push_back(acted(request, "InItsBody", falls_silent(kHead + kSomething), end));
        rows.push_back(acted(request, "ButForHeaders", drip_headers, end));
        rows.push_back(acted(request, "ButForAHeader", drip_one_header, end));
    }
    const auto slowly = [](TcpPeer& peer) {
        peer.send(concat("HTTP/1.1 200 OK\r\nContent-Length: ", kConfig.size(), "\r\n\r\n"));
        for (const char byte : kConfig.substr(0, 4)) {
            if (!peer.send({&byte, 1}) || !peer.pause(milliseconds(400))) return;
        }
        peer.send(kConfig.substr(4));
    };
    rows.push_back(acted(kConfigRequest, "ButForAByteNowAndThen", slowly, recovers()));
    return rows;
}

FAULT_TABLE(HttpSilent, silent());

Faults flooded() {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhost\r\n0";
    Faults rows;
    for (const Request& request : kRequests) {
        rows.push_back(acted(request, "WithTrailers", floods(chunked + "\r\n", "X-Trailer: x\r\n"),
                             request.fails("its headers are larger than 512 KiB")));
        rows.push_back(acted(request, "WithInterimAnswers",
                             floods("", "HTTP/1.1 103 Early Hints\r\nX: x\r\n\r\n"),
                             request.fails("Too large response headers")));
        rows.push_back(acted(request, "WithAChunkExtension", floods(chunked + ";", "x"),
                             request.fails("no progress for 1 s")));
    }
    return rows;
}

FAULT_TABLE(HttpFlooded, flooded());

Faults strangers() {
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
    };
    Faults rows;
    for (const Request& request : kRequests) {
        for (const auto& [name, bytes] : greetings) {
            rows.push_back(acted(
                request, name, [text = bytes](TcpPeer& peer) { peer.send(text); },
                request.fails("what answers there does not speak HTTP")));
        }
        rows.push_back(acted(
            request, "HttpOfAnotherAge", [](TcpPeer& peer) { peer.send("HTTP/4.2 200 OK\r\n\r\n"); },
            request.fails("what answers there does not speak HTTP")));
    }
    return rows;
}

FAULT_TABLE(HttpFrom, strangers());

/// The files are at `host`.
std::function<void(Bench&)> files_at(const std::string& host) {
    return [=](Bench& bench) {
        be_impatient(bench);
        bench.server.plan["http_server"] = host;
    };
}

/// Waits until the agent has said `words`.
std::function<void(Process&)> when_told(const std::string& words, const std::function<void()>& act) {
    return [=](Process& agent) {
        EXPECT_TRUE(eventually([&] { return agent.err().find(words) != std::string::npos; }));
        act();
    };
}

End recovers_telling(const std::string& told) {
    End end = recovers();
    end.told = {told};
    return end;
}

Faults absent() {
    Faults rows = {
        {{"PutRefused"},
         [](Bench& bench) { bench.server_is_open = false; },
         kPutRequest.fails("Connection refused")},
        {{"PutRefusedAtFirst"},
         [](Bench& bench) {
             allow_retries(bench);
             bench.server_is_open = false;
             bench.meanwhile = when_told("trying again", [&bench] { bench.server.open(); });
         },
         recovers_telling("(Connection refused); trying again in ")},
        {{"PutToNoHost"},
         [](Bench& bench) {
             be_impatient(bench);
             bench.arguments.insert(bench.arguments.end(), {"--server", "poap.invalid"});
         },
         kPutRequest.fails("poap.invalid")},
        {{"ConfigFromNoHost"}, files_at("files.invalid:80"), kConfigRequest.fails("files.invalid")},
        {{"ConfigRefused"},
         [](Bench& bench) {
             const auto port = std::make_shared<DeadPort>();
             bench.keep(port);
             files_at("127.0.0.1:" + port->number())(bench);
         },
         kConfigRequest.fails("Connection refused")},
        {{"ConfigAtFirst"},
         [](Bench& bench) {
             allow_retries(bench);
             bench.server.answers[kGetConfig] = {"", http_answer(200, kConfig)};
         },
         recovers_telling("Empty reply from server; trying again in ")},
        {{"ImageAtFirst"},
         [](Bench& bench) {
             allow_retries(bench);
             bench.server.answers[kGetImage] = {
                 http_answer_cut_short(made_up_image().substr(0, 99'999), made_up_image().size()),
                 http_answer(200, made_up_image())};
         },
         recovers_telling("bytes remaining to read; trying again in ")},
    };
    return rows;
}

FAULT_TABLE(HttpAbsent, absent());

}  // namespace
}  // namespace poap::rig
