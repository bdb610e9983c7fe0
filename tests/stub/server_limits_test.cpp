// What one client can take of the HTTP server: its memory, its time, its places.

#include <gmock/gmock.h>

#include <fstream>
#include <list>

#include "fixture.hpp"
#include "program.hpp"
#include "raw_connection.hpp"

namespace poap::stub::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr std::size_t megabyte = 1'000'000;

/// 200 MB of zeros, in brotli.
std::string brotli_bomb() {
    const std::string hex =
        "cfffff7ff82700e2b14020f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c32200ddfb7ffeffffc33f011087"
        "0500baf7fffcffff877f02200e0b0074effff9ffff0fff04401c1600e8defff3ffff1ffe0980382c00d0bdffe7ffff3f"
        "fc1300715800a07bffcfffff7ff82700e2b00040f7fe9ffffffff04f00c4610180eefd3fffffffe19f0088c30200ddfb"
        "fffc0f5ec73f0110870500bab9eb";
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

/// The most memory that a process ever had, in bytes.
std::size_t peak_memory(pid_t pid) {
    std::ifstream status("/proc/" + std::to_string(pid) + "/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stoul(line.substr(6)) * 1024;
    throw std::runtime_error("no VmHWM");
}

/// The program, over a folder with a template.
struct Memory : testing::Test {
    TempFolder files;
    TempFolder inventory;
    std::unique_ptr<Program> program;
    ListenAddress address;
    std::size_t before = 0;

    void SetUp() override {
        inventory.write("podvars.yml", small_pod);
        files.write("conf_nxv.j2", "hostname {{ hostname }}");
        program = std::make_unique<Program>(std::vector<std::string>{"--inventory", inventory / "podvars.yml",
                                                                     "--templates", files.path(), "--listen",
                                                                     "127.0.0.1:0"});
        const std::string line = program->line();
        address = ListenAddress::parse(line.substr(line.rfind(' ') + 1));
        httplib::Client(address.host, address.port).Get("/conf/absent");
        before = peak_memory(program->pid());
    }
    std::size_t growth() const { return peak_memory(program->pid()) - before; }
};

TEST_F(Memory, IsNotFilledByACompressedBody) {
    const httplib::Headers headers{{"Content-Encoding", "br"}};
    const auto result =
        response_of(httplib::Client(address.host, address.port)
                        .Put("/TME20230001", headers, brotli_bomb(), "application/x-www-form-urlencoded"));
    EXPECT_EQ(result.status, 415);
    EXPECT_LT(growth(), 30 * megabyte);
}

TEST_F(Memory, IsNotFilledByHeaders) {
    for (const std::string& piece : {std::string(100'000, 'a'), std::string("a:b\r\n"), std::string("\r\n"),
                                     std::string("Content-Encoding: br\r\n")}) {
        for (const std::string begin : {"", "GET /conf/x HTTP/1.1\r\n", "GET /conf/x HTTP/1.1\r\nX: "}) {
            const RawConnection client(address);
            client.send(begin);
            EXPECT_LT(client.flood(piece, 100 * megabyte), 100 * megabyte) << begin << piece.substr(0, 20);
        }
    }
    EXPECT_LT(growth(), 30 * megabyte);
}

TEST_F(Memory, IsNotFilledByAnEndlessBody) {
    for (const std::string header : {"Content-Length: 99999999999", "Transfer-Encoding: chunked"}) {
        const RawConnection client(address);
        client.send("PUT /TME20230001 HTTP/1.1\r\n" + header + "\r\n\r\n1000000\r\n");
        EXPECT_LT(client.flood(std::string(100'000, 'a'), 10'000 * megabyte), 10'000 * megabyte) << header;
    }
    EXPECT_LT(growth(), 30 * megabyte);
}

RunningStub stub_with(const HttpLimits& limits) {
    return RunningStub(small_pod, false, "127.0.0.1:0", limits);
}

TEST(SlowRequest, IsGivenUpThoughEachByteComesInTime) {
    HttpLimits limits;
    limits.request_time = limits.linger_time = 50ms;
    const RunningStub stub = stub_with(limits);
    for (const char* part : {"", "GET /", "GET /conf/x HTTP/1.1\r\nX: ",
                             "PUT /TME20230001 HTTP/1.1\r\nContent-Length: 8000\r\n\r\ndata="}) {
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
    for (int i = 0; i < 16; ++i) {
        slow.emplace_back(stub.address());
        slow.back().send(i % 2 == 0 ? "GET /conf/x HTTP/1.1\r\nX: " : "");
    }
    EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 200);
}

TEST(Places, AreNotKeptByIdleConnections) {
    const RunningStub stub = stub_with(few_places());
    std::list<httplib::Client> idle;
    for (int i = 0; i < 8; ++i) {
        idle.push_back(stub.client());
        idle.back().set_keep_alive(true);
        EXPECT_EQ(response_of(idle.back().Get("/conf/absent")).status, 500);
    }
    EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 200);
}

TEST(Places, AreNotKeptByAnswersThatNobodyReads) {
    const RunningStub stub = stub_with(few_places());
    stub.files().write("nxos.bin", telling_bytes(30 * megabyte));
    std::list<RawConnection> deaf;
    for (int i = 0; i < 8; ++i)
        deaf.emplace_back(stub.address()).send("GET /images/nxos.bin HTTP/1.1\r\n\r\n");
    EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 200);
}

TEST(Places, AreEnoughForMoreSlowClientsThanARackHas) {
    const RunningStub stub;
    std::list<RawConnection> slow;
    for (int i = 0; i < 100; ++i) slow.emplace_back(stub.address()).send("GET /");
    EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 200);
}

TEST(Places, AreGivenUpByAClientThatTakesNothingOfItsAnswer) {
    HttpLimits limits = few_places();
    limits.places = 1;
    limits.answer_time_when_full = 24h;
    limits.write_pause = 20ms;
    const RunningStub stub = stub_with(limits);
    stub.files().write("nxos.bin", telling_bytes(30 * megabyte));
    const RawConnection deaf(stub.address());
    deaf.send("GET /images/nxos.bin HTTP/1.1\r\n\r\n");
    EXPECT_EQ(stub.put("TME20230001", "5e01.4002.0001").status, 200);
}

TEST(RefusedBody, IsNotTakenForAnotherRequest) {
    const std::string hidden = "GET /conf/hidden HTTP/1.1\r\n\r\n";
    const std::string length = "Content-Length: " + std::to_string(hidden.size()) + "\r\n";
    for (const std::string& begin :
         {"PUT /TME20230001 HTTP/1.1\r\nContent-Encoding: br\r\n" + length,
          "POST /TME20230001 HTTP/1.1\r\n" + length, "GET /conf/TME20230001 HTTP/1.1\r\n" + length,
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
    for (const std::string encoding :
         {"Content-Encoding: br", "content-encoding: gzip", "CONTENT-ENCODING: Deflate",
          "Content-Encoding: identity", "Content-Encoding:br", "Content-Encoding: x\r\nContent-Encoding: br",
          "Content-Encoding: gzip, br"}) {
        for (const std::string header : {"Content-Length: 19", "Transfer-Encoding: chunked"}) {
            for (const std::string type :
                 {"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"}) {
                const RunningStub stub;
                const RawConnection client(stub.address());
                client.send("PUT /TME20230001 HTTP/1.1\r\nContent-Type: " + type + "\r\n" + header + "\r\n" +
                            encoding + "\r\n\r\ndata=5e01.4002.0001");
                const std::string answer = client.rest();
                EXPECT_THAT(answer, testing::StartsWith("HTTP/1.1 415 "));
                EXPECT_THAT(answer, HasSubstr(R"({"message":"a request with a Content-Encoding)"));
                EXPECT_FALSE(std::filesystem::exists(stub.files() / "TME20230001.cfg"));
            }
        }
    }
}

}  // namespace
}  // namespace poap::stub::test
