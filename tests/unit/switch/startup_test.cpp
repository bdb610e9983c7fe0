#include "nxos/startup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/named_case.hpp"
#include "support/recording_log.hpp"
#include "support/show_boot.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::milliseconds;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Le;
using testing::SizeIs;

const std::string kBoth = "terminal dont-ask ; copy running-config startup-config ; write erase";
const std::string kSave = "terminal dont-ask ; copy running-config startup-config";
const std::string kErase = "terminal dont-ask ; write erase";
const std::string kBusy = "System is not ready for configuration, please try again\n";

class StartupTest : public testing::Test {
  protected:
    void save() {
        save_and_erase(cli_, {*FileName::parse("new.bin"), {}}, TimeLimit(end_, clock_), clock_, log_.log);
    }
    Error failure() {
        return thrown_by([this] { save(); });
    }

    FakeCli cli_;
    FakeClock clock_;
    std::optional<Clock::Time> end_;
    RecordingLog log_;
};

TEST_F(StartupTest, SavesAndErasesInOneCallInThisOrder) {
    cli_.answers("[########################################] 100%\nCopy complete.\n");
    save();
    EXPECT_THAT(cli_.lines, ElementsAre(kBoth));
    EXPECT_THAT(clock_.waits, IsEmpty());
}

TEST_F(StartupTest, TakesSilenceForSuccess) {
    cli_.answers("");
    save();
    EXPECT_TRUE(cli_.done());
}

TEST_F(StartupTest, LetsNoSignalIntoItsCommands) {
    cli_.answers(kBusy, 16).answers(kBusy, 16).answers("");
    save();
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
}

TEST_F(StartupTest, WaitsForABoxThatIsStillComingUp) {
    cli_.answers(kBusy, 16).answers(kBusy, 16).answers(kBusy, 16).answers("");
    save();
    EXPECT_THAT(cli_.lines, ElementsAre(kBoth, kBoth, kBoth, kBoth));
    EXPECT_THAT(clock_.waits, SizeIs(3));
    EXPECT_EQ(log_.count("System is not ready"), 3U);
}

TEST_F(StartupTest, GivesUpOnABoxThatRefusesForTenMinutes) {
    for (int i = 0; i < 1000; ++i) cli_.answers(kBusy, 16);
    const Error error = failure();
    const auto waited = std::accumulate(clock_.waits.begin(), clock_.waits.end(), milliseconds(0));
    EXPECT_GE(waited, std::chrono::minutes(10));
    EXPECT_LE(waited, std::chrono::minutes(10) + std::chrono::seconds(30));
    EXPECT_THAT(clock_.waits, Each(Le(std::chrono::seconds(30))));
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("System is not ready"));
    EXPECT_THAT(error.advice(), HasSubstr("ten minutes"));
    EXPECT_EQ(cli_.lines.back(), kBoth) << "never a save alone: the power may be cut after it";
}

TEST_F(StartupTest, IsEndedByASignalInAWait) {
    cli_.answers(kBusy, 16).answers(kBusy, 16);
    clock_.signal_after(1);
    EXPECT_EQ(failure().code(), ExitCode::Interrupted);
    EXPECT_THAT(cli_.lines, ElementsAre(kBoth, kBoth));
}

struct FinalCase : NamedCase {
    std::string text;
    int exit_status = 16;
};

class FinalRefusal : public StartupTest, public testing::WithParamInterface<FinalCase> {};

TEST_P(FinalRefusal, IsNotWaitedFor) {
    cli_.answers(GetParam().text, GetParam().exit_status);
    const Error error = failure();
    EXPECT_THAT(clock_.waits, IsEmpty());
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("`copy running-config startup-config`"));
}

INSTANTIATE_TEST_SUITE_P(
    OfASave, FinalRefusal,
    testing::Values(FinalCase{{"WithoutAnAdminPassword"}, "ERROR: admin password is not configured\n"},
                    FinalCase{{"WhereThePasswordStandsOnAnotherLine"},
                              "Please set the admin password first\nCmd exec error.\n"},
                    FinalCase{{"ThatOnlyAsksForAPassword"}, "Enter the password for \"admin\":\n", 0},
                    FinalCase{{"ThatIsForbidden"}, "% Permission denied for the role\n"},
                    FinalCase{{"OnAFullDisk"}, "No space left on device\n"},
                    FinalCase{{"ThatIsNoCommand"}, "   ^\n% Invalid command at '^' marker.\n"}),
    CaseName());

TEST_F(StartupTest, IsNotSavedAgainWhereTheSwitchWouldEndTheProgramMeanwhile) {
    cli_.answers(kBusy, 16).answers(kBusy, 16).answers(kBusy, 16);
    end_ = clock_.now() + kSaveTime + std::chrono::seconds(1);
    EXPECT_THAT(failure().what(), HasSubstr("the save may take 2 min"));
    EXPECT_THAT(cli_.lines, SizeIs(Le(3U)));
}

TEST_F(StartupTest, IsSavedAloneOnALiveSwitch) {
    cli_.answers(kBusy, 16).answers("");
    poap::save(cli_, TimeLimit(std::nullopt, clock_), clock_, log_.log);
    EXPECT_THAT(cli_.lines, ElementsAre(kSave, kSave));
}

TEST_F(StartupTest, IsErasedInOneCallThatNoSignalEnds) {
    cli_.answers("");
    erase_startup(cli_, clock_, log_.log);
    EXPECT_THAT(cli_.lines, ElementsAre("terminal dont-ask ; write erase"));
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
}

TEST_F(StartupTest, ThatIsNotErasedIsAnError) {
    for (int tries = 6; tries > 0; --tries) cli_.answers("Permission denied\n");
    EXPECT_STREQ(thrown_by([this] { erase_startup(cli_, clock_, log_.log); }).what(),
                 "the switch refused `write erase`: Permission denied");
    EXPECT_TRUE(cli_.done());
}

TEST_F(StartupTest, IsErasedOnceABusyBoxTakesItWithinTenMinutes) {
    for (int tries = 8; tries > 0; --tries) cli_.answers(kBusy, 16);
    cli_.answers("");
    erase_startup(cli_, clock_, log_.log);
    EXPECT_THAT(clock_.waits, SizeIs(8));
}

TEST_F(StartupTest, BelievesShowBootWhereTheAnswerIsInWordsOfDoubt) {
    cli_.answers("Copy complete.\nWarning: cannot sync to the standby\n")
        .answers(shows_boot_everywhere("new.bin"))
        .answers("");
    save();
    EXPECT_THAT(cli_.lines, ElementsAre(kBoth, "terminal dont-ask ; show boot", kErase));
}

TEST_F(StartupTest, TriesAgainWhereShowBootSaysThatNothingWasSaved) {
    cli_.answers("busy\nCopy complete.\n").answers(shows_boot("new.bin")).answers("Copy complete.\n");
    save();
    EXPECT_THAT(cli_.lines, ElementsAre(kBoth, "terminal dont-ask ; show boot", kBoth));
}

}  // namespace
}  // namespace poap::test
