#include "wire/http_headers.hpp"

#include <gtest/gtest.h>

namespace poap {
namespace {

TEST(ContentLength, IsOfDigitsAlone) {
    EXPECT_EQ(parse_content_length("0"), 0U);
    EXPECT_EQ(parse_content_length("9223372036854775807"), 9223372036854775807U);
    for (const char* value : {"", "+5", "-5", "5 ", " 5", "5, 5", "0x5", "5 bytes", "9223372036854775808",
                              "99999999999999999999"}) {
        EXPECT_FALSE(parse_content_length(value)) << value;
    }
}

TEST(ContentRange, HasASpanAndASize) {
    const auto range = ContentRange::parse("bytes 100-299/300");
    ASSERT_TRUE(range);
    EXPECT_EQ(range->span, (ContentRange::Span{100, 299}));
    EXPECT_EQ(range->size, 300U);
    const auto unsatisfied = ContentRange::parse("bytes */300");
    ASSERT_TRUE(unsatisfied);
    EXPECT_FALSE(unsatisfied->span);
    EXPECT_EQ(unsatisfied->size, 300U);
}

TEST(ContentRange, IsNoneWhereItIsMalformed) {
    for (const char* value :
         {"", "lines 0-1/2", "bytes 0-1/*", "bytes 0-1", "bytes 0-/2", "bytes -1/2", "bytes 2-1/3",
          "bytes 0-3/3", "bytes 0-0/0", "bytes 0-1/2 x", "bytes 0-1/99999999999999999999", "bytes -5--1/9"}) {
        EXPECT_FALSE(ContentRange::parse(value)) << value;
    }
}

TEST(ContentEncoding, OfManyAServerChangesNothing) {
    for (const char* value : {"",
                              " ",
                              "identity",
                              "Identity",
                              "none",
                              "binary",
                              "aws-chunked",
                              "UTF-8",
                              "utf-8",
                              "utf8",
                              "UTF-16LE",
                              "ISO-8859-1",
                              "us-ascii",
                              "windows-1252",
                              "charset=utf-8",
                              "8bit",
                              "identity, identity",
                              "aws-chunked,",
                              "binary, utf-8",
                              "cp1252",
                              "koi8-r",
                              "Shift_JIS",
                              "GB2312",
                              "gbk",
                              "big5",
                              "euc-jp",
                              "ansi",
                              "unicode",
                              "\"utf-8\"",
                              "text/plain",
                              "text",
                              "raw",
                              "bin",
                              "application/octet-stream",
                              "identity;q=1",
                              "chunked",
                              "pt-br",
                              "nonsense",
                              ","}) {
        EXPECT_FALSE(changes_body(value)) << value;
    }
}

TEST(ContentEncoding, ThatCompressesChangesTheBody) {
    for (const char* value : {"gzip",
                              "GZIP",
                              "x-gzip",
                              "X-GZip",
                              "deflate",
                              "br",
                              "zstd",
                              "compress",
                              "x-compress",
                              "pack200-gzip",
                              "xz",
                              "x-bzip2",
                              "aws-chunked, gzip",
                              "gzip,identity",
                              "utf-8 , br",
                              "cp1252,gzip",
                              "\"gzip\"",
                              "gzip;q=1",
                              "application/x-gzip",
                              "base64"}) {
        EXPECT_TRUE(changes_body(value)) << value;
    }
}

TEST(StrongEtag, IsQuotedAndNotWeak) {
    EXPECT_EQ(strong_etag("\"5f-1a\""), "\"5f-1a\"");
    EXPECT_EQ(strong_etag("\"\""), "\"\"");
    for (const std::string& value : {std::string(), std::string("W/\"5f-1a\""), std::string("5f-1a"),
                                     std::string("\""), std::string("\"a\"b\""), std::string("\"a b\""),
                                     std::string("\"a\tb\""), '"' + std::string(1000, 'x') + '"'})
        EXPECT_EQ(strong_etag(value), "") << value;
}

TEST(HttpDate, IsWrittenAsTheRfcsExample) {
    EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace poap
