// A bootflash without room, that fails, or that is none.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <chrono>
#include <filesystem>

#include "base/text.hpp"
#include "fault.hpp"
#include "rig/private_mounts.hpp"
#include "support/small_disk.hpp"
#include "tampered_tftp.hpp"

namespace poap::rig {
namespace {

namespace fs = std::filesystem;

using testing::Contains;
using testing::Not;

constexpr std::size_t kTooSmall = 200'000;  ///< for the image
constexpr std::size_t kRoom = 16'000'000;

/// Gives the bench a switch whose bootflash is a disk of its own, in the end one with room. None, and the
/// test is skipped, without root.
std::shared_ptr<test::SmallDisk> take_disk(Bench& bench, std::size_t bytes,
                                           const std::string& options = "mode=0700") {
    const auto disk = mounts_are_private() ? std::make_shared<test::SmallDisk>(bytes, options) : nullptr;
    if (!disk || !disk->mounted()) return nullptr;
    SwitchSpec spec;
    spec.bootflash = disk->path();
    bench.take_switch(spec);
    bench.keep(disk);
    bench.mend = [disk] { ASSERT_TRUE(disk->remount("size=16m,nr_inodes=100")); };
    return disk;
}

End full(const std::string& stage, const std::string& cause) {
    return fails(ExitCode::NoSpace, stage, cause);
}

Fault with_disk(const std::string& name, std::size_t bytes, const std::string& options, End end,
                const std::function<void(Bench&, test::SmallDisk&)>& strike) {
    return {{name},
            [=](Bench& bench) {
                const auto disk = take_disk(bench, bytes, options);
                if (!disk) GTEST_SKIP() << "a small disk takes root";
                strike(bench, *disk);
            },
            std::move(end)};
}

/// Where bootflash takes no more of the log either.
End cut_in_the_log(End end) {
    end.log_is_whole = false;
    return end;
}

void hide_size(Bench& bench, test::SmallDisk& /*disk*/) {
    bench.server.answers_with(kGetImage, "HTTP/1.0 200 OK\r\n\r\n" + made_up_image());
}

Faults full_disks() {
    const auto nothing_more = [](Bench&, test::SmallDisk&) {};
    const auto of_unknown_size_by_tftp = [](Bench& bench, test::SmallDisk&) {
        Tamper tamper;
        tamper.grants = [](const tftp::Options&) { return tftp::Options(); };
        const std::map<std::string, std::string> files = {{kNewImage, made_up_image()}};
        const auto tftp = std::make_shared<TamperedTftp>(files, tamper);
        bench.server.plan["tftp_server"] = tftp->address();
        bench.server.plan["image_protocol"] = "tftp";
        bench.keep(tftp);
    };
    const auto with_filler = [](Bench& bench, test::SmallDisk&) {
        bench.device().flash("filler", image_bytes(kTooSmall));  // as much of it as fits
    };
    const auto read_only = [](Bench&, test::SmallDisk& disk) { ASSERT_TRUE(disk.remount("", true)); };
    const std::string mode = "mode=0700";
    End no_log = full(kStageConfig, "cannot create bootflash:" + kConfigPart + ": No space left on device");
    no_log.logs = 0;
    no_log.told = {"WARNING: no log file: "};
    End cannot_write = fails(ExitCode::Switch, "lock bootflash", ": Read-only file system");
    cannot_write.logs = 0;
    return {
        with_disk("OfAnAnnouncedImage", kTooSmall, mode,
                  full(kStageImage, kNewImage + " needs 900.0 kB, bootflash has "), nothing_more),
        with_disk("InAnImageOfUnknownSize", kTooSmall, mode,
                  full(kStageImage, "cannot write " + kNewImage + " to bootflash: No space left"), hide_size),
        with_disk("ForTheConfig", kTooSmall, mode, cut_in_the_log(full(kStageConfig, kConfigName)),
                  with_filler),
        with_disk("InAnImageOfUnknownSizeByTftp", kTooSmall, mode,
                  full(kStageImage, "cannot write " + kNewImage + " to bootflash: No space left"),
                  of_unknown_size_by_tftp),
        with_disk("NoInodeForTheLog", kRoom, mode + ",nr_inodes=2", no_log, nothing_more),
        with_disk("NoInodeForTheConfig", kRoom, mode + ",nr_inodes=3",
                  full(kStageConfig, "cannot create bootflash:" + kConfigPart + ": No space left on device"),
                  nothing_more),
        with_disk("NoInodeForTheImage", kRoom, mode + ",nr_inodes=4",
                  full(kStageImage, "cannot create bootflash:" + kPart + ": No space left on device"),
                  nothing_more),
        with_disk("ReadOnly", kRoom, mode, cannot_write, read_only),
    };
}

FAULT_TABLE(FullDisk, full_disks());

/// A row whose bootflash is full of images: three of 5, 5 and 4.4 MB that nobody needs, the first the oldest,
/// and one that runs. The server's image takes 9 MB, with those to spare.
Fault full_of_images(const std::string& name, const std::vector<std::string>& arguments, End end,
                     const std::function<void(Bench&, test::SmallDisk&)>& strike) {
    return with_disk(name, 15'000'000, "mode=0700", std::move(end), [=](Bench& bench, test::SmallDisk& disk) {
        bench.device().flash(kOldImage, "it runs");
        bench.device().flash("nxos.9.2.3.bin", image_bytes(5'000'000));
        bench.device().flash("nxos.9.2.2.bin", image_bytes(5'000'000));
        bench.device().flash("nxos.9.2.1.bin", image_bytes(4'400'000));
        const auto now = fs::file_time_type::clock::now();
        for (int age : {1, 2, 3}) {
            const std::string file = "/nxos.9.2." + std::to_string(age) + ".bin";
            fs::last_write_time(disk.path() + file, now - std::chrono::hours(age));
        }
        bench.arguments = arguments;
        strike(bench, disk);
    });
}

Faults disks_full_of_images() {
    const auto nothing_more = [](Bench&, test::SmallDisk&) {};
    const std::string needs = kNewImage + " needs 900.0 kB, bootflash has ";
    const std::vector<std::string> make_room = {"--make-room"};
    const auto making_room = [](End end) {
        end.removed = {"nxos.9.2.3.bin", "nxos.9.2.2.bin"};
        end.told = {"; making room", "removed nxos.9.2.3.bin (5.0 MB) from bootflash",
                    "removed nxos.9.2.2.bin (5.0 MB) from bootflash"};
        return end;
    };
    End would_make_room = full(kStageImage, needs);
    would_make_room.told = {
        "--make-room removes images that neither run nor boot nor are planned, here "
        "nxos.9.2.3.bin (5.0 MB), nxos.9.2.2.bin (5.0 MB); or remove "};
    const auto spoil = [](Bench& bench, test::SmallDisk&) {
        bench.server.plan["system_image_md5"] = md5_of("another image");
    };
    const auto dumb = [](Bench& bench, test::SmallDisk&) {
        bench.device().set_faults("show boot => answer 0 none");
    };
    const auto boots_an_old_one = [](Bench& bench, test::SmallDisk& disk) {
        fs::rename(disk.path() + "/nxos.9.2.3.bin", disk.path() + "/nxos.9.1.0.bin");
        bench.device().set_faults(
            "show boot => answer 0 Boot Variables on next reload:\\nsup-1\\n"
            "NXOS variable = bootflash:/nxos.9.1.0.bin");
    };
    return {
        full_of_images("NothingIsRemovedUnasked", {}, would_make_room, nothing_more),
        full_of_images("TheOldestMakeWay", make_room, making_room(recovers()), nothing_more),
        full_of_images("TheOldestMakeWayForOneOfUnknownSize", make_room, making_room(recovers()), hide_size),
        full_of_images("WhatFailsLaterDoesNotHideIt", make_room,
                       making_room(fails(ExitCode::Digest, kStageImage, "the MD5 of " + kNewImage)), spoil),
        full_of_images("NothingIsRemovedWhereNobodyKnowsWhatBoots", make_room,
                       full(kStageImage, "since `show boot` has no boot variable in a form known here"),
                       dumb),
        full_of_images("WhatBootsStaysAndTheRestIsNotEnough", make_room,
                       full(kStageImage, "nxos.9.2.2.bin (5.0 MB), nxos.9.2.1.bin (2.0 MB), are not enough"),
                       [=](Bench& bench, test::SmallDisk& disk) {
                           boots_an_old_one(bench, disk);
                           fs::resize_file(disk.path() + "/nxos.9.2.1.bin", 2'000'000);
                           bench.device().flash("mine", image_bytes(2'400'000));
                       }),
    };
}

FAULT_TABLE(DiskFullOfImages, disks_full_of_images());

TEST(LeftoverPart, MakesRoomOnADiskThatIsFull) {
    Bench bench;
    if (!take_disk(bench, kTooSmall)) GTEST_SKIP() << "a small disk takes root";
    bench.server.plan["system_image"] = kOldImage;  // it runs
    bench.server.plan.erase("system_image_md5");
    bench.device().flash(kOldImage, "image");
    bench.device().flash("." + kOldImage + ".part", image_bytes(kTooSmall));
    const Ended ended = bench.run();
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(names_in(bench.device().bootflash()), Not(Contains("." + kOldImage + ".part")));
}

/// A row whose agent sees the `nth` call of a kind fail.
Fault with_failing(const std::string& name, const std::string& call, int nth, int error, End end) {
    return {{name},
            [=](Bench& bench) {
                bench.starter = {FAILING_CALL_PATH, call, std::to_string(nth), std::to_string(error)};
            },
            std::move(end)};
}

Faults failing_disks() {
    const auto waiting = [](End end) {  // the image waits as a part for a later run
        end.left = {kPart};
        return end;
    };
    const auto locked_nothing = [](End end) {
        end.logs = 0;
        end.left = {kLockName};
        return end;
    };
    const auto broken = [](const std::string& stage, const std::string& cause) {
        return fails(ExitCode::Switch, stage, cause);
    };
    const std::string io = ": ";  // C libraries differ in what they call EIO
    const std::string no_space = ": No space left on device";
    const std::string write_config = "cannot write " + kConfigName + " to bootflash";
    const std::string write_image = "cannot write " + kNewImage + " to bootflash";
    const std::string config = '@' + kConfigPart;
    const std::string image = '@' + kPart;
    return {
        with_failing("WriteOfTheConfig", "write" + config, 1, EIO, broken(kStageConfig, write_config + io)),
        with_failing("WriteOfTheConfigFull", "write" + config, 1, ENOSPC,
                     full(kStageConfig, write_config + no_space)),
        with_failing("WriteOfTheConfigOverQuota", "write" + config, 1, EDQUOT,
                     full(kStageConfig, write_config + io)),
        with_failing("WriteOfTheConfigsLastNewline", "write" + config, 2, EIO,
                     broken(kStageConfig, write_config + io)),
        with_failing("SyncOfTheConfig", "fsync" + config, 1, EIO, broken(kStageConfig, write_config + io)),
        with_failing("SyncOfTheConfigFull", "fsync" + config, 1, ENOSPC,
                     full(kStageConfig, write_config + no_space)),
        with_failing("SyncOfTheConfigsLastNewline", "fsync" + config, 2, EIO,
                     broken(kStageConfig, write_config + io)),
        with_failing("ReadingTheConfigBack", "pread" + config, 1, EIO,
                     broken(kStageConfig, "cannot read " + kConfigName + " from bootflash" + io)),
        with_failing("WriteOfTheImage", "write" + image, 2, EIO, broken(kStageImage, write_image + io)),
        with_failing("WriteOfTheImageFull", "write" + image, 2, ENOSPC,
                     full(kStageImage, write_image + no_space)),
        with_failing("EachWriteOfTheImageInterrupted", "write" + image, 2, EINTR, recovers()),
        with_failing("SyncOfTheImage", "fsync" + image, 1, EIO, broken(kStageImage, write_image + io)),
        with_failing("SyncOfTheImageFull", "fsync" + image, 1, ENOSPC,
                     full(kStageImage, write_image + no_space)),
        with_failing("SyncOfAPieceOfTheImage", "sync_file_range" + image, 1, EIO,
                     broken(kStageImage, write_image + io)),
        with_failing("SyncOfAPieceOfTheImageFull", "sync_file_range" + image, 1, ENOSPC,
                     full(kStageImage, write_image + no_space)),
        with_failing("ReadingTheImageBack", "pread" + image, 1, EIO,
                     broken(kStageImage, "cannot read " + kNewImage + " from bootflash" + io)),
        with_failing("ReadingTheImageBackInterrupted", "pread" + image, 1, EINTR, recovers()),
        with_failing("EmptyingTheImage", "ftruncate" + image, 1, EIO,
                     broken(kStageImage, "cannot empty bootflash:" + kPart + io)),
        with_failing("MeasuringTheRoom", "fstatfs", 1, EIO, broken(kStageConfig, "cannot measure ")),
        with_failing("LinkingTheConfig", "linkat", 1, EIO,
                     waiting(broken(kCommit, "cannot make bootflash:" + kConfigName + io))),
        with_failing("LinkingTheConfigFull", "linkat", 1, ENOSPC,
                     waiting(full(kCommit, "cannot make bootflash:" + kConfigName))),
        with_failing("LinkingWithoutHardLinks", "linkat", 0, EPERM, recovers()),
        with_failing("LinkingOneTooMany", "linkat", 0, EMLINK, recovers()),
        with_failing("LettingOthersReadTheImage", "fchmod", 1, EIO,
                     waiting(broken(kCommit, "cannot set the mode of bootflash:" + kNewImage + io))),
        with_failing("RenamingTheImage", "renameat", 1, EIO,
                     waiting(broken(kCommit, "cannot rename bootflash:" + kPart + " to " + kNewImage + io))),
        with_failing("RenamingTheImageFull", "renameat", 1, ENOSPC,
                     waiting(full(kCommit, "cannot rename bootflash:" + kPart))),
        with_failing("SyncOfTheFolder", "fsync@/bootflash", 1, EIO, waiting(broken(kCommit, "cannot sync "))),
        with_failing("EachSyncOfTheFolder", "fsync@/bootflash", 0, EIO,
                     waiting(broken(kCommit, "cannot sync "))),
        with_failing("EachWriteOfTheLog", "write@_poap.log", 0, ENOSPC, cut_in_the_log(recovers())),
        with_failing("Locking", "flock", 1, ENOLCK,
                     locked_nothing(broken("lock bootflash", "No locks available"))),
    };
}

FAULT_TABLE(FailingDisk, failing_disks());

Fault at_bootflash(const std::string& name, const std::string& path, const std::string& cause) {
    End end = path.empty() ? fails(ExitCode::Usage, "options", cause)
                           : fails(ExitCode::Switch, "lock bootflash", cause);
    end.logs = 0;
    return {{name}, [=](Bench& bench) { bench.arguments = {"--bootflash", path}; }, end};
}

Faults bootflashes() {
    return {
        at_bootflash("Missing", "/no/such/bootflash",
                     "cannot open the bootflash folder /no/such/bootflash: No such file or directory"),
        at_bootflash("AFile", "/etc/passwd", "cannot open the bootflash folder /etc/passwd: Not a directory"),
        at_bootflash("ADevice", "/dev/zero", "cannot open the bootflash folder /dev/zero: Not a directory"),
        at_bootflash("Empty", "", "the value of --bootflash is empty"),
        {{"ASymlinkToIt"},
         [](Bench& bench) {
             const auto elsewhere = std::make_shared<test::TempDir>();
             fs::create_symlink(bench.device().bootflash_folder(), elsewhere->path_of("link"));
             bench.arguments = {"--bootflash", elsewhere->path_of("link")};
             bench.keep(elsewhere);
         },
         recovers()},
    };
}

FAULT_TABLE(BootflashAt, bootflashes());

}  // namespace
}  // namespace poap::rig
