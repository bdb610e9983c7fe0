// Commit with a standby supervisor, and with `install all`.
#include <gmock/gmock.h>

#include "support/commit_fixture.hpp"
#include "support/install_texts.hpp"
#include "support/standby_calls.hpp"

namespace poap {
namespace {

using test::both_boot, test::Commit, test::kCopyThere, test::kDeleteThere, test::kErase, test::kInstalls,
    test::kMd5There, test::kSaveAndErase, test::kSchedule, test::kSetBoot, test::kShowBoot, test::kShowModule,
    test::Names, test::shows_boot, test::shows_md5, test::shows_standby, testing::HasSubstr;

const std::string kInstall =
    "terminal dont-ask ; install all nxos bootflash:///nxos.9.3.3.bin no-reload non-interruptive";

struct CommitWithStandby : Commit {
    void SetUp() override { supervisors = Supervisors::Two; }

    test::FakeCli& is_ready() { return cli.on(kShowModule, shows_standby("ha-standby")); }
    test::FakeCli& is_ready_without_image() {
        return is_ready().on(kMd5There, "No such file or directory", 16);
    }
    /// The standby is ready, and takes the image.
    test::FakeCli& takes_image() {
        return is_ready_without_image().on(kCopyThere, "Copy complete.\n").on(kMd5There, shows_md5("image"));
    }
    test::FakeCli& takes_image_and_boot() {
        return takes_image().on(kSetBoot, both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin")).on(kSaveAndErase);
    }
};

TEST_F(CommitWithStandby, GivesItTheImageUnderItsFinalNameBeforeTheBootVariable) {
    is_ready_without_image().on(kCopyThere, [this] {
        EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "nxos.9.3.3.bin"}));
        return CliAnswer{};
    });
    cli.on(kMd5There, shows_md5("image")).on(kSetBoot, both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin"));
    cli.on(kSaveAndErase).on(kSchedule);
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitWithStandby, GivesItAlsoAnImageThatWasOnBootflashAlready) {
    dir.write("nxos.9.3.3.bin", "image");
    takes_image_and_boot().on(kSchedule);
    std::vector<StagedImage> images;
    images.push_back(
        {test::name("nxos.9.3.3.bin"), std::nullopt, bootflash.open_file("nxos.9.3.3.bin"), std::nullopt});
    Staged all = all_of(Install::BootVariable, std::move(images));
    commit_all(all);
}

TEST_F(CommitWithStandby, GivesItTheImageOfAHop) {
    takes_image_and_boot();
    commit_hop();
}

TEST_F(CommitWithStandby, GivesItTheImageBeforeInstallAll) {
    install = Install::InstallAll;
    takes_image().on(kShowBoot, both_boot("nxos.7.0.3.bin", "nxos.7.0.3.bin")).on(kSchedule);
    cli.on(kInstall, kInstalls).on(kShowBoot, both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin")).on(kErase);
    commit_it();
}

TEST_F(CommitWithStandby, AsksOnlyWhetherItIsReadyWhereThereIsNoImage) {
    with_image = false;
    is_ready().on(kSchedule);
    commit_it();
}

TEST_F(CommitWithStandby, ContinuesWithoutOneThatWasRemoved) {
    cli.on(kShowModule, "Mod Ports Module-Type Model Status\n27 0 Supervisor Module N9K-SUP-A active *\n");
    takes_boot_and_save().on(kSchedule);
    commit_it();
}

TEST_F(CommitWithStandby, ThatIsNotReadyChangesNothing) {
    cli.on(kShowModule, shows_standby("powered-up"));
    EXPECT_STREQ(fails().what(),
                 "the standby supervisor, module 28, is not ready: it is powered-up, not ha-standby");
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(CommitWithStandby, ThatCannotTakeTheImageSavesNothingAndTakesItBack) {
    is_ready_without_image().on(kCopyThere, "No space left on device", 16).on(kDeleteThere);
    fails(ExitCode::NoSpace);
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
    is_ready_without_image().on(kCopyThere).on(kMd5There, shows_md5("damaged")).on(kDeleteThere);
    fails(ExitCode::Digest);
}

TEST_F(CommitWithStandby, ThatWouldBootAnotherImageSavesNothing) {
    takes_image().on(kSetBoot, both_boot("nxos.9.3.3.bin", "nxos.7.0.3.bin"));
    EXPECT_STREQ(fails().what(),
                 "the next reload of one of the two supervisors names bootflash:/nxos.7.0.3.bin, not "
                 "nxos.9.3.3.bin");
}

TEST_F(CommitWithStandby, IsStoppedByASignalWhileTheImageIsRead) {
    is_ready();
    clock.signal_after(0);
    fails(ExitCode::Interrupted);
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
}

TEST_F(Commit, AsksOnceMoreForModulesThatItDoesNotKnowAndGivesAStandbyTheImage) {
    supervisors = Supervisors::NotKnown;
    cli.on(kShowModule, shows_standby("ha-standby")).on(kMd5There, shows_md5("image"));
    cli.on(kSetBoot, both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin")).on(kSaveAndErase).on(kSchedule);
    commit_it();
}

TEST_F(Commit, NamesTheStandbyWhereTheImageIsRefusedAndModulesAreNotKnown) {
    supervisors = Supervisors::NotKnown;
    for (int calls = 4; calls > 0; --calls) cli.answers("Cmd exec error.", 16);
    EXPECT_THAT(fails().advice(), HasSubstr("standby supervisor"));
    EXPECT_EQ(cli.lines[2], kSetBoot);
}

struct CommitByInstallAll : Commit {
    void SetUp() override { install = Install::InstallAll; }

    test::FakeCli& schedules() {
        return cli.on(kShowBoot, shows_boot("nxos.7.0.3.bin")).on(kSchedule, "Copy complete.\n");
    }
    test::FakeCli& shows_new_image() { return cli.on(kShowBoot, shows_boot("nxos.9.3.3.bin")); }
};

TEST_F(CommitByInstallAll, SchedulesInstallsReadsBackAndErases) {
    cli.on(kShowBoot, shows_boot("nxos.7.0.3.bin")).on(kSchedule, [this] {
        EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "nxos.9.3.3.bin"}));
        return CliAnswer{};
    });
    cli.on(kInstall, kInstalls);
    shows_new_image().on(kErase);
    commit_it();
    EXPECT_EQ(cli.on_signals, std::vector(5, OnSignal::FinishFirst));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitByInstallAll, InstallsAlsoTheImageThatRunsAndReportsThat) {
    running.system = test::name("nxos.9.3.3.bin");
    schedules().on(kInstall, kInstalls);
    shows_new_image().on(kErase);
    commit_it();
    EXPECT_TRUE(record.says("nxos.9.3.3.bin runs already; it is installed all the same"));
}

TEST_F(CommitByInstallAll, ErasesNothingOutsidePoap) {
    in_poap = false;
    cli.on(kSchedule).on(kInstall, kInstalls);
    shows_new_image();
    commit_it();
    cli.on(kSchedule).on(kInstall, test::kPreUpgradeFails, 16);
    fails();
}

TEST_F(CommitByInstallAll, EndsWellWhereASignalComesMeanwhile) {
    schedules().on(kInstall, [this] {
        clock.signal_after(0);
        return CliAnswer{0, kInstalls};
    });
    shows_new_image().on(kErase);
    commit_it();
}

TEST_F(CommitByInstallAll, IsNotBegunWhereTheSwitchWouldEndItHalfWay) {
    deadline = clock.now() + std::chrono::minutes(29);
    EXPECT_STREQ(fails().what(), "`install all` may take 30 min, and the switch ends this program in 29 min");
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
}

TEST_F(CommitByInstallAll, IsNotBegunAfterASignal) {
    cli.on(kShowBoot, shows_boot("nxos.7.0.3.bin")).on(kSchedule, [this] {
        clock.signal_after(0);
        return scheduled()();
    });
    fails(ExitCode::Interrupted);
    EXPECT_FALSE(dir.has("poap_replay01.cfg"));
}

TEST_F(CommitByInstallAll, TakesTheImageBackWhereTheConfigIsNotScheduled) {
    cli.on(kShowBoot, shows_boot("nxos.7.0.3.bin")).on(kSchedule, "Cmd exec error.", 16);
    fails();
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
}

TEST_F(CommitByInstallAll, ErasesAfterAnInstallThatFailed) {
    schedules().on(kInstall, test::kPreUpgradeFails, 16).on(kErase);
    fails();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"}) << "a boot variable may name it";
    EXPECT_TRUE(record.says("`write erase`, so that POAP runs again"));
    schedules().on(kInstall, "Pre-upgrade check failed. No space left on device", 16).on(kErase);
    fails(ExitCode::NoSpace);
    schedules().on(kInstall, test::no_answer).on(kErase);
    EXPECT_STREQ(fails().what(), "the CLI did not answer within 600 s");
    schedules().on(kInstall, kInstalls).on(kShowBoot, shows_boot("nxos.7.0.3.bin")).on(kErase);
    EXPECT_STREQ(fails().what(),
                 "the switch took the command, but its next reload names bootflash:/nxos.7.0.3.bin, not "
                 "nxos.9.3.3.bin");
}

TEST_F(CommitByInstallAll, ErasesBeforeItTakesTheScheduleBack) {
    cli.on(kShowBoot, shows_boot("nxos.7.0.3.bin")).on(kSchedule, scheduled());
    cli.on(kInstall, "Install has failed.", 16).on(kErase, [this] {
        EXPECT_TRUE(dir.has("poap_replay01.cfg"));
        return CliAnswer{};
    });
    fails();
    EXPECT_FALSE(dir.has("poap_replay01.cfg"));
    EXPECT_FALSE(tmp.has("poap_issu_started"));
}

TEST_F(CommitByInstallAll, KeepsTheScheduleWhereTheSwitchMayKeepItsStartupConfig) {
    cli.on(kShowBoot, shows_boot("nxos.7.0.3.bin")).on(kSchedule, scheduled());
    cli.on(kInstall, "Install has failed.", 16).on_each(6, kErase, "Permission denied", 16);
    fails();
    EXPECT_TRUE(dir.has("poap_replay01.cfg"))
        << "a startup-config and nothing else would end in a lost switch";
}

TEST_F(CommitByInstallAll, AdvisesNotToReloadWithACorruptBiosAlsoWhereTheEraseFails) {
    schedules().on(kInstall, test::kBiosCorrupt, 16).on(kShowBoot, shows_boot("nxos.7.0.3.bin"));
    cli.on_each(6, kErase, "Permission denied", 16);
    EXPECT_THAT(fails().advice(), testing::AllOf(testing::StartsWith("do not reload or power off the switch"),
                                                 testing::Not(HasSubstr("`reload`"))));
}

TEST_F(CommitByInstallAll, AdvisesWhatToDoWhereTheEraseFails) {
    schedules().on(kInstall, kInstalls);
    shows_new_image().on_each(6, kErase, "Permission denied", 16);
    const Error error = fails();
    EXPECT_STREQ(error.what(), "the switch refused `write erase`: Permission denied");
    EXPECT_THAT(error.advice(), HasSubstr("`write erase` and `reload` on the switch's console"));
    EXPECT_FALSE(tmp.has("poap_issu_started"));
}

}  // namespace
}  // namespace poap
