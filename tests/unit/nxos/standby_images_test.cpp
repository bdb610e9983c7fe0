#include "nxos/standby_images.hpp"

#include <gmock/gmock.h>

#include <string>

#include "flash/bootflash.hpp"
#include "support/context_fixture.hpp"
#include "support/standby_calls.hpp"

namespace poap::test {
namespace {

using testing::Each, testing::HasSubstr, testing::IsEmpty;

const std::string kNoFile = "No such file or directory";
const std::string kInvalid = "% Invalid command at '^' marker.";

struct StandbyImages : ContextFixture {
    void SetUp() override { dir.write("nxos.9.3.3.bin", "image"); }

    void copy() {
        std::vector<Descriptor> files;
        for (const FileName& image : images) files.push_back(bootflash.open_file(image.str()));
        std::vector<StandbyFile> all;
        for (std::size_t i = 0; i < images.size(); ++i) all.push_back({images[i], files[i], verified});
        copy_to_standby(cli, all, clock, record.log);
    }
    /// With advice.
    void expect_failure(ExitCode code, const std::string& what, const std::string& advice = "") {
        const Error error = thrown_by([this] { copy(); });
        EXPECT_EQ(error.code(), code);
        EXPECT_EQ(error.what(), what);
        EXPECT_NE(error.advice(), "");
        EXPECT_THAT(error.advice(), HasSubstr(advice));
    }

    FakeCli& has(const std::string& bytes) { return cli.on(kMd5There, shows_md5(bytes)); }
    FakeCli& has_none() { return cli.on(kMd5There, kNoFile, 16); }

    std::vector<FileName> images = {name("nxos.9.3.3.bin")};
    std::optional<Digest> verified;
};

std::string differs(const std::string& there, const std::string& here) {
    return "the MD5 of bootflash_sup-remote:nxos.9.3.3.bin is " + md5_of(there).hex() + ", not " +
           md5_of(here).hex() + " as on the active supervisor";
}

TEST_F(StandbyImages, AreCopiedWhereTheStandbyDoesNotHaveThemAndReadBack) {
    has_none().on(kCopyThere, "Copy complete.\n").on(kMd5There, shows_md5("image"));
    copy();
    EXPECT_THAT(cli.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_THAT(cli.least_limits, Each(std::chrono::hours(1)));
    EXPECT_TRUE(record.says("Copying nxos.9.3.3.bin to the standby supervisor"));
    has("another").on(kCopyThere).on(kMd5There, shows_md5("image"));
    copy();
    dir.write("kick.bin", "kickstart");
    images.push_back(name("kick.bin"));
    const std::string kick_md5 = "terminal dont-ask ; show file bootflash_sup-remote:kick.bin md5sum";
    has("image").on(kick_md5, kNoFile, 16);
    cli.on("terminal dont-ask ; copy bootflash:kick.bin bootflash_sup-remote:kick.bin");
    cli.on(kick_md5, shows_md5("kickstart"));
    copy();
    EXPECT_TRUE(record.says("has nxos.9.3.3.bin already"));
}

TEST_F(StandbyImages, AreCopiedByTheOtherNameOfTheFlashWhereTheCliDoesNotKnowTheFirst) {
    const std::string there = "bootflash://sup-remote/nxos.9.3.3.bin";
    cli.on(kMd5There, "                  ^\n" + kInvalid + "\n", 16)
        .on("terminal dont-ask ; show file " + there + " md5sum", kNoFile, 16)
        .on("terminal dont-ask ; copy bootflash:nxos.9.3.3.bin " + there)
        .on("terminal dont-ask ; show file " + there + " md5sum", shows_md5("image"));
    copy();
    cli.answers(kInvalid, 16).answers(kInvalid, 16);
    expect_failure(ExitCode::Switch, "cannot read the MD5 checksum of " + there + ": " + kInvalid);
}

TEST_F(StandbyImages, AreNotTouchedWhereTheStandbyDoesNotReportWhatItHas) {
    for (const CliAnswer& answer :
         {CliAnswer{16, "No such device"}, CliAnswer{0, "Permission denied\n"}, CliAnswer{0, ""}}) {
        cli.on(kMd5There, answer.text, answer.exit_status);
        EXPECT_THAT(thrown_by([this] { copy(); }).what(), HasSubstr("cannot read the MD5 checksum"))
            << answer.text;
    }
}

TEST_F(StandbyImages, AreDeletedThereWhereTheyCannotBeCopied) {
    const std::string refused =
        "the switch refused `copy bootflash:nxos.9.3.3.bin bootflash_sup-remote:nxos.9.3.3.bin`: ";
    has_none().on(kCopyThere).on(kMd5There, shows_md5("damaged")).on(kDeleteThere);
    expect_failure(ExitCode::Digest, differs("damaged", "image"));
    has_none().on(kCopyThere, "No space left on device\n").on(kDeleteThere);
    expect_failure(ExitCode::NoSpace, refused + "No space left on device", "dir bootflash_sup-remote:");
    has_none().on(kCopyThere, "Cmd exec error.", 16).on(kDeleteThere);
    expect_failure(ExitCode::Switch, refused + "Cmd exec error.");
    has_none().on(kCopyThere).on(kMd5There, kNoFile, 16).on(kDeleteThere);
    EXPECT_THAT(thrown_by([this] { copy(); }).what(), HasSubstr("cannot be read back"));
    const auto no_answer = []() -> CliAnswer { throw Error(ExitCode::Switch, "no answer", "wait longer"); };
    has_none().on(kCopyThere, no_answer).on(kDeleteThere, no_answer);
    expect_failure(ExitCode::Switch, "no answer", "wait longer");
    EXPECT_EQ(record.count(Level::Warning), 1U) << "of the clean-up";
}

TEST_F(StandbyImages, AreNotDeletedWhereTheStandbyHadAnotherFileOfTheName) {
    has("another").on(kCopyThere).on(kMd5There, shows_md5("damaged"));
    expect_failure(ExitCode::Digest, differs("damaged", "image"));
    has("another").on(kCopyThere, "Warning: There is already a file existing with this name.\n");
    has("another");
    expect_failure(ExitCode::Switch,
                   "bootflash_sup-remote:nxos.9.3.3.bin is another file, and the copy did not replace it",
                   "delete bootflash_sup-remote:nxos.9.3.3.bin");
}

TEST_F(StandbyImages, AreComparedWithTheVerifiedDigest) {
    verified = md5_of("image");
    dir.write("nxos.9.3.3.bin", "another file since then");
    has_none().on(kCopyThere).on(kMd5There, shows_md5("another file since then")).on(kDeleteThere);
    expect_failure(ExitCode::Digest, differs("another file since then", "image"));
}

TEST_F(StandbyImages, AreComparedByMd5WhereAnotherDigestWasVerified) {
    verified = digest_of(DigestKind::Sha256, "image");
    has("image");
    copy();
}

TEST_F(StandbyImages, ThatAreNotOnBootflashAreAWarning) {
    images = {name("elsewhere.bin")};
    copy();
    EXPECT_THAT(cli.lines, IsEmpty());
    EXPECT_EQ(record.count(Level::Warning), 1U);
    EXPECT_TRUE(record.says("elsewhere.bin is not on bootflash"));
}

TEST_F(StandbyImages, AreNotReadAnyFurtherAfterASignal) {
    clock.signal_after(0);
    expect_failure(ExitCode::Interrupted, "interrupted (SIGTERM)");
    EXPECT_THAT(cli.lines, IsEmpty());
}

}  // namespace
}  // namespace poap::test
