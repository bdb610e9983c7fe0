#include "base/digest.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <string>
#include <utility>

namespace poap {
namespace {

// Of "abc": RFC 1321, section A.5; FIPS 180-4's examples.
constexpr const char* kMd5 = "900150983cd24fb0d6963f7d28e17f72";
constexpr const char* kSha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kSha512 =
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

const std::pair<DigestKind, std::string> kKnown[] = {
    {DigestKind::Md5, kMd5}, {DigestKind::Sha256, kSha256}, {DigestKind::Sha512, kSha512}};

TEST(Digest, IsWhatTheStandardSays) {
    for (const auto& [kind, hex] : kKnown) {
        Hasher hasher(kind);
        for (const char* piece : {"a", "", "bc"}) hasher.update(piece);
        EXPECT_EQ(hasher.digest().hex(), hex);
    }
}

TEST(Digest, IsReadInAnyCaseAndKeptInLowerCase) {
    for (const auto& [kind, hex] : kKnown) {
        std::string upper = hex;
        for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        ASSERT_TRUE(Digest::parse(kind, hex));
        EXPECT_EQ(Digest::parse(kind, upper), Digest::parse(kind, hex));
        EXPECT_EQ(Digest::parse(kind, hex)->hex(), hex);
    }
}

TEST(Digest, HasAsManyDigitsAsItsKind) {
    for (const auto& [kind, hex] : kKnown) {
        for (const std::string& wrong : {hex.substr(1), hex + "0", std::string(), " " + hex.substr(1),
                                         hex.substr(1) + "g", hex.substr(2) + "0x", hex + "\n"})
            EXPECT_FALSE(Digest::parse(kind, wrong)) << wrong;
    }
}

TEST(Digest, OfNothingIsKnownToo) {
    EXPECT_EQ(Hasher(DigestKind::Md5).digest().hex(), "d41d8cd98f00b204e9800998ecf8427e");
}

TEST(Digest, OfAnotherKindIsAnother) {
    EXPECT_FALSE(Digest::parse(DigestKind::Sha256, kMd5));
    EXPECT_NE(Digest::parse(DigestKind::Md5, kMd5), Digest::parse(DigestKind::Sha256, kSha256));
}

TEST(Digest, IsNamedAsPeopleNameIt) {
    EXPECT_EQ(name_of(DigestKind::Md5), "MD5");
    EXPECT_EQ(name_of(DigestKind::Sha256), "SHA-256");
    EXPECT_EQ(name_of(DigestKind::Sha512), "SHA-512");
}

}  // namespace
}  // namespace poap
