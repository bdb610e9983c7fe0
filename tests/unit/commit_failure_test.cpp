// A commit that fails in POAP.

#include <gmock/gmock.h>

#include <filesystem>

#include "support/commit_fixture.hpp"
#include "support/install_texts.hpp"
#include "support/named_case.hpp"

namespace poap {
namespace {

using test::Commit, test::kErase, test::kSaveAndErase, test::kSchedule, test::kSetBoot, test::Names,
    test::no_answer, testing::HasSubstr;

/// A switch's part in a failure, and the error that ends the commit.
struct Failure : test::NamedCase {
    std::function<void(Commit&)> arrange;
    std::string what;
    Names left = {"nxos.9.3.3.bin"};
    ExitCode code = ExitCode::Switch;
};

class CommitFails : public Commit, public testing::WithParamInterface<Failure> {};

TEST_P(CommitFails, AndTheSwitchRunsPoapAgain) {
    GetParam().arrange(*this);
    EXPECT_THAT(fails(GetParam().code).what(), HasSubstr(GetParam().what));
    EXPECT_EQ(dir.names(), GetParam().left);
}

const std::string kTimeOut = "the CLI did not answer within 600 s";

const Failure kFailures[] = {
    {{"WhereTheImageIsRefusedAndKeepsItForALaterRun"},
     [](Commit& c) { c.refuses_image(); },
     "`boot nxos bootflash:///nxos.9.3.3.bin`: Invalid image",
     {".nxos.9.3.3.bin.part"}},
    {{"WhereAnImageIsRefusedThatReplacedAnother"},
     [](Commit& c) {
         c.dir.write("nxos.9.3.3.bin", "what an older boot variable names");
         c.refuses_image();
     },
     "Invalid image"},
    {{"WhereTheBootVariableMayBeSet"}, [](Commit& c) { c.cli.on(kSetBoot, no_answer); }, kTimeOut},
    {{"WhereTheNextReloadNamesAnotherImage"},
     [](Commit& c) { c.cli.on(kSetBoot, test::shows_boot("nxos.7.0.3.bin")); },
     "its next reload names bootflash:/nxos.7.0.3.bin"},
    {{"WhereTheSaveIsRefused"},
     [](Commit& c) { c.takes_boot().on(kSaveAndErase, "Permission denied", 16).on(kErase); },
     "Permission denied"},
    {{"WhereTheSaveMayHaveHappened"},
     [](Commit& c) { c.takes_boot().on(kSaveAndErase, no_answer).on(kErase); },
     kTimeOut},
    {{"WhereTheScheduleIsRefused"},
     [](Commit& c) { c.takes_boot_and_save().on(kSchedule, "ERROR: no", 16); },
     "scheduled-config`: ERROR: no"},
    {{"WhereAPartOfTheScheduleIsWritten"},
     [](Commit& c) {
         c.takes_boot_and_save().on(kSchedule, [&c] {
             c.dir.write("poap_replay01.cfg", "host");
             return CliAnswer{16, "No space left on device\n"};
         });
     },
     "No space left on device"},
    {{"WhereTheScheduleGetsNoAnswer"},
     [](Commit& c) { c.takes_boot_and_save().on(kSchedule, no_answer); },
     kTimeOut},
    {{"WhereTheScheduleIsAborted"},
     [](Commit& c) { c.takes_boot_and_save().on(kSchedule, "Copy aborted\n"); },
     "Copy aborted"},
    {{"BeforeTheSaveBySignal"},
     [](Commit& c) {
         c.takes_boot();
         c.clock.signal_after(1);
     },
     "signal",
     {"nxos.9.3.3.bin"},
     ExitCode::Interrupted},
    {{"WhileItWaitsForABoxThatIsComingUpBySignal"},
     [](Commit& c) {
         c.takes_boot().on(kSaveAndErase, "System is not ready", 16).on(kErase);
         c.clock.signal_after(2);  // after those before the boot variable and the save
     },
     "signal",
     {"nxos.9.3.3.bin"},
     ExitCode::Interrupted},
    {{"AndErasesAgainWhereABusyBoxRefusesIt"},
     [](Commit& c) {
         c.takes_boot().on(kSaveAndErase, no_answer).on(kErase, "busy", 16).on(kErase, no_answer).on(kErase);
     },
     kTimeOut},
    {{"AndErasesAgainWhereASignalCutsTheWaitShort"},
     [](Commit& c) {
         c.takes_boot().on(kSaveAndErase, no_answer).on(kErase, "busy", 16).on(kErase);
         c.clock.signal_after(2);
     },
     kTimeOut},
    {{"WhereAFolderHasTheImagesName"},
     [](Commit& c) { std::filesystem::create_directory(c.dir.path_of("nxos.9.3.3.bin")); },
     "bootflash:nxos.9.3.3.bin, the planned image, is a folder"},
};

INSTANTIATE_TEST_SUITE_P(InPoap, CommitFails, testing::ValuesIn(kFailures), test::CaseName());

struct TimeCase : test::NamedCase {
    std::chrono::seconds left;
    std::string step;
    bool sets_boot;
};

class CommitOutOfTime : public Commit, public testing::WithParamInterface<TimeCase> {};

TEST_P(CommitOutOfTime, BeginsNoStepThatTheSwitchWouldCut) {
    deadline = clock.now() + GetParam().left;
    if (GetParam().sets_boot) {
        cli.on(kSetBoot, [this] {
            clock.advance(std::chrono::minutes(6));  // the verification of the image
            return CliAnswer{0, test::shows_boot("nxos.9.3.3.bin")};
        });
    }
    const Error error = fails();
    EXPECT_THAT(error.what(), testing::StartsWith(GetParam().step));
    EXPECT_THAT(error.advice(), HasSubstr("script_timeout"));
}

const TimeCase kTimes[] = {
    {{"TheBootVariable"}, std::chrono::seconds(419), "`boot nxos` and the save may take 7 min", false},
    {{"TheSave"}, std::chrono::seconds(430), "the save may take 2 min", true}};

INSTANTIATE_TEST_SUITE_P(Before, CommitOutOfTime, testing::ValuesIn(kTimes), test::CaseName());

using CommitThatFails = Commit;

TEST_F(CommitThatFails, ReportsThatItErasesTheStartupConfig) {
    takes_boot().on(kSaveAndErase, no_answer).on(kErase);
    EXPECT_STREQ(fails().what(), kTimeOut.c_str());
    EXPECT_TRUE(record.says("`write erase`, so that POAP runs again"));
}

TEST_F(CommitThatFails, NamesTheWaysOutWhereAnAdminPasswordIsDemanded) {
    takes_boot().on(kSaveAndErase, "ERROR: an admin password is needed first", 16).on(kErase);
    const Error error = fails();
    EXPECT_THAT(error.advice(), HasSubstr("\"install\": \"install-all\""));
    EXPECT_EQ(without_secrets(error.advice()), error.advice()) << "the log must not blank it";
}

TEST_F(CommitThatFails, AdvisesWhatToDoWhereTheEraseFailsToo) {
    takes_boot().on(kSaveAndErase, no_answer).on_each(6, kErase, "Permission denied", 16);
    const Error error = fails();
    EXPECT_EQ(error.what(), kTimeOut +
                                "; and then `write erase` did not succeed: the switch refused "
                                "`write erase`: Permission denied");
    EXPECT_THAT(error.advice(), testing::StartsWith("--cli-timeout gives it longer; and POAP may not start"));
}

TEST_F(CommitThatFails, TakesTheFirstOfTwoImagesBackWhereTheSecondCannotGetItsName) {
    std::filesystem::create_directory(dir.path_of("nxos.9.3.3.bin"));
    {
        Staged all = all_of(Install::BootVariable);
        all.images.push_back(staged_image("kick.bin", "kickstart"));
        all.images.push_back(staged_image("nxos.9.3.3.bin", "image"));
        all.boot = BootImages{test::name("nxos.9.3.3.bin"), test::name("kick.bin")};
        test::thrown_by([&] { commit_all(all); });
    }
    EXPECT_EQ(dir.names(), (Names{".kick.bin.part", "nxos.9.3.3.bin"}));
}

}  // namespace
}  // namespace poap
