// Commits that fail in POAP. More of them are in tests/system/commit_test.cpp.

#include <filesystem>

#include "base/text.hpp"
#include "support/commit_fixture.hpp"

namespace poap::test {
namespace {

class CommitThatFails : public Commit {};

TEST_P(CommitThatFails, LeavesASwitchThatRunsPoapAgain) {
    expect_end(GetParam());
}

const std::string kImageRefused = "the switch refused `boot nxos bootflash:///nxos.9.3.3.bin`: Invalid image";
const std::string kStopped = "interrupted (SIGTERM)";
const Names kImage = {"nxos.9.3.3.bin"};

const CommitCase kFailures[] = {
    {{"WhereTheImageIsRefusedAndKeepsItForALaterRun"},
     kRefusesImage,
     kImageRefused,
     {".nxos.9.3.3.bin.part"}},
    {{"WhereAnImageIsRefusedThatReplacedAnother"},
     has_file("nxos.9.3.3.bin", "what an older boot variable names") + kRefusesImage,
     kImageRefused},
    {{"WhereTheSaveMayHaveHappened"},
     kTakesBoot + no_answer(kSaveAndErase) + call(kErase),
     kTimeOut,
     kImage,
     "`write erase`, so that POAP runs again"},
    {{"WhereAPartOfTheScheduleIsWritten"},
     kTakesBootAndSave +
         call_after(has_file("poap_replay01.cfg", "host"), kSchedule, "No space left on device\n", 16),
     "the switch refused `copy bootflash:FDO21120U5D.cfg scheduled-config`: No space left on device"},
    {{"WhereTheSecondPartIsNotScheduled"},
     set(&Commit::in_two_parts, true) + kTakesBootAndSave +
         call_after(kFirstReplayFile, kScheduleBoth, "No space left on device\n", 16),
     "the switch refused `copy bootflash:poap-agent-first.FDO21120U5D.cfg scheduled-config ; copy "
     "bootflash:FDO21120U5D.cfg scheduled-config`: No space left on device",
     kImage,
     "undid the schedule: removed bootflash:poap_replay01.cfg"},
    {{"WhereOnlyTheFirstPartIsKnownToBeScheduled"},
     set(&Commit::in_two_parts, true) + kTakesBootAndSave + no_answer(kScheduleBoth, kFirstReplayFile),
     "it is not known whether the switch executed `copy bootflash:poap-agent-first.FDO21120U5D.cfg "
     "scheduled-config ; copy bootflash:FDO21120U5D.cfg scheduled-config`: " +
         kTimeOut},
    {{"WhereTheScheduleIsAborted"},
     kTakesBootAndSave + call(kSchedule, "Copy aborted\n"),
     "it is not known whether the switch executed `copy bootflash:FDO21120U5D.cfg scheduled-config`: Copy "
     "aborted"},
    {{"WhereASignalComesBeforeTheSave"},
     kTakesBoot + signal_after(1),
     kStopped,
     kImage,
     "",
     ExitCode::Interrupted},
    // After the waits before the boot variable and the save.
    {{"WhereASignalComesWhileItWaitsForASwitchThatIsNotReady"},
     kTakesBoot + call(kSaveAndErase, "System is not ready", 16) + call(kErase) + signal_after(2),
     kStopped,
     kImage,
     "",
     ExitCode::Interrupted},
    {{"AndErasesAgainWhereASignalCutsTheWaitShort"},
     kTakesBoot + no_answer(kSaveAndErase) + call(kErase, "busy", 16) + call(kErase) + signal_after(2),
     kTimeOut},
};

INSTANTIATE_TEST_SUITE_P(Case, CommitThatFails, testing::ValuesIn(kFailures), CaseName());

TEST_F(CommitThatFails, BeginsNoStepThatTheSwitchWouldCut) {
    deadline = clock.now() + std::chrono::seconds(419);
    const Error error = fails();
    EXPECT_STREQ(error.what(),
                 "`boot nxos` and the save may take 7 min, but the switch stops this program in 6 min");
    EXPECT_THAT(error.advice(), testing::HasSubstr("script_timeout"));
    deadline = clock.now() + std::chrono::seconds(430);
    const Step verification = [](Commit& c) { c.clock.advance(std::chrono::minutes(6)); };
    call_after(verification, kSetBoot, shows_boot("nxos.9.3.3.bin"))(*this);
    EXPECT_STREQ(fails().what(), "the save may take 2 min, but the switch stops this program in 1 min");
}

TEST_F(CommitThatFails, NamesTheWaysOutWhereAnAdminPasswordIsDemanded) {
    (kTakesBoot + call(kSaveAndErase, "ERROR: an admin password is needed first", 16) + call(kErase))(*this);
    const Error error = fails();
    EXPECT_THAT(error.advice(), testing::HasSubstr("\"install\": \"install-all\""));
    EXPECT_EQ(without_secrets(error.advice()), error.advice()) << "the log must not blank it";
}

TEST_F(CommitThatFails, AdvisesWhatToDoWhereTheEraseFailsToo) {
    (kTakesBoot + no_answer(kSaveAndErase) + erase_is_denied())(*this);
    const Error error = fails();
    EXPECT_EQ(error.what(), kTimeOut +
                                "; then `write erase` failed: the switch refused "
                                "`write erase`: Permission denied");
    EXPECT_THAT(error.advice(), testing::StartsWith("raise --cli-timeout; POAP may not start"));
}

TEST_F(CommitThatFails, TakesTheFirstOfTwoImagesBackWhereTheSecondCannotGetItsName) {
    std::filesystem::create_directory(dir.path_of("nxos.9.3.3.bin"));
    {
        Staged all;
        for (const char* file : {"kick.bin", "nxos.9.3.3.bin"})
            all.images.push_back({name(file), staged(file, "image"), {}, std::nullopt});
        all.boot = BootImages{name("nxos.9.3.3.bin"), name("kick.bin")};
        thrown_by([&] { commit_all(all); });
    }
    EXPECT_EQ(dir.names(), (Names{".kick.bin.part", "nxos.9.3.3.bin"}));
}

}  // namespace
}  // namespace poap::test
