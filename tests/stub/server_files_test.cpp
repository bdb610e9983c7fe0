// What the HTTP server sends of its files.

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "fixture.hpp"

namespace poap::stub::test {
namespace {

TEST(Config, IsSentAsTheLabsServerSendsIt) {
    const RunningStub stub;
    EXPECT_EQ(stub.get("/conf/TME20230001").status, 500) << "not rendered yet";
    EXPECT_EQ(stub.get("/conf/TME20230001.md5").status, 404);
    for (const auto& [path, status] :
         {std::pair("/conf/TME20230001.cfg", 500), {"/conf/TME20230001.cfg.md5", 404}}) {
        EXPECT_EQ(stub.get(path).status, status);
        EXPECT_EQ(message_of(stub.get(path)), "request /conf/TME20230001, without .cfg");
    }
    stub.put("TME20230001", "5e01.4002.0001");
    // Python's requests asks for compression, and a digest is of the bytes as they are sent.
    const auto result = stub.get("/conf/TME20230001", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(result.status, 200);
    EXPECT_THAT(result.get_header_value("Content-Type"), testing::StartsWith("text/html"));
    EXPECT_EQ(result.body, "hostname spine1\nrouter bgp 0123");
    EXPECT_EQ(result.get_header_value("Content-Length"), "31");
    EXPECT_FALSE(result.has_header("Content-Encoding"));
}

struct RangeCase {
    std::string range;
    std::size_t first;
    std::size_t length;  ///< 0: refused
};

const RangeCase ranges[] = {{"bytes=0-", 0, 300'000},
                            {"bytes=71942-", 71942, 228'058},
                            {"bytes=100000-199999", 100'000, 100'000},
                            {"bytes=299999-299999", 299'999, 1},
                            {"bytes=299990-999999", 299'990, 10},
                            {"bytes=-5", 299'995, 5},
                            {"bytes=-999999", 0, 300'000},
                            {"bytes=300000-", 0, 0},
                            {"bytes=99999999999999999999-", 0, 0},
                            {"bytes=-0", 0, 0},
                            {"bytes=9-3", 0, 0},
                            {"bytes=0-1,5-6", 0, 0}};

TEST(Image, IsSentInTheRangeThatWasAskedFor) {
    const RunningStub stub;
    const std::string image = telling_bytes(300'000);
    stub.files().write("nxos.bin", image);
    for (const auto& [range, first, length] : ranges) {
        SCOPED_TRACE(range);
        const auto result = stub.get("/images/nxos.bin", {{"Range", range}});
        EXPECT_EQ(result.status, length == 0 ? 416 : 206);
        if (length == 0) {
            EXPECT_THAT(result.get_header_value("Content-Range"), testing::AnyOf("", "bytes */300000"));
            continue;
        }
        EXPECT_EQ(result.get_header_value("Content-Range"),
                  "bytes " + std::to_string(first) + "-" + std::to_string(first + length - 1) + "/300000");
        EXPECT_TRUE(result.body == image.substr(first, length)) << result.body.size() << " bytes";
    }
}

TEST(Image, IsSentWhole) {
    const RunningStub stub;
    for (const std::string path : {"/images/nxos.bin", "/images/nxos.bin.md5"})
        EXPECT_EQ(stub.get(path, {{"Range", "bytes=1000-"}}).status, 404) << "not 416: there is no size";
    for (const std::size_t size : {0, 5, 1'000'003}) {
        const std::string image = telling_bytes(size);
        stub.files().write("nxos.bin", image);
        const auto result = stub.get("/images/nxos.bin");
        EXPECT_EQ(result.status, 200);
        EXPECT_EQ(result.get_header_value("Content-Length"), std::to_string(size));
        EXPECT_TRUE(result.body == image) << result.body.size() << " bytes";
        const auto head = response_of(stub.client().Head("/images/nxos.bin"));
        EXPECT_EQ(head.status, 200);
        EXPECT_EQ(head.get_header_value("Content-Length"), std::to_string(size));
    }
}

TEST(Image, HasAVersionThatChangesWithIt) {
    const RunningStub stub;
    stub.files().write("nxos.bin", "12345");
    const timespec times[2] = {{784111777, 0}, {784111777, 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, (stub.files() / "nxos.bin").c_str(), times, 0), 0);
    const auto head = response_of(stub.client().Head("/images/nxos.bin"));
    EXPECT_EQ(head.get_header_value("Last-Modified"), "Sun, 06 Nov 1994 08:49:37 GMT");
    const std::string etag = head.get_header_value("ETag");
    EXPECT_THAT(etag, testing::MatchesRegex("\"[0-9a-f-]+\""));
    stub.files().write("nxos.bin", "54321");
    EXPECT_NE(stub.get("/images/nxos.bin").get_header_value("ETag"), etag);
}

TEST(Image, IsSentInPartOnlyInTheVersionThatTheClientHas) {
    const RunningStub stub;
    stub.files().write("nxos.bin", "12345");
    const auto all = stub.get("/images/nxos.bin");
    const std::string etag = all.get_header_value("ETag");
    struct Row {
        std::string range, version, body;
    };
    for (const auto& [range, version, body] : {Row{"bytes=3-", etag, "45"},
                                               {"bytes=3-", all.get_header_value("Last-Modified"), "45"},
                                               {"bytes=3-", "\"1\"", "12345"},
                                               {"bytes=3-", "W/" + etag, "12345"},
                                               {"bytes=3-", "Sun, 06 Nov 1994 08:49:37 GMT", "12345"},
                                               {"bytes=3-", "nonsense", "12345"},
                                               {"bytes=9-", "\"1\"", "12345"}}) {
        SCOPED_TRACE(range + " of " + version);
        const auto sent = stub.get("/images/nxos.bin", {{"Range", range}, {"If-Range", version}});
        EXPECT_EQ(sent.status, body == "45" ? 206 : 200);
        EXPECT_EQ(sent.has_header("Content-Range"), body == "45");
        EXPECT_EQ(sent.body, body);
    }
}

TEST(Connection, IsKeptFromTheRegistrationToTheConfiguration) {
    const RunningStub stub;
    auto client = stub.client();
    client.set_keep_alive(true);
    const auto put =
        response_of(client.Put("/TME20230001", "data=5e01.4002.0001", "application/x-www-form-urlencoded"));
    EXPECT_EQ(put.status, 200);
    EXPECT_NE(put.get_header_value("Connection"), "close");
    const auto socket = client.socket();
    EXPECT_EQ(response_of(client.Get("/conf/TME20230001")).status, 200);
    EXPECT_EQ(client.socket(), socket);
}

}  // namespace
}  // namespace poap::stub::test
