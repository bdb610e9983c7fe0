#include "transfer/sidecar.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <string>

#include "base/error.hpp"
#include "support/named_case.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::NamedCase;
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

struct Case : NamedCase {
    std::string text;
};

class GoodSidecar : public testing::TestWithParam<Case> {};

TEST_P(GoodSidecar, GivesTheFilesMd5) {
    EXPECT_EQ(parse_sidecar(GetParam().text, {"nxos.bin", "nxos"}),
              Digest::parse(DigestKind::Md5, kHex).value());
}

INSTANTIATE_TEST_SUITE_P(
    OfMd5sum, GoodSidecar,
    testing::Values(Case{{"Text"}, kHex + "  nxos.bin\n"}, Case{{"Binary"}, kHex + " *nxos.bin\n"},
                    Case{{"InAFolder"}, kHex + "  ./images/nxos.bin\n"},
                    Case{{"OfAnAbsolutePath"}, kHex + "  /var/lib/tftpboot/nxos.bin\n"},
                    Case{{"WithTheServersNameOfTheFile"}, kHex + "  nxos\n"},
                    Case{{"WithoutALineEnd"}, kHex + "  nxos.bin"},
                    Case{{"WithCrLf"}, kHex + "  nxos.bin\r\n"},
                    Case{{"WithCrAlone"}, kOther + "  a.bin\r" + kHex + "  nxos.bin\r"},
                    Case{{"WithATab"}, kHex + "\tnxos.bin\n"}, Case{{"InUpperCase"}, kUpper + "  nxos.bin\n"},
                    Case{{"WithTheNameInAnotherCase"}, kHex + "  NXOS.Bin\n"},
                    Case{{"WithBlanksAtTheEnd"}, kHex + "  nxos.bin  \n"},
                    Case{{"Escaped"}, "\\" + kHex + "  C:\\\\images\\\\nxos.bin\n"},
                    Case{{"Tagged"}, "MD5 (nxos.bin) = " + kHex + "\n"}, Case{{"FromAPipe"}, kHex + "  -\n"},
                    Case{{"AfterAnotherFiles"}, kOther + "  other.bin\n" + kHex + "  nxos.bin\n"},
                    Case{{"BeforeAnotherFiles"}, kHex + "  nxos.bin\n" + kOther + "  other.bin\n"},
                    Case{{"AfterEmptyLines"}, "\n\r\n" + kHex + "\n"},
                    Case{{"AfterAComment"}, "# made by hand\n" + kHex + "  nxos.bin\n"},
                    Case{{"AfterAnotherFilesInAComment"},
                         "; " + kOther + "  nxos.bin\n" + kHex + "  nxos.bin\n"},
                    Case{{"GivenTwice"}, kHex + "  nxos.bin\n" + kUpper + " *NXOS.BIN\n"},
                    Case{{"OfTheBestNameFirst"}, kOther + "  nxos\n" + kHex + "  nxos.bin\n"}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    Bare, GoodSidecar,
    testing::Values(Case{{"Alone"}, kHex}, Case{{"WithBlanks"}, "  " + kHex + " \n"},
                    Case{{"BesideAnotherFiles"}, kOther + "  other.bin\n" + kHex + "\n"},
                    Case{{"InPairs"}, "90-01-50-98-3C-D2-4F-B0-D6-96-3F-7D-28-E1-7F-72\r\n"},
                    Case{{"Assigned"}, "md5sum=" + kHex + "\n"},
                    Case{{"AssignedInDoubleQuotes"}, "md5sum=\"" + kHex + "\"\n"},
                    Case{{"AssignedInSingleQuotes"}, "md5sum='" + kHex + "'\r\n"},
                    Case{{"AssignedWithBlanks"}, " md5sum = " + kHex + " \n"},
                    Case{{"AssignedInUpperCase"}, "MD5SUM=" + kUpper},
                    Case{{"AssignedAfterOtherLines"}, "release 10.3.4a\n\nmd5sum=" + kHex + "\n"},
                    Case{{"WithALabel"}, "MD5 Checksum: " + kHex + "\n"},
                    Case{{"BesideALongerDigest"}, "SHA512: " + kSha256 + kSha256 + "\nMD5: " + kHex + "\n"},
                    Case{{"InJson"}, "{\"md5\": \"" + kHex + "\"}"}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    OfOtherTools, GoodSidecar,
    testing::Values(Case{{"Bsd"}, "MD5 (images/nxos.bin) = " + kHex + "\n"},
                    Case{{"Openssl"}, "MD5(nxos.bin)= " + kHex + "\n"},
                    Case{{"OpensslFromAPipe"}, "MD5(stdin)= " + kHex + "\n"},
                    Case{{"Md5deep"}, "   5000  " + kHex + "  /srv/images/nxos.bin\n"},
                    Case{{"Hashdeep"},
                         "%%%% size,md5,sha256,filename\n## $ hashdeep nxos.bin\n5000," + kHex + "," +
                             kSha256 + ",nxos.bin\n"},
                    Case{{"NameAndColon"}, "other.bin: " + kOther + "\nnxos.bin: " + kHex + "\n"},
                    Case{{"NameAndBlank"}, "other.bin " + kOther + "\nnxos.bin " + kHex + "\n"},
                    Case{{"OfABootFile"}, "#md5sum=\"" + kHex + "\"\n"},
                    Case{{"OfABootFileWithBlanks"}, "# MD5SUM = " + kHex + "\r\n"},
                    Case{{"OfABootFileAfterAComment"}, "# by hand\n#md5sum=" + kHex + "\n\n"},
                    Case{{"OfABootFileBesideOurName"}, "#md5sum=" + kOther + "\n" + kHex + "  nxos.bin\n"},
                    Case{{"OfTheSwitch"}, "leaf1# show file bootflash:nxos.bin md5sum\n" + kHex + "\n"},
                    Case{{"OfIos"}, "verify /md5 (bootflash:nxos.bin) = " + kHex + "\n"},
                    Case{{"Sentence"}, "The MD5 of nxos.bin is " + kHex + "\n"},
                    Case{{"SentenceWithAFullStop"}, "MD5 checksum for file nxos.bin is " + kHex + "."},
                    Case{{"WithTheSize"}, kOther + " 82 other.bin\n" + kHex + " 5000 nxos.bin\n"},
                    Case{{"OfAUrl"}, kHex + "  http://10.1.1.1/images/nxos.bin?version=2\n"},
                    Case{{"WithTheKindBeforeIt"}, "md5-" + kHex + "\n"},
                    Case{{"WithBothPrefixes"}, "MD5-0x" + kHex + ".\n"},
                    Case{{"WithAHexPrefix"}, "0x" + kUpper + " nxos.bin\n"},
                    Case{{"InUtf16WithoutAMark"}, utf16(kHex + "  nxos.bin\r\n", false).substr(2)}),
    CaseName());

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

INSTANTIATE_TEST_SUITE_P(
    OfWindows, GoodSidecar,
    testing::Values(
        Case{{"Path"}, kHex + " *C:\\images\\nxos.bin\r\n"},
        Case{{"PathWithBlanks"}, kHex + "  D:\\my files\\nxos.bin\r\n"},
        Case{{"Utf8Mark"}, "\xef\xbb\xbf" + kHex + "  nxos.bin\r\n"},
        Case{{"Utf16LittleEndian"}, utf16(kUpper + " *nxos.bin\r\n", false)},
        Case{{"Utf16BigEndian"}, utf16(kUpper + " *nxos.bin\r\n", true)}, Case{{"Utf32"}, utf32(kHex)},
        Case{{"Utf32WithoutAMark"}, utf32(kHex).substr(4)}, Case{{"Table"}, kTable},
        Case{{"TableInUtf16"}, utf16(kTable, false)},
        Case{{"TableWithTheNameCutOff"}, "MD5   " + kUpper + "   C:\\TFTP-Root\\nx...\r\n"},
        Case{{"TableWithThePathCutOff"}, "MD5   " + kUpper + "   C:\\Users\\someb\xe2\x80\xa6\r\n"},
        Case{{"List"}, kList}, Case{{"ListInUtf16"}, utf16(kList, false)},
        Case{{"ListsOursFirst"}, kList + kOtherList}, Case{{"ListsOursLast"}, kOtherList + kList},
        Case{{"ListWithAPathInTwoLines"},
             "Hash : " + kUpper + "\r\nPath : C:\\a very long path\\nx\r\n       os.bin\r\n"},
        Case{{"Csv"}, "\"Algorithm\",\"Hash\",\"Path\"\r\n\"MD5\",\"" + kUpper + "\",\"C:\\nxos.bin\"\r\n"},
        Case{{"CertUtil"}, kCertUtil}, Case{{"CertUtilOursFirst"}, kCertUtil + kOtherCertUtil},
        Case{{"CertUtilOursLast"}, kOtherCertUtil + kCertUtil},
        Case{{"CertUtilInPairs"},
             "MD5 hash of file nxos.bin:\r\n90 01 50 98 3c d2 4f b0 d6 96 3f 7d 28 e1 7f 72\r\n"
             "CertUtil: -hashfile command completed successfully.\r\n"},
        Case{{"CertUtilInGerman"},
             "MD5-Hash von C:\\images\\nxos.bin:\r\n" + kHex +
                 "\r\nCertUtil: -hashfile-Befehl wurde erfolgreich ausgef\xfchrt.\r\n"},
        Case{{"Fciv"}, kFciv + kHex + " nxos.bin\r\n"},
        Case{{"FcivOfTwo"}, kFciv + kOther + " c:\\other.bin\r\n" + kHex + " c:\\nxos.bin\r\n"}),
    CaseName());

struct BadCase : NamedCase {
    std::string text;
    std::string fault;
};

class MalformedSidecar : public testing::TestWithParam<BadCase> {};

TEST_P(MalformedSidecar, IsAFailureOfTheDigestAndSaysWhatIsWrong) {
    const Error error = thrown_by([] { parse_sidecar(GetParam().text, {"nxos.bin", "nxos"}); });
    EXPECT_EQ(error.code(), ExitCode::Digest);
    EXPECT_FALSE(error.is_retryable());
    EXPECT_EQ(std::string(error.what()).rfind("nxos.bin.md5 " + GetParam().fault, 0), 0U) << error.what();
    EXPECT_NE(error.advice(), "");
}

const std::string kNothing = "has no MD5 checksum for nxos.bin: ";
const std::string kOthers = "has checksums of other files, but none of nxos.bin";
const std::string kTwo = "has two MD5 checksums for nxos.bin: " + kHex + " and " + kOther;
const std::string kLonger = "has a checksum of 256 bits, not an MD5 (128 bits) for nxos.bin";

INSTANTIATE_TEST_SUITE_P(
    EachForm, MalformedSidecar,
    testing::Values(BadCase{{"Empty"}, "", kNothing}, BadCase{{"BlankLinesAlone"}, "\n \r\n", kNothing},
                    BadCase{{"ByteOrderMarkAlone"}, "\xff\xfe", kNothing},
                    BadCase{{"Html"}, "<!DOCTYPE html>\n<html><body>Not Found</body></html>\n", kNothing},
                    BadCase{{"CommentAlone"}, "# " + kHex + "\n", kNothing},
                    BadCase{{"CommentAboutTheKey"}, "# md5sum of " + kHex + "\n", kNothing},
                    BadCase{{"OfABootFileThatWasCopied"}, "#md5sum=\"" + kHex + "\"\nhostname a\n", kNothing},
                    BadCase{{"OfTwoBootFiles"}, "#md5sum=" + kHex + "\n#md5sum=" + kOther + "\n", kTwo},
                    BadCase{{"OfABootFileHalfQuoted"}, "#md5sum=\"" + kHex + "\n", kNothing},
                    BadCase{{"OneDigitShort"}, kHex.substr(1) + "  nxos.bin\n", kNothing},
                    BadCase{{"OneDigitTooMany"}, kHex + "0  nxos.bin\n", kNothing},
                    BadCase{{"NoHex"}, kHex.substr(1) + "g  nxos.bin\n", kNothing},
                    BadCase{{"PartOfAWord"}, "z" + kHex + "\n", kNothing},
                    BadCase{{"OnePairShort"}, "90 01 50 98 3c d2 4f b0 d6 96 3f 7d 28 e1 7f\n", kNothing},
                    BadCase{{"AssignedNothing"}, "md5sum=\n", kNothing},
                    BadCase{{"AssignedHalfQuoted"}, "md5sum=\"" + kHex + "\n", kNothing},
                    BadCase{{"TheKeyAlone"}, "md5sum\n", kNothing},
                    BadCase{{"ZeroBytes"}, std::string(40, '\0'), kNothing},
                    BadCase{
                        {"OtherFilesAlone"}, kOther + "  other.bin\n" + kHex + "  nxos.bin.old\n", kOthers},
                    BadCase{{"AnotherFileInBsdsForm"}, "MD5 (other.bin) = " + kHex + "\n", kOthers},
                    BadCase{{"AnotherFileWithOursInItsName"}, kHex + "  old nxos.bin\n", kOthers},
                    BadCase{{"AnotherFileOfGetFileHash"}, kOtherList, kOthers},
                    BadCase{{"AnotherFileOfCertUtil"}, kOtherCertUtil, kOthers},
                    BadCase{{"TwoForOurs"}, kHex + "  nxos.bin\n" + kOther + "  old/nxos.bin\n", kTwo},
                    BadCase{{"TwoWithoutAName"}, kHex + "\n" + kOther + "\n", kTwo},
                    BadCase{{"Sha256"}, kSha256 + "  nxos.bin\n", kLonger},
                    BadCase{{"Sha256OfBsd"}, "SHA256 (nxos.bin) = " + kSha256 + "\n", kLonger},
                    BadCase{{"Sha1"},
                            kHex + "01234567  nxos.bin\n",
                            "has a checksum of 160 bits, not an MD5 (128 bits) for nxos.bin"}),
    CaseName());

TEST(Sidecar, DoesNotPutControlBytesOrEndlessTextBeforeAPerson) {
    const Error error = thrown_by([] { parse_sidecar("\x1b[2J" + std::string(9999, 'x'), {"nxos.bin"}); });
    const std::string what = error.what();
    EXPECT_EQ(what.find('\x1b'), std::string::npos);
    EXPECT_LT(what.size(), 200U);
}

long peak_kilobytes() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
}

TEST(SidecarOfPrefixesAlone, TakesLittleMemory) {
    std::string text;
    while (text.size() < 64UL * 1024) text += "0x";
    const long before = peak_kilobytes();
    EXPECT_EQ(thrown_by([&] { parse_sidecar(text, {"nxos.bin"}); }).code(), ExitCode::Digest);
    EXPECT_LT(peak_kilobytes() - before, 100'000);
}

}  // namespace
}  // namespace poap
