// Two supervisors: how a switch tells of them, and the standby's flash.

#include <gmock/gmock.h>

#include "testing/test_switch.hpp"

namespace poap::emulator {
namespace {

using ::testing::EndsWith, ::testing::HasSubstr, ::testing::Not, testing::TestSwitch;

constexpr const char* kImage = "nxos.9.3.12.bin";
constexpr const char* kCopy = "copy bootflash:nxos.9.3.12.bin bootflash://sup-remote/nxos.9.3.12.bin";
constexpr const char* kBytes = "image nxos.9.3.12.bin";
constexpr const char* kBoot = "configure terminal ; boot nxos bootflash:nxos.9.3.12.bin ; end";

NewSwitch with_standby(const std::string& status = "ha-standby") {
    return {.standby = status, .poap = true};
}

TEST(Standby, IsAModuleWithItsStatusAsPrinted) {
    for (const std::string status : {"ha-standby", "powered-up", "initializing", "failure", "powered-dn"}) {
        const auto modules = TestSwitch(with_standby(status)).run("terminal width 511 ; show module").text;
        EXPECT_THAT(modules,
                    HasSubstr("\n27   0    Supervisor Module                     N9K-SUP-A             "
                              "active *  \n28   0    Supervisor Module                     N9K-SUP-A     "
                              "        " +
                              status));
    }
}

TEST(Standby, IsInARowThatIsWrappedUnlessTheTerminalIsWide) {
    NewSwitch fresh = with_standby();
    fresh.quirks = {"wide-modules"};
    const TestSwitch device(fresh);
    const std::string row =
        "\n28   0    Supervisor Module                                N9K-SUP-A             ";
    EXPECT_THAT(device.run("show module").text, HasSubstr(row.substr(0, 81) + "\n " + "ha-standby\n"));
    EXPECT_THAT(device.run("terminal width 511 ; show module").text, HasSubstr(row + "ha-standby\n"));
    for (const std::string width : {"23", "512", "wide"}) {
        EXPECT_EQ(device.run("terminal width " + width).exit_code, 16) << width;
    }
}

TEST(Standby, IsASupervisorOfANexus7000WhereThereAreTwoImages) {
    const TestSwitch device(
        {.image = "sys-a", .kickstart = "kick-a", .form = "n5k-kickstart", .standby = "ha-standby"});
    EXPECT_THAT(device.run("show module").text,
                HasSubstr("\n5    0      Supervisor Module-2                 N7K-SUP2E          active *  \n"
                          "6    0      Supervisor Module-2                 N7K-SUP2E          ha-standby\n"));
}

TEST(Standby, IsInBothHalvesOfShowBoot) {
    const TestSwitch device(with_standby());
    const std::string both =
        "sup-1\nNXOS variable = bootflash:/nxos.9.3.10.bin\nBoot POAP Disabled\n"
        "sup-2\nNXOS variable = bootflash:/nxos.9.3.10.bin\nBoot POAP Disabled\n";
    const auto text = device.run("show boot").text;
    EXPECT_THAT(text, HasSubstr("Current Boot Variables:\n\n" + both));
    EXPECT_THAT(text, HasSubstr("next reload:\n\n" + both));
    EXPECT_THAT(TestSwitch().run("show boot").text, Not(HasSubstr("sup-2")));
}

TEST(Standby, IsMadeWithItsFlashInTheStateFolder) {
    const TestSwitch other;
    const auto folder = other.bootflash_folder() / "state";
    make_switch(
        {.folder = folder, .serial = "S", .mac = "5e01.4002.0000", .image = "a", .standby = "testing"});
    EXPECT_TRUE(std::filesystem::is_directory(folder / "bootflash_sup-remote"));
    EXPECT_EQ(open_switch(folder, "/nowhere").state.read("standby"), "testing\n");
}

TEST(StandbyFlash, HasAFileByEachOfItsUrls) {
    const TestSwitch device(with_standby());
    for (const std::string url :
         {"bootflash://sup-remote/", "bootflash://sup-standby/",
          "bootflash_sup-remote:", "bootflash_sup-remote:/", "bootflash_sup-remote:///"}) {
        EXPECT_EQ(device.run("copy bootflash:nxos.9.3.12.bin " + url + "x.bin").exit_code, 0);
        EXPECT_EQ(device.on_standby("x.bin"), kBytes);
        EXPECT_EQ(device.run("show file " + url + "x.bin md5sum").text,
                  device.run("show file bootflash:nxos.9.3.12.bin md5sum").text);
        EXPECT_THAT(device.run("dir " + url).text,
                    HasSubstr("  x.bin\n\nUsage for bootflash://sup-remote\n"));
        EXPECT_EQ(device.run("terminal dont-ask ; delete " + url + "x.bin").exit_code, 0);
        EXPECT_FALSE(device.on_standby("x.bin"));
    }
}

TEST(StandbyFlash, LosesAFileWithoutAQuestionWhereItIsToldNotToAsk) {
    const TestSwitch device(with_standby());
    device.run("copy bootflash:nxos.9.3.12.bin bootflash_sup-remote:x.bin");
    EXPECT_EQ(device.run("delete bootflash_sup-remote:x.bin no-prompt").exit_code, 0);
    EXPECT_FALSE(device.on_standby("x.bin"));
}

TEST(StandbyFlash, IsReachedOnlyWhereTheStandbyIsUp) {
    for (const std::string command :
         {kCopy, "show file bootflash://sup-remote/nxos.9.3.12.bin md5sum", "dir bootflash://sup-remote/",
          "delete bootflash://sup-remote/nxos.9.3.12.bin"}) {
        const auto without = TestSwitch().run("terminal dont-ask ; " + command);
        EXPECT_EQ(without.exit_code, 16);
        EXPECT_THAT(without.text, EndsWith("% Invalid command at '^' marker.\n"));
        const TestSwitch device(with_standby("powered-up"));
        device.flash_standby(kImage, "old");
        const auto reply = device.run("terminal dont-ask ; " + command);
        EXPECT_EQ(reply.exit_code, 16);
        EXPECT_EQ(reply.text, "bootflash://sup-remote/: No such device: the standby supervisor is not up\n");
        EXPECT_EQ(device.on_standby(kImage), "old");
    }
}

TEST(CopyToStandby, SaysHowMuchItCopied) {
    const TestSwitch device(with_standby());
    device.flash("big.bin", std::string(5000, 'b'));
    EXPECT_EQ(device.run("copy bootflash:big.bin bootflash://sup-remote/big.bin").text,
              "Copy progress 100% 4KB\nCopy complete, now saving to disk (please wait)...\nCopy complete.\n");
}

TEST(CopyToStandby, AsksOnlyWhenAFileIsInTheWay) {
    const TestSwitch device(with_standby());
    device.flash_standby(kImage, "old");
    EXPECT_EQ(device.run(kCopy).exit_code, 16);
    EXPECT_EQ(device.on_standby(kImage), "old");
    EXPECT_EQ(device.run(kCopy, "y\n").exit_code, 0);
    EXPECT_EQ(device.on_standby(kImage), kBytes);
}

TEST(CopyToStandby, ThatDoesNotFitLeavesWhatDid) {
    const TestSwitch device(with_standby());
    device.open().state.write("standby_free", "5\n");
    const auto reply = device.run(kCopy);
    EXPECT_EQ(reply.exit_code, 16);
    EXPECT_EQ(reply.text, "Copy failed: No space left on device\n");
    EXPECT_EQ(device.on_standby(kImage), "image");
    EXPECT_THAT(device.run("dir bootflash://sup-remote").text, HasSubstr("\n          0 bytes free\n"));
}

TEST(CopyToStandby, FitsAgainWhereSomethingWasRemoved) {
    const TestSwitch device(with_standby());
    device.flash_standby("old.bin", std::string(16, 'o'));
    device.open().state.write("standby_free", "5\n");
    device.run("terminal dont-ask ; delete bootflash://sup-remote/old.bin");
    EXPECT_EQ(device.run(kCopy).exit_code, 0);
    EXPECT_EQ(device.open().state.number("standby_free"), 0U);
}

TEST(CopyToStandby, CanBeDamagedCutOrPretended) {
    const TestSwitch device(with_standby());
    device.open().state.write("faults", "copy bootflash: => pretend\n");
    EXPECT_EQ(device.run(kCopy).exit_code, 0);
    EXPECT_FALSE(device.on_standby(kImage));
    device.open().state.write("faults", "copy bootflash: => cut\n");
    EXPECT_EQ(device.run(kCopy).exit_code, 16);
    EXPECT_EQ(device.on_standby(kImage), std::string(kBytes).substr(0, 10));
    device.open().state.write("faults", "copy bootflash: => damage\n");
    EXPECT_EQ(device.run(kCopy, "y\n").exit_code, 0);
    EXPECT_EQ(device.on_standby(kImage)->size(), std::string(kBytes).size());
    EXPECT_NE(device.on_standby(kImage), kBytes);
}

TEST(BootWithAStandby, IsRefusedUnlessTheStandbyHasTheImage) {
    const TestSwitch device(with_standby());
    EXPECT_EQ(device.run(kBoot).exit_code, 16);
    EXPECT_EQ(device.open().state.read("boot"), "nxos bootflash:///nxos.9.3.10.bin\n");
    device.run(kCopy);
    EXPECT_EQ(device.run(kBoot).exit_code, 0);
    EXPECT_THAT(
        device.run("show boot").text,
        HasSubstr("sup-2\nNXOS variable = bootflash:/nxos.9.3.12.bin\nBoot POAP Disabled\nNo module"));
}

TEST(BootWithAStandby, DoesNotLookForTheImageOnOneThatIsNotUp) {
    EXPECT_EQ(TestSwitch(with_standby("powered-dn")).run(kBoot).exit_code, 0);
}

TEST(Dir, TellsTheSpaceUsedAndFree) {
    const TestSwitch device;
    EXPECT_THAT(
        device.run("dir bootflash:").text,
        ::testing::ContainsRegex("\n\nUsage for bootflash://\n *[0-9]+ bytes used\n *[0-9]+ bytes free\n"
                                 " *[0-9]+ bytes total\n$"));
}

}  // namespace
}  // namespace poap::emulator
