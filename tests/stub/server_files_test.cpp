#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
    std::string name;
    std::string range;
    std::size_t first;
    std::size_t length;  ///< 0: refused
};

class ImageRange : public testing::TestWithParam<RangeCase> {
  protected:
    static constexpr std::size_t size = 300'000;
};

TEST_P(ImageRange, IsSentExactly) {
    const RunningStub stub;
    const std::string image = bytes_by_offset(size);
    stub.files().write("nxos.bin", image);
    const auto& [name, range, first, length] = GetParam();
    const auto result = stub.get("/images/nxos.bin", {{"Range", range}});
    if (length == 0) {
        EXPECT_EQ(result.status, 416);
        EXPECT_THAT(result.get_header_value("Content-Range"), testing::AnyOf("", "bytes */300000"));
        return;
    }
    EXPECT_EQ(result.status, 206);
    EXPECT_EQ(result.get_header_value("Content-Range"),
              "bytes " + std::to_string(first) + "-" + std::to_string(first + length - 1) + "/300000");
    EXPECT_TRUE(result.body == image.substr(first, length)) << result.body.size() << " bytes";
}

INSTANTIATE_TEST_SUITE_P(
    , ImageRange,
    testing::Values(RangeCase{"FromTheStart", "bytes=0-", 0, 300'000},
                    RangeCase{"FromTheMiddle", "bytes=71942-", 71942, 228'058},
                    RangeCase{"Inside", "bytes=100000-199999", 100'000, 100'000},
                    RangeCase{"OneByte", "bytes=299999-299999", 299'999, 1},
                    RangeCase{"PastTheEndIsCutThere", "bytes=299990-999999", 299'990, 10},
                    RangeCase{"TheLastBytes", "bytes=-5", 299'995, 5},
                    RangeCase{"MoreLastBytesThanThereAre", "bytes=-999999", 0, 300'000},
                    RangeCase{"BehindTheEnd", "bytes=300000-", 0, 0},
                    RangeCase{"FarBehindTheEnd", "bytes=9000000000-", 0, 0},
                    RangeCase{"NoNumber", "bytes=99999999999999999999-", 0, 0},
                    RangeCase{"NoLastBytes", "bytes=-0", 0, 0}, RangeCase{"Backwards", "bytes=9-3", 0, 0},
                    RangeCase{"Several", "bytes=0-1,5-6", 0, 0}),
    by_name);

TEST(Image, IsSentWhole) {
    const RunningStub stub;
    const std::string image = bytes_by_offset(1'000'003);
    stub.files().write("nxos.bin", image);
    const auto result = stub.get("/images/nxos.bin");
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.get_header_value("Content-Length"), "1000003");
    EXPECT_TRUE(result.body == image) << result.body.size() << " bytes";
}

TEST(Image, CanBeEmpty) {
    const RunningStub stub;
    stub.files().write("nxos.bin", "");
    const auto result = stub.get("/images/nxos.bin");
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.get_header_value("Content-Length"), "0");
}

TEST(Image, TellsItsSizeToAHead) {
    const RunningStub stub;
    stub.files().write("nxos.bin", "12345");
    const auto result = response_of(stub.client().Head("/images/nxos.bin"));
    EXPECT_EQ(result.status, 200);
    EXPECT_EQ(result.get_header_value("Content-Length"), "5");
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
