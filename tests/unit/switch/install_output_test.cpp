#include "nxos/install_output.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/text.hpp"
#include "support/install_texts.hpp"
#include "support/named_case.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

struct LineCase : NamedCase {
    std::string line;
    std::string words;
    std::optional<int> percent = std::nullopt;
};

class InstallLineOf : public testing::TestWithParam<LineCase> {};

TEST_P(InstallLineOf, IsTakenApart) {
    const InstallLine line = parse_install_line(GetParam().line);
    EXPECT_EQ(line.words, GetParam().words);
    EXPECT_EQ(line.percent, GetParam().percent);
}

INSTANTIATE_TEST_SUITE_P(
    Form, InstallLineOf,
    testing::Values(
        LineCase{{"Words"}, "Verifying image type.", "Verifying image type."},
        LineCase{{"ABar"}, "[######              ]  25%", "", 25},
        LineCase{{"AnEmptyBar"}, "[                    ]   0%", "", 0},
        LineCase{{"ABarThatIsDone"}, "[####################] 100% -- SUCCESS\r", "-- SUCCESS", 100},
        LineCase{{"ABarThatFailed"}, "[#                   ]   0% -- FAIL.", "-- FAIL.", 0},
        LineCase{{"SeveralBars"}, "[#   ]   0%[###  ]  75%[####] 100% -- SUCCESS", "-- SUCCESS", 100},
        LineCase{{"BracketsThatAreNoBar"}, "see [1] and [###] and [##] x%", "see [1] and [###] and [##] x%"},
        LineCase{{"ABarThatIsCut"}, "[######", "[######"},
        LineCase{{"ANumberThatIsCut"}, "[######] 10", "[######] 10"},
        LineCase{{"AHugeNumber"}, "[##] 99999999999999999999%", "[##] 99999999999999999999%"},
        LineCase{{"ANumberThatIsNoPercentage"}, "[##] 101%", "[##] 101%"},
        LineCase{{"ControlBytes"}, "a\x1b[2Jb", "a?[2Jb"}, LineCase{{"Nothing"}, "", ""}),
    CaseName());

TEST(InstallLine, IsBounded) {
    EXPECT_LT(parse_install_line(std::string(100'000, 'x')).words.size(), 300U);
}

struct VerdictCase : NamedCase {
    CliAnswer answer;
    std::string cause = {};  ///< empty: it succeeded
    std::string advice = {};
    ExitCode code = ExitCode::Switch;
};

class InstallVerdict : public testing::TestWithParam<VerdictCase> {};

TEST_P(InstallVerdict, IsReadFromWhatWasPrinted) {
    const auto failure = install_failure(GetParam().answer);
    ASSERT_EQ(failure.has_value(), !GetParam().cause.empty()) << failure->what();
    if (!failure) return;
    EXPECT_EQ(failure->what(), "`install all` did not succeed" + GetParam().cause);
    EXPECT_EQ(failure->code(), GetParam().code);
    EXPECT_THAT(failure->advice(), HasSubstr(GetParam().advice));
}

INSTANTIATE_TEST_SUITE_P(
    Success, InstallVerdict,
    testing::Values(
        VerdictCase{{"WithItsLine"}, {0, kInstalls + kInstalled}},
        VerdictCase{{"WithoutItsLine"}, {0, kInstalls}},
        VerdictCase{{"WithCarriageReturns"}, {0, with_crlf(kInstalls)}},
        VerdictCase{{"OfAnImageThatIsNotForIssu"},
                    {0,
                     "Module  bootable          Impact  Install-type  Reason\n"
                     "------  --------  --------------  ------------  ------\n"
                     "     1       yes      disruptive         reset  Incompatible image for ISSU\n" +
                         kInstalled}},
        VerdictCase{{"ThatHasNoUpgradeToMake"},
                    {0,
                     "Module       Image       New-Version  Upg-Required\n"
                     "------  ----------  ----------------  ------------\n"
                     "     1        nxos            9.3(10)            no\n" +
                         kInstalled}},
        VerdictCase{
            {"InWhichAServiceHasAComplaint"},
            {0, "Service \"__inst_001__eigrp\" in vdc 1: EIGRP ISSU config check failed\n" + kInstalled}}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    CorruptBios, InstallVerdict,
    testing::Values(
        VerdictCase{
            {"InAFailure"},
            {16, kBiosCorrupt},
            ": CAUTION: The BIOS/loader/bootrom of above module may be in corrupted state. Please try "
            "programming it again and DO NOT reboot without programming it successfully.",
            "do not reload or power off the switch"},
        VerdictCase{{"InAnInstallThatSaysSuccess"},
                    {0, "The BIOS is corrupted\n" + kInstalls + kInstalled},
                    ": The BIOS is corrupted",
                    "do not reload or power off the switch"}),
    CaseName());

INSTANTIATE_TEST_SUITE_P(
    Failure, InstallVerdict,
    testing::Values(
        VerdictCase{
            {"BeforeTheInstall"},
            {16, kPreUpgradeFails},
            " (Notifying services about system upgrade.): Pre-upgrade check failed. Return code 0x437F0001 "
            "((null)).",
            "show install all failure-reason"},
        VerdictCase{
            {"BeforeTheInstallWithExit0"},
            {0, kPreUpgradeFails},
            " (Notifying services about system upgrade.): Pre-upgrade check failed. Return code 0x437F0001 "
            "((null))."},
        VerdictCase{
            {"OfTheBios"},
            {0, kBiosFails},
            " (Module 1: Refreshing compact flash and upgrading bios/loader/bootrom.): Install has failed. "
            "Return code 0x40930015 (Pre-upgrade of a module failed)."},
        VerdictCase{{"OfAnImageThatIsDamaged"},
                    {16,
                     "Verifying image bootflash:/x.bin for boot variable \"nxos\".\n"
                     "[#                   ]   0% -- FAIL.\n"
                     "Return code 0x40930011 (Image verification failed).\n"
                     "Pre-upgrade check failed. Return code 0x40930011 (Image verification failed).\n"},
                    " (Verifying image bootflash:/x.bin for boot variable \"nxos\".): Pre-upgrade check "
                    "failed. Return "
                    "code 0x40930011 (Image verification failed).",
                    "is this image made for this model?"},
        VerdictCase{{"OfAModuleThatCannotBootIt"},
                    {0,
                     "Compatibility check is done:\n"
                     "Module  bootable          Impact  Install-type  Reason\n"
                     "------  --------  --------------  ------------  ------\n"
                     "     1        no      disruptive         reset  Incompatible image\n"},
                    " (Compatibility check is done:): a module cannot boot the image: 1        no      "
                    "disruptive      "
                    "   reset  Incompatible image",
                    "is this image made for this model?"},
        VerdictCase{
            {"ForWantOfSpace"},
            {16,
             "Pre-upgrade check failed. Return code 0x40930030 (Free space in the filesystem is below "
             "threshold).\n"},
            ": Pre-upgrade check failed. Return code 0x40930030 (Free space in the filesystem is below "
            "threshold).",
            "remove what is not needed from bootflash",
            ExitCode::NoSpace},
        VerdictCase{{"ForWantOfSpaceInTheMiddle"},
                    {0, "Copying image to standby.\nNo space left on device\n"},
                    ": No space left on device",
                    "remove what is not needed from bootflash",
                    ExitCode::NoSpace},
        VerdictCase{{"OfAStepWithoutAVerdict"},
                    {16,
                     "Syncing image bootflash:/x.bin to standby.\n[#                   ]   0% -- FAIL.\n"
                     "Return code 0x4093000C (No space left on device).\n"},
                    " (Syncing image bootflash:/x.bin to standby.): Return code 0x4093000C (No space left on "
                    "device).",
                    "on each supervisor",
                    ExitCode::NoSpace},
        VerdictCase{{"WithBootPoapEnabled"},
                    {16, "Pre-upgrade check failed: boot poap is enabled\n"},
                    ": Pre-upgrade check failed: boot poap is enabled",
                    "no boot poap enable"},
        VerdictCase{{"WithBootPoapEnabledInALineOfItsOwn"},
                    {16,
                     "Installer is forced disruptive\n"
                     "POAP is enabled: remove it before the upgrade.\nPre-upgrade check failed.\n"},
                    " (POAP is enabled: remove it before the upgrade.): Pre-upgrade check failed.",
                    "no boot poap enable"},
        VerdictCase{{"BehindAStepThatFoundEnoughSpace"},
                    {16,
                     "Checking that bootflash has enough space.\n[####################] 100% -- SUCCESS\n"
                     "image checksum is bad\nPre-upgrade check failed\n"},
                    " (image checksum is bad): Pre-upgrade check failed",
                    "show install all failure-reason"},
        VerdictCase{{"OfServicesOfWhichPoapIsOne"},
                    {16,
                     "Notifying services: poap, aaa\n[#                   ]   0% -- FAIL.\n"
                     "Return code 0x437F0001 ((null)).\nService \"aaa\" does not agree.\n"},
                    " (Notifying services: poap, aaa): Return code 0x437F0001 ((null)).",
                    "show install all failure-reason"},
        VerdictCase{{"OfServicesOfWhichPoapIsOneWithoutABar"},
                    {16, "Notifying services: poap, aaa\nPre-upgrade check failed.\n"},
                    " (Notifying services: poap, aaa): Pre-upgrade check failed.",
                    "show install all failure-reason"},
        VerdictCase{{"ThatIsCutWhileSpaceIsLookedFor"},
                    {0, "Checking that bootflash has enough space.\n"},
                    ": it ended in the middle, at: Checking that bootflash has enough space.",
                    "show install all failure-reason"},
        VerdictCase{{"ThatTellsOfSpaceBehindItsFirstSign"},
                    {16,
                     "Performing runtime checks.\n[#                   ]   0% -- FAIL.\n"
                     "Module 28: not enough space on bootflash.\nInstall has failed.\n"},
                    " (Performing runtime checks.): Install has failed.",
                    "remove what is not needed from bootflash",
                    ExitCode::NoSpace},
        VerdictCase{{"BesideAnotherInstall"},
                    {0, "Another install procedure may be in progress. (0x401E0007)\n"},
                    ": Another install procedure may be in progress. (0x401E0007)",
                    "wait until that install has ended"},
        VerdictCase{
            {"ThatIsReturned"}, {0, "Returned error: not allowed\n"}, ": Returned error: not allowed"},
        VerdictCase{{"OfTheCommand"},
                    {16, "                    ^\n% Invalid command at '^' marker.\n"},
                    ": % Invalid command at '^' marker."},
        VerdictCase{{"AfterItsSuccess"},
                    {0, kInstalls + kInstalled + "Install has failed.\n"},
                    " (Install has been successful.): Install has failed."},
        VerdictCase{{"ByItsExitStatusAlone"}, {1, kInstalls + kInstalled}, ": Install has been successful."},
        VerdictCase{{"InSilence"}, {0, ""}, ": it said nothing"},
        VerdictCase{
            {"InSilenceWithAnExitStatus"}, {16, ""}, ": it said nothing and ended with exit status 16"}),
    CaseName());

TEST(InstallVerdict, IsSuccessBehindAStepThatSucceededOnceTheConfigurationIsCopiedAndElseNot) {
    const auto copied = kInstalls.find("SUCCESS", kInstalls.find("Performing configuration copy"));
    for (auto end = kInstalls.find('\n'); end != std::string::npos; end = kInstalls.find('\n', end + 1)) {
        const std::string printed = kInstalls.substr(0, end);
        const bool done = end > copied && trimmed(printed).ends_with("SUCCESS");
        EXPECT_EQ(install_failure({0, printed}).has_value(), !done) << printed;
    }
}

TEST(InstallVerdict, SaysWhereItWasCut) {
    const auto failure =
        install_failure({0, "Verifying image type.\n[####################] 100% -- SUCCESS\n"});
    ASSERT_TRUE(failure.has_value());
    EXPECT_STREQ(failure->what(), "`install all` did not succeed: it ended in the middle, at: -- SUCCESS");
}

}  // namespace
}  // namespace poap::test
