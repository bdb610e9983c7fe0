// Commits that upgrade an old BIOS first: poap.py's `use_nxos_boot`.

#include "support/commit_fixture.hpp"
#include "support/install_texts.hpp"

namespace poap::test {
namespace {

const std::string kBios = "terminal dont-ask ; install all nxos bootflash:///nxos.9.3.3.bin bios";
const std::string kFamily = "terminal dont-ask ; show chassis-family";
const std::string kBackup = "terminal dont-ask ; copy startup-config bootflash:.poap-agent.startup.part";
const std::string kConfigure = "terminal dont-ask ; configure terminal ; ";

class CommitWithOldBios : public Commit {
    void SetUp() override {
        options.upgrade_old_bios = true;
        running.bios = 2;
        cli.on(kFamily, "% Invalid command", 16);
    }
};

TEST_P(CommitWithOldBios, EndsAsItShould) {
    expect_end(GetParam());
    EXPECT_FALSE(tmp.has("poap_issu_started")) << "only the BIOS was installed";
}

const Step kSeesMark = [](Commit& c) {
    EXPECT_TRUE(c.tmp.has("poap_issu_started"));
    EXPECT_TRUE(c.dir.has(".poap-agent.saved")) << "the switch may save";
};
const Step kShowsOldImage = shows("nxos.7.0.3.bin");
const Step kPerpetual = call(kShowBoot, with_perpetual_poap(shows_boot("nxos.7.0.3.bin")));
const Step kCopiesStartup =
    call_after(has_file(".poap-agent.startup.part", "hostname before\n"), kBackup, "Copy complete.\n");
const Step kInstallsBios = call_after(kSeesMark, kBios, kInstalled);

const CommitCase kCases[] = {
    {{"InstallsTheBiosBeforeTheBootVariable"},
     kShowsOldImage + kInstallsBios + call(kErase) + kTakesBootAndSave + call(kSchedule),
     "",
     {"nxos.9.3.3.bin"},
     "the BIOS is old: installing that of nxos.9.3.3.bin first"},
    {{"InstallsItAlsoIfThePlannedImageRunsAndBoots"},
     [](Commit& c) {
         c.running.system = name("nxos.9.3.3.bin");
         (shows("nxos.9.3.3.bin") + kInstallsBios + call(kErase) + kTakesBootAndSave + call(kSchedule))(c);
     }},
    {{"DisablesPerpetualPoapMeanwhile"},
     kPerpetual + kCopiesStartup + call(kConfigure + "no boot poap enable ; end") + kInstallsBios +
         call(kErase) + call(kConfigure + "boot poap enable ; end") +
         call(kSetBoot, with_perpetual_poap(shows_boot("nxos.9.3.3.bin"))) + call(kSaveAndErase) +
         call(kSchedule)},
    {{"InstallsItOnALiveSwitchToo"},
     set(&Commit::in_poap, false) + call(kSchedule) + call(kBios, kInstalled) + kShowsOldImage + kTakesBoot +
         call(kSave)},
    {{"ErasesAfterAFailure"},
     kShowsOldImage + call(kBios, "Install has failed.", 16) + call(kErase),
     "`install all` did not succeed: Install has failed.",
     {"nxos.9.3.3.bin"},
     "`write erase`, so that POAP runs again"},
    {{"ErasesAfterAFailureOfTheBootVariable"},
     kShowsOldImage + kInstallsBios + call(kErase) + kRefusesImage,
     "the switch refused `boot nxos bootflash:///nxos.9.3.3.bin`: Invalid image",
     {".nxos.9.3.3.bin.part"}},
    {{"IsNotBegunWhereTheSwitchWouldCutIt"},
     [](Commit& c) { c.deadline = c.clock.now() + std::chrono::minutes(36); },
     "`install all ... bios`, `boot nxos` and the save may take 37 min, but the switch stops this program in "
     "36 "
     "min",
     {}},
};

INSTANTIATE_TEST_SUITE_P(Case, CommitWithOldBios, testing::ValuesIn(kCases), CaseName());

TEST_F(Commit, LeavesAnOldBiosAloneUnlessAskedTo) {
    running.bios = 0;
    (kTakesBootAndSave + call(kSchedule))(*this);
    commit_it();
}

TEST_F(Commit, WarnsOfAnIncompatibleImageBeforeItIsBooted) {
    cli.shows_incompatibilities = true;
    cli.on(
        "terminal dont-ask ; terminal width 511 ; show incompatibility-all nxos bootflash:nxos.9.3.3.bin",
        "The following configurations on active are incompatible with  the system image\nDescription : X\n");
    (kTakesBootAndSave + call(kSchedule))(*this);
    commit_it();
    EXPECT_TRUE(record.says("nxos.9.3.3.bin is incompatible with this switch: X"));
}

}  // namespace
}  // namespace poap::test
