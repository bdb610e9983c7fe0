// A CLI that fails once all is downloaded: what may be left, and what may not.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "support/named_case.hpp"
#include "text.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kErase = "terminal dont-ask ; write erase";
const std::string kPart = "." + kNewImage + ".part";
const std::string kBoot = "the switch refused `boot nxos bootflash:///" + kNewImage + "`: ";

std::vector<std::string> where_impatient(const MadeUpServer& server, bool in_poap) {
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--cli-timeout", "1"});
    if (!in_poap) arguments.emplace_back("--force");
    return arguments;
}

struct CommitCase : NamedCase {
    std::string faults;
    std::string cause = "";
    std::string chain = "stop";
};

/// The boot variable's half of commit: nothing has been saved yet.
class BootThatFails : public testing::TestWithParam<CommitCase> {
  protected:
    void run(bool in_poap) {
        MadeUpServer server;
        server.start();
        SwitchSpec spec;
        spec.in_poap = in_poap;
        const EmulatedSwitch device(spec);
        device.set_faults(GetParam().faults);
        device.set_chain(GetParam().chain);
        const Before before(device);
        expect_failure(device.run_agent(where_impatient(server, in_poap)),
                       {ExitCode::Switch, "commit", GetParam().cause});
        Snapshot memory = device.memory();
        memory["boot"] = before.memory.at("boot");  // the running configuration may have taken it
        EXPECT_EQ(memory, before.memory);
        EXPECT_THAT(device.calls(), Not(Contains(kErase)));
        EXPECT_TRUE(device.is_quiet());
        // What the switch refused waits for a later run; what a boot variable may name stays.
        const bool refused = GetParam().cause.starts_with(kBoot);
        EXPECT_THAT(names_in(without_logs(device.bootflash())), ElementsAre(refused ? kPart : kNewImage));
    }
};

TEST_P(BootThatFails, SavesAndErasesNothing) {
    run(/*in_poap=*/true);
}

TEST_P(BootThatFails, SavesAndErasesNothingOutsidePoap) {
    run(/*in_poap=*/false);
}

INSTANTIATE_TEST_SUITE_P(
    At, BootThatFails,
    testing::Values(
        CommitCase{{"Boot"}, "boot nxos => answer 16 Invalid image", kBoot + "Invalid image"},
        CommitCase{{"BootInAChainThatGoesOn"},
                   "boot nxos => answer 16 Invalid image",
                   kBoot + "Invalid image",
                   "continue"},
        CommitCase{{"BootWithExit0"}, "boot nxos => answer 0 ERROR: it is broken", kBoot + "ERROR: it is"},
        CommitCase{{"BootWithExit0InAChainThatGoesOn"},
                   "boot nxos => answer 0 ERROR: it is broken",
                   kBoot + "ERROR: it is",
                   "continue"},
        CommitCase{{"BootWithoutAWord"}, "boot nxos => answer 1", kBoot + "it said nothing"},
        CommitCase{{"BootWithUnknownWordsInAChainThatGoesOn"},
                   "boot nxos => answer 16 Not now",
                   "but its next reload names bootflash:",
                   "continue"},
        CommitCase{{"BootThatIsPretended"}, "boot nxos => pretend", "but its next reload names bootflash:"},
        CommitCase{{"BootThatIsDoneAllTheSame"}, "boot nxos => then 16 Cmd exec error.", kBoot + "Cmd exec"},
        CommitCase{{"BootKilled"}, "boot nxos => kill", kBoot},
        CommitCase{{"BootHanging"}, "boot nxos => hang", "did not answer within 1 s"},
        CommitCase{
            {"Configure"}, "configure terminal => answer 16 Cmd exec error.", kBoot + "Cmd exec error"},
        CommitCase{
            {"ConfigureInAChainThatGoesOn"}, "configure terminal => answer 16 Not now", kBoot, "continue"},
        CommitCase{{"ConfigureHanging"}, "configure terminal => hang", "did not answer within 1 s"},
        CommitCase{{"EndHanging"}, "end => hang", "did not answer within 1 s"},
        CommitCase{{"ShowBoot"}, "show boot => answer 16 Cmd exec error.", "refused `show boot`: Cmd exec"},
        CommitCase{
            {"ShowBootWithExit0"}, "show boot => answer 0 ERROR: no", "refused `show boot`: ERROR: no"},
        CommitCase{{"ShowBootWithoutAWord"}, "show boot => answer 1", "refused `show boot`: it said nothing"},
        CommitCase{{"ShowBootThatNamesAnother"},
                   "show boot => lie nxos.1.bin",
                   "its next reload names bootflash:/nxos.1.bin, not " + kNewImage},
        CommitCase{{"ShowBootHanging"}, "show boot => hang", "did not answer within 1 s"}),
    CaseName());

/// The save, or the schedule: the dangerous half.
class SaveThatFails : public testing::TestWithParam<CommitCase> {
  protected:
    void run(bool in_poap) {
        server_.start();
        SwitchSpec spec;
        spec.in_poap = in_poap;
        spec.fresh.poap = true;  // outside POAP: by hand, on a switch that POAP has been stopped on
        device_ = std::make_unique<EmulatedSwitch>(spec);
        device_->set_faults(GetParam().faults);
        device_->set_chain(GetParam().chain);
        expect_failure(device_->run_agent(where_impatient(server_, in_poap)),
                       {ExitCode::Switch, "commit", GetParam().cause});
        EXPECT_THAT(names_in(without_logs(device_->bootflash())), ElementsAre(kNewImage))
            << "a boot variable may name it; the config's file holds password hashes";
        EXPECT_TRUE(device_->is_quiet());
    }

    MadeUpServer server_;
    std::unique_ptr<EmulatedSwitch> device_;
};

TEST_P(SaveThatFails, IsErasedSoThatPoapAsksAgain) {
    run(/*in_poap=*/true);
    EXPECT_EQ(device_->calls().back(), kErase);
    EXPECT_FALSE(device_->state("startup-config"));
}

TEST_P(SaveThatFails, IsNeverErasedOutsidePoap) {
    run(/*in_poap=*/false);
    EXPECT_THAT(device_->calls(), Not(Contains(HasSubstr("write erase"))));
}

const std::string kSave = "the switch refused `copy running-config startup-config`: ";
const std::string kSchedule =
    concat("the switch refused `copy bootflash:", kSerial, ".cfg scheduled-config`: ");

INSTANTIATE_TEST_SUITE_P(
    At, SaveThatFails,
    testing::Values(
        CommitCase{
            {"Save"}, "copy running-config => answer 16 Permission denied", kSave + "Permission denied"},
        CommitCase{{"SaveInAChainThatGoesOn"},
                   "copy running-config => answer 16 Permission denied",
                   kSave + "Permission denied",
                   "continue"},
        CommitCase{{"SaveWithExit0"},
                   "copy running-config => answer 0 ERROR: Permission denied",
                   kSave + "ERROR: Permission denied"},
        CommitCase{{"SaveForWantOfAPassword"}, "copy running-config => password", kSave},
        CommitCase{{"SaveForWantOfAPasswordInAChainThatGoesOn"},
                   "copy running-config => password",
                   kSave,
                   "continue"},
        CommitCase{{"SaveThatIsDoneAllTheSame"},
                   "copy running-config => then 16 Permission denied",
                   kSave + "Permission denied"},
        CommitCase{{"SaveHanging"}, "copy running-config => hang", "did not answer within 1 s"},
        CommitCase{{"SaveHangingWhenDone"}, "copy running-config => then-hang", "did not answer within 1 s"},
        CommitCase{{"Schedule"},
                   "copy bootflash: => answer 16 Copy to scheduled-config is not permitted",
                   kSchedule + "Copy to scheduled-config is not permitted"},
        CommitCase{{"ScheduleInAChainThatGoesOn"},
                   "copy bootflash: => answer 16 Not now",
                   kSchedule + "Not now",
                   "continue"},
        CommitCase{{"ScheduleWithExit0"},
                   "copy bootflash: => answer 0 No such file or directory",
                   kSchedule + "No such file"},
        CommitCase{{"ScheduleWithoutAWord"}, "copy bootflash: => answer 1", kSchedule + "it said nothing"},
        CommitCase{{"ScheduleThatIsDoneAllTheSame"},
                   "copy bootflash: => then 16 Cmd exec error.",
                   kSchedule + "Cmd exec error"},
        CommitCase{{"ScheduleKilled"}, "copy bootflash: => kill", kSchedule},
        CommitCase{{"ScheduleHanging"}, "copy bootflash: => hang", "did not answer within 1 s"}),
    CaseName());

/// What passes by itself, or does no harm.
class CommitThatRecovers : public testing::TestWithParam<CommitCase> {};

TEST_P(CommitThatRecovers, EndsLikeAnyOther) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults(GetParam().faults);
    device.set_chain(GetParam().chain);
    const Before before(device);
    const Ended ended = device.run_agent(where_impatient(server, true));
    expect_provisioned(device, before, ended, {kConfig, boots(kNewImage), {{kNewImage, made_up_image()}}});
    EXPECT_THAT(ended.err, HasSubstr(GetParam().cause));
}

INSTANTIATE_TEST_SUITE_P(
    From, CommitThatRecovers,
    testing::Values(
        CommitCase{{"ABootCommandRefusedOnce"}, "1x boot nxos => answer 16 Cmd exec error."},
        CommitCase{{"AnEndThatIsRefused"}, "end => answer 16 Cmd exec error."},
        CommitCase{{"AShowBootOfAnotherForm"},
                   "show boot => answer 0 Boot list: primary " + kNewImage,
                   "WARNING: `show boot` has no nxos variable in a form known here"},
        CommitCase{{"AShowBootThatSaysNothing"}, "show boot => answer 0", "WARNING: `show boot` has no nxos"},
        CommitCase{{"ABoxThatIsComingUp"},
                   "3x copy running-config => coming-up",
                   "WARNING: the switch does not take `copy running-config startup-config` yet "
                   "(Configuration update aborted"},
        CommitCase{{"ABoxThatIsComingUpInAChainThatGoesOn"},
                   "3x copy running-config => coming-up",
                   "WARNING: the switch does not take `copy running-config startup-config` yet "
                   "(Configuration update aborted",
                   "continue"},
        CommitCase{
            {"ASaveRefusedInUnknownWordsInAChainThatGoesOn"},
            "2x copy running-config => answer 16 System is not ready, please try again later",
            "WARNING: the switch does not take `copy running-config startup-config` yet (System is not ready",
            "continue"},
        CommitCase{
            {"ASaveRefusedWithoutAWord"},
            "2x copy running-config => answer 1",
            "WARNING: the switch does not take `copy running-config startup-config` yet (it said nothing"},
        CommitCase{{"ASaveThatSaysNothing"}, "copy => then 0"},
        CommitCase{{"AScheduleRefusedOnce"}, "1x copy bootflash: => answer 16 Cmd exec error."}),
    CaseName());

TEST(NextReload, ThatShowsASavedVariableAloneIsNotTrusted) {
    MadeUpServer server;
    server.start();
    SwitchSpec spec;
    spec.fresh.quirks = {"boot-next-is-saved"};
    const EmulatedSwitch device(spec);
    const Before before(device);
    expect_failure(device.run_agent(server.where()),
                   {ExitCode::Switch, "commit", "its next reload names bootflash:/" + kOldImage});
    EXPECT_EQ(device.state("boot.saved"), before.memory.at("boot.saved"));
    EXPECT_FALSE(device.state("startup-config"));
}

TEST(Erasing, IsTriedAgain) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults("copy bootflash: => answer 16 Not now\n2x write erase => answer 16 Not now\n");
    expect_failure(device.run_agent(server.where()), {ExitCode::Switch, "commit", kSchedule + "Not now"});
    EXPECT_FALSE(device.state("startup-config"));
}

TEST(Erasing, ThatFailsTooSaysWhatAPersonHasToDo) {
    MadeUpServer server;
    server.start();
    const EmulatedSwitch device;
    device.set_faults("copy bootflash: => answer 16 Not now\nwrite erase => answer 16 Permission denied\n");
    const Ended ended = device.run_agent(server.where());
    expect_failure(
        ended,
        {ExitCode::Switch, "commit",
         "and then `write erase` did not succeed: the switch refused `write erase`: Permission denied"});
    EXPECT_THAT(ended.last_line(), HasSubstr("`write erase` and `reload` on the switch's console"));
}

TEST(Schedule, OutsidePoapIsRefusedBySwitchesAndNothingErased) {
    MadeUpServer server;
    server.start();
    SwitchSpec spec;
    spec.in_poap = false;
    const EmulatedSwitch device(spec);
    expect_failure(device.run_agent(where_impatient(server, false)),
                   {ExitCode::Switch, "commit", "Copy to scheduled-config is not permitted"});
    EXPECT_TRUE(device.state("startup-config"));
    EXPECT_THAT(device.calls(), Not(Contains(HasSubstr("write erase"))));
}

}  // namespace
}  // namespace poap::rig
