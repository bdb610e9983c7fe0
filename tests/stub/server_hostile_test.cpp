// Paths, methods, names and bodies that a client should not send, and the log of requests.

#include <gmock/gmock.h>

#include "fixture.hpp"
#include "raw_connection.hpp"

namespace poap::stub::test {
namespace {

using namespace std::string_literals;
using testing::HasSubstr;

TEST(Path, IsNotFoundWhereItIsNotOneOfOurs) {
    const RunningStub stub;
    for (const std::string path : {"/a/b", "/conf/", "/conf/a/b", "/images/", "//"}) {
        const auto result = stub.get(path);
        EXPECT_EQ(result.status, 404) << path;
        EXPECT_THAT(result.body, HasSubstr("not a path of this server: configurations are under /conf/"))
            << path;
        EXPECT_THAT(result.get_header_value("Content-Type"), testing::StartsWith("text/html")) << path;
    }
}

TEST(Method, IsNotAllowedWhereItIsWrong) {
    const RunningStub stub;
    auto client = stub.client();
    const auto form = httplib::Params{{"data", "5e01.4002.0001"}};
    for (const auto& result : {client.Post("/TME20230001", form), client.Delete("/TME20230001"),
                               client.Put("/conf/TME20230001", form)})
        EXPECT_EQ(response_of(result).status, 405);
    for (const std::string path : {"/TME20230001", "/nxos.9.3.10.bin"}) {
        const auto result = stub.get(path);
        EXPECT_EQ(result.status, 405);
        EXPECT_THAT(result.body,
                    HasSubstr("a switch registers at this path, with PUT; configurations are under "
                              "/conf/, images under /images/"));
    }
    const auto result = response_of(client.Post("/images/nxos.bin", form));
    EXPECT_EQ(result.status, 405);
    EXPECT_EQ(result.get_header_value("Allow"), "GET, HEAD");
}

TEST(HostileName, NeverLeavesTheFolder) {
    const RunningStub stub;
    const TempFolder elsewhere;
    elsewhere.write("secret.cfg", "secret");
    std::filesystem::create_symlink(elsewhere / "secret.cfg", stub.files() / "link.cfg");
    std::filesystem::create_directory_symlink(elsewhere.path(), stub.files() / "linked");
    stub.files().write(".hidden", "secret");
    const std::string outside =
        "..%2f" + std::filesystem::path(elsewhere.path()).filename().string() + "%2fsecret.cfg";
    auto client = stub.client();
    client.set_url_encode(false);
    for (const std::string& name : {outside, "linked%2fsecret.cfg"s, "linked/secret.cfg"s, ".hidden"s, ".."s,
                                    "-rf"s, "a%00b"s, "a%0ab"s}) {
        const auto image = response_of(client.Get("/images/" + name));
        EXPECT_GE(image.status, 400) << name;
        EXPECT_NE(image.body, "secret") << name;
        EXPECT_GE(response_of(client.Get("/conf/" + name)).status, 400) << name;
        const auto put = client.Put("/" + name, httplib::Params{{"data", "5e01.4002.0001"}});
        EXPECT_GE(response_of(put).status, 400) << name;
    }
    EXPECT_EQ(response_of(client.Get("/images/link.cfg")).status, 500);
    EXPECT_EQ(response_of(client.Get("/conf/link")).status, 500);
}

TEST(HostileName, IsRefusedAsASerialNumber) {
    const RunningStub stub;
    for (const std::string& serial : {"..."s, "-x"s, "a;b"s, std::string(201, 'a')}) {
        const auto result = stub.put(serial, "5e01.4002.0001");
        EXPECT_EQ(result.status, 400) << serial;
        EXPECT_THAT(message_of(result), HasSubstr("not a valid serial number")) << serial;
    }
}

TEST(HostileRequest, IsRefusedWithALongPathAndAnsweredWithALongHeader) {
    const RunningStub stub;
    for (const std::size_t length : {600u, 4000u, 9000u})
        EXPECT_EQ(stub.get("/images/" + std::string(length, 'a')).status, 414) << length;
    stub.files().write("nxos.bin", "image");
    for (const std::string& value : {"bytes=" + std::string(8000, '1') + "-",
                                     "bytes=0-" + std::string(8000, ' '), std::string(8000, 'x')})
        for (const std::string name : {"Range", "If-Range", "Accept-Encoding", "Content-Type", "X"})
            EXPECT_THAT(stub.get("/images/nxos.bin", {{name, value}}).status, testing::AnyOf(200, 206, 416))
                << name;
    std::string ranges = "bytes=0-0";
    while (ranges.size() < 8000) ranges += ",0-0";
    EXPECT_EQ(stub.get("/images/nxos.bin", {{"Range", ranges}}).status, 416);
}

TEST(HostileRequest, IsRefusedWithALargeBodyOrOneOfUnknownLength) {
    RunningStub stub;
    const std::string large(100'000, 'a');
    EXPECT_EQ(stub.put("TME20230001", large).status, 413);
    EXPECT_EQ(response_of(stub.client().Put("/TME20230001", large, "application/octet-stream")).status, 413);
    const auto chunks = [](std::size_t sent, httplib::DataSink& sink) {
        if (sent == 0) return sink.write("data=5e01.4002.0001", 19);
        sink.done();
        return true;
    };
    // The answer may meet a client that is still sending, so the log is asked.
    stub.client().Put("/TME20230001", chunks, "application/x-www-form-urlencoded");
    stub.stop();
    EXPECT_THAT(stub.log(), HasSubstr("PUT /TME20230001 411\n"));
}

TEST(HostileMac, IsRefusedAndGoesNowhere) {
    RunningStub stub;
    for (const std::string& data : {"golden"s, "../TME20230001"s, "TME20230003"s, "5e01.4002.0001 "s,
                                    "5e01.4002.0001\n"s, "5e01.4002.0001\0"s, "\xff\x1b[2J\r\nX: y\""s}) {
        for (const std::string serial : {"TME20230001", "TME20230003"}) {
            const auto result = stub.put(serial, data);
            EXPECT_EQ(result.status, 400) << data;
            EXPECT_THAT(message_of(result), HasSubstr("'data' is not a MAC address")) << data;
            EXPECT_FALSE(result.has_header("X"));
            EXPECT_FALSE(std::filesystem::exists(stub.files() / (serial + ".cfg"))) << data;
        }
    }
    stub.stop();
    EXPECT_THAT(stub.log(), testing::Not(HasSubstr("2J")));
}

TEST(RequestLog, NamesTheClientOfARequestThatIsNotHttp) {
    const std::pair<std::string, std::string> kRequests[] = {
        {"\x16\x03\x01\n", "400: not an HTTP request"},
        {"GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n\r\n", "414: the request line is too long"}};
    for (const auto& [bytes, line] : kRequests) {
        RunningStub stub;
        const RawConnection client(stub.address());
        client.send(bytes);
        client.rest();
        stub.stop();
        EXPECT_THAT(stub.log(), HasSubstr("Z 127.0.0.1 " + line + "\n"));
    }
}

TEST(RequestLog, HasOneLineForEachRequestAndCutsALongOne) {
    RunningStub stub;
    stub.put("TME20230001", "5e01.4002.0001");
    stub.get("/conf/TME20230001");
    stub.get("/no/such/path");
    stub.stop();
    const std::string time = "....-..-..T..:..:..Z 127.0.0.1 ";
    EXPECT_THAT(
        stub.log(),
        testing::MatchesRegex(time + "PUT /TME20230001 200\n" + time + "GET /conf/TME20230001 200\n" + time +
                              "GET /no/such/path 404: not a path of this server: "
                              "configurations are under /conf/, images under /images/, previews "
                              "under /preview/, boot files at /NAME.py, and a page of all "
                              "switches at /\n"));
    std::ostringstream text;
    RequestLog(text).write(std::string(100'000, 'a'));
    EXPECT_LT(text.str().size(), 1100U);
    EXPECT_THAT(text.str(), testing::EndsWith("a...\n"));
}

}  // namespace
}  // namespace poap::stub::test
