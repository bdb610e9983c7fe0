#include "transfer/sidecar.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::thrown_by;

const std::string kHex = "900150983cd24fb0d6963f7d28e17f72";
const std::string kOther = "d41d8cd98f00b204e9800998ecf8427e";

const std::string kUpper = "900150983CD24FB0D6963F7D28E17F72";
const std::string kSha256 = kHex + kOther;

/// ASCII text as Windows PowerShell redirects it, in either byte order.
std::string utf16(const std::string& text, bool big_endian) {
    std::string bytes = big_endian ? "\xfe\xff" : "\xff\xfe";
    for (const char c : text) bytes += big_endian ? std::string{'\0', c} : std::string{c, '\0'};
    return bytes;
}

std::string utf32(const std::string& text) {
    std::string bytes = {'\xff', '\xfe', '\0', '\0'};
    for (const char c : text) bytes += std::string{c, '\0', '\0', '\0'};
    return bytes;
}

const std::string kList = "\r\n\r\nAlgorithm : MD5\r\nHash      : " + kUpper +
                          "\r\nPath      : C:\\TFTP-Root\\nxos.bin\r\n\r\n\r\n";
const std::string kOtherList =
    "Algorithm : MD5\r\nHash      : " + kOther + "\r\nPath      : C:\\TFTP-Root\\other.bin\r\n\r\n";
const std::string kTable =
    "\r\nAlgorithm       Hash                                     Path\r\n"
    "---------       ----                                     ----\r\n"
    "MD5             " +
    kUpper + "         C:\\TFTP-Root\\nxos.bin    \r\n\r\n";
const std::string kCertUtil = "MD5 hash of C:\\images\\nxos.bin:\r\n" + kHex +
                              "\r\nCertUtil: -hashfile command completed successfully.\r\n";
const std::string kOtherCertUtil = "MD5 hash of C:\\images\\other.bin:\r\n" + kOther +
                                   "\r\nCertUtil: -hashfile command completed successfully.\r\n";
const std::string kFciv = "//\r\n// File Checksum Integrity Verifier version 2.05.\r\n//\r\n";

struct Case {
    const char* name;
    std::string text;
};

const Case kGood[] = {
    // md5sum
    {"Text", kHex + "  nxos.bin\n"},
    {"Binary", kHex + " *nxos.bin\n"},
    {"InAFolder", kHex + "  ./images/nxos.bin\n"},
    {"WithTheServersNameOfTheFile", kHex + "  nxos\n"},
    {"WithoutALineEnd", kHex + "  nxos.bin"},
    {"WithCrAlone", kOther + "  a.bin\r" + kHex + "  nxos.bin\r"},
    {"WithATab", kHex + "\tnxos.bin\n"},
    {"WithTheNameInAnotherCase", kHex + "  NXOS.Bin\n"},
    {"Escaped", "\\" + kHex + "  C:\\\\images\\\\nxos.bin\n"},
    {"Tagged", "MD5 (nxos.bin) = " + kHex + "\n"},
    {"FromAPipe", kHex + "  -\n"},
    {"AfterAnotherFiles", kOther + "  other.bin\n" + kHex + "  nxos.bin\n"},
    {"BeforeAnotherFiles", kHex + "  nxos.bin\n" + kOther + "  other.bin\n"},
    {"AfterAComment", "# made by hand\n" + kHex + "  nxos.bin\n"},
    {"AfterAnotherFilesInAComment", "; " + kOther + "  nxos.bin\n" + kHex + "  nxos.bin\n"},
    {"GivenTwice", kHex + "  nxos.bin\n" + kUpper + " *NXOS.BIN\n"},
    {"OfTheBestNameFirst", kOther + "  nxos\n" + kHex + "  nxos.bin\n"},
    // a checksum and no more
    {"Alone", kHex},
    {"BesideAnotherFiles", kOther + "  other.bin\n" + kHex + "\n"},
    {"InPairs", "90-01-50-98-3C-D2-4F-B0-D6-96-3F-7D-28-E1-7F-72\r\n"},
    {"Assigned", "md5sum=" + kHex + "\n"},
    {"AssignedInDoubleQuotes", "md5sum=\"" + kHex + "\"\n"},
    {"AssignedWithBlanks", " md5sum = " + kHex + " \n"},
    {"AssignedAfterOtherLines", "release 10.3.4a\n\nmd5sum=" + kHex + "\n"},
    {"WithALabel", "MD5 Checksum: " + kHex + "\n"},
    {"BesideALongerDigest", "SHA512: " + kSha256 + kSha256 + "\nMD5: " + kHex + "\n"},
    {"InJson", "{\"md5\": \"" + kHex + "\"}"},
    // other tools
    {"Openssl", "MD5(nxos.bin)= " + kHex + "\n"},
    {"OpensslFromAPipe", "MD5(stdin)= " + kHex + "\n"},
    {"Md5deep", "   5000  " + kHex + "  /srv/images/nxos.bin\n"},
    {"Hashdeep",
     "%%%% size,md5,sha256,filename\n## $ hashdeep nxos.bin\n5000," + kHex + "," + kSha256 + ",nxos.bin\n"},
    {"NameAndColon", "other.bin: " + kOther + "\nnxos.bin: " + kHex + "\n"},
    {"NameAndBlank", "other.bin " + kOther + "\nnxos.bin " + kHex + "\n"},
    {"OfABootFile", "#md5sum=\"" + kHex + "\"\n"},
    {"OfABootFileAfterAComment", "# by hand\n#md5sum=" + kHex + "\n\n"},
    {"OfABootFileBesideOurName", "#md5sum=" + kOther + "\n" + kHex + "  nxos.bin\n"},
    {"OfTheSwitch", "leaf1# show file bootflash:nxos.bin md5sum\n" + kHex + "\n"},
    {"OfIos", "verify /md5 (bootflash:nxos.bin) = " + kHex + "\n"},
    {"Sentence", "The MD5 of nxos.bin is " + kHex + "\n"},
    {"WithTheSize", kOther + " 82 other.bin\n" + kHex + " 5000 nxos.bin\n"},
    {"OfAUrl", kHex + "  http://10.1.1.1/images/nxos.bin?version=2\n"},
    {"WithTheKindBeforeIt", "md5-" + kHex + "\n"},
    {"WithBothPrefixes", "MD5-0x" + kHex + ".\n"},
    {"WithAHexPrefix", "0x" + kUpper + " nxos.bin\n"},
    {"InUtf16WithoutAMark", utf16(kHex + "  nxos.bin\r\n", false).substr(2)},
    // tools of Windows
    {"Path", kHex + " *C:\\images\\nxos.bin\r\n"},
    {"PathWithBlanks", kHex + "  D:\\my files\\nxos.bin\r\n"},
    {"Utf8Mark", "\xef\xbb\xbf" + kHex + "  nxos.bin\r\n"},
    {"Utf16LittleEndian", utf16(kUpper + " *nxos.bin\r\n", false)},
    {"Utf16BigEndian", utf16(kUpper + " *nxos.bin\r\n", true)},
    {"Utf32", utf32(kHex)},
    {"Utf32WithoutAMark", utf32(kHex).substr(4)},
    {"Table", kTable},
    {"TableInUtf16", utf16(kTable, false)},
    {"TableWithTheNameCutOff", "MD5   " + kUpper + "   C:\\TFTP-Root\\nx...\r\n"},
    {"TableWithThePathCutOff", "MD5   " + kUpper + "   C:\\Users\\someb\xe2\x80\xa6\r\n"},
    {"List", kList},
    {"ListInUtf16", utf16(kList, false)},
    {"ListsOursFirst", kList + kOtherList},
    {"ListsOursLast", kOtherList + kList},
    {"ListWithAPathInTwoLines",
     "Hash : " + kUpper + "\r\nPath : C:\\a very long path\\nx\r\n       os.bin\r\n"},
    {"Csv", "\"Algorithm\",\"Hash\",\"Path\"\r\n\"MD5\",\"" + kUpper + "\",\"C:\\nxos.bin\"\r\n"},
    {"CertUtil", kCertUtil},
    {"CertUtilOursFirst", kCertUtil + kOtherCertUtil},
    {"CertUtilInPairs",
     "MD5 hash of file nxos.bin:\r\n90 01 50 98 3c d2 4f b0 d6 96 3f 7d 28 e1 7f 72\r\n"
     "CertUtil: -hashfile command completed successfully.\r\n"},
    {"CertUtilInGerman", "MD5-Hash von C:\\images\\nxos.bin:\r\n" + kHex +
                             "\r\nCertUtil: -hashfile-Befehl wurde erfolgreich ausgef\xfchrt.\r\n"},
    {"Fciv", kFciv + kHex + " nxos.bin\r\n"},
    {"FcivOfTwo", kFciv + kOther + " c:\\other.bin\r\n" + kHex + " c:\\nxos.bin\r\n"},
};

TEST(Sidecar, HasTheFilesMd5InEachFormThatToolsWrite) {
    for (const auto& [name, text] : kGood) {
        SCOPED_TRACE(name);
        EXPECT_EQ(parse_sidecar(text, {"nxos.bin", "nxos"}), Digest::parse(DigestKind::Md5, kHex).value());
    }
}

std::string prefixes() {
    std::string text;
    while (text.size() < 64UL * 1024) text += "0x";
    return text;
}

struct BadCase {
    const char* name;
    std::string text;
    std::string fault;
};

const std::string kNothing = "has no MD5 checksum for nxos.bin: ";
const std::string kOthers = "has checksums for other files, but none for nxos.bin";
const std::string kTwo = "has two MD5 checksums for nxos.bin: " + kHex + " and " + kOther;
const std::string kLonger = "has a checksum of 256 bits, not an MD5 (128 bits) for nxos.bin";

const BadCase kMalformed[] = {
    {"Empty", "", kNothing + "it is empty"},
    {"ByteOrderMarkAlone", "\xff\xfe", kNothing},
    {"Html", "<!DOCTYPE html>\n<html><body>Not Found</body></html>\n", kNothing},
    {"Garbage", "garbage\n", kNothing + "it contains `garbage`"},
    {"CommentAlone", "# " + kHex + "\n", kNothing},
    {"CommentAboutTheKey", "# md5sum of " + kHex + "\n", kNothing},
    {"OfABootFileThatWasCopied", "#md5sum=\"" + kHex + "\"\nhostname a\n", kNothing},
    {"OfTwoBootFiles", "#md5sum=" + kHex + "\n#md5sum=" + kOther + "\n", kTwo},
    {"OfABootFileHalfQuoted", "#md5sum=\"" + kHex + "\n", kNothing},
    {"OneDigitShort", kHex.substr(1) + "  nxos.bin\n", kNothing},
    {"OneDigitTooMany", kHex + "0  nxos.bin\n", kNothing},
    {"NoHex", kHex.substr(1) + "g  nxos.bin\n", kNothing},
    {"PartOfAWord", "z" + kHex + "\n", kNothing},
    {"OnePairShort", "90 01 50 98 3c d2 4f b0 d6 96 3f 7d 28 e1 7f\n", kNothing},
    {"AssignedNothing", "md5sum=\n", kNothing},
    {"AssignedHalfQuoted", "md5sum=\"" + kHex + "\n", kNothing},
    {"PrefixesAlone", prefixes(), kNothing},
    {"ZeroBytes", std::string(40, '\0'), kNothing},
    {"OtherFilesAlone", kOther + "  other.bin\n" + kHex + "  nxos.bin.old\n", kOthers},
    {"AnotherFileInBsdsForm", "MD5 (other.bin) = " + kHex + "\n", kOthers},
    {"AnotherFileWithOursInItsName", kHex + "  old nxos.bin\n", kOthers},
    {"AnotherFileOfGetFileHash", kOtherList, kOthers},
    {"AnotherFileOfCertUtil", kOtherCertUtil, kOthers},
    {"TwoForOurs", kHex + "  nxos.bin\n" + kOther + "  old/nxos.bin\n", kTwo},
    {"TwoWithoutAName", kHex + "\n" + kOther + "\n", kTwo},
    {"Sha256", kSha256 + "  nxos.bin\n", kLonger},
    {"Sha1", kHex + "01234567  nxos.bin\n", "has a checksum of 160 bits, not an MD5 (128 bits) for nxos.bin"},
};

TEST(Sidecar, IsAFailureOfTheDigestWhereItIsMalformed) {
    for (const BadCase& row : kMalformed) {
        SCOPED_TRACE(row.name);
        const Error error = thrown_by([&] { parse_sidecar(row.text, {"nxos.bin", "nxos"}); });
        EXPECT_EQ(error.code(), ExitCode::Digest);
        EXPECT_FALSE(error.is_retryable());
        EXPECT_THAT(error.what(), testing::StartsWith("nxos.bin.md5 " + row.fault));
        EXPECT_NE(error.advice(), "");
    }
}

TEST(Sidecar, IsQuotedInAnErrorWithoutControlBytesAndCutShort) {
    const Error error = thrown_by([] { parse_sidecar("\x1b[2J" + std::string(9999, 'x'), {"nxos.bin"}); });
    const std::string what = error.what();
    EXPECT_THAT(what, testing::Not(testing::HasSubstr("\x1b")));
    EXPECT_LT(what.size(), 200U);
}

}  // namespace
}  // namespace poap
