#include "nxos/startup_backup.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/context_fixture.hpp"

namespace poap::test {
namespace {

struct StartupBackupTest : ContextFixture {
    void SetUp() override { dir.write_private(".poap-agent.startup", "hostname before\n"); }

    /// The switch's answer to another copy of the startup-config; then what is on bootflash after a look at
    /// it.
    std::vector<std::string> left_after(const std::string& answer, int exit_status = 0) {
        cli.on("terminal dont-ask ; copy startup-config bootflash:.poap-agent.startup.part", answer,
               exit_status);
        StartupBackup(cli, bootflash, record.log).restore_if_lost();
        return dir.names();
    }
};

TEST_F(StartupBackupTest, RestoresALostStartupConfigWhichNoLaterRunErases) {
    dir.write_private(".poap-agent.saved", "");
    cli.on("terminal dont-ask ; copy startup-config bootflash:.poap-agent.startup.part",
           "Error: no startup configuration", 16);
    cli.on("terminal dont-ask ; copy bootflash:.poap-agent.startup startup-config", "Copy complete.\n");
    StartupBackup(cli, bootflash, record.log).restore_if_lost();
    EXPECT_EQ(dir.names(), std::vector<std::string>{}) << "the mark of an unwanted startup-config goes too";
    EXPECT_TRUE(record.says("restored the startup-config"));
}

TEST_F(StartupBackupTest, LeavesAStartupConfigThatIsThere) {
    EXPECT_EQ(left_after("Copy complete.\n"), std::vector<std::string>{".poap-agent.startup"});
    EXPECT_TRUE(record.says("an interrupted run left a copy of the startup-config"));
}

TEST_F(StartupBackupTest, LeavesAStartupConfigThatCannotBeCopied) {
    EXPECT_EQ(left_after("Permission denied", 16), std::vector<std::string>{".poap-agent.startup"});
}

}  // namespace
}  // namespace poap::test
