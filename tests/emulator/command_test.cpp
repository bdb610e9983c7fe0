// What commands answer and change, where the tests that use the emulator do not show it.

#include <gmock/gmock.h>

#include "testing/rows.hpp"

namespace poap::emulator {
namespace {

using testing::kBootNew, testing::kNew, testing::kOld, testing::refused, testing::Row, testing::TestSwitch;

const std::string kChain = "terminal dont-ask ; show nothing ; copy running-config startup-config";
const std::string kSchedule = "copy bootflash:new.cfg scheduled-config";
const std::string kBytes = "image nxos.9.3.12.bin";
const std::string kOnStandby = "standby/nxos.9.3.12.bin";
const std::string kCopy = "copy bootflash:nxos.9.3.12.bin bootflash_sup-remote:nxos.9.3.12.bin";
const std::string kDelete = "delete bootflash_sup-remote:/nxos.9.3.12.bin no-prompt";
const std::string kShowMd5 = "show file bootflash_sup-remote:///nxos.9.3.12.bin md5sum";

TEST(Commands, DoAsOnASwitch) {
    testing::expect_rows({
        {"BootSetsTheNextReloadAlone",
         kBootNew + " ; show boot",
         {"Current Boot Variables:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.10.bin\nBoot POAP Disabled",
          "next reload:\n\nsup-1\nNXOS variable = bootflash:/nxos.9.3.12.bin"},
         {{"state/boot", kNew}, {"state/boot.saved", kOld}}},
        {"NoVariable", "show boot", {"sup-1\nNXOS variable not set\n"}, {}, {{"state/boot", ""}}},
        refused({"ARefusalEndsTheChain", kChain, {"% Invalid command"}, {{"state/startup-config", {}}}}),
        {"OrTheChainContinues",
         kChain,
         {"% Invalid command"},
         {{"state/startup-config", "hostname switch\n"}},
         {{"state/chain", "continue\n"}}},
        {"EachScheduleAddsAFileAfterTheLastOne",
         "terminal dont-ask ; " + kSchedule + " ; " + kSchedule,
         {},
         {{"bootflash/poap_replay09.cfg", "of an earlier run\n"},
          {"bootflash/poap_replay10.cfg", "hostname leaf1\n"},
          {"bootflash/poap_replay11.cfg", "hostname leaf1\n"},
          {"bootflash/poap_replay12.cfg", {}}},
         {{"bootflash/poap_replay09.cfg", "of an earlier run\n"},
          {"bootflash/poap_replay.cfg", "not one\n"},
          {"bootflash/poap_replay99a.cfg", "not one\n"}}},
        {"ShowVersionHasTheHostName",
         "show version",
         {"  Device name: leaf1\n"},
         {},
         {{"state/running-config", "!\nhostname leaf1\n"}}},
        {"ShowVersionOfAFactoryNewSwitch", "show version", {"  Device name: switch\n"}},
        {"ShowStartupConfig",
         "show startup-config",
         {"hostname leaf1\nvlan 2\n"},
         {},
         {{"state/startup-config", "hostname leaf1\nvlan 2\n"}}},
        {"ShowStartupConfigWhereThereIsNone", "show startup-config", {"No startup configuration\n"}},
        {"AQuestionTakesAYes",
         "copy running-config startup-config",
         {"(y/n)  [n] y\n"},
         {{"state/startup-config", "hostname switch\n"}},
         {},
         {.poap = true},
         "yes\n"},
    });
}

TEST(Commands, ReachTheStandbysFlash) {
    const std::string unreachable =
        "bootflash://sup-remote/: No such device: the standby supervisor is not up\n";
    std::vector<Row> rows = {
        refused({"CopyAsksWhereAFileIsInTheWay",
                 kCopy,
                 {"Aborted by the user\n"},
                 {{kOnStandby, "old"}},
                 {{kOnStandby, "old"}}}),
        refused({"CopyWithoutSpaceLeavesAPart",
                 kCopy,
                 {"Copy failed: No space left on device\n"},
                 {{kOnStandby, "image"}, {"state/standby_free", "0\n"}},
                 {{"state/standby_free", "5\n"}}}),
        refused({"CopyThatIsCutLeavesAPart",
                 kCopy,
                 {},
                 {{kOnStandby, kBytes.substr(0, 10)}},
                 {{"state/faults", "copy bootflash: => cut 50\n"}}}),
        {"CopyThatIsDamagedHasAnotherByte",
         kCopy,
         {"Copy complete.\n"},
         {{kOnStandby, kBytes.substr(0, kBytes.size() - 1) + static_cast<char>(~'n')}},
         {{"state/faults", "copy bootflash: => damage\n"}}},
        {"DeleteGivesSpaceBack",
         kDelete,
         {},
         {{kOnStandby, {}}, {"state/standby_free", "8\n"}},
         {{kOnStandby, "abc"}, {"state/standby_free", "5\n"}}},
        {"ShowFile", kShowMd5, {"900150983cd24fb0d6963f7d28e17f72\n"}, {}, {{kOnStandby, "abc"}}},
        refused({"BootTakesTheImageThereToo",
                 kBootNew,
                 {"Image is not on the standby supervisor"},
                 {{"state/boot", kOld}}}),
    };
    for (Row& row : rows) row.fresh = {.standby = "ha-standby", .poap = true};
    const NewSwitch not_up = {.standby = "powered-up", .poap = true};
    for (const std::string& command : {kCopy, kDelete, kShowMd5}) {
        rows.push_back(refused({"NotUp " + command, command, {unreachable}, {}, {}, not_up}));
        rows.push_back(refused({"None " + command, command, {"% Invalid command at"}}));
    }
    rows.push_back({"BootOfOneThatIsNotUp", kBootNew, {}, {{"state/boot", kNew}}, {}, not_up});
    testing::expect_rows(rows);
}

TEST(CopyOfTheStartupConfig, KeepsTheModeOfAFileThatIsThere) {
    const TestSwitch device({.poap = false});
    device.write("bootflash/.kept", "");
    std::filesystem::permissions(device.bootflash_folder() / ".kept", std::filesystem::perms(0600));
    device.run("terminal dont-ask ; copy startup-config bootflash:.kept");
    EXPECT_EQ(std::filesystem::status(device.bootflash_folder() / ".kept").permissions(),
              std::filesystem::perms(0600));
}

TEST(Calls, AreWrittenDownAsGiven) {
    const TestSwitch device;
    for (const char* line : {"show boot ;   end", "two\nlines", ""}) device.run(line);
    EXPECT_EQ(device.read("state/calls"), "show boot ;   end\ntwo\\nlines\n\n");
}

}  // namespace
}  // namespace poap::emulator
