// Commit with a standby supervisor, with `install all`, and of a hop.
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "support/commit_fixture.hpp"
#include "support/install_texts.hpp"
#include "support/standby_calls.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::kCopyThere;
using test::kDeleteThere;
using test::kErase;
using test::kInstalls;
using test::kMd5There;
using test::kSaveAndErase;
using test::kSchedule;
using test::kSetBoot;
using test::kShowBoot;
using test::kShowModule;
using test::Names;
using test::shows_md5;
using test::shows_standby;
using test::thrown_by;

const std::string kInstall =
    "terminal dont-ask ; install all nxos bootflash:///nxos.9.3.3.bin no-reload non-interruptive";

struct CommitWays : test::Commit {
    Error fails(ExitCode code) {
        const Error error = thrown_by([&] { commit_it(); });
        EXPECT_EQ(error.code(), code) << error.what();
        EXPECT_NE(error.advice(), "");
        EXPECT_TRUE(cli.done());
        EXPECT_FALSE(dir.has("FDO21120U5D.cfg")) << "it holds password hashes";
        return error;
    }

    void commit_hop() {
        Staged hop{std::nullopt, {}, BootImages{test::name("nxos.9.3.3.bin"), std::nullopt}};
        hop.images.push_back(staged_image("nxos.9.3.3.bin", "image"));
        commit_all(hop);
    }

    CliAnswer no_answer() { throw Error(ExitCode::Switch, "no answer in time", "wait longer"); }
};

struct CommitWithStandby : CommitWays {
    void SetUp() override { supervisors = Supervisors::Two; }

    /// The standby is ready, and has the image or takes it.
    test::FakeCli& takes_image() {
        cli.answers(shows_standby("ha-standby")).answers("No such file or directory", 16);
        return cli.answers("Copy complete.\n").answers(shows_md5("image"));
    }
};

TEST_F(CommitWithStandby, GivesItTheImageBeforeTheBootVariable) {
    takes_image().answers(test::both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin")).answers("").answers("");
    commit_it();
    EXPECT_EQ(cli.lines,
              (Names{kShowModule, kMd5There, kCopyThere, kMd5There, kSetBoot, kSaveAndErase, kSchedule}));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitWithStandby, CopiesTheImageUnderItsFinalName) {
    cli.answers(shows_standby("standby")).answers("No such file or directory", 16);
    cli.does([this] {
        EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "nxos.9.3.3.bin"}));
        return CliAnswer{};
    });
    cli.answers(shows_md5("image"))
        .answers(test::both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin"))
        .answers("")
        .answers("");
    commit_it();
}

TEST_F(CommitWithStandby, GivesItAlsoAnImageThatWasOnBootflashAlready) {
    dir.write("nxos.9.3.3.bin", "image");
    takes_image().answers(test::both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin")).answers("").answers("");
    Staged all{staged("FDO21120U5D.cfg", "hostname leaf1\n"),
               {},
               BootImages{test::name("nxos.9.3.3.bin"), std::nullopt}};
    all.images.push_back(
        {test::name("nxos.9.3.3.bin"), std::nullopt, bootflash.open_file("nxos.9.3.3.bin"), std::nullopt});
    commit_all(all);
    EXPECT_EQ(cli.lines[2], kCopyThere);
}

TEST_F(CommitWithStandby, GivesItTheImageOfAHop) {
    takes_image().answers(test::both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin")).answers("");
    commit_hop();
    EXPECT_EQ(cli.lines, (Names{kShowModule, kMd5There, kCopyThere, kMd5There, kSetBoot, kSaveAndErase}));
}

TEST_F(CommitWithStandby, GivesItTheImageBeforeInstallAll) {
    install = Install::InstallAll;
    takes_image()
        .answers(test::both_boot("nxos.7.0.3.bin", "nxos.7.0.3.bin"))
        .answers("")
        .answers(kInstalls)
        .answers(test::both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin"));
    cli.answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kShowModule, kMd5There, kCopyThere, kMd5There, kShowBoot, kSchedule, kInstall,
                                kShowBoot, kErase}));
}

TEST_F(CommitWithStandby, AsksOnlyWhetherItIsReadyWhereThereIsNoImage) {
    with_image = false;
    cli.answers(shows_standby("ha-standby")).answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kShowModule, kSchedule}));
}

TEST_F(CommitWithStandby, GoesOnWithoutOneThatIsGone) {
    cli.answers("Mod Ports Module-Type Model Status\n27 0 Supervisor Module N9K-SUP-A active *\n");
    takes_boot_and_save().answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kShowModule, kSetBoot, kSaveAndErase, kSchedule}));
}

TEST_F(CommitWithStandby, ThatIsNotReadyChangesNothing) {
    cli.answers(shows_standby("powered-up"));
    EXPECT_STREQ(fails(ExitCode::Switch).what(),
                 "the standby supervisor, module 28, is not ready: it is powered-up, not ha-standby");
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(CommitWithStandby, ThatCannotTakeTheImageSavesNothingAndTakesItBack) {
    cli.answers(shows_standby("ha-standby")).answers("No such file or directory", 16);
    cli.answers("No space left on device", 16).answers("");
    fails(ExitCode::NoSpace);
    EXPECT_EQ(cli.lines, (Names{kShowModule, kMd5There, kCopyThere, kDeleteThere}));
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
}

TEST_F(CommitWithStandby, ThatHasADamagedCopySavesNothing) {
    cli.answers(shows_standby("ha-standby")).answers("No such file or directory", 16).answers("");
    cli.answers(shows_md5("damaged")).answers("");
    fails(ExitCode::Digest);
    EXPECT_EQ(cli.last_line(), kDeleteThere);
}

TEST_F(CommitWithStandby, ThatWouldBootAnotherImageSavesNothing) {
    takes_image().answers(test::both_boot("nxos.9.3.3.bin", "nxos.7.0.3.bin"));
    EXPECT_STREQ(fails(ExitCode::Switch).what(),
                 "the next reload of one of the two supervisors names bootflash:/nxos.7.0.3.bin, not "
                 "nxos.9.3.3.bin");
    EXPECT_EQ(cli.last_line(), kSetBoot);
}

TEST_F(CommitWithStandby, IsStoppedByASignalWhileTheImageIsRead) {
    cli.answers(shows_standby("ha-standby"));
    clock.signal_after(0);
    fails(ExitCode::Interrupted);
    EXPECT_EQ(cli.lines, Names{kShowModule});
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
}

struct CommitWithoutModules : CommitWays {
    void SetUp() override { supervisors = Supervisors::NotKnown; }
};

TEST_F(CommitWithoutModules, AsksOnceMoreAndGivesAStandbyTheImage) {
    cli.answers(shows_standby("ha-standby")).answers(shows_md5("image"));
    cli.answers(test::both_boot("nxos.9.3.3.bin", "nxos.9.3.3.bin")).answers("").answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kShowModule, kMd5There, kSetBoot, kSaveAndErase, kSchedule}));
}

TEST_F(CommitWithoutModules, GoesOnAndNamesTheStandbyWhereTheImageIsRefused) {
    for (int calls = 4; calls > 0; --calls) refuses("Cmd exec error.");
    EXPECT_NE(fails(ExitCode::Switch).advice().find("standby supervisor"), std::string::npos);
    EXPECT_EQ(cli.lines[2], kSetBoot);
}

struct CommitByInstallAll : CommitWays {
    void SetUp() override { install = Install::InstallAll; }

    test::FakeCli& schedules() {
        return cli.answers(test::shows_boot("nxos.7.0.3.bin")).answers("Copy complete.\n");
    }
};

TEST_F(CommitByInstallAll, IsNotBegunWhereTheSwitchWouldEndItHalfWay) {
    deadline = clock.now() + std::chrono::minutes(29);
    const Error error = fails(ExitCode::Switch);
    EXPECT_STREQ(error.what(), "`install all` may take 30 min, and the switch ends this program in 29 min");
    EXPECT_TRUE(cli.lines.empty());
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
}

TEST_F(CommitByInstallAll, SchedulesInstallsReadsBackAndErases) {
    schedules().answers(kInstalls);
    takes_boot().answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kShowBoot, kSchedule, kInstall, kShowBoot, kErase}));
    EXPECT_EQ(cli.on_signals, std::vector(5, OnSignal::FinishFirst));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitByInstallAll, ErasesNothingOutsidePoap) {
    in_poap = false;
    cli.answers("").answers(kInstalls);
    takes_boot();
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kSchedule, kInstall, kShowBoot}));
}

TEST_F(CommitByInstallAll, HasTheFilesUnderTheirNamesBeforeItAsksTheCli) {
    cli.answers(test::shows_boot("nxos.7.0.3.bin")).does([this] {
        EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", "FDO21120U5D.cfg", "nxos.9.3.3.bin"}));
        return CliAnswer{};
    });
    cli.answers(kInstalls);
    takes_boot().answers("");
    commit_it();
}

TEST_F(CommitByInstallAll, InstallsAlsoTheImageThatRunsAndSaysSo) {
    running.system = test::name("nxos.9.3.3.bin");
    schedules().answers(kInstalls);
    takes_boot().answers("");
    commit_it();
    EXPECT_EQ(cli.lines[2], kInstall);
    EXPECT_TRUE(record.says("nxos.9.3.3.bin runs already; it is installed all the same"));
}

TEST_F(CommitByInstallAll, OnlySavesAndSchedulesWhereThereIsNoImage) {
    Staged all{staged("FDO21120U5D.cfg", "hostname leaf1\n"), {}, std::nullopt, Install::InstallAll};
    cli.answers("");
    commit_all(all);
    EXPECT_EQ(cli.lines, Names{kSchedule});
}

TEST_F(CommitByInstallAll, TakesTheImageBackWhereTheConfigIsNotScheduled) {
    cli.answers(test::shows_boot("nxos.7.0.3.bin"));
    refuses("Cmd exec error.");
    fails(ExitCode::Switch);
    EXPECT_EQ(cli.lines, (Names{kShowBoot, kSchedule})) << "nothing was saved, so nothing is to be erased";
    EXPECT_FALSE(dir.has("nxos.9.3.3.bin"));
}

TEST_F(CommitByInstallAll, ErasesAfterAnInstallThatFailed) {
    schedules().answers(test::kPreUpgradeFails, 16).answers("");
    fails(ExitCode::Switch);
    EXPECT_EQ(cli.lines, (Names{kShowBoot, kSchedule, kInstall, kErase}));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"}) << "a boot variable may name it";
    EXPECT_TRUE(record.says("`write erase`, so that POAP runs again"));
}

TEST_F(CommitByInstallAll, ErasesAfterAnInstallForWhichThereIsNoRoom) {
    schedules().answers("Pre-upgrade check failed. No space left on device", 16).answers("");
    fails(ExitCode::NoSpace);
    EXPECT_EQ(cli.last_line(), kErase);
}

TEST_F(CommitByInstallAll, ErasesAfterAnInstallThatDidNotEndInTime) {
    schedules().does([this] { return no_answer(); }).answers("");
    EXPECT_STREQ(fails(ExitCode::Switch).what(), "no answer in time");
    EXPECT_EQ(cli.last_line(), kErase);
}

TEST_F(CommitByInstallAll, ErasesAfterAnInstallThatNamesAnotherImage) {
    schedules().answers(kInstalls).answers(test::shows_boot("nxos.7.0.3.bin")).answers("");
    EXPECT_STREQ(fails(ExitCode::Switch).what(),
                 "the switch took the command, but its next reload names bootflash:/nxos.7.0.3.bin, not "
                 "nxos.9.3.3.bin");
    EXPECT_EQ(cli.lines, (Names{kShowBoot, kSchedule, kInstall, kShowBoot, kErase}));
}

TEST_F(CommitByInstallAll, ErasesNothingOutsidePoapAlsoAfterAFailure) {
    in_poap = false;
    cli.answers("").answers(test::kPreUpgradeFails, 16);
    fails(ExitCode::Switch);
    EXPECT_EQ(cli.last_line(), kInstall);
}

TEST_F(CommitByInstallAll, IsNotBegunAfterASignal) {
    cli.answers(test::shows_boot("nxos.7.0.3.bin")).does([this] {
        clock.signal_after(0);
        keeps_schedule();
        return CliAnswer{};
    });
    fails(ExitCode::Interrupted);
    EXPECT_EQ(cli.lines, (Names{kShowBoot, kSchedule}));
    EXPECT_FALSE(dir.has("poap_replay01.cfg"));
}

TEST_F(CommitByInstallAll, AdvisesNotToReloadWithACorruptBiosAlsoWhereTheErasingFails) {
    schedules().answers(test::kBiosCorrupt, 16).answers(test::shows_boot("nxos.7.0.3.bin"));
    for (int tries = 6; tries > 0; --tries) cli.answers("Permission denied", 16);
    const Error error = fails(ExitCode::Switch);
    EXPECT_EQ(error.advice().find("do not reload or power off the switch"), 0U);
    EXPECT_EQ(error.advice().find("`reload`"), std::string::npos);
}

TEST_F(CommitByInstallAll, SaysWhatToDoWhereTheErasingFails) {
    schedules().answers(kInstalls);
    takes_boot();
    for (int tries = 6; tries > 0; --tries) cli.answers("Permission denied", 16);
    const Error error = fails(ExitCode::Switch);
    EXPECT_STREQ(error.what(), "the switch refused `write erase`: Permission denied");
    EXPECT_NE(error.advice().find("`write erase` and `reload` on the switch's console"), std::string::npos);
    EXPECT_FALSE(tmp.has("poap_issu_started"));
}

TEST_F(CommitByInstallAll, EndsWellWhereASignalComesMeanwhile) {
    schedules().does([this] {
        clock.signal_after(0);
        return CliAnswer{0, kInstalls};
    });
    takes_boot().answers("");
    commit_it();
    EXPECT_EQ(cli.last_line(), kErase);
}

TEST_F(CommitWays, OfAHopSetTheBootVariableWhateverThePlanSaysOfInstalling) {
    install = Install::InstallAll;
    takes_boot().answers("");
    commit_hop();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase}));
    EXPECT_EQ(dir.names(), (Names{".poap-agent.hop", "nxos.9.3.3.bin"}));
}

}  // namespace
}  // namespace poap
