#include "nxos/startup.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <numeric>
#include <optional>
#include <string>

#include "base/error.hpp"
#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/recording_log.hpp"
#include "support/show_texts.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::milliseconds, testing::Each, testing::ElementsAre, testing::HasSubstr, testing::IsEmpty,
    testing::Le, testing::SizeIs;

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
    for (const char* success : {"[########################################] 100%\nCopy complete.\n", ""}) {
        cli_.on(kBoth, success);
        save();
        EXPECT_THAT(clock_.waits, IsEmpty());
    }
}

TEST_F(StartupTest, WaitsForABoxThatIsStillComingUp) {
    cli_.on_each(3, kBoth, kBusy, 16).on(kBoth);
    save();
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_THAT(clock_.waits, SizeIs(3));
    EXPECT_EQ(log_.count("System is not ready"), 3U);
}

TEST_F(StartupTest, GivesUpOnABoxThatRefusesForTenMinutes) {
    cli_.on_each(1000, kBoth, kBusy, 16);  // never a save alone: the power may be cut after it
    const Error error = failure();
    const auto waited = std::accumulate(clock_.waits.begin(), clock_.waits.end(), milliseconds(0));
    EXPECT_GE(waited, std::chrono::minutes(10));
    EXPECT_LE(waited, std::chrono::minutes(10) + std::chrono::seconds(30));
    EXPECT_THAT(clock_.waits, Each(Le(std::chrono::seconds(30))));
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("System is not ready"));
    EXPECT_THAT(error.advice(), HasSubstr("ten minutes"));
}

TEST_F(StartupTest, IsEndedByASignalInAWait) {
    cli_.answers(kBusy, 16).answers(kBusy, 16);
    clock_.signal_after(1);
    EXPECT_EQ(failure().code(), ExitCode::Interrupted);
    EXPECT_THAT(cli_.lines, ElementsAre(kBoth, kBoth));
}

TEST_F(StartupTest, DoesNotWaitAfterARefusalThatIsFinal) {
    const CliAnswer kFinal[] = {{16, "ERROR: admin password is not configured\n"},
                                {16, "Please set the admin password first\nCmd exec error.\n"},
                                {0, "Enter the password for \"admin\":\n"},
                                {16, "% Permission denied for the role\n"},
                                {16, "No space left on device\n"},
                                {16, "   ^\n% Invalid command at '^' marker.\n"}};
    for (const auto& [exit_status, text] : kFinal) {
        cli_.answers(text, exit_status);
        const Error error = failure();
        EXPECT_THAT(clock_.waits, IsEmpty()) << text;
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_THAT(error.what(), HasSubstr("`copy running-config startup-config`"));
    }
}

TEST_F(StartupTest, IsNotSavedAgainWhereTheSwitchWouldEndTheProgramMeanwhile) {
    cli_.answers(kBusy, 16).answers(kBusy, 16).answers(kBusy, 16);
    end_ = clock_.now() + kSaveTime + std::chrono::seconds(1);
    EXPECT_THAT(failure().what(), HasSubstr("the save may take 2 min"));
    EXPECT_THAT(cli_.lines, SizeIs(Le(3U)));
}

TEST_F(StartupTest, IsSavedAloneOnALiveSwitch) {
    cli_.on(kSave, kBusy, 16).on(kSave);
    poap::save(cli_, TimeLimit(std::nullopt, clock_), clock_, log_.log);
}

TEST_F(StartupTest, IsErasedOnceABusyBoxTakesItWithinTenMinutes) {
    cli_.on_each(8, kErase, kBusy, 16).on(kErase);
    erase_startup(cli_, clock_, log_.log);
    EXPECT_THAT(cli_.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_THAT(clock_.waits, SizeIs(8));
}

TEST_F(StartupTest, ThatIsNotErasedIsAnError) {
    cli_.on_each(6, kErase, "Permission denied\n");
    EXPECT_STREQ(thrown_by([this] { erase_startup(cli_, clock_, log_.log); }).what(),
                 "the switch refused `write erase`: Permission denied");
    EXPECT_TRUE(cli_.done());
}

TEST_F(StartupTest, BelievesShowBootWhereTheAnswerLeavesItOpenWhetherItWasSaved) {
    const std::string kShowBoot = "terminal dont-ask ; show boot";
    cli_.on(kBoth, "Copy complete.\nWarning: cannot sync to the standby\n")
        .on(kShowBoot, shows_boot_everywhere("new.bin"))
        .on(kErase);
    save();
    cli_.on(kBoth, "busy\nCopy complete.\n").on(kShowBoot, shows_boot("new.bin")).on(kBoth);
    save();
    EXPECT_TRUE(cli_.done());
}

}  // namespace
}  // namespace poap::test
