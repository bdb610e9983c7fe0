// What a reload makes of a switch; tests/kill has the two rules by which it replays.

#include "reload.hpp"

#include <gmock/gmock.h>

#include "testing/rows.hpp"

namespace poap::emulator {
namespace {

using testing::Files, testing::kBootNew, testing::kNew, testing::kOld, testing::Left, testing::TestSwitch;

const std::string kNewRuns = "nxos.9.3.12.bin\n";
const std::string kOldRuns = "nxos.9.3.10.bin\n";
const std::string kSaveAndErase =
    "terminal dont-ask ; " + kBootNew + " ; copy running-config startup-config ; write erase";

/// What is left of a switch that is reloaded.
struct Reload {
    std::string name;
    Files before;  ///< the reload
    Left left;
    std::vector<std::string> console = {};  ///< parts of what it prints
    std::string line = {};                  ///< run by the CLI before
    NewSwitch fresh = {.poap = true};
};

void expect(const std::vector<Reload>& rows) {
    for (const Reload& row : rows) {
        SCOPED_TRACE(row.name);
        const TestSwitch device(row.fresh);
        device.write(row.before);
        EXPECT_EQ(device.run(row.line).exit_code, 0);
        auto nexus = device.open();
        const auto console = reload(nexus, false);
        for (const std::string& part : row.console) EXPECT_THAT(console, ::testing::HasSubstr(part));
        for (const auto& [path, bytes] : row.left) EXPECT_EQ(device.read(path), bytes) << path;
    }
}

Files scheduled(const std::string& config, Files more = {}) {
    more["bootflash/poap_replay01.cfg"] = config;
    return more;
}

TEST(Rules, OfAnotherNameAreRefused) {
    const TestSwitch device;
    device.write("state/replay_rule", "always\n");
    auto nexus = device.open();
    EXPECT_THROW(reload(nexus, false), SetupError);
}

TEST(Replay, SetsBootVariables) {
    expect({
        {"TheLastOneCounts",
         scheduled(
             "boot nxos bootflash:/nxos.9.3.10.bin sup-1\nboot nxos bootflash:///nxos.9.3.12.bin\nend\n"),
         {{"state/running_image", kOldRuns}, {"state/boot", kNew}, {"state/boot.saved", kNew}}},
        {"OneWithoutItsFileIsLeftOut",
         scheduled("boot nxos bootflash:/no.bin\nboot system bootflash:/nxos.9.3.12.bin\n"),
         {{"state/boot.saved", kOld}},
         {"bootflash:///no.bin: No such file or directory",
          "Syntax error while parsing 'boot system bootflash:/nxos.9.3.12.bin'\n"}},
        {"OfTwoImages",
         scheduled("boot kickstart bootflash:/kick-b\nboot system bootflash:/sys-b\n",
                   {{"bootflash/sys-b", "s"}, {"bootflash/kick-b", "k"}}),
         {{"state/boot.saved", "kickstart bootflash:///kick-b\nsystem bootflash:///sys-b\n"}},
         {},
         "",
         {.image = "sys-a", .kickstart = "kick-a", .form = "n5k-kickstart", .poap = true}},
    });
}

TEST(Replay, ReportsFilesThatAreNotThere) {
    const TestSwitch device;
    std::filesystem::create_directories(device.bootflash_folder() / "poap_files/A");
    device.write({{"bootflash/poap_files/a.lic", "l"}, {"bootflash/poap_files/A/a.p12", "p"}});
    device.write(
        scheduled("install license bootflash:poap_files/a.lic\ninstall license bootflash:poap_files/b.lic\n"
                  "crypto ca trustpoint A\ncrypto ca import A pkcs12 bootflash:poap_files/A/a.p12 s3cret\n"
                  "crypto ca import A pkcs12 bootflash:poap_files/A/b.p12 s3cret\n"));
    auto nexus = device.open();
    EXPECT_THAT(
        reload(nexus, false),
        ::testing::HasSubstr("configuration...\nbootflash:poap_files/b.lic: No such file or directory\n"
                             "bootflash:poap_files/A/b.p12: No such file or directory\nBootstrap"));
}

TEST(Reload, BootsWhatIsSaved) {
    expect({
        {"AndLeavesPoapWithAStartupConfig",
         {{"state/startup-config", "hostname kept\n"}},
         {{"state/poap", {}}, {"state/running-config", "hostname kept\n"}}},
        {"AndForgetsABootVariableThatIsNot",
         {},
         {{"state/boot", kOld}, {"state/running_image", kOldRuns}},
         {"Booting bootflash:/nxos.9.3.10.bin\n"},
         kBootNew},
        {"AndRemovesWhatAKilledCliHalfWrote",
         {{"bootflash/.poap_replay01.cfg.vsh.77", "hostn"}, {"state/startup-config.part.77", "hostn"}},
         {{"bootflash/.poap_replay01.cfg.vsh.77", {}},
          {"state/startup-config.part.77", {}},
          {"bootflash/new.cfg", "hostname leaf1\n"}}},
        {"UnlessItsLoaderBootsNothingNew",
         {{"state/boots_nothing_new", ""}},
         {{"state/running_image", kOldRuns}, {"state/boot", kNew}},
         {},
         kSaveAndErase},
    });
}

}  // namespace
}  // namespace poap::emulator
