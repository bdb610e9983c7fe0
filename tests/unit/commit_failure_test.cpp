#include <gtest/gtest.h>

#include <filesystem>

#include "error.hpp"
#include "support/commit_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::Commit;
using test::kErase;
using test::kSave;
using test::kSaveAndSchedule;
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
    for (int i = 0; i < 2; ++i) refuses("Permission denied");
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
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndSchedule, kErase}));
    EXPECT_TRUE(record.says("`write erase`, so that POAP asks again"));
}

TEST_F(CommitFails, ErasesTheStartupConfigWhenTheConfigIsNotScheduled) {
    takes_boot().answers("ERROR: no space", 16).answers("").answers("ERROR: no space", 16).answers("");
    const Error error = fails();
    EXPECT_NE(std::string(error.what()).find("scheduled-config`: ERROR: no space"), std::string::npos);
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndSchedule, kSave, kSchedule, kErase}));
}

TEST_F(CommitFails, ErasesNothingOutsidePoap) {
    in_poap = false;
    takes_boot().answers("ERROR: no", 16).answers("").answers("ERROR: no", 16);
    fails();
    EXPECT_EQ(cli.last_line(), kSchedule);
}

TEST_F(CommitFails, ErasesNothingBeforeTheSave) {
    refuses("Invalid image").answers("Invalid image", 16);
    fails();
    EXPECT_EQ(cli.last_line(),
              "terminal dont-ask ; configure terminal ; boot nxos bootflash:///nxos.9.3.3.bin");
}

TEST_F(CommitFails, ErasesWhenASignalEndsTheWaitForABoxThatIsComingUp) {
    takes_boot().answers("System is not ready", 16).answers("System is not ready", 16).answers("");
    clock.signal_after(0);
    fails(ExitCode::Interrupted);
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndSchedule, kSave, kErase}));
}

TEST_F(CommitFails, ErasesNothingOutsidePoapWhenASignalEndsTheWait) {
    in_poap = false;
    takes_boot().answers("System is not ready", 16).answers("System is not ready", 16);
    clock.signal_after(0);
    fails(ExitCode::Interrupted);
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
    EXPECT_NE(error.advice().find("`write erase` and `reload` on the switch's console"), std::string::npos);
}

TEST_F(CommitFails, ErasesAgainWhereABusyBoxRefusesIt) {
    takes_boot().does(no_answer).answers("busy", 16).answers("");
    fails();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndSchedule, kErase, kErase}));
}

TEST_F(CommitFails, GoesOnErasingWhenASignalCutsTheWaitShort) {
    takes_boot().does(no_answer).answers("busy", 16).answers("");
    clock.signal_after(0);
    fails();
    EXPECT_EQ(cli.lines, (Names{kSetBoot, kSaveAndSchedule, kErase, kErase}));
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
        all.images.push_back(staged("kick.bin", "kickstart"));
        all.images.push_back(staged("nxos.9.3.3.bin", "image"));
        thrown_by([&] { commit_all(all); });
    }
    EXPECT_EQ(dir.names(), (Names{".kick.bin.part", "nxos.9.3.3.bin"}));
}

}  // namespace
}  // namespace poap
