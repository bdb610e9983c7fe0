// A bootflash without room.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "rig/private_mounts.hpp"
#include "support/small_disk.hpp"

namespace poap::rig {
namespace {

constexpr std::size_t kTooSmall = 200'000;  ///< for the image

class FullDisk : public testing::Test {
  protected:
    void SetUp() override {
        if (!mounts_are_private()) GTEST_SKIP() << "a small disk takes root";
        disk_ = std::make_unique<test::SmallDisk>(kTooSmall);
        ASSERT_TRUE(disk_->mounted());
        SwitchSpec spec;
        spec.bootflash = disk_->path();
        device_ = std::make_unique<EmulatedSwitch>(spec);
    }

    void expect_no_space(const std::string& stage, const std::string& cause) {
        server_.start();
        const Before before(*device_);
        expect_failure(device_->run_agent(server_.where()), {ExitCode::NoSpace, stage, cause});
        expect_unchanged(*device_, before);
    }

    MadeUpServer server_;
    std::unique_ptr<test::SmallDisk> disk_;
    std::unique_ptr<EmulatedSwitch> device_;
};

TEST_F(FullDisk, IsFoundOutBeforeTheFirstByteOfAnAnnouncedImage) {
    expect_no_space("stage the image", kNewImage + " needs 900.0 kB, bootflash has ");
}

TEST_F(FullDisk, IsFoundOutInTheMiddleOfAnImageOfUnknownSize) {
    server_.answers_with(kGetImage, "HTTP/1.0 200 OK\r\n\r\n" + made_up_image());
    expect_no_space("stage the image", "cannot write " + kNewImage + " to bootflash: No space left");
}

TEST_F(FullDisk, HasNoRoomForTheConfigEither) {
    device_->flash("filler", image_bytes(kTooSmall));  // as much of it as fits
    expect_no_space("stage the configuration", kSerial + ".cfg");
}

TEST_F(FullDisk, IsMadeRoomOnWhereAnImageThatIsNotNeededFillsIt) {
    server_.plan["system_image"] = kOldImage;  // it runs
    device_->flash(kOldImage, "image");
    server_.plan.erase("system_image_md5");
    device_->flash("." + kOldImage + ".part", image_bytes(kTooSmall));
    server_.start();
    const Ended ended = device_->run_agent(server_.where());
    ASSERT_EQ(ended.exit_code, 0) << ended.err;
    EXPECT_THAT(without_logs(device_->bootflash()),
                testing::Not(testing::Contains(testing::Key("." + kOldImage + ".part"))));
}

}  // namespace
}  // namespace poap::rig
