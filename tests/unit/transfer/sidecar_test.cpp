#include "transfer/sidecar.hpp"

#include <gtest/gtest.h>

#include <string>

#include "error.hpp"
#include "support/named_case.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::NamedCase;
using test::thrown_by;

const std::string kHex = "900150983cd24fb0d6963f7d28e17f72";
const std::string kOther = "d41d8cd98f00b204e9800998ecf8427e";

struct Case : NamedCase {
    std::string text;
};

class GoodSidecar : public testing::TestWithParam<Case> {};

TEST_P(GoodSidecar, GivesTheFilesMd5) {
    EXPECT_EQ(parse_sidecar(GetParam().text, {"nxos.bin", "nxos"}),
              Digest::parse(DigestKind::Md5, kHex).value());
}

INSTANTIATE_TEST_SUITE_P(
    EachForm, GoodSidecar,
    testing::Values(Case{{"AsMd5sumPrints"}, kHex + "  nxos.bin\n"},
                    Case{{"AsMd5sumPrintsInBinaryMode"}, kHex + " *nxos.bin\n"},
                    Case{{"WithAFolderBeforeTheName"}, kHex + "  ./images/nxos.bin\n"},
                    Case{{"WithTheServersNameOfTheFile"}, kHex + "  nxos\n"},
                    Case{{"WithoutALineEnd"}, kHex + "  nxos.bin"},
                    Case{{"WithWindowsLineEnds"}, kHex + "  nxos.bin\r\n"},
                    Case{{"WithATab"}, kHex + "\tnxos.bin\n"},
                    Case{{"InUpperCase"}, "900150983CD24FB0D6963F7D28E17F72  nxos.bin\n"},
                    Case{{"Bare"}, kHex}, Case{{"BareWithBlanks"}, "  " + kHex + " \n"},
                    Case{{"Assigned"}, "md5sum=" + kHex + "\n"},
                    Case{{"AssignedInDoubleQuotes"}, "md5sum=\"" + kHex + "\"\n"},
                    Case{{"AssignedInSingleQuotes"}, "md5sum='" + kHex + "'\r\n"},
                    Case{{"AssignedWithBlanks"}, " md5sum = " + kHex + " \n"},
                    Case{{"AssignedInUpperCase"}, "MD5SUM=900150983CD24FB0D6963F7D28E17F72"},
                    Case{{"BehindAnotherFiles"}, kOther + "  other.bin\n" + kHex + "  nxos.bin\n"},
                    Case{{"BehindEmptyLines"}, "\n\r\n" + kHex + "\n"},
                    Case{{"BehindAComment"}, "# made by hand\n" + kHex + "  nxos.bin\n"}),
    CaseName());

class MalformedSidecar : public testing::TestWithParam<Case> {};

TEST_P(MalformedSidecar, IsAFailureOfTheDigestAndSaysOfWhichFile) {
    const Error error = thrown_by([] { parse_sidecar(GetParam().text, {"nxos.bin", "nxos"}); });
    EXPECT_EQ(error.code(), ExitCode::Digest);
    EXPECT_FALSE(error.may_pass());
    EXPECT_NE(std::string(error.what()).find("nxos.bin"), std::string::npos);
    EXPECT_NE(error.advice(), "");
}

INSTANTIATE_TEST_SUITE_P(
    EachForm, MalformedSidecar,
    testing::Values(Case{{"Empty"}, ""}, Case{{"BlankLinesAlone"}, "\n \r\n"},
                    Case{{"Html"}, "<!DOCTYPE html>\n<html><body>Not Found</body></html>\n"},
                    Case{{"OtherFilesAlone"}, kOther + "  other.bin\n" + kHex + "  nxos.bin.old\n"},
                    Case{{"OneDigitShort"}, kHex.substr(1) + "  nxos.bin\n"},
                    Case{{"OneDigitTooMany"}, kHex + "0  nxos.bin\n"},
                    Case{{"NoHex"}, kHex.substr(1) + "g  nxos.bin\n"},
                    Case{{"AnotherAlgorithms"}, kHex + kOther + "  nxos.bin\n"},
                    Case{{"AssignedNothing"}, "md5sum=\n"},
                    Case{{"AssignedHalfQuoted"}, "md5sum=\"" + kHex + "\n"},
                    Case{{"TheKeyAlone"}, "md5sum\n"}, Case{{"ZeroBytes"}, std::string(40, '\0')}),
    CaseName());

TEST(Sidecar, DoesNotPutControlBytesOrEndlessTextBeforeAPerson) {
    const Error error = thrown_by([] { parse_sidecar("\x1b[2J" + std::string(9999, 'x'), {"nxos.bin"}); });
    const std::string what = error.what();
    EXPECT_EQ(what.find('\x1b'), std::string::npos);
    EXPECT_LT(what.size(), 200U);
}

}  // namespace
}  // namespace poap
