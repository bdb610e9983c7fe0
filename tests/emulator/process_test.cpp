// The vsh program: what only a process of its own shows.

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <memory>
#include <thread>
#include <vector>

#include "replay.hpp"
#include "testing/run_vsh.hpp"

namespace poap::emulator {
namespace {

using ::testing::HasSubstr, testing::reload_with_vsh, testing::run_vsh, testing::TestSwitch,
    testing::VshProcess;

TEST(Vsh, AnswersOnStdoutAndIsNoisyOnStderr) {
    const TestSwitch device;
    const auto finished = run_vsh(device, "show inventory ; show version ; show interface mgmt0");
    EXPECT_EQ(finished.exit_code, 0);
    EXPECT_THAT(finished.out, HasSubstr("SN: FDO24180ABC"));
    EXPECT_EQ(finished.err,
              "stty: standard input: Inappropriate ioctl for device\ngl_set_term_size: NULL arguments(s).\n");
}

TEST(Vsh, RefusesOnStdoutTooAndTakesAnEmptyLine) {
    const TestSwitch device;
    const auto finished = run_vsh(device, "show versoin");
    EXPECT_EQ(finished.exit_code, 16);
    EXPECT_THAT(finished.out, HasSubstr("% Invalid command at '^' marker."));
    EXPECT_EQ(run_vsh(device, "").exit_code, 0);
}

TEST(Vsh, ReportsABadSetupOnStderrAlone) {
    const TestSwitch device;
    device.open().state.write("faults", "copy => explode\n");
    const auto finished = run_vsh(device, "show version");
    EXPECT_EQ(finished.exit_code, 70);
    EXPECT_EQ(finished.out, "");
    EXPECT_THAT(finished.err, HasSubstr("fault 'copy => explode': no action 'explode'"));
}

TEST(Vsh, PrintsWhatWasDoneBeforeItHangs) {
    const TestSwitch device;
    device.open().state.write("faults", "boot nxos => hang\n");
    VshProcess process(device, "conf t ; boot nxos bootflash:///nxos.9.3.12.bin");
    const std::string first = "Enter configuration commands, one per line. End with CNTL/Z.\n";
    EXPECT_EQ(process.read_stdout(first.size()), first);
    process.kill(SIGTERM);
    EXPECT_TRUE(WIFSIGNALED(process.wait()));
    EXPECT_EQ(device.open().state.read("boot"), "nxos bootflash:///nxos.9.3.10.bin\n");
}

TEST(Vsh, HangsWithTheCommandDone) {
    const TestSwitch device;
    device.open().state.write("faults", "copy => then-hang\n");
    VshProcess process(device, "terminal dont-ask ; copy running-config startup-config");
    EXPECT_THAT(process.read_stdout(80), HasSubstr("Copy complete"));
    EXPECT_TRUE(device.open().state.has("startup-config"));
    process.kill(SIGKILL);
    EXPECT_EQ(WTERMSIG(process.wait()), SIGKILL);
}

TEST(Vsh, DiesInItsAnswerWithTheCommandDone) {
    const TestSwitch device;
    device.open().state.write("faults", "copy bootflash: => then-kill\n");
    VshProcess process(device, "terminal dont-ask ; copy bootflash:new.cfg scheduled-config");
    const auto answer = process.read_stdout();
    EXPECT_EQ(WTERMSIG(process.wait()), SIGKILL);
    EXPECT_THAT(answer, HasSubstr("Copy complete, now"));
    EXPECT_FALSE(answer.ends_with("Copy complete.\n"));
    EXPECT_EQ(scheduled_config(device.open().bootflash), "hostname leaf1\n");
}

TEST(Vsh, ReloadsTheSwitch) {
    const TestSwitch device;
    device.open().state.write("replay_rule", "exit-0\n");
    device.flash("poap_replay01.cfg", "hostname leaf1\n");
    EXPECT_EQ(reload_with_vsh(device, {}), "Booting bootflash:/nxos.9.3.10.bin\n");
    EXPECT_THAT(reload_with_vsh(device, {"--boot-file-ended-with-0"}), HasSubstr("Bootstrap Replay Done.\n"));
    EXPECT_EQ(device.open().state.read("startup-config"), "hostname leaf1\n");
}

TEST(Vsh, DiesOfASignal) {
    const TestSwitch device;
    device.open().state.write("faults", "show => kill 9\n");
    VshProcess process(device, "show version");
    const int status = process.wait();
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_EQ(WTERMSIG(status), SIGKILL);
}

TEST(Vsh, KilledInMidCopyLeavesAPartOnTheStandby) {
    const TestSwitch device({.standby = "ha-standby"});
    const std::string image(160, 'i');
    device.flash("image.bin", image);
    device.open().state.write("copy_pace", "1000\n");
    VshProcess process(device, "copy bootflash:image.bin bootflash://sup-remote/image.bin");
    while (device.on_standby("image.bin").value_or("").empty()) {
        std::this_thread::yield();
    }
    process.kill(SIGKILL);
    process.wait();
    EXPECT_LT(device.on_standby("image.bin")->size(), image.size());
}

TEST(Vsh, PrintsAnInstallationLineByLineAndKilledBeforeItIsSavedKeepsTheOldImage) {
    const TestSwitch device;
    device.open().state.write("install_pace", "500\n");
    VshProcess process(
        device, "terminal dont-ask ; install all nxos bootflash:nxos.9.3.12.bin no-reload non-interruptive");
    const std::string first = "Installer will perform compatibility check first. Please wait. \n";
    EXPECT_EQ(process.read_stdout(first.size()), first);
    process.kill(SIGKILL);
    process.wait();
    EXPECT_EQ(device.open().state.read("boot.saved"), "nxos bootflash:///nxos.9.3.10.bin\n");
    EXPECT_FALSE(device.open().state.has("startup-config"));
}

TEST(Vsh, FloodsItsReader) {
    const TestSwitch device;
    device.open().state.write("faults", "show => flood 3\n");
    const auto finished = run_vsh(device, "show boot");
    EXPECT_GT(finished.out.size(), 3U * 1024 * 1024);
    EXPECT_THAT(finished.out.substr(3U * 1024 * 1024), HasSubstr("Boot Variables on next reload:"));
}

TEST(Vsh, LeavesAGrandchildThatHoldsThePipeUntilItsReaderIsGone) {
    const TestSwitch device;
    device.open().state.write("faults", "show => grandchild 86400\n");
    VshProcess process(device, "show boot");
    EXPECT_TRUE(WIFEXITED(process.wait()));
    EXPECT_FALSE(process.stdout_ended());
    process.hang_up();
    process.read_stderr();  // ends with the last process that holds it
}

TEST(Vsh, CountsFaultsAndCallsExactlyWhereManyRun) {
    constexpr int kAtOnce = 12;
    const TestSwitch device;
    device.open().state.write("faults", "7x show boot => answer 16 busy\n");
    std::vector<std::unique_ptr<VshProcess>> processes;
    for (int i = 0; i < kAtOnce; ++i) {
        processes.push_back(std::make_unique<VshProcess>(device, "show boot"));
    }
    int busy = 0;
    for (auto& process : processes) {
        busy += process->read_stdout() == "busy\n" ? 1 : 0;
        process->wait();
    }
    EXPECT_EQ(busy, 7);
    std::string calls;
    for (int i = 0; i < kAtOnce; ++i) {
        calls += "show boot\n";
    }
    EXPECT_EQ(device.open().state.read("calls"), calls);
}

TEST(Vsh, LeavesAWholeStateWhereManyRun) {
    const TestSwitch device;
    std::vector<std::unique_ptr<VshProcess>> processes;
    for (int i = 0; i < 12; ++i) {
        const std::string image = i % 2 == 0 ? "nxos.9.3.10.bin" : "nxos.9.3.12.bin";
        processes.push_back(
            std::make_unique<VshProcess>(device, "terminal dont-ask ; conf t ; boot nxos bootflash:" + image +
                                                     " ; end ; copy running-config startup-config"));
    }
    for (auto& process : processes) {
        EXPECT_EQ(process->wait(), 0);
    }
    EXPECT_EQ(device.open().saved_boot().size(), 1U);
    EXPECT_EQ(device.open().state.read("startup-config"), "hostname switch\n");
}

}  // namespace
}  // namespace poap::emulator
