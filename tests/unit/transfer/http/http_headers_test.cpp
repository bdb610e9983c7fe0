#include "wire/http_headers.hpp"

#include <gtest/gtest.h>

#include "support/named_case.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::NamedCase;

TEST(ContentLength, IsOfDigitsAlone) {
    EXPECT_EQ(parse_content_length("0"), 0U);
    EXPECT_EQ(parse_content_length("9223372036854775807"), 9223372036854775807U);
    for (const char* value : {"", "+5", "-5", "5 ", " 5", "5, 5", "0x5", "5 bytes", "9223372036854775808",
                              "99999999999999999999"}) {
        EXPECT_FALSE(parse_content_length(value)) << value;
    }
}

TEST(ContentRange, TellsWhichBytesOfHowManyCome) {
    const auto range = ContentRange::parse("bytes 100-299/300");
    ASSERT_TRUE(range);
    EXPECT_EQ(range->span, (ContentRange::Span{100, 299}));
    EXPECT_EQ(range->size, 300U);
}

TEST(ContentRange, TellsTheSizeOfAFileWithoutThatRange) {
    const auto range = ContentRange::parse("bytes */300");
    ASSERT_TRUE(range);
    EXPECT_FALSE(range->span);
    EXPECT_EQ(range->size, 300U);
}

struct Malformed : NamedCase {
    std::string value;
};

class MalformedContentRange : public testing::TestWithParam<Malformed> {};

TEST_P(MalformedContentRange, IsNone) {
    EXPECT_FALSE(ContentRange::parse(GetParam().value));
}

INSTANTIATE_TEST_SUITE_P(
    EachWay, MalformedContentRange,
    testing::Values(Malformed{{"Empty"}, ""}, Malformed{{"OfAnotherUnit"}, "lines 0-1/2"},
                    Malformed{{"WithoutASize"}, "bytes 0-1/*"}, Malformed{{"WithoutASlash"}, "bytes 0-1"},
                    Malformed{{"WithoutAnEnd"}, "bytes 0-/2"}, Malformed{{"WithoutABeginning"}, "bytes -1/2"},
                    Malformed{{"Backwards"}, "bytes 2-1/3"}, Malformed{{"PastTheEnd"}, "bytes 0-3/3"},
                    Malformed{{"OfAnEmptyFile"}, "bytes 0-0/0"},
                    Malformed{{"WithAWordBehind"}, "bytes 0-1/2 x"},
                    Malformed{{"LargerThanANumber"}, "bytes 0-1/99999999999999999999"},
                    Malformed{{"Negative"}, "bytes -5--1/9"}),
    CaseName());

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

TEST(StrongEtag, IsTakenAsItIs) {
    EXPECT_EQ(strong_etag("\"5f-1a\""), "\"5f-1a\"");
    EXPECT_EQ(strong_etag("\"\""), "\"\"");
}

class NoStrongEtag : public testing::TestWithParam<Malformed> {};

TEST_P(NoStrongEtag, IsEmpty) {
    EXPECT_EQ(strong_etag(GetParam().value), "");
}

INSTANTIATE_TEST_SUITE_P(EachWay, NoStrongEtag,
                         testing::Values(Malformed{{"Empty"}, ""}, Malformed{{"AWeakOne"}, "W/\"5f-1a\""},
                                         Malformed{{"WithoutQuotes"}, "5f-1a"}, Malformed{{"OneQuote"}, "\""},
                                         Malformed{{"WithAQuoteInside"}, "\"a\"b\""},
                                         Malformed{{"WithABlank"}, "\"a b\""},
                                         Malformed{{"WithAControlByte"}, "\"a\tb\""},
                                         Malformed{{"VeryLong"}, '"' + std::string(1000, 'x') + '"'}),
                         CaseName());

TEST(HttpDate, IsWrittenAsTheRfcsExample) {
    EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

}  // namespace
}  // namespace poap
