#include "nxos/startup.hpp"

#include <gmock/gmock.h>

#include <numeric>
#include <string>

#include "support/fake_cli.hpp"
#include "support/fake_clock.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/show_texts.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using std::chrono::milliseconds, std::chrono::minutes, std::chrono::seconds, testing::Each,
    testing::HasSubstr, testing::Le, testing::SizeIs;

const std::string kSave = "terminal dont-ask ; copy running-config startup-config";
const std::string kBoth = kSave + " ; write erase";
const std::string kErase = "terminal dont-ask ; write erase";
const std::string kBusy = "System is not ready for configuration, please try again\n";

struct Startup : testing::Test {
    void save() { save_and_erase(cli, {name("new.bin"), {}}, TimeLimit(end, clock), clock, record.log); }
    void erase() { erase_startup(cli, clock, record.log); }
    Error failure(ExitCode code = ExitCode::Switch) {
        const Error error = thrown_by([this] { save(); });
        EXPECT_EQ(error.code(), code);
        return error;
    }

    FakeCli cli;
    FakeClock clock;
    std::optional<Clock::Time> end;
    RecordingLog record;
};

TEST_F(Startup, IsSavedAndErasedInOneCallOnceTheSwitchIsReady) {
    for (const char* success : {"[########################################] 100%\nCopy complete.\n", ""}) {
        cli.on(kBoth, success);
        save();
    }
    EXPECT_THAT(clock.waits, SizeIs(0));
    cli.on_each(3, kBoth, kBusy, 16).on(kBoth);
    save();
    EXPECT_THAT(clock.waits, SizeIs(3));
    EXPECT_EQ(record.count("System is not ready"), 3U);
    EXPECT_THAT(cli.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_TRUE(cli.done());
}

TEST_F(Startup, IsNotSavedWhereTheSwitchRefusesForTenMinutes) {
    cli.on_each(1000, kBoth, kBusy, 16);  // never a save alone: the power may be cut after it
    const Error error = failure();
    const auto waited = std::accumulate(clock.waits.begin(), clock.waits.end(), milliseconds(0));
    EXPECT_GE(waited, minutes(10));
    EXPECT_LE(waited, minutes(10) + seconds(30));
    EXPECT_THAT(clock.waits, Each(Le(seconds(30))));
    EXPECT_THAT(error.what(), HasSubstr("System is not ready"));
    EXPECT_THAT(error.advice(), HasSubstr("ten minutes"));
}

TEST_F(Startup, IsNotSavedAgainAfterASignalOrWhereTheSwitchWouldCutIt) {
    cli.on_each(5, kBoth, kBusy, 16);
    clock.signal_after(1);
    failure(ExitCode::Interrupted);
    EXPECT_THAT(cli.lines, SizeIs(2));
    clock = {};
    end = clock.now() + kSaveTime + seconds(1);
    EXPECT_THAT(failure().what(), HasSubstr("the save may take 2 min"));
    EXPECT_THAT(cli.lines, SizeIs(Le(5U)));
}

TEST_F(Startup, IsNotSavedAgainAfterAFinalRefusal) {
    const CliAnswer kFinal[] = {{16, "ERROR: admin password is not configured\n"},
                                {16, "Please set the admin password first\nCmd exec error.\n"},
                                {0, "Enter the password for \"admin\":\n"},
                                {16, "% Permission denied for the role\n"},
                                {16, "No space left on device\n"},
                                {16, "   ^\n% Invalid command at '^' marker.\n"}};
    for (const auto& [exit_status, text] : kFinal) {
        cli.answers(text, exit_status);
        EXPECT_THAT(failure().what(), HasSubstr("`copy running-config startup-config`"));
        EXPECT_THAT(clock.waits, SizeIs(0)) << text;
    }
}

TEST_F(Startup, IsSavedAloneOnALiveSwitch) {
    cli.on(kSave, kBusy, 16).on(kSave);
    poap::save(cli, TimeLimit(std::nullopt, clock), clock, record.log);
    EXPECT_TRUE(cli.done());
}

TEST_F(Startup, IsErasedOnceABusySwitchTakesItWithinTenMinutes) {
    cli.on_each(8, kErase, kBusy, 16).on(kErase);
    erase();
    EXPECT_THAT(cli.on_signals, Each(OnSignal::FinishFirst));
    EXPECT_THAT(clock.waits, SizeIs(8));
    cli.on_each(6, kErase, "Permission denied\n");
    EXPECT_STREQ(thrown_by([this] { erase(); }).what(),
                 "the switch refused `write erase`: Permission denied");
    EXPECT_TRUE(cli.done());
}

TEST_F(Startup, IsSavedWhereShowBootSaysSoAndTheAnswerLeavesItOpen) {
    const std::string kShowBoot = "terminal dont-ask ; show boot";
    cli.on(kBoth, "Copy complete.\nWarning: cannot sync to the standby\n")
        .on(kShowBoot, shows_boot_everywhere("new.bin"))
        .on(kErase);
    save();
    cli.on(kBoth, "busy\nCopy complete.\n").on(kShowBoot, shows_boot("new.bin")).on(kBoth);
    save();
    EXPECT_TRUE(cli.done());
}

}  // namespace
}  // namespace poap::test
