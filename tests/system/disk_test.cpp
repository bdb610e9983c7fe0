// A bootflash without space, that fails, or that is not a folder.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <filesystem>

#include "base/text.hpp"
#include "case.hpp"
#include "rig/private_mounts.hpp"
#include "support/small_disk.hpp"

namespace poap::rig {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTooSmall = 200'000;  ///< for the image
constexpr std::size_t kRoom = 16'000'000;

using DiskStep = std::function<void(Bench&, const test::SmallDisk&)>;

/// The switch's bootflash is a disk of its own, in the end one with room. Takes root.
Step disk(
    std::size_t bytes, const std::string& options = "", const DiskStep& step = [](auto&, auto&) {}) {
    return [=](Bench& bench) {
        if (!mounts_are_private()) GTEST_SKIP() << "a small disk takes root";
        const auto& disk = bench.make<test::SmallDisk>(bytes, "mode=0700" + options);
        if (!disk.mounted()) GTEST_SKIP() << "a small disk takes root";
        bench.take_switch({.bootflash = disk.path()});
        bench.undo = [&] { ASSERT_TRUE(disk.remount("size=16m,nr_inodes=100")); };
        step(bench, disk);
    };
}

End full(const std::string& stage, const std::string& cause) {
    return fails(ExitCode::NoSpace, stage, cause);
}

const Step kUnknownSize = answer(kGetImage, {"HTTP/1.0 200 OK\r\n\r\n" + fake_image()});

Cases full_disks() {
    const Step by_tftp = [](Bench& bench) {
        TftpScript script;
        script.grants = [](const tftp::Options&) { return tftp::Options(); };
        auto& tftp =
            bench.make<FakeTftp>(std::map<std::string, std::string>{{kNewImage, fake_image()}}, script);
        plan({{"tftp_server", tftp.address()}, {"image_protocol", "tftp"}})(bench);
    };
    const DiskStep fill = [](Bench& bench, auto&) {
        bench.device().flash("filler", image_bytes(kTooSmall));  // as much of it as fits
    };
    const DiskStep read_only = [](Bench&, const test::SmallDisk& disk) {
        ASSERT_TRUE(disk.remount("", true));
    };
    const std::string no_space = "No space left on device";
    const End cannot_write = full(kStageImage, "cannot write " + kNewImage + " to bootflash: No space left");
    return {
        Case("OfAnAnnouncedImage", disk(kTooSmall),
             full(kStageImage, kNewImage + " needs 900.0 kB, bootflash has ")),
        Case("InAnImageOfUnknownSize", disk(kTooSmall) + kUnknownSize, cannot_write),
        Case("InAnImageOfUnknownSizeByTftp", disk(kTooSmall) + by_tftp, cannot_write),
        Case("ForTheConfig", disk(kTooSmall, "", fill), full(kStageConfig, kConfigName).without_whole_log()),
        Case("NoInodeForTheLog", disk(kRoom, ",nr_inodes=2"),
             full(kStageConfig, concat("cannot create bootflash:", kConfigPart, ": ", no_space))
                 .without_log()
                 .reporting({"WARNING: no log file: "})),
        Case("NoInodeForTheConfig", disk(kRoom, ",nr_inodes=3"),
             full(kStageConfig, concat("cannot create bootflash:", kConfigPart, ": ", no_space))),
        Case("NoInodeForTheImage", disk(kRoom, ",nr_inodes=4"),
             full(kStageImage, concat("cannot create bootflash:", kPart, ": ", no_space))),
        Case("ReadOnly", disk(kRoom, "", read_only),
             fails(ExitCode::Switch, "lock bootflash", ": Read-only file system").without_log()),
    };
}

CASES(FullDisk, full_disks());

/// The bootflash is full of images: three of 5, 5 and 4.4 MB that are unused, the first the oldest, and one
/// that runs. The server's image takes 9 MB, with those to spare.
Step full_of_images(const DiskStep& step = [](auto&, auto&) {}) {
    return disk(15'000'000, "", [=](Bench& bench, const test::SmallDisk& disk) {
        bench.device().flash(kOldImage, "it runs");
        const auto now = fs::file_time_type::clock::now();
        for (const int age : {3, 2, 1}) {
            const std::string name = concat("nxos.9.2.", age, ".bin");
            bench.device().flash(name, image_bytes(age == 1 ? 4'400'000 : 5'000'000));
            fs::last_write_time(bench.flash_path(name), now - std::chrono::hours(age));
        }
        step(bench, disk);
    });
}

Cases disks_full_of_images() {
    const Step make_room = args({"--make-room"});
    const auto making_room = [](const End& end) {
        return end.removing({"nxos.9.2.3.bin", "nxos.9.2.2.bin"})
            .reporting({"; removing unused images", "removed nxos.9.2.3.bin (5.0 MB) from bootflash",
                        "removed nxos.9.2.2.bin (5.0 MB) from bootflash"});
    };
    const auto boots_an_old_one = [](Bench& bench, auto&) {
        fs::rename(bench.flash_path("nxos.9.2.3.bin"), bench.flash_path("nxos.9.1.0.bin"));
        bench.device().set_faults(
            "show boot => answer 0 Boot Variables on next reload:\\nsup-1\\n"
            "NXOS variable = bootflash:/nxos.9.1.0.bin");
        fs::resize_file(bench.flash_path("nxos.9.2.1.bin"), 2'000'000);
        bench.device().flash("mine", image_bytes(2'400'000));
    };
    return {
        Case("NothingIsRemovedUnasked", full_of_images(),
             full(kStageImage, kNewImage + " needs 900.0 kB, bootflash has ")
                 .reporting({"--make-room removes images that are neither running, nor booted next, nor "
                             "planned, here "
                             "nxos.9.2.3.bin (5.0 MB), nxos.9.2.2.bin (5.0 MB); or remove "})),
        Case("TheOldestAreRemoved", full_of_images() + make_room, making_room(recovers())),
        Case("TheOldestAreRemovedForOneOfUnknownSize", full_of_images() + make_room + kUnknownSize,
             making_room(recovers())),
        Case("ALaterFailureDoesNotHideIt",
             full_of_images() + make_room + plan({{"system_image_md5", md5_of("another image")}}),
             making_room(fails(ExitCode::Digest, kStageImage, "the MD5 of " + kNewImage))),
        Case("NothingIsRemovedWhereItIsUnknownWhatBoots",
             full_of_images() + make_room + cli("show boot => answer 0 none"),
             full(kStageImage, "since `show boot` has no boot variable in a known form")),
        Case("WhatBootsStaysAndTheRestIsNotEnough", full_of_images(boots_an_old_one) + make_room,
             full(kStageImage, "nxos.9.2.2.bin (5.0 MB), nxos.9.2.1.bin (2.0 MB), are not enough")),
    };
}

CASES(DiskFullOfImages, disks_full_of_images());

TEST(LeftoverPart, MakesRoomOnADiskThatIsFull) {
    Bench bench;
    disk(kTooSmall)(bench);
    if (IsSkipped()) return;
    const std::string part = "." + kOldImage + ".part";
    (plan({{"system_image", kOldImage}}) + plan_without({"system_image_md5"}) + flash(kOldImage, "image") +
     flash(part, image_bytes(kTooSmall)))(bench);
    bench.run();
    ASSERT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    EXPECT_FALSE(bench.device().bootflash().contains(part));
}

Cases failing_disks() {
    struct Way {
        std::string name;
        std::string call;
        int nth;
        int error;
        End end;
    };
    const auto waiting = [](const End& end) { return end.leaving({kPart}); };  // for a later run
    const auto broken = [](const std::string& stage, const std::string& cause) {
        return fails(ExitCode::Switch, stage, cause);
    };
    const std::string io = ": ";  // C libraries differ in what they call EIO
    const std::string no_space = ": No space left on device";
    const std::string write_config = "cannot write " + kConfigName + " to bootflash";
    const std::string write_image = "cannot write " + kNewImage + " to bootflash";
    const std::string config = '@' + kConfigPart;
    const std::string image = '@' + kPart;
    const End config_fails = broken(kStageConfig, write_config + io);
    const End config_full = full(kStageConfig, write_config + no_space);
    const End image_fails = broken(kStageImage, write_image + io);
    const End image_full = full(kStageImage, write_image + no_space);
    const std::string rename = "cannot rename bootflash:" + kPart;
    const std::vector<Way> ways = {
        {"WriteOfTheConfig", "write" + config, 1, EIO, config_fails},
        {"WriteOfTheConfigFull", "write" + config, 1, ENOSPC, config_full},
        {"WriteOfTheConfigOverQuota", "write" + config, 1, EDQUOT, full(kStageConfig, write_config + io)},
        {"WriteOfTheConfigsLastNewline", "write" + config, 2, EIO, config_fails},
        {"SyncOfTheConfig", "fsync" + config, 1, EIO, config_fails},
        {"SyncOfTheConfigFull", "fsync" + config, 1, ENOSPC, config_full},
        {"SyncOfTheConfigsLastNewline", "fsync" + config, 2, EIO, config_fails},
        {"ReadingTheConfigBack", "pread" + config, 1, EIO,
         broken(kStageConfig, "cannot read " + kConfigName + " from bootflash" + io)},
        {"WriteOfTheImage", "write" + image, 2, EIO, image_fails},
        {"WriteOfTheImageFull", "write" + image, 2, ENOSPC, image_full},
        {"EachWriteOfTheImageInterrupted", "write" + image, 2, EINTR, recovers()},
        {"SyncOfTheImage", "fsync" + image, 1, EIO, image_fails},
        {"SyncOfTheImageFull", "fsync" + image, 1, ENOSPC, image_full},
        {"SyncOfAPieceOfTheImage", "sync_file_range" + image, 1, EIO, image_fails},
        {"SyncOfAPieceOfTheImageFull", "sync_file_range" + image, 1, ENOSPC, image_full},
        {"ReadingTheImageBack", "pread" + image, 1, EIO,
         broken(kStageImage, "cannot read " + kNewImage + " from bootflash" + io)},
        {"ReadingTheImageBackInterrupted", "pread" + image, 1, EINTR, recovers()},
        {"EmptyingTheImage", "ftruncate" + image, 1, EIO,
         broken(kStageImage, "cannot empty bootflash:" + kPart + io)},
        {"MeasuringTheRoom", "fstatfs", 1, EIO, broken(kStageConfig, "cannot read the free space of ")},
        {"LinkingTheConfig", "linkat", 1, EIO,
         waiting(broken(kCommit, "cannot create bootflash:" + kConfigName + io))},
        {"LinkingTheConfigFull", "linkat", 1, ENOSPC,
         waiting(full(kCommit, "cannot create bootflash:" + kConfigName))},
        {"LinkingWithoutHardLinks", "linkat", 0, EPERM, recovers()},
        {"LinkingOneTooMany", "linkat", 0, EMLINK, recovers()},
        {"LettingOthersReadTheImage", "fchmod", 1, EIO,
         waiting(broken(kCommit, "cannot set the mode of bootflash:" + kNewImage + io))},
        {"RenamingTheImage", "renameat", 1, EIO,
         waiting(broken(kCommit, rename + " to bootflash:" + kNewImage + io))},
        {"RenamingTheImageFull", "renameat", 1, ENOSPC, waiting(full(kCommit, rename))},
        {"SyncOfTheFolder", "fsync@/bootflash", 1, EIO, waiting(broken(kCommit, "cannot sync "))},
        {"EachSyncOfTheFolder", "fsync@/bootflash", 0, EIO, waiting(broken(kCommit, "cannot sync "))},
        {"EachWriteOfTheLog", "write@_poap.log", 0, ENOSPC, recovers().without_whole_log()},
        {"Locking", "flock", 1, ENOLCK,
         broken("lock bootflash", "No locks available").without_log().leaving({kLockName})},
    };
    Cases rows;
    for (const Way& way : ways) rows.emplace_back(way.name, failing(way.call, way.nth, way.error), way.end);
    return rows;
}

CASES(FailingDisk, failing_disks());

Cases bootflashes() {
    const auto at = [](const std::string& path) { return args({"--bootflash", path}); };
    const auto cannot_open = [](const std::string& cause) {
        return fails(ExitCode::Switch, "lock bootflash", "cannot open the bootflash folder " + cause)
            .without_log()
            .calling({});
    };
    const Step by_symlink = [](Bench& bench) {
        const auto& elsewhere = bench.make<test::TempDir>();
        fs::create_symlink(bench.device().bootflash_folder(), elsewhere.path_of("link"));
        bench.arguments = {"--bootflash", elsewhere.path_of("link")};
    };
    return {
        Case("Missing", at("/no/such/bootflash"),
             cannot_open("/no/such/bootflash: No such file or directory")),
        Case("AFile", at("/etc/passwd"), cannot_open("/etc/passwd: Not a directory")),
        Case("ADevice", at("/dev/zero"), cannot_open("/dev/zero: Not a directory")),
        Case(
            "Empty", at(""),
            fails(ExitCode::Usage, "options", "the value of --bootflash is empty").without_log().calling({})),
        Case("ASymlinkToIt", by_symlink, recovers()),
    };
}

CASES(BootflashAt, bootflashes());

}  // namespace
}  // namespace poap::rig
