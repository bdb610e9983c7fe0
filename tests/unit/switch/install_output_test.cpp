#include "nxos/install_output.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/text.hpp"
#include "support/install_texts.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

struct LineCase {
    std::string line;
    std::string words;
    std::optional<int> percent = std::nullopt;
};

const LineCase kLines[] = {
    {"Verifying image type.", "Verifying image type."},
    {"[######              ]  25%", "", 25},
    {"[                    ]   0%", "", 0},
    {"[####################] 100% -- SUCCESS\r", "-- SUCCESS", 100},
    {"[#                   ]   0% -- FAIL.", "-- FAIL.", 0},
    {"[#   ]   0%[###  ]  75%[####] 100% -- SUCCESS", "-- SUCCESS", 100},
    {"see [1] and [###] and [##] x%", "see [1] and [###] and [##] x%"},
    {"[######", "[######"},
    {"[######] 10", "[######] 10"},
    {"[##] 99999999999999999999%", "[##] 99999999999999999999%"},
    {"[##] 101%", "[##] 101%"},
    {"a\x1b[2Jb", "a?[2Jb"},
    {"", ""},
};

TEST(InstallLine, HasWordsAndTheLastPercentageOfItsBars) {
    for (const auto& [text, words, percent] : kLines) {
        const InstallLine line = parse_install_line(text);
        EXPECT_EQ(line.words, words);
        EXPECT_EQ(line.percent, percent) << text;
    }
}

TEST(InstallLine, IsBounded) {
    EXPECT_LT(parse_install_line(std::string(100'000, 'x')).words.size(), 300U);
}

struct VerdictCase {
    const char* name;
    CliAnswer answer;
    std::string cause = {};  ///< empty: it succeeded
    std::string advice = {};
    ExitCode code = ExitCode::Switch;
};

const std::string kReason = "show install all failure-reason";
const std::string kMakeRoom = "remove what is not needed from bootflash";
const std::string kNoReload = "do not reload or power off the switch";

const VerdictCase kVerdicts[] = {
    {"WithItsLine", {0, kInstalls + kInstalled}},
    {"WithoutItsLine", {0, kInstalls}},
    {"WithCarriageReturns", {0, with_crlf(kInstalls)}},
    {"OfAnImageThatIsNotForIssu",
     {0,
      "Module  bootable          Impact  Install-type  Reason\n"
      "------  --------  --------------  ------------  ------\n"
      "     1       yes      disruptive         reset  Incompatible image for ISSU\n" +
          kInstalled}},
    {"ThatHasNoUpgradeToMake",
     {0,
      "Module       Image       New-Version  Upg-Required\n"
      "------  ----------  ----------------  ------------\n"
      "     1        nxos            9.3(10)            no\n" +
          kInstalled}},
    {"InWhichAServiceHasAComplaint",
     {0, "Service \"__inst_001__eigrp\" in vdc 1: EIGRP ISSU config check failed\n" + kInstalled}},
    {"InAFailure",
     {16, kBiosCorrupt},
     ": CAUTION: The BIOS/loader/bootrom of above module may be in corrupted state. Please try "
     "programming it again and DO NOT reboot without programming it successfully.",
     kNoReload},
    {"InAnInstallThatSaysSuccess",
     {0, "The BIOS is corrupted\n" + kInstalls + kInstalled},
     ": The BIOS is corrupted",
     kNoReload},
    {"BeforeTheInstall",
     {16, kPreUpgradeFails},
     " (Notifying services about system upgrade.): Pre-upgrade check failed. Return code 0x437F0001 "
     "((null)).",
     kReason},
    {"BeforeTheInstallWithExit0",
     {0, kPreUpgradeFails},
     " (Notifying services about system upgrade.): Pre-upgrade check failed. Return code 0x437F0001 "
     "((null))."},
    {"OfTheBios",
     {0, kBiosFails},
     " (Module 1: Refreshing compact flash and upgrading bios/loader/bootrom.): Install has failed. "
     "Return code 0x40930015 (Pre-upgrade of a module failed)."},
    {"OfAnImageThatIsDamaged",
     {16,
      "Verifying image bootflash:/x.bin for boot variable \"nxos\".\n"
      "[#                   ]   0% -- FAIL.\n"
      "Return code 0x40930011 (Image verification failed).\n"
      "Pre-upgrade check failed. Return code 0x40930011 (Image verification failed).\n"},
     " (Verifying image bootflash:/x.bin for boot variable \"nxos\".): Pre-upgrade check "
     "failed. Return "
     "code 0x40930011 (Image verification failed).",
     "is this image made for this model?"},
    {"OfAModuleThatCannotBootIt",
     {0,
      "Compatibility check is done:\n"
      "Module  bootable          Impact  Install-type  Reason\n"
      "------  --------  --------------  ------------  ------\n"
      "     1        no      disruptive         reset  Incompatible image\n"},
     " (Compatibility check is done:): a module cannot boot the image: 1        no      "
     "disruptive      "
     "   reset  Incompatible image",
     "is this image made for this model?"},
    {"ForWantOfSpace",
     {16,
      "Pre-upgrade check failed. Return code 0x40930030 (Free space in the filesystem is below "
      "threshold).\n"},
     ": Pre-upgrade check failed. Return code 0x40930030 (Free space in the filesystem is below "
     "threshold).",
     kMakeRoom,
     ExitCode::NoSpace},
    {"ForWantOfSpaceInTheMiddle",
     {0, "Copying image to standby.\nNo space left on device\n"},
     ": No space left on device",
     kMakeRoom,
     ExitCode::NoSpace},
    {"OfAStepWithoutAVerdict",
     {16,
      "Syncing image bootflash:/x.bin to standby.\n[#                   ]   0% -- FAIL.\n"
      "Return code 0x4093000C (No space left on device).\n"},
     " (Syncing image bootflash:/x.bin to standby.): Return code 0x4093000C (No space left on "
     "device).",
     "on each supervisor",
     ExitCode::NoSpace},
    {"WithBootPoapEnabled",
     {16, "Pre-upgrade check failed: boot poap is enabled\n"},
     ": Pre-upgrade check failed: boot poap is enabled",
     "no boot poap enable"},
    {"WithBootPoapEnabledInALineOfItsOwn",
     {16,
      "Installer is forced disruptive\n"
      "POAP is enabled: remove it before the upgrade.\nPre-upgrade check failed.\n"},
     " (POAP is enabled: remove it before the upgrade.): Pre-upgrade check failed.",
     "no boot poap enable"},
    {"BehindAStepThatFoundEnoughSpace",
     {16,
      "Checking that bootflash has enough space.\n[####################] 100% -- SUCCESS\n"
      "image checksum is bad\nPre-upgrade check failed\n"},
     " (image checksum is bad): Pre-upgrade check failed",
     kReason},
    {"OfServicesOfWhichPoapIsOne",
     {16,
      "Notifying services: poap, aaa\n[#                   ]   0% -- FAIL.\n"
      "Return code 0x437F0001 ((null)).\nService \"aaa\" does not agree.\n"},
     " (Notifying services: poap, aaa): Return code 0x437F0001 ((null)).",
     kReason},
    {"OfServicesOfWhichPoapIsOneWithoutABar",
     {16, "Notifying services: poap, aaa\nPre-upgrade check failed.\n"},
     " (Notifying services: poap, aaa): Pre-upgrade check failed.",
     kReason},
    {"ThatIsCutWhileSpaceIsLookedFor",
     {0, "Checking that bootflash has enough space.\n"},
     ": it ended in the middle, at: Checking that bootflash has enough space.",
     kReason},
    {"ThatTellsOfSpaceBehindItsFirstSign",
     {16,
      "Performing runtime checks.\n[#                   ]   0% -- FAIL.\n"
      "Module 28: not enough space on bootflash.\nInstall has failed.\n"},
     " (Performing runtime checks.): Install has failed.",
     kMakeRoom,
     ExitCode::NoSpace},
    {"BesideAnotherInstall",
     {0, "Another install procedure may be in progress. (0x401E0007)\n"},
     ": Another install procedure may be in progress. (0x401E0007)",
     "wait until that install has ended"},
    {"ThatIsReturned", {0, "Returned error: not allowed\n"}, ": Returned error: not allowed"},
    {"OfTheCommand",
     {16, "                    ^\n% Invalid command at '^' marker.\n"},
     ": % Invalid command at '^' marker."},
    {"AfterItsSuccess",
     {0, kInstalls + kInstalled + "Install has failed.\n"},
     " (Install has been successful.): Install has failed."},
    {"ByItsExitStatusAlone", {1, kInstalls + kInstalled}, ": Install has been successful."},
    {"InSilence", {0, ""}, ": it said nothing"},
    {"InSilenceWithAnExitStatus", {16, ""}, ": it said nothing and ended with exit status 16"},
};

TEST(InstallVerdict, IsReadFromWhatWasPrinted) {
    for (const VerdictCase& row : kVerdicts) {
        SCOPED_TRACE(row.name);
        const auto failure = install_failure(row.answer);
        ASSERT_EQ(failure.has_value(), !row.cause.empty()) << failure->what();
        if (!failure) continue;
        EXPECT_EQ(failure->what(), "`install all` did not succeed" + row.cause);
        EXPECT_EQ(failure->code(), row.code);
        EXPECT_THAT(failure->advice(), HasSubstr(row.advice));
    }
}

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
