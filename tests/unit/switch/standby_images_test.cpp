#include "nxos/standby_images.hpp"

#include <gmock/gmock.h>

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

using testing::Each, testing::HasSubstr, testing::IsEmpty;

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
        return error;
    }
    void TearDown() override { EXPECT_TRUE(cli.done()); }

    FakeCli& has(const std::string& bytes) { return cli.on(kMd5There, shows_md5(bytes)); }
    FakeCli& has_none() { return cli.on(kMd5There, "No such file or directory", 16); }

    TempDir dir;
    const Bootflash bootflash{dir.path()};
    FakeCli cli;
    FakeClock clock;
    RecordingLog record;
    std::vector<FileName> images = {name("nxos.9.3.3.bin")};
    std::optional<Digest> verified;
};

TEST_F(StandbyImages, AreCopiedWhereTheStandbyDoesNotHaveThemAndReadBack) {
    has_none().on(kCopyThere, "Copy complete.\n").on(kMd5There, shows_md5("image"));
    copy();
    EXPECT_THAT(cli.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_THAT(cli.least_limits, Each(std::chrono::hours(1)));
    EXPECT_TRUE(record.says("Copying nxos.9.3.3.bin to the standby supervisor"));
    has("another").on(kCopyThere).on(kMd5There, shows_md5("image"));
    copy();
    has("image");
    copy();
    EXPECT_TRUE(record.says("has nxos.9.3.3.bin already"));
}

TEST_F(StandbyImages, AreCopiedByTheOtherNameOfTheFlashWhereTheCliDoesNotKnowTheFirst) {
    const std::string there = "bootflash://sup-remote/nxos.9.3.3.bin";
    cli.on(kMd5There, "                  ^\n% Invalid command at '^' marker.\n", 16)
        .on("terminal dont-ask ; show file " + there + " md5sum", "No such file or directory", 16)
        .on("terminal dont-ask ; copy bootflash:nxos.9.3.3.bin " + there)
        .on("terminal dont-ask ; show file " + there + " md5sum", shows_md5("image"));
    copy();
}

TEST_F(StandbyImages, ThatTheCliKnowsByNoNameAreAnError) {
    const char* unknown = "% Invalid command at '^' marker.\n";
    cli.answers(unknown, 16).answers(unknown, 16);
    EXPECT_STREQ(fails(ExitCode::Switch).what(),
                 "the switch does not tell the MD5 of bootflash://sup-remote/nxos.9.3.3.bin: "
                 "% Invalid command at '^' marker.");
}

TEST_F(StandbyImages, AreNotTouchedWhereTheStandbyDoesNotReportWhatItHas) {
    for (const CliAnswer& answer :
         {CliAnswer{16, "No such device"}, CliAnswer{0, "Permission denied\n"}, CliAnswer{0, ""}}) {
        cli.on(kMd5There, answer.text, answer.exit_status);
        EXPECT_THAT(fails(ExitCode::Switch).what(), HasSubstr("does not tell the MD5")) << answer.text;
    }
}

TEST_F(StandbyImages, OfWhoseNameThereWasAnotherAreNotDeletedWhereTheCopyFails) {
    has("another").on(kCopyThere, "No space left on device\n");
    fails(ExitCode::NoSpace);
    has("another").on(kCopyThere).on(kMd5There, shows_md5("damaged"));
    fails(ExitCode::Digest);
}

TEST_F(StandbyImages, OfWhoseNameThereIsStillAnotherAreAnError) {
    has("another").on(kCopyThere, "Warning: There is already a file existing with this name.\n");
    has("another");
    const Error error = fails(ExitCode::Switch);
    EXPECT_STREQ(error.what(),
                 "bootflash_sup-remote:nxos.9.3.3.bin is another file, and the copy did not take its place");
    EXPECT_THAT(error.advice(), HasSubstr("delete bootflash_sup-remote:nxos.9.3.3.bin"));
}

TEST_F(StandbyImages, AreCopiedOneByOne) {
    dir.write("kick.bin", "kickstart");
    images.push_back(name("kick.bin"));
    const std::string md5 = "terminal dont-ask ; show file bootflash_sup-remote:kick.bin md5sum";
    has("image").on(md5, "No such file or directory", 16);
    cli.on("terminal dont-ask ; copy bootflash:kick.bin bootflash_sup-remote:kick.bin");
    cli.on(md5, shows_md5("kickstart"));
    copy();
}

TEST_F(StandbyImages, ThatAreNotOnBootflashAreAWarning) {
    images = {name("elsewhere.bin")};
    copy();
    EXPECT_THAT(cli.lines, IsEmpty());
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_TRUE(record.says("elsewhere.bin is not on bootflash"));
}

TEST_F(StandbyImages, AreDeletedThereWhereTheyCannotBeCopied) {
    has_none().on(kCopyThere).on(kMd5There, shows_md5("damaged")).on(kDeleteThere);
    EXPECT_EQ(fails(ExitCode::Digest).what(), "the MD5 of bootflash_sup-remote:nxos.9.3.3.bin is " +
                                                  md5_of("damaged").hex() + ", not " + md5_of("image").hex() +
                                                  " as on the active supervisor");
    has_none().on(kCopyThere, "No space left on device\n").on(kDeleteThere);
    EXPECT_THAT(fails(ExitCode::NoSpace).advice(), HasSubstr("dir bootflash_sup-remote:"));
    has_none().on(kCopyThere, "Cmd exec error.", 16).on(kDeleteThere);
    EXPECT_STREQ(fails(ExitCode::Switch).what(),
                 "the switch refused `copy bootflash:nxos.9.3.3.bin bootflash_sup-remote:nxos.9.3.3.bin`: "
                 "Cmd exec error.");
    has_none().on(kCopyThere).on(kMd5There, "No such file or directory", 16).on(kDeleteThere);
    EXPECT_THAT(fails(ExitCode::Switch).what(), HasSubstr("cannot be read back"));
}

TEST_F(StandbyImages, AreComparedWithTheVerifiedDigest) {
    verified = md5_of("image");
    dir.write("nxos.9.3.3.bin", "another file since then");
    has_none().on(kCopyThere).on(kMd5There, shows_md5("another file since then")).on(kDeleteThere);
    fails(ExitCode::Digest);
}

TEST_F(StandbyImages, AreDeletedAlsoWhereTheCopyDoesNotEndInTime) {
    const auto no_answer = []() -> CliAnswer { throw Error(ExitCode::Switch, "no answer", "wait longer"); };
    has_none().on(kCopyThere, no_answer).on(kDeleteThere, no_answer);
    EXPECT_STREQ(fails(ExitCode::Switch).what(), "no answer") << "and not what the clean-up failed with";
    EXPECT_EQ(record.count(Level::Warning), 1U);
}

TEST_F(StandbyImages, AreNotReadHereAnyFurtherAfterASignal) {
    clock.signal_after(0);
    fails(ExitCode::Interrupted);
    EXPECT_THAT(cli.lines, IsEmpty());
}

}  // namespace
}  // namespace poap::test
