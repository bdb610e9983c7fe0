#include "base/lines_digest.hpp"

#include <gtest/gtest.h>

#include <string>

namespace poap {
namespace {

Digest of(std::string_view text) {
    LinesDigest lines;
    lines.take(text);
    return lines.finish();
}

TEST(LinesDigest, DoesNotCountLineEndsAndTheMd5sumLine) {
    const Digest plain = of("hostname x\n\nend\n");
    EXPECT_EQ(of("hostname x\r\n\r\nend"), plain);
    EXPECT_EQ(of("hostname x\r\rend\r"), plain);
    EXPECT_EQ(of("#md5sum=\"0\"\nhostname x\n\nend\n\n"), plain);
    EXPECT_EQ(of("hostname x\n\nend\n#md5sum"), plain);
}

TEST(LinesDigest, CountsEverythingElse) {
    const Digest plain = of("hostname x\n\nend\n");
    for (const char* text :
         {"hostname x\nend\n", "hostname x\n\n\nend", "hostname x\n\n end", "hostname X\n\nend",
          "hostname x\n\nend\n#md5su", " #md5sum\nhostname x\n\nend", "", "\n"}) {
        EXPECT_NE(of(text), plain) << text;
    }
}

TEST(LinesDigest, DoesNotDependOnThePieces) {
    const std::string text = "\n#md5sum=1\r\n#md5 2\n##md5sum\nend #md5sum\n\n#m";
    LinesDigest pieces;
    for (const char byte : text) pieces.take({&byte, 1});
    EXPECT_EQ(pieces.finish(), of(text));
}

}  // namespace
}  // namespace poap
