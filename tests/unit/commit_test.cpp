#include "provision/commit.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "flash/hop_mark.hpp"
#include "support/commit_fixture.hpp"

namespace poap {
namespace {

using test::Commit, test::kErase, test::kSaveAndErase, test::kSchedule, test::kShowBoot, test::name,
    test::Names;

TEST_F(Commit, SavesAndErasesInOneCallBeforeItSchedulesInAnother) {
    takes_boot_and_save().on(kSchedule, "Copy complete.\n");
    commit_it();
    EXPECT_TRUE(record.says("INFO: Ready to execute copy bootflash:FDO21120U5D.cfg scheduled-config"));
    EXPECT_EQ(cli.on_signals, std::vector(3, OnSignal::FinishFirst));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"}) << "the configuration has password hashes";
}

TEST_F(Commit, RemovesAnEarlierScheduleBeforeItsFirstChange) {
    for (const char* stale : {"poap_replay01.cfg", "poap_replay2.cfg"}) dir.write(stale, "stale");
    for (const char* other : {"poap_replay.cfg", "poap_replay01.cfg.bak", "my_poap_replay01.cfg"})
        dir.write(other, "x");
    cli.on(test::kSetBoot, [this] {
        EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "my_poap_replay01.cfg",
                                      "nxos.9.3.3.bin", "poap_replay.cfg", "poap_replay01.cfg.bak"}));
        return CliAnswer{0, test::shows_boot("nxos.9.3.3.bin")};
    });
    cli.on(kSaveAndErase).on(kSchedule);
    commit_it();
    EXPECT_TRUE(record.says("removed bootflash:poap_replay01.cfg, which an earlier run scheduled"));
    EXPECT_TRUE(record.says("removed bootflash:poap_replay2.cfg"));
}

TEST_F(Commit, LeavesAFolderThatIsNamedAsASchedule) {
    std::filesystem::create_directory(dir.path_of("poap_replay01.cfg"));
    takes_boot_and_save().on(kSchedule);
    commit_it();
    EXPECT_TRUE(std::filesystem::is_directory(dir.path_of("poap_replay01.cfg")));
}

TEST_F(Commit, OnlySchedulesWhereThePlannedImageRunsAndIsSaved) {
    running.system = name("nxos.9.3.3.bin");
    cli.on(kShowBoot, test::shows_boot_everywhere("nxos.9.3.3.bin")).on(kSchedule);
    commit_it();
}

TEST_F(Commit, ErasesFirstWhatAnEarlierRunMayHaveSaved) {
    dir.write(".poap-agent.saved", "");
    running.system = name("nxos.9.3.3.bin");
    cli.on(kErase).on(kShowBoot, test::shows_boot_everywhere("nxos.9.3.3.bin")).on(kSchedule);
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(Commit, SavesWhereThePlannedImageRunsAndOnlyOneHalfNamesIt) {
    running.system = name("nxos.9.3.3.bin");
    cli.on(kShowBoot, test::shows_boot("nxos.9.3.3.bin"));
    takes_boot_and_save().on(kSchedule);
    commit_it();
}

TEST_F(Commit, LeavesTheBootVariableAloneWhereThereIsNoImage) {
    for (const Install how : {Install::BootVariable, Install::InstallAll}) {
        Staged all = all_of(how);
        cli.on(kSchedule);
        commit_all(all);
    }
}

TEST_F(Commit, SetsTheBootVariableAlsoWhereTheImageWasThereAlready) {
    dir.write("nxos.9.3.3.bin", "image");
    takes_boot_and_save().on(kSchedule);
    Staged all = all_of(Install::BootVariable);
    all.boot = BootImages{name("nxos.9.3.3.bin"), std::nullopt};
    commit_all(all);
}

TEST_F(Commit, SetsBothBootVariablesOfAPair) {
    cli.on(
        "terminal dont-ask ; configure terminal ; boot kickstart bootflash:///kick.bin ; "
        "boot system bootflash:///nxos.9.3.3.bin ; end ; show boot",
        "Boot Variables on next reload:\nkickstart variable = bootflash:/kick.bin\n"
        "system variable = bootflash:/nxos.9.3.3.bin\n");
    cli.on(kSaveAndErase).on(kSchedule);
    Staged all = all_of(Install::BootVariable);
    all.boot = BootImages{name("nxos.9.3.3.bin"), name("kick.bin")};
    commit_all(all);
}

TEST_F(Commit, WaitsForABoxThatIsStillComingUpWithNothingScheduled) {
    takes_boot().on(kSaveAndErase, "System is not ready", 16).on(kSaveAndErase).on(kSchedule);
    commit_it();
    EXPECT_EQ(clock.waits.size(), 1U);
}

TEST_F(Commit, BelievesTheReplayFileWhereTheScheduleGetsNoAnswer) {
    takes_boot_and_save().on(kSchedule, [this]() -> CliAnswer {
        scheduled()();
        return test::no_answer();
    });
    commit_it();
    EXPECT_TRUE(record.says("but the configuration is in a new replay file, so it is scheduled"));
    EXPECT_TRUE(dir.has("poap_replay01.cfg"));
}

using CommitOfAHop = Commit;

TEST_F(CommitOfAHop, SavesAndErasesWithoutAScheduleAndMarksThisBootWhateverThePlanSaysOfInstalling) {
    install = Install::InstallAll;
    takes_boot_and_save();
    commit_hop();
    EXPECT_EQ(dir.names(), (Names{".poap-agent.hop", "nxos.9.3.3.bin"}));
    EXPECT_EQ(dir.read(".poap-agent.hop"), "nxos.9.3.3.bin " + boot_id() + "\n");
}

TEST_F(CommitOfAHop, ReplacesAFolderThatHasTheMarksName) {
    std::filesystem::create_directory(dir.path() + "/.poap-agent.hop");
    takes_boot_and_save();
    commit_hop();
    EXPECT_EQ(read_hop_marks(bootflash).size(), 1U);
}

TEST_F(CommitOfAHop, SucceedsWhereNoMarkCanBeLeft) {
    takes_boot().on(kSaveAndErase, [this] {
        std::filesystem::remove_all(dir.path());  // no file can be made in a folder that is gone
        return CliAnswer{0, ""};
    });
    EXPECT_NO_THROW(commit_hop()) << "the switch is on its way already";
    EXPECT_TRUE(record.says("should the switch not boot nxos.9.3.3.bin, it will be sent there again"));
}

TEST_F(CommitOfAHop, LeavesNoMarkWhereItFails) {
    takes_boot().on(kSaveAndErase, "ERROR: permission denied", 16);
    cli.on_each(6, kErase, "ERROR: permission denied", 16);
    EXPECT_EQ(test::thrown_by([this] { commit_hop(); }).code(), ExitCode::Switch);
    EXPECT_EQ(dir.names(), (Names{".poap-agent.saved", "nxos.9.3.3.bin"}));
}

TEST_F(Commit, OfTheTargetRemovesTheMarkOfAHop) {
    add_hop_mark(bootflash, {name("nxos.7.0.3.bin"), "an earlier boot"});
    refuses_image();
    fails();
    EXPECT_EQ(read_hop_marks(bootflash).size(), 1U) << "it failed";
    takes_boot_and_save().on(kSchedule);
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

struct CommitInPerpetualPoap : Commit {
    const std::string kBackup = "terminal dont-ask ; copy startup-config bootflash:.poap-agent.startup.part";
    const std::string kRestore = "terminal dont-ask ; copy bootflash:.poap-agent.startup startup-config";

    test::FakeCli& takes_boot() {
        return cli.on(test::kSetBoot, test::with_perpetual_poap(test::shows_boot("nxos.9.3.3.bin")));
    }
    test::FakeCli& copies_startup() {
        return cli.on(kBackup, [this] {
            dir.write(".poap-agent.startup.part", "hostname before\n");
            return CliAnswer{};
        });
    }
    test::FakeCli& takes_boot_and_copies_startup() {
        takes_boot();
        return copies_startup();
    }
};

TEST_F(CommitInPerpetualPoap, LeavesNoCopyAfterASuccess) {
    takes_boot_and_copies_startup().on(kSaveAndErase).on(kSchedule);
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitInPerpetualPoap, NeedsNoCopyWhereThereIsNoStartupConfig) {
    takes_boot().on(kBackup, "Error: no startup configuration", 16).on(kSaveAndErase).on(kSchedule);
    commit_it();
}

TEST_F(CommitInPerpetualPoap, RestoresTheStartupConfigAfterAFailure) {
    takes_boot_and_copies_startup().on(kSaveAndErase).on(kSchedule, "ERROR: no", 16);
    cli.on(kRestore, [this] {
        EXPECT_EQ(dir.read(".poap-agent.startup"), "hostname before\n");
        return CliAnswer{};
    });
    fails();
    EXPECT_FALSE(dir.has(".poap-agent.startup"));
}

TEST_F(CommitInPerpetualPoap, KeepsTheCopyWhereItMayNotBeRestored) {
    takes_boot_and_copies_startup().on(kSaveAndErase).on(kSchedule, "ERROR: no", 16);
    cli.on(kRestore, "Copy failed: file system busy, try again");
    fails();
    EXPECT_EQ(dir.read(".poap-agent.startup"), "hostname before\n");
    EXPECT_TRUE(record.says("the startup-config is not restored"));
}

TEST_F(CommitInPerpetualPoap, SavesNothingWhereTheStartupConfigCannotBeCopied) {
    for (const char* refusal :
         {"Permission denied", "No such file or directory (bootflash:.poap-agent.startup.part)"}) {
        takes_boot().on(kBackup, refusal, 16);
        fails();
    }
}

TEST_F(CommitInPerpetualPoap, IsStoppedByASignalThatComesWhileTheStartupConfigIsCopied) {
    takes_boot().on(kBackup, [this] {
        clock.signal_after(0);
        dir.write(".poap-agent.startup.part", "hostname before\n");
        return CliAnswer{};
    });
    fails(ExitCode::Interrupted);
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitInPerpetualPoap, IsSwitchedOffForInstallAllAndOnAgainAfterAFailure) {
    install = Install::InstallAll;
    cli.on(kShowBoot, test::with_perpetual_poap(test::shows_boot("nxos.9.3.3.bin")));
    copies_startup()
        .on(kSchedule)
        .on("terminal dont-ask ; configure terminal ; no boot poap enable ; end")
        .answers("Install has failed.", 16)
        .on(kErase)
        .on("terminal dont-ask ; configure terminal ; boot poap enable ; end")
        .on(kRestore);
    fails();
}

}  // namespace
}  // namespace poap
