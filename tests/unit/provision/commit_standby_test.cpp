// Commits on switches with two supervisors. More of them are in tests/system/standby_test.cpp.

#include "support/commit_fixture.hpp"
#include "support/standby_calls.hpp"

namespace poap::test {
namespace {

class CommitWithStandby : public Commit {
    void SetUp() override { supervisors = Supervisors::Two; }
};

TEST_P(CommitWithStandby, EndsAsItShould) {
    expect_end(GetParam());
}

const Step kIsReady = call(kShowModule, shows_standby("ha-standby"));
const Step kIsReadyWithoutImage = kIsReady + call(kMd5There, "No such file or directory", 16);
const Step kHasImage = call(kMd5There, shows_md5("image"));
const Step kTakesImage = kIsReadyWithoutImage + call(kCopyThere, "Copy complete.\n") + kHasImage;
const std::string kBothBoot = both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin");
const Step kBothTakeBootAndSave = call(kSetBoot, kBothBoot) + call(kSaveAndErase);

const CommitCase kCases[] = {
    {{"GivesItTheImageUnderItsFinalNameBeforeTheBootVariable"},
     kIsReadyWithoutImage + call_after(kSeesPublishedFiles, kCopyThere, "Copy complete.\n") + kHasImage +
         kBothTakeBootAndSave + call(kSchedule)},
    {{"GivesItAnIntermediateImage"},
     set(&Commit::with_config, false) + kTakesImage + kBothTakeBootAndSave,
     "",
     {".poap-agent.hop", "nxos.9.3.3.bin"}},
    {{"GivesItTheImageBeforeInstallAll"},
     set(&Commit::install, Install::InstallAll) + kTakesImage +
         call(kShowBoot, both_boot("nxos.7.0.3.bin", "nxos.7.0.3.bin")) + call(kSchedule) +
         [](Commit& c) { c.cli.answers("Install has been successful.\n"); } + call(kShowBoot, kBothBoot) +
         call(kErase)},
    {{"GivesItAnAdditionalFileInItsFolder"},
     set(&Commit::with_image, false) + set(&Commit::with_extra, true) + kIsReady +
         call("terminal dont-ask ; show file bootflash_sup-remote:apps/x md5sum", "No such file", 16) +
         call("terminal dont-ask ; mkdir bootflash_sup-remote:apps", "File exists", 16) +
         call("terminal dont-ask ; copy bootflash:apps/x bootflash_sup-remote:apps/x") +
         call("terminal dont-ask ; show file bootflash_sup-remote:apps/x md5sum", shows_md5("extra")) +
         call(kSchedule),
     "",
     {"apps"}},
    {{"AsksOnlyWhetherItIsReadyWhereThereIsNoImage"},
     set(&Commit::with_image, false) + kIsReady + call(kSchedule),
     "",
     {}},
    {{"ThatWouldBootAnotherImageSavesNothing"},
     kTakesImage + call(kSetBoot, both_boot("nxos.9.3.3.bin", "nxos.7.0.3.bin")),
     "the next reload of one of the two supervisors boots bootflash:/nxos.7.0.3.bin, not nxos.9.3.3.bin"},
    {{"IsAskedForOnceMoreAndGetsTheImageWhereTheModulesWereNotKnown"},
     set(&Commit::supervisors, Supervisors::NotKnown) + kIsReady + kHasImage + kBothTakeBootAndSave +
         call(kSchedule)},
};

INSTANTIATE_TEST_SUITE_P(Case, CommitWithStandby, testing::ValuesIn(kCases), CaseName());

TEST_F(Commit, NamesTheStandbyWhereTheImageIsRefusedAndTheModulesAreNotKnown) {
    supervisors = Supervisors::NotKnown;
    for (int calls = 4; calls > 0; --calls) cli.answers("Cmd exec error.", 16);
    EXPECT_THAT(fails().advice(), testing::HasSubstr("standby supervisor"));
    EXPECT_EQ(cli.lines[2], kSetBoot);
}

}  // namespace
}  // namespace poap::test
