// The rig itself: its switch, and the vsh program that its switches run.

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <csignal>

#include "case.hpp"

namespace poap::rig {
namespace {

using testing::HasSubstr;

TEST(RigMemory, AndNotBootflashHasWhatIsScheduled) {
    const EmulatedSwitch device;
    const Snapshot bootflash = device.bootflash();
    device.schedule("hostname leaf1\n");
    device.schedule("feature lldp\n");
    EXPECT_EQ(device.memory().at("scheduled-config"), "hostname leaf1\nfeature lldp\n");
    EXPECT_EQ(device.bootflash(), bootflash);
}

TEST(RigReload, KeepsBothFlashes) {
    const EmulatedSwitch device({.fresh = {.standby = "ha-standby"}});
    device.flash("a.cfg", "hostname leaf1\n");
    device.flash_standby(kNewImage, "new");
    device.reload();
    EXPECT_EQ(device.bootflash(), (Snapshot{{"a.cfg", "hostname leaf1\n"}}));
    EXPECT_EQ(device.standby_flash(), (Snapshot{{kNewImage, "new"}}));
}

TEST(Documented, AreMessagesThatTroubleshootingQuotes) {
    expect_documented("ERROR: commit: the switch refused `write erase`: no. What to do: look");
    EXPECT_NONFATAL_FAILURE(expect_documented("ERROR: commit: the moon is full"), "does not explain");
}

/// A call of the vsh program.
struct Vsh : testing::Test {
    EmulatedSwitch device;

    Process start(const std::string& line) const {
        return Process({VSH_PATH, "-c", line}, device.environment());
    }
};

TEST_F(Vsh, AnswersAndRefusesOnStdoutAndIsNoisyOnStderr) {
    const Ended ended = start("show inventory ; show versoin").wait();
    EXPECT_EQ(ended.exit_code, 16);
    EXPECT_THAT(ended.out, HasSubstr("SN: " + kSerial));
    EXPECT_THAT(ended.out, HasSubstr("% Invalid command at '^' marker."));
    EXPECT_EQ(ended.err,
              "stty: standard input: Inappropriate ioctl for device\ngl_set_term_size: NULL arguments(s).\n");
}

TEST_F(Vsh, ReportsABadSetupOnStderrAlone) {
    device.set_faults("copy => explode\n");
    const Ended ended = start("show version").wait();
    EXPECT_EQ(ended.exit_code, 70);
    EXPECT_EQ(ended.out, "");
    EXPECT_THAT(ended.err, HasSubstr("fault 'copy => explode': no action 'explode'"));
}

TEST_F(Vsh, PrintsWhatWasDoneBeforeItHangs) {
    device.set_faults("boot nxos => hang\n");
    const std::string first = "Enter configuration commands, one per line. End with CNTL/Z.\n";
    const Process process = start("configure terminal ; boot nxos bootflash:///x");
    EXPECT_TRUE(eventually([&] { return process.out() == first; }));
}

TEST_F(Vsh, DiesInItsAnswerWithTheCommandDone) {
    device.set_faults("copy bootflash: => then-kill\n");
    device.flash("new.cfg", "hostname leaf1\n");
    const Ended ended = start("terminal dont-ask ; copy bootflash:new.cfg scheduled-config").wait();
    EXPECT_EQ(ended.exit_code, 128 + SIGKILL);
    EXPECT_THAT(ended.out, HasSubstr("Copy complete, now"));
    EXPECT_FALSE(ended.out.ends_with("Copy complete.\n"));
    EXPECT_EQ(device.scheduled(), "hostname leaf1\n");
}

TEST_F(Vsh, LeavesAWholeStateWhereManyRun) {
    device.flash("a.bin", "a");
    device.flash("b.bin", "b");
    std::vector<std::unique_ptr<Process>> calls;
    for (int i = 0; i < 12; ++i) {
        const std::string line =
            std::string("terminal dont-ask ; configure terminal ; boot nxos bootflash:") +
            (i % 2 == 0 ? "a" : "b") + ".bin ; end ; copy running-config startup-config";
        calls.push_back(std::make_unique<Process>(Words{VSH_PATH, "-c", line}, device.environment()));
    }
    for (auto& call : calls) EXPECT_EQ(call->wait().exit_code, 0);
    EXPECT_THAT(device.state("boot.saved").value(), testing::AnyOf(boots("a.bin"), boots("b.bin")));
    EXPECT_EQ(device.state("startup-config"), "hostname switch\n");
}

}  // namespace
}  // namespace poap::rig
