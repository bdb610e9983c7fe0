#include "nxos/install_all.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "base/error.hpp"
#include "support/fake_cli.hpp"
#include "support/install_texts.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/show_texts.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;

struct InstallAll : testing::Test {
    void install() { install_all(cli, name("nxos.9.3.3.bin"), record.log); }

    FakeCli cli;
    RecordingLog record;
};

TEST_F(InstallAll, IsOneCallThatHasAnHourAndLetsSignalsWait) {
    cli.on("terminal dont-ask ; install all nxos bootflash:///nxos.9.3.3.bin no-reload non-interruptive",
           [this] {
               EXPECT_TRUE(record.says("The switch installs nxos.9.3.3.bin, which may take 30 min..."));
               return CliAnswer{0, kInstalls};
           });
    install();
    EXPECT_THAT(cli.on_signals, ElementsAre(OnSignal::FinishFirst));
    EXPECT_THAT(cli.least_limits, ElementsAre(std::chrono::hours(1)));
}

TEST_F(InstallAll, HasTwoHoursForAReleaseThatUpgradesTheEpldsAsWell) {
    cli.answers(kInstalls);
    install_all(cli, name("nxos64-cs.10.5.3.F.bin"), record.log);
    EXPECT_THAT(cli.least_limits, ElementsAre(std::chrono::hours(2)));
    EXPECT_EQ(install_time(name("nxos64-cs.10.5.2.F.bin")), std::chrono::minutes(30));
    EXPECT_EQ(install_time(name("renamed.bin")), std::chrono::minutes(30));
}

TEST_F(InstallAll, InstallsTheBiosAlone) {
    cli.on("terminal dont-ask ; install all nxos bootflash:///nxos.9.3.3.bin bios", kInstalled);
    install_bios(cli, name("nxos.9.3.3.bin"), record.log);
    EXPECT_THAT(cli.on_signals, ElementsAre(OnSignal::FinishFirst));
    EXPECT_TRUE(record.says("The switch installs the BIOS of nxos.9.3.3.bin, which may take 30 min..."));
    cli.answers(kBiosCorrupt, 16).answers("");
    const Error error = thrown_by([&] { install_bios(cli, name("nxos.9.3.3.bin"), record.log); });
    EXPECT_THAT(error.advice(), testing::StartsWith("do not reload or power off the switch"));
}

TEST_F(InstallAll, WarnsOfACorruptBiosAlsoWhereItDoesNotEndInTime) {
    struct Slow : FakeCli {
        CliAnswer run_long(const std::string&, std::chrono::seconds, const TakeLine& take) override {
            for (const std::string_view line : lines_of(kBiosCorrupt)) take(line);
            throw Error(ExitCode::Switch, "the CLI did not answer", "raise --cli-timeout");
        }
    } slow;
    const Error error = thrown_by([&] { install_all(slow, name("nxos.9.3.3.bin"), record.log); });
    EXPECT_THAT(error.advice(), testing::StartsWith("do not reload or power off the switch"));
}

TEST_F(InstallAll, ThinsOutABarThatIsDrawnAgainAndAgain) {
    std::string bars;
    for (int percent = 0; percent <= 100; ++percent) bars += "[###   ]  " + std::to_string(percent) + "%\n";
    cli.answers(bars + bars + kInstalled);
    install();
    EXPECT_EQ(record.live.size() + record.milestones.size(), 202U);
    EXPECT_EQ(record.count("%"), 0U);
    EXPECT_EQ(record.milestones.size(), 4U) << "and the second is the same bar still";
    EXPECT_EQ(record.milestones.front(), "install all: 25 %");
}

TEST_F(InstallAll, LogsNoMoreThanAThousandLines) {
    std::string lines;
    for (int i = 0; i < 5000; ++i) lines += "[##] 100%\nline\n";
    cli.answers(lines + kInstalled);
    install();
    EXPECT_EQ(record.count("install all: "), 1000U);
    EXPECT_LE(record.milestones.size(), 1000U);
    EXPECT_EQ(record.count("printed too many lines"), 1U);
}

TEST_F(InstallAll, ThatFailsIsAnErrorAlsoWithExit0) {
    cli.answers(kPreUpgradeFails);
    EXPECT_EQ(thrown_by([this] { install(); }).code(), ExitCode::Switch);
    EXPECT_FALSE(record.says("is installed"));
    EXPECT_TRUE(record.says("install all: Service \"icam\" in vdc 1:"));
}

}  // namespace
}  // namespace poap::test
