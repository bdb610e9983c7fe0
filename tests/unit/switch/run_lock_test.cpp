#include "flash/run_lock.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/stat.h>
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
constexpr uid_t kNobody = 65534;

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

TEST_F(RunLockTest, LeavesNoFileAndUsesTheOneThatAKilledAgentLeft) {
    dir.write_private(kLock, "");
    { const RunLock lock(bootflash); }
    EXPECT_THAT(dir.names(), IsEmpty());
    EXPECT_NO_THROW(RunLock{bootflash});
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

/// Puts something at the lock's name, and may hold a lock on it.
Descriptor lock_shared(const TempDir& dir, const char* name) {
    Descriptor file(open(dir.path_of(name).c_str(), O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(flock(file.get(), LOCK_SH), 0);
    return file;
}

Descriptor file_of_another_user(const TempDir& dir) {
    dir.write_private(kLock, "");
    EXPECT_TRUE(geteuid() != 0 || chown(dir.path_of(kLock).c_str(), kNobody, kNobody) == 0);
    return geteuid() == 0 ? lock_shared(dir, kLock) : Descriptor();
}
Descriptor file_that_others_read(const TempDir& dir) {
    dir.write(kLock, "");
    fs::permissions(dir.path_of(kLock), fs::perms(0644));
    return lock_shared(dir, kLock);
}
Descriptor hard_link(const TempDir& dir) {
    dir.write_private("victim", "precious");
    fs::create_hard_link(dir.path_of("victim"), dir.path_of(kLock));
    return lock_shared(dir, "victim");
}
Descriptor symlink(const TempDir& dir) {
    dir.write_private("victim", "precious");
    fs::create_symlink("victim", dir.path_of(kLock));
    return lock_shared(dir, "victim");
}
Descriptor fifo(const TempDir& dir) {
    EXPECT_EQ(mkfifo(dir.path_of(kLock).c_str(), 0600), 0);
    return {};
}
Descriptor folder(const TempDir& dir) {
    fs::create_directory(dir.path_of(kLock));
    return lock_shared(dir, kLock);
}
Descriptor socket_file(const TempDir& dir) {
    EXPECT_EQ(mknod(dir.path_of(kLock).c_str(), S_IFSOCK | 0600, 0), 0);
    return {};
}

TEST(RunLockAgainst, WhateverHasItsNameIsTakenAllTheSame) {
    for (const auto plant :
         {file_of_another_user, file_that_others_read, hard_link, symlink, fifo, folder, socket_file}) {
        const TempDir dir;
        const Descriptor held = plant(dir);
        const Bootflash bootflash(dir.path());
        const RunLock lock(bootflash);
        struct stat facts {};
        ASSERT_EQ(lstat(dir.path_of(kLock).c_str(), &facts), 0);
        EXPECT_EQ(facts.st_mode, S_IFREG | 0600U);
        EXPECT_EQ(facts.st_uid, geteuid());
        if (dir.has("victim")) {
            EXPECT_EQ(dir.read("victim"), "precious");
        }
    }
}

}  // namespace
}  // namespace poap::test
