#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include "fixture.hpp"

namespace poap::stub::test {
namespace {

TEST(Config, IsSentAsTheLabsServerSendsIt) {
    const RunningStub stub;
    stub.put("TME20230001", "5e01.4002.0001");
    // Python's requests asks for compression, and a digest is of the bytes as they are sent.
    const auto result = stub.get("/conf/TME20230001", {{"Accept-Encoding", "gzip, deflate, br"}});
    EXPECT_EQ(result.status, 200);
    EXPECT_THAT(result.get_header_value("Content-Type"), testing::StartsWith("text/html"));
    EXPECT_EQ(result.body, "hostname spine1\nrouter bgp 0123");
    EXPECT_EQ(result.get_header_value("Content-Length"), "31");
    EXPECT_FALSE(result.has_header("Content-Encoding"));
}

TEST(Config, IsAFaultUntilItIsRendered) {
    const RunningStub stub;
    EXPECT_EQ(stub.get("/conf/TME20230001").status, 500);
    EXPECT_EQ(stub.get("/conf/TME20230001.md5").status, 404);
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
                            {"bytes=9000000000-", 0, 0},
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

TEST(Image, IsSentInPartAsLongAsItIsTheVersionThatTheClientHas) {
    const RunningStub stub;
    stub.files().write("nxos.bin", "12345");
    const auto all = stub.get("/images/nxos.bin");
    const auto with = [&](const std::string& version) {
        return stub.get("/images/nxos.bin", {{"Range", "bytes=3-"}, {"If-Range", version}});
    };
    for (const char* name : {"ETag", "Last-Modified"}) {
        const auto part = with(all.get_header_value(name));
        EXPECT_EQ(part.status, 206) << name;
        EXPECT_EQ(part.body, "45") << name;
    }
    for (const std::string& other : {std::string("\"1\""), "W/" + all.get_header_value("ETag"),
                                     std::string("Sun, 06 Nov 1994 08:49:37 GMT"), std::string("nonsense")}) {
        const auto whole = with(other);
        EXPECT_EQ(whole.status, 200) << other;
        EXPECT_EQ(whole.body, "12345") << other;
        EXPECT_FALSE(whole.has_header("Content-Range")) << other;
    }
    const auto past_its_end = stub.get("/images/nxos.bin", {{"Range", "bytes=9-"}, {"If-Range", "\"1\""}});
    EXPECT_EQ(past_its_end.status, 200);
    EXPECT_EQ(past_its_end.body, "12345");
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

TEST(Image, IsNotFoundWhenItIsNotThere) {
    const RunningStub stub;
    EXPECT_EQ(stub.get("/images/nxos.bin").status, 404);
    EXPECT_EQ(stub.get("/images/nxos.bin.md5").status, 404);
    EXPECT_EQ(stub.get("/images/nxos.bin", {{"Range", "bytes=1000-"}}).status, 404)
        << "not 416: there is no size";
}

}  // namespace
}  // namespace poap::stub::test
