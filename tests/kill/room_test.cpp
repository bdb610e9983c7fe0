// The agent is killed while it makes room on bootflash.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "rig/files.hpp"
#include "rig/pod.hpp"
#include "rig/private_mounts.hpp"
#include "support/small_disk.hpp"
#include "traced.hpp"
#include "world.hpp"

namespace poap::rig {
namespace {

constexpr std::size_t kImageSize = 3'000'000;  ///< takes 11 MB, with those to spare

/// A server, and switches whose bootflash is full of images, three of which make way.
struct MakingRoom : testing::Test {
    Pod pod;

    void SetUp() override {
        if (!mounts_are_private()) GTEST_SKIP() << "a small disk takes root";
        pod.files().write(kNewImage, image_bytes(kImageSize));
        pod.start({kSerial, kNewImage});
    }

    /// A switch with its disk, as it is found.
    struct Found {
        test::SmallDisk disk{20'000'000};
        std::unique_ptr<EmulatedSwitch> device;
    };

    static std::unique_ptr<Found> found() {
        auto found = std::make_unique<Found>();
        SwitchSpec spec;
        spec.bootflash = found->disk.path();
        found->device = std::make_unique<EmulatedSwitch>(spec);
        found->device->flash(kOldImage, "it runs");
        for (int age : {1, 2, 3, 4}) {
            const std::string name = "nxos.9.2." + std::to_string(age) + ".bin";
            found->device->flash(name, image_bytes(4'500'000));
            const timespec then{1'600'000'000 - age, 0};
            const std::array<timespec, 2> times{then, then};
            EXPECT_EQ(utimensat(AT_FDCWD, (found->disk.path() + '/' + name).c_str(), times.data(), 0), 0);
        }
        return found;
    }

    Traced start(const EmulatedSwitch& device) const {
        auto arguments = pod.where();
        arguments.emplace_back("--make-room");
        return Traced(device.agent_line(arguments), device.environment());
    }
};

TEST_F(MakingRoom, TheSwitchEndsAsIfUndisturbedWhereverItIsKilledBetweenTheRemovals) {
    const auto undisturbed = found();
    Traced whole = start(*undisturbed->device);
    ASSERT_EQ(whole.run(), 0);
    const Snapshot goal = without_logs(undisturbed->device->bootflash());
    ASSERT_EQ(names_in(goal), (std::vector<std::string>{"nxos.9.2.1.bin", kOldImage, kNewImage}));
    const auto removals = static_cast<std::size_t>(std::ranges::count(whole.calls(), SYS_unlinkat));
    for (std::size_t nth = 0; nth < removals; ++nth) {
        for (const std::size_t later : {0, 1, 2}) {
            SCOPED_TRACE(std::to_string(later) + " calls after removal " + std::to_string(nth));
            const auto switch_ = found();
            Traced killed = start(*switch_->device);
            killed.run(Moment{later, SYS_unlinkat, nth});
            ASSERT_TRUE(switch_->device->is_quiet());
            ASSERT_EQ(start(*switch_->device).run(), 0);
            // Killed between two removals, the next run may find room without the rest of them.
            Snapshot bootflash = without_logs(switch_->device->bootflash());
            for (const char* spare : {"nxos.9.2.2.bin", "nxos.9.2.3.bin", "nxos.9.2.4.bin"})
                bootflash.erase(spare);
            EXPECT_EQ(names_in(bootflash), names_in(goal));
            EXPECT_TRUE(bootflash == goal) << "a file on bootflash has other bytes";
            EXPECT_EQ(switch_->device->memory(), undisturbed->device->memory());
        }
    }
}

}  // namespace
}  // namespace poap::rig
