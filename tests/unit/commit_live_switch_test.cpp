// A commit outside POAP, on a switch that is in use.

#include <gmock/gmock.h>

#include <filesystem>

#include "support/commit_fixture.hpp"
#include "support/standby_calls.hpp"

namespace poap {
namespace {

using test::kSave, test::kSchedule, test::kShowBoot, test::Names;

struct CommitOnALiveSwitch : test::Commit {
    void SetUp() override { in_poap = false; }

    /// The schedule's command makes a plain file of that name.
    void makes_plain_file(int exit_status) {
        cli.on(kSchedule, [this, exit_status] {
            dir.write("scheduled-config", "hostname leaf1\n");
            return CliAnswer{exit_status, exit_status == 0 ? "" : "timed out"};
        });
    }
};

TEST_F(CommitOnALiveSwitch, SchedulesFirstThenSetsTheBootVariableAndSavesWithoutErasing) {
    cli.on(kSchedule).on(kShowBoot, test::shows_boot("nxos.7.0.3.bin"));
    takes_boot().on(kSave);
    commit_it();
}

TEST_F(CommitOnALiveSwitch, ChangesNothingWhereTheScheduleIsRefused) {
    dir.write("poap_replay01.cfg", "somebody's");
    dir.write("nxos.9.3.3.bin", "the one that boots");
    supervisors = Supervisors::Two;
    cli.on(test::kShowModule, test::shows_standby("ha-standby"));
    cli.on(kSchedule, "Copy to scheduled-config is not permitted", 16);
    fails();
    EXPECT_EQ(dir.names(), (Names{"nxos.9.3.3.bin", "poap_replay01.cfg"}));
    EXPECT_EQ(dir.read("nxos.9.3.3.bin"), "the one that boots");
}

TEST_F(CommitOnALiveSwitch, RemovesAPlainFileThatTheScheduleHasMade) {
    makes_plain_file(0);
    EXPECT_THAT(fails().what(), testing::HasSubstr("plain file"));
    EXPECT_EQ(dir.names(), Names{});
    makes_plain_file(16);
    fails();
    EXPECT_FALSE(dir.has("scheduled-config")) << "it has password hashes";
}

TEST_F(CommitOnALiveSwitch, LeavesAFileOfThatNameAlone) {
    dir.write("scheduled-config", "somebody's");
    fails();
    EXPECT_EQ(dir.read("scheduled-config"), "somebody's");
    std::filesystem::remove(dir.path_of("scheduled-config"));
    std::filesystem::create_symlink("mine.txt", dir.path_of("scheduled-config"));
    fails();
}

TEST_F(CommitOnALiveSwitch, TakesScheduleAndBootVariableBackWhereTheSaveFails) {
    cli.on(kSchedule, scheduled()).on(kShowBoot, test::shows_boot("nxos.7.0.3.bin"));
    takes_boot().on(kSave, "Permission denied", 16);
    cli.on("terminal dont-ask ; configure terminal ; boot nxos bootflash:/nxos.7.0.3.bin");
    fails();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
}

}  // namespace
}  // namespace poap
