#include "provision/commit.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "flash/hop_mark.hpp"
#include "support/commit_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::Commit;
using test::kSaveAndErase;
using test::kSchedule;
using test::kSetBoot;
using test::Names;

TEST_F(Commit, SavesAndErasesInOneCallBeforeItSchedulesInAnother) {
    takes_boot().answers("Copy complete.\n").answers("Copy complete.\n");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kSchedule}));
    EXPECT_TRUE(record.says("INFO: Ready to execute copy bootflash:FDO21120U5D.cfg scheduled-config"));
}

TEST_F(Commit, RemovesAnEarlierScheduleBeforeItsFirstChange) {
    for (const char* stale : {"poap_replay01.cfg", "poap_replay2.cfg"}) dir.write(stale, "stale");
    for (const char* other : {"poap_replay.cfg", "poap_replay01.cfg.bak", "my_poap_replay01.cfg"})
        dir.write(other, "x");
    cli.does([this] {
        EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "my_poap_replay01.cfg",
                                      "nxos.9.3.3.bin", "poap_replay.cfg", "poap_replay01.cfg.bak"}));
        return CliAnswer{0, test::shows_boot("nxos.9.3.3.bin")};
    });
    cli.answers("").answers("");
    commit_it();
    EXPECT_TRUE(record.says("removed bootflash:poap_replay01.cfg, which an earlier run scheduled"));
    EXPECT_TRUE(record.says("removed bootflash:poap_replay2.cfg"));
}

TEST_F(Commit, LeavesAFolderThatIsNamedAsASchedule) {
    std::filesystem::create_directory(dir.path_of("poap_replay01.cfg"));
    takes_boot_and_save().answers("");
    commit_it();
    EXPECT_TRUE(std::filesystem::is_directory(dir.path_of("poap_replay01.cfg")));
}

TEST_F(Commit, ErasesFirstWhatAnEarlierRunMayHaveSaved) {
    dir.write(".poap-agent.saved", "");
    running.system = test::name("nxos.9.3.3.bin");
    cli.answers("").answers(test::shows_boot_everywhere("nxos.9.3.3.bin")).answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{test::kErase, test::kShowBoot, kSchedule}));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(Commit, OnlySchedulesWhereThePlannedImageRunsAndIsSaved) {
    running.system = test::name("nxos.9.3.3.bin");
    cli.answers(test::shows_boot_everywhere("nxos.9.3.3.bin")).answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{test::kShowBoot, kSchedule}));
}

TEST_F(Commit, SavesWhereThePlannedImageRunsAndOnlyOneHalfNamesIt) {
    running.system = test::name("nxos.9.3.3.bin");
    cli.answers(test::shows_boot("nxos.9.3.3.bin"));
    takes_boot_and_save().answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{test::kShowBoot, kSetBoot, kSaveAndErase, kSchedule}));
}

TEST_F(Commit, TakesSilenceForSuccess) {
    takes_boot_and_save().answers("");
    EXPECT_NO_THROW(commit_it());
}

TEST_F(Commit, GivesTheFilesTheirNamesBeforeItAsksTheCli) {
    const auto both_are_there = [this](const std::string& answer) {
        return [this, answer] {
            for (const char* name : {"FDO21120U5D.cfg", "nxos.9.3.3.bin"}) EXPECT_TRUE(dir.has(name)) << name;
            return CliAnswer{0, answer};
        };
    };
    cli.does(both_are_there(test::shows_boot("nxos.9.3.3.bin")))
        .does(both_are_there(""))
        .does(both_are_there(""));
    commit_it();
}

TEST_F(Commit, LeavesTheImageAndRemovesTheConfigWithItsPasswordHashes) {
    takes_boot_and_save().answers("");
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(Commit, LetsNoSignalStopItsCommands) {
    takes_boot_and_save().answers("");
    commit_it();
    EXPECT_EQ(cli.on_signals, std::vector(3, OnSignal::FinishFirst));
}

TEST_F(Commit, LeavesTheBootVariableAloneWhereThereIsNoImage) {
    with_image = false;
    cli.answers("");
    commit_it();
    EXPECT_EQ(cli.lines, Names{kSchedule});
}

TEST_F(Commit, SetsTheBootVariableAlsoWhereTheImageWasThereAlready) {
    dir.write("nxos.9.3.3.bin", "image");
    takes_boot_and_save().answers("");
    Staged all{staged("FDO21120U5D.cfg", "hostname leaf1\n"),
               {},
               BootImages{test::name("nxos.9.3.3.bin"), std::nullopt}};
    commit_all(all);
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kSchedule}));
}

TEST_F(Commit, SetsBothBootVariablesOfAPair) {
    cli.answers(
        "Boot Variables on next reload:\nkickstart variable = bootflash:/kick.bin\n"
        "system variable = bootflash:/nxos.9.3.3.bin\n");
    cli.answers("").answers("");
    Staged all{staged("FDO21120U5D.cfg", "hostname leaf1\n"),
               {},
               BootImages{test::name("nxos.9.3.3.bin"), test::name("kick.bin")}};
    commit_all(all);
    ASSERT_FALSE(cli.lines.empty());
    EXPECT_EQ(cli.lines.front(),
              "terminal dont-ask ; configure terminal ; boot kickstart bootflash:///kick.bin ; "
              "boot system bootflash:///nxos.9.3.3.bin ; end ; show boot");
}

TEST_F(Commit, WaitsForABoxThatIsStillComingUpWithNothingScheduled) {
    takes_boot();
    refuses("System is not ready").answers("").answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kSaveAndErase, kSchedule}));
    EXPECT_EQ(clock.waits.size(), 1U);
}

/// An image alone, which is a hop.
struct CommitOfAHop : Commit {
    void commit_it() {
        Staged all{std::nullopt, {}, BootImages{test::name("nxos.9.3.3.bin"), std::nullopt}};
        all.images.push_back(staged_image("nxos.9.3.3.bin", "image"));
        commit_all(all);
    }
};

TEST_F(CommitOfAHop, SavesTheBootVariableErasesTheStartupConfigAndSchedulesNothing) {
    takes_boot().answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase}));
}

TEST_F(CommitOfAHop, LeavesItsImageAndAMarkOfThisBoot) {
    takes_boot().answers("");
    commit_it();
    EXPECT_EQ(dir.names(), (Names{".poap-agent.hop", "nxos.9.3.3.bin"}));
    EXPECT_EQ(dir.read(".poap-agent.hop"), "nxos.9.3.3.bin " + boot_id() + "\n");
}

TEST_F(CommitOfAHop, LeavesItsMarkAlsoWhereAFolderHasTheMarksName) {
    std::filesystem::create_directory(dir.path() + "/.poap-agent.hop");
    takes_boot().answers("");
    commit_it();
    EXPECT_EQ(read_hop_marks(bootflash).size(), 1U);
}

TEST_F(CommitOfAHop, GoesOnWhereNoMarkCanBeLeft) {
    takes_boot().does([this] {
        std::filesystem::remove_all(dir.path());  // no file can be made in a folder that is gone
        return CliAnswer{0, ""};
    });
    EXPECT_NO_THROW(commit_it()) << "the switch is on its way already";
    EXPECT_TRUE(record.says("should the switch not boot nxos.9.3.3.bin, it will be sent there again"));
}

TEST_F(CommitOfAHop, ThatFailsLeavesNoMark) {
    takes_boot();
    for (int i = 0; i < 7; ++i) refuses("ERROR: permission denied");
    test::thrown_by([this] { commit_it(); });
    EXPECT_EQ(dir.names(), (Names{".poap-agent.saved", "nxos.9.3.3.bin"}));
}

TEST_F(CommitOfAHop, WhoseSaveIsRefusedErasesAllTheSame) {
    takes_boot();
    refuses("ERROR: a password is needed").answers("");
    EXPECT_EQ(test::thrown_by([this] { commit_it(); }).code(), ExitCode::Switch);
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, test::kErase}));
}

TEST_F(Commit, OfTheTargetTakesTheMarkOfAHopAway) {
    add_hop_mark(bootflash, {test::name("nxos.7.0.3.bin"), "an earlier boot"});
    takes_boot_and_save().answers("");
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(Commit, ThatFailsLeavesTheMarkOfAHop) {
    add_hop_mark(bootflash, {test::name("nxos.7.0.3.bin"), "an earlier boot"});
    refuses("Invalid image").answers("Invalid image", 16);
    test::thrown_by([this] { commit_it(); });
    EXPECT_EQ(read_hop_marks(bootflash).size(), 1U);
}

}  // namespace
}  // namespace poap
