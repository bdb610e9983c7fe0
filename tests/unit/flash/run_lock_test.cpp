// What is at the lock's name: tests/system/in_the_way_test.cpp.

#include "flash/run_lock.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <memory>

#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr, testing::IsEmpty;

constexpr const char* kLock = ".poap-agent.lock";

struct RunLockTest : testing::Test {
    TempDir dir;
    Bootflash bootflash{dir.path()};

    void expect_locked() {
        const Error error = thrown_by([&] { RunLock second(bootflash); });
        EXPECT_EQ(error.code(), ExitCode::Busy);
        EXPECT_THAT(error.what(), HasSubstr(dir.path()));
    }
};

TEST_F(RunLockTest, IsTakenByOneAgentAtATime) {
    const RunLock lock(bootflash);
    expect_locked();
    const TempDir neighbour;
    const Bootflash other(neighbour.path());
    EXPECT_NO_THROW(RunLock{other});
}

TEST_F(RunLockTest, LastsAsLongAsAnybodyHasTheFileOpen) {
    auto lock = std::make_unique<RunLock>(bootflash);
    const Descriptor inherited(dup(lock->fd()));
    fs::create_hard_link(dir.path_of(kLock), dir.path_of("kept"));
    lock.reset();  // a killed agent would leave the name
    fs::rename(dir.path_of("kept"), dir.path_of(kLock));
    expect_locked();
}

TEST_F(RunLockTest, EndsWithTheAgentForWhoeverInheritedIt) {
    auto lock = std::make_unique<RunLock>(bootflash);
    const Descriptor inherited(dup(lock->fd()));
    lock.reset();
    EXPECT_NO_THROW(RunLock{bootflash});
}

TEST_F(RunLockTest, IsNotBlockedByALockOnTheFolder) {
    const Descriptor reader(open(dir.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    ASSERT_EQ(flock(reader.get(), LOCK_SH), 0);
    EXPECT_NO_THROW(RunLock{bootflash});
}

TEST_F(RunLockTest, LeavesTheLockOfWhoTookItsName) {
    auto lock = std::make_unique<RunLock>(bootflash);
    bootflash.remove(kLock);
    const RunLock second(bootflash);
    lock.reset();
    expect_locked();
}

}  // namespace
}  // namespace poap::test
