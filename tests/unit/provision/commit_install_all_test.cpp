// Commits by `install all`. More of them are in tests/system/install_all_test.cpp.

#include "support/commit_fixture.hpp"
#include "support/install_texts.hpp"

namespace poap::test {
namespace {

const std::string kInstall =
    "terminal dont-ask ; install all nxos bootflash:///nxos.9.3.3.bin no-reload non-interruptive";

const std::string kMark = "poap_issu_started";

class CommitByInstallAll : public Commit {
    void SetUp() override { install = Install::InstallAll; }
};

TEST_P(CommitByInstallAll, EndsAsItShould) {
    expect_end(GetParam());
    EXPECT_EQ(tmp.has(kMark), in_poap && GetParam().error.empty());
}

const Step kShowsOldImage = shows("nxos.7.0.3.bin");
const Step kSchedules = kShowsOldImage + call(kSchedule, "Copy complete.\n");
const Step kSeesReplayFile = [](Commit& c) { EXPECT_TRUE(c.dir.has("poap_replay01.cfg")); };
const Step kSeesMark = [](Commit& c) { EXPECT_TRUE(c.tmp.has(kMark)); };
const Step kHalfAnHourLess = [](Commit& c) { c.deadline = c.clock.now() + std::chrono::minutes(29); };
const std::string kFailed = "Install has failed.";

const CommitCase kCases[] = {
    {{"SchedulesInstallsReadsBackAndErases"},
     kShowsOldImage + call_after(kSeesPublishedFiles, kSchedule, "Copy complete.\n") +
         call_after(kSeesMark, kInstall, kInstalls) + shows("nxos.9.3.3.bin") + call(kErase)},
    {{"ErasesNothingOutsidePoap"},
     set(&Commit::in_poap, false) + call(kSchedule) + call(kInstall, kInstalls) + shows("nxos.9.3.3.bin")},
    {{"IsNotBegunWhereTheSwitchWouldCutIt"},
     kHalfAnHourLess,
     "`install all` may take 30 min, but the switch stops this program in 29 min",
     {}},
    {{"IsNotBegunAfterASignalAndTakesTheScheduleBack"},
     kShowsOldImage + call_after(kReplayFile + signal_after(0), kSchedule),
     "interrupted (SIGTERM)",
     {".nxos.9.3.3.bin.part"},
     "",
     ExitCode::Interrupted},
    {{"ErasesAfterAFailureBeforeItTakesTheScheduleBack"},
     kShowsOldImage + call_after(kReplayFile, kSchedule) + call(kInstall, kFailed, 16) +
         call_after(kSeesReplayFile, kErase),
     "`install all` did not succeed: Install has failed.",
     {"nxos.9.3.3.bin"},
     "`write erase`, so that POAP runs again"},
    {{"KeepsTheScheduleWhereTheStartupConfigMayStillBeThere"},
     kShowsOldImage + call_after(kReplayFile, kSchedule) + call(kInstall, kFailed, 16) + erase_is_denied(),
     "`install all` did not succeed: Install has failed.; then `write erase` failed: the switch "
     "refused `write erase`: Permission denied",
     {".poap-agent.saved", "nxos.9.3.3.bin", "poap_replay01.cfg"}},
};

INSTANTIATE_TEST_SUITE_P(Case, CommitByInstallAll, testing::ValuesIn(kCases), CaseName());

TEST_F(CommitByInstallAll, AdvisesNotToReloadWithACorruptBiosAlsoWhereTheEraseFails) {
    (kSchedules + call(kInstall, kBiosCorrupt, 16) + kShowsOldImage + erase_is_denied())(*this);
    EXPECT_THAT(fails().advice(), testing::AllOf(testing::StartsWith("do not reload or power off the switch"),
                                                 testing::Not(testing::HasSubstr("`reload`"))));
    EXPECT_TRUE(record.says("the next reload boots nxos bootflash:/nxos.7.0.3.bin")) << "it was reset";
}

TEST_F(CommitByInstallAll, AdvisesWhatToDoWhereTheEraseFails) {
    (kSchedules + call(kInstall, kInstalls) + shows("nxos.9.3.3.bin") + erase_is_denied())(*this);
    const Error error = fails();
    EXPECT_STREQ(error.what(), "the switch refused `write erase`: Permission denied");
    EXPECT_THAT(error.advice(), testing::HasSubstr("`write erase` and `reload` on the switch's console"));
}

}  // namespace
}  // namespace poap::test
