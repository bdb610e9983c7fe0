#include <gtest/gtest.h>

#include <filesystem>

#include "base/error.hpp"
#include "support/commit_fixture.hpp"
#include "support/named_case.hpp"
#include "support/standby_calls.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::Commit;
using test::kErase;
using test::kSave;
using test::kSaveAndErase;
using test::kSchedule;
using test::kSetBoot;
using test::Names;
using test::thrown_by;

/// Its commit fails, as a failure of the switch, and all answers have been asked for.
struct CommitFails : Commit {
    Error fails(ExitCode code = ExitCode::Switch) {
        const Error error = thrown_by([&] { commit_it(); });
        EXPECT_EQ(error.code(), code) << error.what();
        EXPECT_NE(error.advice(), "");
        EXPECT_TRUE(cli.done());
        EXPECT_FALSE(dir.has("FDO21120U5D.cfg")) << "it holds password hashes";
        EXPECT_FALSE(dir.has(".FDO21120U5D.cfg.part")) << "it holds password hashes";
        return error;
    }
};

CliAnswer no_answer() {
    throw Error(ExitCode::Switch, "the CLI did not answer within 600 s", "--cli-timeout gives it longer");
}

TEST_F(CommitFails, TakesTheImageBackThatTheSwitchRefuses) {
    refuses("Invalid image").answers("Invalid image", 16);
    const Error error = fails();
    EXPECT_NE(std::string(error.what()).find("`boot nxos bootflash:///nxos.9.3.3.bin`: Invalid image"),
              std::string::npos)
        << error.what();
    EXPECT_EQ(dir.names(), Names{".nxos.9.3.3.bin.part"}) << "kept for a later run, under no final name";
}

TEST_F(CommitFails, DoesNotTakeAnImageBackThatTookAnothersPlace) {
    dir.write("nxos.9.3.3.bin", "what an older boot variable names");
    refuses("Invalid image").answers("Invalid image", 16);
    fails();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitFails, KeepsAnImageThatABootVariableNames) {
    takes_boot();
    refuses("Permission denied");
    cli.answers("");
    fails();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitFails, KeepsAnImageThatABootVariableMayName) {
    cli.does(no_answer);
    fails();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitFails, SavesNothingWhenTheNextReloadNamesAnotherImage) {
    cli.answers(test::shows_boot("nxos.7.0.3.bin"));
    fails();
    EXPECT_EQ(cli.lines, Names{kSetBoot});
}

TEST_F(CommitFails, ErasesTheStartupConfigAfterASaveThatMayHaveHappened) {
    takes_boot().does(no_answer).answers("");
    const Error error = fails();
    EXPECT_STREQ(error.what(), "the CLI did not answer within 600 s");
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kErase}));
    EXPECT_TRUE(record.says("`write erase`, so that POAP runs again"));
}

TEST_F(CommitFails, WhereTheConfigurationIsNotScheduled) {
    takes_boot_and_save().answers("ERROR: no", 16);
    const Error error = fails();
    EXPECT_NE(std::string(error.what()).find("scheduled-config`: ERROR: no"), std::string::npos);
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kSchedule}))
        << "it is erased already, and sent once";
}

TEST_F(CommitFails, TakesTheScheduleBackOfWhichOnlyAPartWasWritten) {
    takes_boot_and_save().does([this] {
        keeps_schedule("host");
        return CliAnswer{16, "No space left on device\n"};
    });
    fails();
    EXPECT_FALSE(dir.has("poap_replay01.cfg"));
}

TEST_F(CommitFails, WhereTheScheduleGetsNoAnswerAndLeavesNoFile) {
    takes_boot_and_save().does(no_answer);
    EXPECT_NE(std::string(fails().what()).find("did not answer within 600 s"), std::string::npos);
    EXPECT_EQ(cli.last_line(), kSchedule);
}

TEST_F(CommitFails, WhereTheScheduleEndsInWordsOfDoubtAndLeavesNoFile) {
    takes_boot_and_save().answers("Copy aborted\n");
    fails();
}

TEST_F(Commit, BelievesTheReplayFileWhereTheScheduleGetsNoAnswer) {
    takes_boot_and_save().does([this]() -> CliAnswer {
        keeps_schedule();
        return no_answer();
    });
    commit_it();
    EXPECT_TRUE(record.says("but the configuration is in a new replay file, so it is scheduled"));
    EXPECT_TRUE(dir.has("poap_replay01.cfg"));
}

TEST_F(CommitFails, ErasesBeforeItTakesTheScheduleBack) {
    install = Install::InstallAll;
    cli.answers(test::shows_boot("nxos.7.0.3.bin")).does([this] {
        keeps_schedule();
        return CliAnswer{};
    });
    cli.answers("Install has failed.", 16).does([this] {
        EXPECT_TRUE(dir.has("poap_replay01.cfg"));
        return CliAnswer{};
    });
    fails();
    EXPECT_FALSE(dir.has("poap_replay01.cfg"));
    EXPECT_FALSE(tmp.has("poap_issu_started"));
}

TEST_F(CommitFails, KeepsTheScheduleWhereTheSwitchMayKeepItsStartupConfig) {
    install = Install::InstallAll;
    cli.answers(test::shows_boot("nxos.7.0.3.bin")).does([this] {
        keeps_schedule();
        return CliAnswer{};
    });
    cli.answers("Install has failed.", 16);
    for (int tries = 6; tries > 0; --tries) cli.answers("Permission denied", 16);
    fails();
    EXPECT_TRUE(dir.has("poap_replay01.cfg"))
        << "a startup-config and nothing else would end in a lost switch";
}

TEST_F(CommitFails, WithNothingSavedWhereASignalComesBeforeTheSave) {
    takes_boot();
    clock.signal_after(1);
    fails(ExitCode::Interrupted);
    EXPECT_EQ(cli.lines, Names{kSetBoot});
}

struct TimeCase : test::NamedCase {
    std::chrono::seconds left;
    std::string step;
    Names calls;
};

class CommitOutOfTime : public CommitFails, public testing::WithParamInterface<TimeCase> {};

TEST_P(CommitOutOfTime, BeginsNoStepThatTheSwitchWouldCut) {
    deadline = clock.now() + GetParam().left;
    if (!GetParam().calls.empty()) {
        cli.does([this] {
            clock.advance(std::chrono::minutes(6));  // the verification of the image
            return CliAnswer{0, test::shows_boot("nxos.9.3.3.bin")};
        });
    }
    const Error error = fails();
    EXPECT_EQ(std::string(error.what()).find(GetParam().step), 0U) << error.what();
    EXPECT_NE(error.advice().find("script_timeout"), std::string::npos);
    EXPECT_EQ(cli.lines, GetParam().calls);
}

INSTANTIATE_TEST_SUITE_P(
    Before, CommitOutOfTime,
    testing::Values(TimeCase{{"TheBootVariable"},
                             std::chrono::seconds(419),
                             "`boot nxos` and the save may take 7 min",
                             {}},
                    TimeCase{{"TheSave"}, std::chrono::seconds(430), "the save may take 2 min", {kSetBoot}}),
    test::CaseName());

TEST_F(CommitFails, WhereAnAdminPasswordIsDemandedAndNamesTheWaysOut) {
    takes_boot();
    refuses("ERROR: an admin password is needed first");
    cli.answers("");
    const Error error = fails();
    EXPECT_NE(error.advice().find("\"install\": \"install-all\""), std::string::npos) << error.advice();
    EXPECT_EQ(without_secrets(error.advice()), error.advice()) << "the log must not blank it";
}

struct CommitInPerpetualPoap : CommitFails {
    const std::string kBackup = "terminal dont-ask ; copy startup-config bootflash:.poap-agent.startup.part";
    const std::string kRestore = "terminal dont-ask ; copy bootflash:.poap-agent.startup startup-config";

    test::FakeCli& shows_perpetual() {
        return cli.answers(test::with_perpetual_poap(test::shows_boot("nxos.9.3.3.bin")));
    }
    CliAnswer copies() {
        dir.write(".poap-agent.startup.part", "hostname before\n");
        return {};
    }
};

TEST_F(CommitInPerpetualPoap, RestoresTheStartupConfigAfterAFailure) {
    shows_perpetual().does([this] { return copies(); });
    cli.answers("").answers("ERROR: no", 16).does([this] {
        EXPECT_EQ(dir.read(".poap-agent.startup"), "hostname before\n");
        return CliAnswer{};
    });
    fails();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kBackup, kSaveAndErase, kSchedule, kRestore}));
    EXPECT_FALSE(dir.has(".poap-agent.startup"));
}

TEST_F(CommitInPerpetualPoap, LeavesNoCopyAfterASuccess) {
    shows_perpetual().does([this] { return copies(); });
    cli.answers("").answers("");
    commit_it();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitInPerpetualPoap, KeepsTheCopyWhereItMayNotBeRestored) {
    shows_perpetual().does([this] { return copies(); });
    cli.answers("").answers("ERROR: no", 16).answers("Copy failed: file system busy, try again");
    fails();
    EXPECT_EQ(dir.read(".poap-agent.startup"), "hostname before\n");
    EXPECT_TRUE(record.says("the startup-config is not restored"));
}

TEST_F(CommitInPerpetualPoap, DoesNotTakeARefusedNameForAMissingStartupConfig) {
    shows_perpetual().answers("No such file or directory (bootflash:.poap-agent.startup.part)", 16);
    fails();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kBackup}));
}

TEST_F(CommitInPerpetualPoap, IsStoppedByASignalThatComesWhileTheStartupConfigIsCopied) {
    shows_perpetual().does([this] {
        clock.signal_after(0);
        return copies();
    });
    fails(ExitCode::Interrupted);
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kBackup}));
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitInPerpetualPoap, SavesNothingWhereTheStartupConfigCannotBeCopied) {
    shows_perpetual().answers("Permission denied", 16);
    fails();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kBackup}));
}

TEST_F(CommitInPerpetualPoap, NeedsNoCopyWhereThereIsNoStartupConfig) {
    shows_perpetual().answers("Error: no startup configuration", 16).answers("").answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kBackup, kSaveAndErase, kSchedule}));
}

TEST_F(CommitInPerpetualPoap, IsSwitchedOffForInstallAllAndOnAgainAfterAFailure) {
    install = Install::InstallAll;
    shows_perpetual().does([this] { return copies(); });
    cli.answers("").answers("").answers("Install has failed.", 16).answers("").answers("").answers("");
    fails();
    const std::string off = "terminal dont-ask ; configure terminal ; no boot poap enable ; end";
    const std::string on = "terminal dont-ask ; configure terminal ; boot poap enable ; end";
    EXPECT_EQ(cli.lines[3], off);
    EXPECT_EQ(Names(cli.lines.end() - 3, cli.lines.end()), (Names{kErase, on, kRestore}));
}

struct CommitOnALiveSwitch : CommitFails {
    void SetUp() override { in_poap = false; }
};

TEST_F(CommitOnALiveSwitch, SchedulesFirstThenSetsTheBootVariableAndSavesWithoutErasing) {
    cli.answers("").answers(test::shows_boot("nxos.7.0.3.bin"));
    takes_boot().answers("");
    commit_it();
    EXPECT_EQ(cli.lines, (Names{kSchedule, test::kShowBoot, kSetBoot, kSave}));
}

TEST_F(CommitOnALiveSwitch, ChangesNothingWhereTheScheduleIsRefused) {
    dir.write("poap_replay01.cfg", "somebody's");
    refuses("Copy to scheduled-config is not permitted");
    fails();
    EXPECT_EQ(cli.lines, Names{kSchedule});
    EXPECT_EQ(dir.names(), Names{"poap_replay01.cfg"});
}

TEST_F(CommitOnALiveSwitch, ChangesNothingWhereTheScheduleHasOnlyMadeAPlainFile) {
    cli.does([this] {
        dir.write("scheduled-config", "hostname leaf1\n");
        return CliAnswer{};
    });
    EXPECT_NE(std::string(fails().what()).find("plain file"), std::string::npos);
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(CommitOnALiveSwitch, RemovesAPlainFileAlsoWhereTheAnswerIsAnError) {
    cli.does([this] {
        dir.write("scheduled-config", "hostname leaf1\n");
        return CliAnswer{16, "timed out"};
    });
    fails();
    EXPECT_FALSE(dir.has("scheduled-config")) << "it has password hashes";
}

TEST_F(CommitOnALiveSwitch, LeavesALinkOfThatNameAlone) {
    std::filesystem::create_symlink("mine.txt", dir.path_of("scheduled-config"));
    fails();
    EXPECT_TRUE(cli.lines.empty());
}

TEST_F(CommitOnALiveSwitch, ReplacesNoImageWhereTheScheduleIsRefused) {
    dir.write("nxos.9.3.3.bin", "the one that boots");
    refuses("Copy to scheduled-config is not permitted");
    fails();
    EXPECT_EQ(dir.read("nxos.9.3.3.bin"), "the one that boots");
}

TEST_F(CommitOnALiveSwitch, CopiesNothingToTheStandbyWhereTheScheduleIsRefused) {
    supervisors = Supervisors::Two;
    cli.answers(test::shows_standby("ha-standby")).answers("not permitted", 16);
    fails();
    EXPECT_EQ(cli.last_line(), kSchedule);
}

TEST_F(CommitOnALiveSwitch, LeavesAPlainFileOfThatNameAlone) {
    dir.write("scheduled-config", "somebody's");
    fails();
    EXPECT_TRUE(cli.lines.empty());
    EXPECT_EQ(dir.read("scheduled-config"), "somebody's");
}

TEST_F(CommitOnALiveSwitch, TakesScheduleAndBootVariableBackWhereTheSaveFails) {
    cli.does([this] {
        keeps_schedule();
        return CliAnswer{};
    });
    cli.answers(test::shows_boot("nxos.7.0.3.bin"));
    takes_boot().answers("Permission denied", 16).answers("");
    fails();
    EXPECT_EQ(cli.last_line(),
              "terminal dont-ask ; configure terminal ; boot nxos bootflash:/nxos.7.0.3.bin");
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

TEST_F(CommitFails, ErasesNothingBeforeTheSave) {
    refuses("Invalid image").answers("Invalid image", 16);
    fails();
    EXPECT_EQ(cli.last_line(),
              "terminal dont-ask ; configure terminal ; boot nxos bootflash:///nxos.9.3.3.bin");
}

TEST_F(CommitFails, ErasesWhenASignalEndsTheWaitForABoxThatIsComingUp) {
    takes_boot().answers("System is not ready", 16).answers("");
    clock.signal_after(2);  // after those before the boot variable and the save
    fails(ExitCode::Interrupted);
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kErase}));
}

TEST_F(CommitFails, ErasesOnASecondOrThirdTry) {
    takes_boot().does(no_answer).answers("busy", 16).does(no_answer).answers("");
    EXPECT_STREQ(fails().what(), "the CLI did not answer within 600 s");
}

TEST_F(CommitFails, SaysWhatToDoWhereEvenTheErasingFails) {
    takes_boot().does(no_answer);
    for (int tries = 6; tries > 0; --tries) cli.answers("Permission denied", 16);
    const Error error = fails();
    EXPECT_STREQ(error.what(),
                 "the CLI did not answer within 600 s; and then `write erase` did not succeed: "
                 "the switch refused `write erase`: Permission denied");
    EXPECT_EQ(error.advice().find("--cli-timeout gives it longer; and POAP may not start"), 0U);
}

TEST_F(CommitFails, ErasesAgainWhereABusyBoxRefusesIt) {
    takes_boot().does(no_answer).answers("busy", 16).answers("");
    fails();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kErase, kErase}));
}

TEST_F(CommitFails, GoesOnErasingWhenASignalCutsTheWaitShort) {
    takes_boot().does(no_answer).answers("busy", 16).answers("");
    clock.signal_after(2);
    fails();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndErase, kErase, kErase}));
}

TEST_F(CommitFails, ChangesNothingWhereAFileCannotGetItsName) {
    std::filesystem::create_directory(dir.path_of("nxos.9.3.3.bin"));
    EXPECT_STREQ(fails().what(), "bootflash:nxos.9.3.3.bin, the planned image, is a folder");
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
    EXPECT_TRUE(cli.lines.empty());
}

TEST_F(CommitFails, TakesTheFirstOfTwoImagesBackWhereTheSecondCannotGetItsName) {
    std::filesystem::create_directory(dir.path_of("nxos.9.3.3.bin"));
    {
        Staged all{staged("FDO21120U5D.cfg", "hostname leaf1\n"),
                   {},
                   BootImages{test::name("nxos.9.3.3.bin"), test::name("kick.bin")}};
        all.images.push_back(staged_image("kick.bin", "kickstart"));
        all.images.push_back(staged_image("nxos.9.3.3.bin", "image"));
        thrown_by([&] { commit_all(all); });
    }
    EXPECT_EQ(dir.names(), (Names{".kick.bin.part", "nxos.9.3.3.bin"}));
}

}  // namespace
}  // namespace poap
