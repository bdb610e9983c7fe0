#include "nxos/standby_images.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/error.hpp"
#include "flash/bootflash.hpp"
#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/standby_calls.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

struct StandbyImages : testing::Test {
    void SetUp() override { dir.write("nxos.9.3.3.bin", "image"); }

    void copy() {
        std::vector<Descriptor> files;
        for (const FileName& image : images) files.push_back(bootflash.open_file(image.str()));
        std::vector<StandbyImage> all;
        for (std::size_t i = 0; i < images.size(); ++i) all.push_back({images[i], files[i], verified});
        copy_to_standby(cli, all, clock, record.log);
    }
    Error fails(ExitCode code) {
        const Error error = thrown_by([this] { copy(); });
        EXPECT_EQ(error.code(), code) << error.what();
        EXPECT_NE(error.advice(), "");
        EXPECT_TRUE(cli.done());
        return error;
    }

    TempDir dir;
    const Bootflash bootflash{dir.path()};
    FakeCli cli;
    FakeClock clock;
    RecordingLog record;
    std::vector<FileName> images = {name("nxos.9.3.3.bin")};
    std::optional<Digest> verified;
};

TEST_F(StandbyImages, AreCopiedWhereTheStandbyDoesNotHaveThemAndReadBack) {
    cli.answers("No such file or directory", 16).answers("Copy complete.\n").answers(shows_md5("image"));
    copy();
    EXPECT_THAT(cli.lines, ElementsAre(kMd5There, kCopyThere, kMd5There));
    EXPECT_THAT(cli.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_THAT(cli.least_limits,
                ElementsAre(std::chrono::hours(1), std::chrono::hours(1), std::chrono::hours(1)));
    EXPECT_TRUE(record.says("Copying nxos.9.3.3.bin to the standby supervisor"));
}

TEST_F(StandbyImages, AreNotCopiedWhereTheStandbyHasThem) {
    cli.answers(shows_md5("image"));
    copy();
    EXPECT_THAT(cli.lines, ElementsAre(kMd5There));
    EXPECT_TRUE(record.says("has nxos.9.3.3.bin already"));
}

TEST_F(StandbyImages, AreGivenByTheOtherNameOfItsFlashWhereTheCliDoesNotKnowTheFirst) {
    cli.answers("                  ^\n% Invalid command at '^' marker.\n", 16)
        .answers("No such file or directory", 16)
        .answers("")
        .answers(shows_md5("image"));
    copy();
    const std::string there = "bootflash://sup-remote/nxos.9.3.3.bin";
    EXPECT_THAT(cli.lines, ElementsAre(kMd5There, "terminal dont-ask ; show file " + there + " md5sum",
                                       "terminal dont-ask ; copy bootflash:nxos.9.3.3.bin " + there,
                                       "terminal dont-ask ; show file " + there + " md5sum"));
}

TEST_F(StandbyImages, ThatTheCliKnowsByNoNameAreAnError) {
    const char* unknown = "% Invalid command at '^' marker.\n";
    cli.answers(unknown, 16).answers(unknown, 16);
    EXPECT_STREQ(fails(ExitCode::Switch).what(),
                 "the switch does not tell the MD5 of bootflash://sup-remote/nxos.9.3.3.bin: "
                 "% Invalid command at '^' marker.");
}

TEST_F(StandbyImages, AreNotTouchedWhereTheStandbyDoesNotTellWhatItHas) {
    for (const CliAnswer& answer :
         {CliAnswer{16, "No such device"}, CliAnswer{0, "Permission denied\n"}, CliAnswer{0, ""}}) {
        cli.lines.clear();
        cli.answers(answer.text, answer.exit_status);
        EXPECT_THAT(fails(ExitCode::Switch).what(), HasSubstr("does not tell the MD5")) << answer.text;
        EXPECT_THAT(cli.lines, ElementsAre(kMd5There));
    }
}

TEST_F(StandbyImages, TakeThePlaceOfOthersOfTheirName) {
    cli.answers(shows_md5("another")).answers("").answers(shows_md5("image"));
    copy();
    EXPECT_THAT(cli.lines, ElementsAre(kMd5There, kCopyThere, kMd5There));
}

TEST_F(StandbyImages, OfWhoseNameThereWasAnotherAreNotDeletedWhereTheCopyFails) {
    cli.answers(shows_md5("another")).answers("No space left on device\n");
    fails(ExitCode::NoSpace);
    cli.answers(shows_md5("another")).answers("").answers(shows_md5("damaged"));
    fails(ExitCode::Digest);
    EXPECT_THAT(cli.lines, Not(Contains(kDeleteThere)));
}

TEST_F(StandbyImages, OfWhoseNameThereIsStillAnotherAreAnError) {
    cli.answers(shows_md5("another"))
        .answers("Warning: There is already a file existing with this name.\n")
        .answers(shows_md5("another"));
    const Error error = fails(ExitCode::Switch);
    EXPECT_STREQ(error.what(),
                 "bootflash_sup-remote:nxos.9.3.3.bin is another file, and the copy did not take its place");
    EXPECT_THAT(error.advice(), HasSubstr("delete bootflash_sup-remote:nxos.9.3.3.bin"));
}

TEST_F(StandbyImages, AreCopiedOneByOne) {
    dir.write("kick.bin", "kickstart");
    images.push_back(name("kick.bin"));
    cli.answers(shows_md5("image")).answers("No such file or directory", 16);
    cli.answers("").answers(shows_md5("kickstart"));
    copy();
    EXPECT_THAT(cli.lines,
                ElementsAre(kMd5There, "terminal dont-ask ; show file bootflash_sup-remote:kick.bin md5sum",
                            "terminal dont-ask ; copy bootflash:kick.bin bootflash_sup-remote:kick.bin",
                            "terminal dont-ask ; show file bootflash_sup-remote:kick.bin md5sum"));
}

TEST_F(StandbyImages, ThatAreNotOnBootflashAreAWarning) {
    images = {name("elsewhere.bin")};
    copy();
    EXPECT_THAT(cli.lines, IsEmpty());
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_TRUE(record.says("elsewhere.bin is not on bootflash"));
}

TEST_F(StandbyImages, ThatDifferAreDeletedThere) {
    cli.answers("No such file or directory", 16).answers("").answers(shows_md5("damaged")).answers("");
    const Error error = fails(ExitCode::Digest);
    EXPECT_EQ(error.what(), "the MD5 of bootflash_sup-remote:nxos.9.3.3.bin is " + md5_of("damaged").hex() +
                                ", not " + md5_of("image").hex() + " as on the active supervisor");
    EXPECT_EQ(cli.last_line(), kDeleteThere);
}

TEST_F(StandbyImages, AreComparedWithTheVerifiedDigest) {
    verified = md5_of("image");
    dir.write("nxos.9.3.3.bin", "another file since then");
    cli.answers("No such file or directory", 16)
        .answers("")
        .answers(shows_md5("another file since then"))
        .answers("");
    fails(ExitCode::Digest);
}

TEST_F(StandbyImages, ThatDoNotFitAreNoSpace) {
    cli.answers("No such file or directory", 16).answers("No space left on device\n").answers("");
    const Error error = fails(ExitCode::NoSpace);
    EXPECT_THAT(error.advice(), HasSubstr("dir bootflash_sup-remote:"));
    EXPECT_EQ(cli.last_line(), kDeleteThere);
}

TEST_F(StandbyImages, ThatAreRefusedAreDeletedThere) {
    cli.answers("No such file or directory", 16).answers("Cmd exec error.", 16).answers("");
    EXPECT_STREQ(fails(ExitCode::Switch).what(),
                 "the switch refused `copy bootflash:nxos.9.3.3.bin bootflash_sup-remote:nxos.9.3.3.bin`: "
                 "Cmd exec error.");
    EXPECT_EQ(cli.last_line(), kDeleteThere);
}

TEST_F(StandbyImages, ThatCannotBeReadBackAreDeletedThere) {
    cli.answers("No such file or directory", 16)
        .answers("")
        .answers("No such file or directory", 16)
        .answers("");
    EXPECT_THAT(fails(ExitCode::Switch).what(), HasSubstr("cannot be read back"));
    EXPECT_EQ(cli.last_line(), kDeleteThere);
}

TEST_F(StandbyImages, AreDeletedAlsoWhereTheCopyDoesNotEndInTime) {
    const auto no_answer = []() -> CliAnswer { throw Error(ExitCode::Switch, "no answer", "wait longer"); };
    cli.answers("No such file or directory", 16).does(no_answer).does(no_answer);
    EXPECT_STREQ(fails(ExitCode::Switch).what(), "no answer") << "and not what the clean-up failed with";
    EXPECT_EQ(cli.last_line(), kDeleteThere);
    EXPECT_EQ(record.count(Level::Warning), 1U);
}

TEST_F(StandbyImages, AreNotReadHereAnyFurtherAfterASignal) {
    clock.signal_after(0);
    fails(ExitCode::Interrupted);
    EXPECT_THAT(cli.lines, IsEmpty());
}

}  // namespace
}  // namespace poap::test
