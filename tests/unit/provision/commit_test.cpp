#include "provision/commit.hpp"

#include <filesystem>

#include "flash/hop_mark.hpp"
#include "support/commit_fixture.hpp"

namespace poap::test {
namespace {

TEST_F(Commit, SavesAndErasesInOneCallBeforeItSchedulesInAnother) {
    (kTakesBootAndSave + call(kSchedule, "Copy complete.\n"))(*this);
    commit_it();
    EXPECT_TRUE(record.says("INFO: Ready to execute copy bootflash:FDO21120U5D.cfg scheduled-config"));
    EXPECT_EQ(cli.on_signals, std::vector(3, OnSignal::FinishFirst));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"}) << "the configuration has password hashes in it";
}

TEST_F(Commit, SchedulesTwoPartsInOneCallTheFirstOneFirst) {
    in_two_parts = true;
    kTakesBootAndSave(*this);
    cli.on(kScheduleBoth, [this] {
        EXPECT_EQ(dir.read("poap-agent-first.FDO21120U5D.cfg"), "udf a\n");
        EXPECT_EQ(dir.read("FDO21120U5D.cfg"), "hostname leaf1\n");
        return CliAnswer{0, "Copy complete.\n"};
    });
    commit_it();
    EXPECT_TRUE(record.says("INFO: Ready to execute copy bootflash:poap-agent-first.FDO21120U5D.cfg"));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(Commit, RemovesAnEarlierScheduleBeforeItsFirstChange) {
    for (const char* file : {"poap_replay01.cfg", "poap_replay2.cfg", "poap_replay.cfg",
                             "poap_replay01.cfg.bak", "my_poap_replay01.cfg"})
        dir.write(file, "x");
    std::filesystem::create_directory(dir.path_of("poap_replay3.cfg"));
    cli.on(kSetBoot, [this] {
        EXPECT_EQ(dir.names(),
                  (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "my_poap_replay01.cfg", "nxos.9.3.3.bin",
                         "poap_replay.cfg", "poap_replay01.cfg.bak", "poap_replay3.cfg"}));
        return CliAnswer{0, shows_boot("nxos.9.3.3.bin")};
    });
    cli.on(kSaveAndErase).on(kSchedule);
    commit_it();
    EXPECT_TRUE(record.says("removed bootflash:poap_replay01.cfg, which an earlier run scheduled"));
    EXPECT_TRUE(record.says("removed bootflash:poap_replay2.cfg"));
}

TEST_P(Commit, EndsAsItShould) {
    expect_end(GetParam());
}

const Step kImageRuns = [](Commit& c) { c.running.system = name("nxos.9.3.3.bin"); };
const Step kBootsAlready = kImageRuns + call(kShowBoot, shows_boot_everywhere("nxos.9.3.3.bin"));

const CommitCase kInPoap[] = {
    {{"SchedulesAloneWhereThePlannedImageRunsAndIsSaved"}, kBootsAlready + call(kSchedule)},
    {{"SavesWhereThePlannedImageRunsAndOnlyOneHalfOfShowBootNamesIt"},
     kImageRuns + shows("nxos.9.3.3.bin") + kTakesBootAndSave + call(kSchedule)},
    {{"ErasesFirstWhatAnEarlierRunMayHaveSaved"},
     has_file(".poap-agent.saved", "") + call(kErase) + kBootsAlready + call(kSchedule)},
    {{"SchedulesAloneWhereThereIsNoImageEvenWithInstallAll"},
     set(&Commit::with_image, false) + set(&Commit::install, Install::InstallAll) + call(kSchedule),
     "",
     {}},
    {{"BelievesTheReplayFileWhereTheScheduleGetsNoAnswer"},
     kTakesBootAndSave + no_answer(kSchedule, kReplayFile),
     "",
     {"nxos.9.3.3.bin", "poap_replay01.cfg"},
     "but there is a new replay file with the configuration, so it is scheduled"},
    {{"BelievesTheReplayFilesOfBothPartsWhereTheScheduleGetsNoAnswer"},
     set(&Commit::in_two_parts, true) + kTakesBootAndSave +
         no_answer(kScheduleBoth, kFirstReplayFile + has_file("poap_replay02.cfg", "hostname leaf1\n")),
     "",
     {"nxos.9.3.3.bin", "poap_replay01.cfg", "poap_replay02.cfg"},
     "so it is scheduled"},
};

INSTANTIATE_TEST_SUITE_P(InPoap, Commit, testing::ValuesIn(kInPoap), CaseName());

const std::string kBackup = "terminal dont-ask ; copy startup-config bootflash:.poap-agent.startup.part";
const std::string kRestore = "terminal dont-ask ; copy bootflash:.poap-agent.startup startup-config";
const std::string kNotScheduled =
    "the switch refused `copy bootflash:FDO21120U5D.cfg scheduled-config`: ERROR: no";
const Step kShowsPerpetualPoap = call(kSetBoot, with_perpetual_poap(shows_boot("nxos.9.3.3.bin")));
const Step kCopiesStartup = call_after(has_file(".poap-agent.startup.part", "hostname before\n"), kBackup);
const Step kFailsAfterTheSave =
    kShowsPerpetualPoap + kCopiesStartup + call(kSaveAndErase) + call(kSchedule, "ERROR: no", 16);
const Step kSeesTheCopy = [](Commit& c) {
    EXPECT_EQ(c.dir.read(".poap-agent.startup"), "hostname before\n");
};

Step sees_old_copy(const std::string& config) {
    return [=](Commit& c) { EXPECT_EQ(c.dir.read(".poap-agent.startup.old"), config); };
}

const CommitCase kInPerpetualPoap[] = {
    {{"CopiesTheStartupConfigAndLeavesNoCopyAfterASuccess"},
     kShowsPerpetualPoap + kCopiesStartup + call(kSaveAndErase) + call(kSchedule)},
    {{"KeepsTheCopyOfAnEarlierRun"},
     has_file(".poap-agent.startup", "hostname operator\n") + kShowsPerpetualPoap + kCopiesStartup +
         call(kSaveAndErase) + call_after(sees_old_copy("hostname operator\n"), kSchedule),
     "",
     {".poap-agent.startup.old", "nxos.9.3.3.bin"},
     "an interrupted run left a copy of an earlier startup-config"},
    {{"KeepsTheOldestOfSeveralCopies"},
     has_file(".poap-agent.startup.old", "hostname operator\n") +
         has_file(".poap-agent.startup", "hostname later\n") + kShowsPerpetualPoap + kCopiesStartup +
         call(kSaveAndErase) + call_after(sees_old_copy("hostname operator\n"), kSchedule),
     "",
     {".poap-agent.startup.old", "nxos.9.3.3.bin"}},
    {{"NeedsNoCopyWhereThereIsNoStartupConfig"},
     kShowsPerpetualPoap + call(kBackup, "Error: no startup configuration", 16) + call(kSaveAndErase) +
         call(kSchedule)},
    {{"RestoresTheStartupConfigAfterAFailure"},
     kFailsAfterTheSave + call_after(kSeesTheCopy, kRestore),
     kNotScheduled},
    {{"KeepsTheCopyWhereItMayNotBeRestored"},
     kFailsAfterTheSave + call(kRestore, "Copy failed: file system busy, try again"),
     kNotScheduled,
     {".poap-agent.startup", "nxos.9.3.3.bin"},
     "cannot restore the startup-config"},
    {{"SavesNothingWhereTheStartupConfigCannotBeCopied"},
     kShowsPerpetualPoap + call(kBackup, kDenied, 16),
     "the startup-config cannot be copied to bootflash (`copy startup-config "
     "bootflash:.poap-agent.startup.part`): "
     "Permission denied"},
    {{"IsStoppedByASignalThatComesWhileTheStartupConfigIsCopied"},
     kShowsPerpetualPoap + kCopiesStartup + signal_after(1),
     "interrupted (SIGTERM)",
     {"nxos.9.3.3.bin"},
     "",
     ExitCode::Interrupted},
};

INSTANTIATE_TEST_SUITE_P(InPerpetualPoap, Commit, testing::ValuesIn(kInPerpetualPoap), CaseName());

const Step kOnALiveSwitch = set(&Commit::in_poap, false);

// More of it is in tests/system/commit_test.cpp.
const CommitCase kLive[] = {
    {{"SchedulesFirstThenSetsTheBootVariableAndSavesWithoutErasing"},
     kOnALiveSwitch + call(kSchedule) + shows("nxos.7.0.3.bin") + kTakesBoot + call(kSave)},
    {{"RemovesAPlainFileThatARefusedScheduleHasMade"},
     kOnALiveSwitch +
         call_after(has_file("scheduled-config", "hostname leaf1\n"), kSchedule, "timed out", 16),
     "the switch refused `copy bootflash:FDO21120U5D.cfg scheduled-config`: timed out",
     {}},
    {{"NeitherBelievesNorRemovesAnEarlierReplayFileWhereTheScheduleIsRefused"},
     kOnALiveSwitch + kReplayFile + call(kSchedule, kDenied, 16),
     "the switch refused `copy bootflash:FDO21120U5D.cfg scheduled-config`: Permission denied",
     {"poap_replay01.cfg"}},
    {{"LeavesALinkThatHasTheSchedulesName"},
     kOnALiveSwitch +
         [](Commit& c) { std::filesystem::create_symlink("x", c.dir.path_of("scheduled-config")); },
     "outside POAP, `copy ... scheduled-config` may write a plain file, and "
     "bootflash:scheduled-config exists already",
     {"scheduled-config"}},
    {{"TakesScheduleAndBootVariableBackWhereTheSaveFails"},
     kOnALiveSwitch + call_after(kReplayFile, kSchedule) + shows("nxos.7.0.3.bin") + kTakesBoot +
         call(kSave, kDenied, 16) +
         call("terminal dont-ask ; configure terminal ; boot nxos bootflash:/nxos.7.0.3.bin"),
     "the switch refused `copy running-config startup-config`: Permission denied"},
    {{"RestoresNoBootVariableWhereTheSwitchRefusesToSetIt"},
     kOnALiveSwitch + call_after(kReplayFile, kSchedule) + shows("nxos.7.0.3.bin") + kRefusesImage,
     "the switch refused `boot nxos bootflash:///nxos.9.3.3.bin`: Invalid image",
     {".nxos.9.3.3.bin.part"}},
    {{"PutsNoBootVariableOfAnUnknownFormIntoACommand"},
     kOnALiveSwitch + call_after(kReplayFile, kSchedule) + shows("nxos.bin ; write erase") + kTakesBoot +
         call(kSave, kDenied, 16),
     "the switch refused `copy running-config startup-config`: Permission denied",
     {"nxos.9.3.3.bin"},
     "cannot restore the running configuration's boot variable: it was not in a known form"},
};

INSTANTIATE_TEST_SUITE_P(OnALiveSwitch, Commit, testing::ValuesIn(kLive), CaseName());

struct CommitOfAnIntermediateImage : Commit {
    void SetUp() override { with_config = false; }
};

TEST_F(CommitOfAnIntermediateImage, SavesAndErasesWithoutAScheduleAndMarksThisBootWhateverInstallsThePlan) {
    install = Install::InstallAll;
    kTakesBootAndSave(*this);
    commit_it();
    EXPECT_EQ(dir.names(), (Names{".poap-agent.hop", "nxos.9.3.3.bin"}));
    EXPECT_EQ(dir.read(".poap-agent.hop"), "nxos.9.3.3.bin " + boot_id() + "\n");
}

TEST_F(CommitOfAnIntermediateImage, SucceedsWhereNoMarkCanBeMade) {
    // No file can be made in a folder that is gone.
    const Step gone = [](Commit& c) { std::filesystem::remove_all(c.dir.path()); };
    (kTakesBoot + call_after(gone, kSaveAndErase))(*this);
    EXPECT_NO_THROW(commit_it()) << "the switch is on its way already";
    EXPECT_TRUE(record.says("if the switch does not boot nxos.9.3.3.bin, the next run tries it again"));
}

TEST_F(CommitOfAnIntermediateImage, LeavesNoMarkWhereItFails) {
    (kTakesBoot + call(kSaveAndErase, kDenied, 16) + erase_is_denied())(*this);
    fails();
    EXPECT_EQ(dir.names(), (Names{".poap-agent.saved", "nxos.9.3.3.bin"}));
}

TEST_F(Commit, OfTheTargetRemovesTheMarksOfIntermediateImagesOnceItSucceeds) {
    add_hop_mark(bootflash, {name("nxos.7.0.3.bin"), "an earlier boot"});
    kRefusesImage(*this);
    fails();
    EXPECT_EQ(read_hop_marks(bootflash).size(), 1U);
    (kTakesBootAndSave + call(kSchedule))(*this);
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

}  // namespace
}  // namespace poap::test
