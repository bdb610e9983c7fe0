#include "base/digest.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

#include "support/named_case.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::NamedCase;

// Of "abc": RFC 1321, section A.5; FIPS 180-4's examples.
constexpr const char* kMd5 = "900150983cd24fb0d6963f7d28e17f72";
constexpr const char* kSha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
constexpr const char* kSha512 =
    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
    "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f";

struct Known : NamedCase {
    DigestKind kind;
    std::string hex;
};

class DigestOf : public testing::TestWithParam<Known> {};

TEST_P(DigestOf, IsWhatTheStandardSays) {
    Hasher hasher(GetParam().kind);
    hasher.update("a");
    hasher.update("");
    hasher.update("bc");
    EXPECT_EQ(hasher.digest().hex(), GetParam().hex);
}

TEST_P(DigestOf, IsReadInAnyCaseAndKeptInLowerCase) {
    const auto digest = Digest::parse(GetParam().kind, GetParam().hex);
    std::string upper = GetParam().hex;
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    ASSERT_TRUE(digest);
    EXPECT_EQ(Digest::parse(GetParam().kind, upper), digest);
    EXPECT_EQ(digest->hex(), GetParam().hex);
}

TEST_P(DigestOf, HasAsManyDigitsAsItsKind) {
    const std::string& hex = GetParam().hex;
    for (const std::string& wrong : {hex.substr(1), hex + "0", std::string(), " " + hex.substr(1),
                                     hex.substr(1) + "g", hex.substr(2) + "0x", hex + "\n"}) {
        EXPECT_FALSE(Digest::parse(GetParam().kind, wrong)) << wrong;
    }
}

INSTANTIATE_TEST_SUITE_P(EachKind, DigestOf,
                         testing::Values(Known{{"Md5"}, DigestKind::Md5, kMd5},
                                         Known{{"Sha256"}, DigestKind::Sha256, kSha256},
                                         Known{{"Sha512"}, DigestKind::Sha512, kSha512}),
                         CaseName());

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
