// What one client can take of the HTTP server: its memory, its time, its places.

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <list>

#include "fixture.hpp"
#include "program.hpp"
#include "raw_connection.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::size_t megabyte = 1'000'000;

/// The most memory that a process ever had, in bytes.
std::size_t peak_memory(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
    throw std::runtime_error("no VmHWM");
}

TEST(Memory, IsNotFilledByHeadersOrAnEndlessBody) {
    const TempFolder files;
    const TempFolder inventory;
    inventory.write("podvars.yml", small_pod);
    files.write("conf_nxv.j2", "hostname {{ hostname }}");
    const Program program(
        {"--inventory", inventory / "podvars.yml", "--templates", files.path(), "--listen", "127.0.0.1:0"});
    const ListenAddress address = address_in(program.line());
    httplib::Client(address.host, address.port).Get("/conf/absent");
    const std::size_t before = peak_memory(program.pid());
    const auto expect_closed = [&](const std::string& begin, const std::string& piece, std::size_t limit) {
        const RawConnection client(address);
        client.send(begin);
        EXPECT_LT(client.flood(piece, limit), limit) << begin << piece.substr(0, 20);
    };
    for (const std::string& piece : {std::string(100'000, 'a'), std::string("a:b\r\n"), std::string("\r\n"),
                                     std::string("Content-Encoding: br\r\n")})
        for (const std::string begin : {"", "GET /conf/x HTTP/1.1\r\n", "GET /conf/x HTTP/1.1\r\nX: "})
            expect_closed(begin, piece, 100 * megabyte);
    for (const std::string header : {"Content-Length: 99999999999", "Transfer-Encoding: chunked"})
        expect_closed("PUT /TME20230001 HTTP/1.1\r\n" + header + "\r\n\r\n1000000\r\n",
                      std::string(100'000, 'a'), 10'000 * megabyte);
    expect_closed(
        "POST /reports HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 262145\r\n\r\n",
        std::string(100'000, 'a'), 100 * megabyte);
    EXPECT_LT(peak_memory(program.pid()) - before, 30 * megabyte);
}

RunningStub stub_with(const HttpLimits& limits) {
    return RunningStub(small_pod, false, "127.0.0.1:0", limits);
}

void expect_it_answers(const RunningStub& stub) {
    EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 200);
}

TEST(SlowRequest, IsGivenUpThoughEachByteComesInTime) {
    HttpLimits limits;
    limits.request_time = limits.linger_time = 50ms;
    const RunningStub stub = stub_with(limits);
    for (const char* part :
         {"", "GET /",
          "GET /conf/x HTTP/1.1\r\nX: ", "PUT /TME20230001 HTTP/1.1\r\nContent-Length: 8000\r\n\r\ndata=",
          "POST /reports HTTP/1.1\r\nContent-Type: application/json\r\nContent-Length: 8000\r\n\r\n{"}) {
        const RawConnection client(stub.address());
        client.send(part);
        int bytes = 0;
        while (bytes < 7000 && !client.hears_within(2ms)) bytes += client.send("a") ? 1 : 7000;
        EXPECT_LT(bytes, 7000) << part;
    }
}

/// Few places, and times that only end where somebody waits for one.
HttpLimits few_places() {
    HttpLimits limits;
    limits.places = 4;
    limits.waiting = 2;
    limits.request_time = limits.idle_time = limits.write_pause = 24h;
    limits.request_time_when_full = limits.answer_time_when_full = 500ms;
    limits.linger_time = 20ms;
    return limits;
}

TEST(Places, AreNotKeptByRequestsThatDoNotEnd) {
    const RunningStub stub = stub_with(few_places());
    std::list<RawConnection> slow;
    for (int i = 0; i < 16; ++i)
        slow.emplace_back(stub.address()).send(i % 2 == 0 ? "GET /conf/x HTTP/1.1\r\nX: " : "");
    expect_it_answers(stub);
}

TEST(Places, AreNotKeptByIdleConnections) {
    const RunningStub stub = stub_with(few_places());
    std::list<httplib::Client> idle;
    for (int i = 0; i < 8; ++i) {
        idle.push_back(stub.client());
        idle.back().set_keep_alive(true);
        EXPECT_EQ(response_of(idle.back().Get("/conf/absent")).status, 500);
    }
    expect_it_answers(stub);
}

TEST(Places, AreNotKeptByAnswersThatNobodyReads) {
    HttpLimits one_place = few_places();
    one_place.places = 1;
    one_place.answer_time_when_full = 24h;
    one_place.write_pause = 20ms;
    for (const auto& [limits, clients] : {std::pair(few_places(), 8), {one_place, 1}}) {
        const RunningStub stub = stub_with(limits);
        stub.files().write("nxos.bin", telling_bytes(30 * megabyte));
        std::list<RawConnection> deaf;
        for (int i = 0; i < clients; ++i)
            deaf.emplace_back(stub.address()).send("GET /images/nxos.bin HTTP/1.1\r\n\r\n");
        expect_it_answers(stub);
    }
}

TEST(Places, AreEnoughForMoreSlowClientsThanARackHas) {
    const RunningStub stub;
    std::list<RawConnection> slow;
    for (int i = 0; i < 100; ++i) slow.emplace_back(stub.address()).send("GET /");
    expect_it_answers(stub);
}

TEST(RefusedBody, IsNotTakenForAnotherRequest) {
    const std::string hidden = "GET /conf/hidden HTTP/1.1\r\n\r\n";
    const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
    for (const std::string& begin :
         {"PUT /TME20230001 HTTP/1.1\r\nContent-Encoding: br\r\n" + length,
          "POST /TME20230001 HTTP/1.1\r\n" + length, "POST /reports HTTP/1.1\r\n" + length,
          "GET /conf/TME20230001 HTTP/1.1\r\n" + length,
          "PUT /TME20230001 HTTP/1.1\r\nContent-Length: 1" + std::string("\r\n") + length,
          "GET /conf/x HTTP/1.1\r\nRange: nonsense\r\n" + length}) {
        RunningStub stub;
        const RawConnection client(stub.address());
        client.send(begin + "\r\n" + hidden);
        EXPECT_THAT(client.rest(), HasSubstr("HTTP/1.1 ")) << begin;
        stub.stop();
        EXPECT_THAT(stub.log(), testing::Not(HasSubstr("hidden"))) << begin;
    }
}

TEST(ContentEncoding, IsRefused) {
    const RunningStub stub;
    const auto answer_to = [&](const std::string& headers) {
        const RawConnection client(stub.address());
        client.send("PUT /TME20230001 HTTP/1.1\r\n" + headers + "\r\n\r\ndata=5e01.4002.0001");
        return client.rest();
    };
    for (const std::string encoding :
         {"Content-Encoding: br", "content-encoding: gzip", "CONTENT-ENCODING: Deflate",
          "Content-Encoding: identity", "Content-Encoding:br", "Content-Encoding: x\r\nContent-Encoding: br",
          "Content-Encoding: gzip, br"}) {
        for (const std::string header : {"Content-Length: 19", "Transfer-Encoding: chunked"}) {
            for (const std::string type :
                 {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
                const std::string answer =
                    answer_to("Content-Type: " + type + "\r\n" + header + "\r\n" + encoding);
                EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 415 "));
                EXPECT_THAT(answer, HasSubstr(R"({"message":"Content-Encoding is not supported)"));
            }
        }
    }
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "TME20230001.cfg"));
}

}  // namespace
}  // namespace poap::stub::test
