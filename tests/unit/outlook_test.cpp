#include "outlook.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::kConfig;
using test::kConfigUrl;
using test::kImage;
using test::kSystemUrl;
using test::md5_of;
using test::name;
using test::Names;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kSidecar = md5_of(kImage).hex() + "  nxos.9.3.3.bin\n";

/// What `plan` foresees, and what `run` then does, with the same server and the same bootflash.
struct Foreseen : test::Stage {
    Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.0000").value(), {}};
    Options options;

    Outlook look() {
        options.require_digest = require_digest;
        options.make_room = make_room;
        options.retries = limit;
        identity.running = running;
        return look_ahead({identity, plan, true, plan}, options, bootflash, {cli, net, clock, record.log});
    }

    /// `plan` and `run` end with the same error, in the same stage.
    void expect_same_failure(ExitCode code, const std::string& cause) {
        const auto before = dir.names();
        const Outlook outlook = look();
        EXPECT_EQ(dir.names(), before) << "plan changes nothing";
        ASSERT_TRUE(outlook.fault);
        EXPECT_EQ(outlook.fault->code(), code);
        EXPECT_THAT(outlook.fault->what(), HasSubstr(cause));
        const Error error = test::thrown_by([&] { stage_it(); });
        EXPECT_EQ(error.code(), code);
        EXPECT_STREQ(error.what(), outlook.fault->what());
        EXPECT_EQ(error.advice(), outlook.fault->advice());
        EXPECT_EQ(error.stage(), outlook.fault->stage());
    }
};

TEST_F(Foreseen, IsAGoodRunWithTheSizeOfEachFile) {
    serve_all();
    plan.kickstart = test::planned_kickstart();
    const Outlook outlook = look();
    EXPECT_FALSE(outlook.fault);
    EXPECT_EQ(outlook.config->found, true);
    EXPECT_EQ(outlook.config->size, kConfig.size());
    ASSERT_EQ(outlook.images.size(), 2U);
    EXPECT_EQ(outlook.images[0].size, test::kKickstart.size());
    EXPECT_EQ(outlook.images[1].found, true);
    EXPECT_EQ(outlook.images[1].size, kImage.size());
    EXPECT_THAT(net.fetched, ElementsAre(kConfigUrl, test::kKickstartUrl, kSystemUrl));
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(Foreseen, IsAMissingImage) {
    net.serve(kConfigUrl, kConfig);
    expect_same_failure(ExitCode::Transfer, "cannot fetch " + kSystemUrl + ": File not found");
    EXPECT_EQ(look().images[0].found, false);
    EXPECT_EQ(look().config->found, true);
}

TEST_F(Foreseen, IsAMissingConfigurationAndTheImageIsStillAskedFor) {
    net.serve(kSystemUrl, kImage);
    expect_same_failure(ExitCode::Transfer, "cannot fetch " + kConfigUrl);
    EXPECT_EQ(look().images[0].found, true);
}

TEST_F(Foreseen, IsAnEmptyFile) {
    net.serve(kConfigUrl, "");
    net.serve(kSystemUrl, "");
    expect_same_failure(ExitCode::Transfer, "is no configuration: it is empty");
    plan.config.reset();
    expect_same_failure(ExitCode::Transfer, kSystemUrl + " is empty");
}

TEST_F(Foreseen, IsAConfigurationThatIsTooLarge) {
    net.serve(kConfigUrl, std::string(16 * 1024 * 1024 + 1, '!'));
    expect_same_failure(ExitCode::Transfer, "is larger than 16 MiB");
}

TEST_F(Foreseen, IsASilentServerWhichIsNotAskedAgain) {
    limit = 0;
    net.break_off(kConfigUrl);
    expect_same_failure(ExitCode::Transfer, "connection reset");
    net.fetched.clear();
    const Outlook outlook = look();
    EXPECT_FALSE(outlook.config->found);
    EXPECT_FALSE(outlook.images[0].found);
    EXPECT_THAT(net.fetched, ElementsAre(kConfigUrl));
}

TEST_F(Foreseen, IsASecondTryThatSucceeds) {
    serve_all();
    net = {};
    net.refuse(kConfigUrl, "busy", true);
    net.serve(kConfigUrl, kConfig);
    net.serve(kSystemUrl, kImage);
    EXPECT_FALSE(look().fault);
}

TEST_F(Foreseen, IsADigestThatIsMissingButRequired) {
    serve_all();
    require_digest = true;
    expect_same_failure(ExitCode::Digest, "no checksum for FDO21120U5D.cfg");
}

TEST_F(Foreseen, IsASkippedImageByItsSidecarWhetherTheServerHasItOrNot) {
    net.serve(kConfigUrl, kConfig);
    net.serve(kSystemUrl + ".md5", kSidecar);
    dir.write("nxos.9.3.3.bin", kImage);
    const Outlook outlook = look();
    EXPECT_FALSE(outlook.fault);
    EXPECT_FALSE(outlook.images[0].fetched);
    EXPECT_FALSE(outlook.images[0].found) << "not asked for";
    EXPECT_EQ(outlook.images[0].reason, "it is on bootflash, with the right digest");
}

TEST_F(Foreseen, IsAnImageThatAnEarlierRunDownloaded) {
    plan.system->digest = md5_of(kImage);
    net.serve(kConfigUrl, kConfig);
    write_all(bootflash.create_file(".nxos.9.3.3.bin.part").get(), kImage);
    const Outlook outlook = look();
    EXPECT_FALSE(outlook.fault);
    EXPECT_FALSE(outlook.images[0].fetched);
    EXPECT_EQ(outlook.images[0].reason, "an earlier run downloaded it");
    EXPECT_EQ(dir.read(".nxos.9.3.3.bin.part"), kImage);
    EXPECT_TRUE(stage_it().images.at(0).download);
}

TEST_F(Foreseen, TellsWhyAnImageIsFetched) {
    serve_all();
    EXPECT_EQ(look().images[0].reason, "it is not on bootflash");
    dir.write("nxos.9.3.3.bin", "image");
    EXPECT_EQ(look().images[0].reason, "nothing tells whether the file on bootflash is the image");
    plan.system->digest = md5_of("another");
    EXPECT_THAT(look().images[0].reason, HasSubstr("the MD5 of its file on bootflash is "));
    plan.system->digest = md5_of("image");
    EXPECT_EQ(look().images[0].reason, "it is on bootflash, with the right digest");
    running.system = name("nxos.9.3.3.bin");
    EXPECT_EQ(look().images[0].reason, "it is the image that runs");
}

TEST_F(Foreseen, LeavesBootflashAsItIs) {
    serve_all();
    dir.write(".nxos.9.3.3.bin.part", "half");
    dir.write(".other.bin.part", "half");
    look();
    EXPECT_THAT(dir.names(), ElementsAre(".nxos.9.3.3.bin.part", ".other.bin.part"));
}

/// A bootflash of 4 MB.
struct FullBootflash : testing::Test {
    static constexpr std::size_t kMega = 1'000'000;
    test::SmallDisk disk{48 * kMega};
    const Bootflash bootflash{disk.path()};
    test::FakeClock clock;
    test::FakeTransport net;
    test::FakeCli cli;
    test::RecordingLog record;
    Identity identity{Serial::parse("FDO21120U5D").value(),
                      Mac::parse_dotted("5e01.4002.0000").value(),
                      {name("nxos.7.0.3.bin"), std::nullopt}};
    InstallPlan plan{test::planned_config(), test::planned_system(), std::nullopt};
    Options options;

    void SetUp() override {
        if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
        net.serve(kConfigUrl, kConfig);
        net.serve(kSystemUrl, std::string(20 * kMega, 'x'));
    }
    void put(const std::string& file, std::size_t bytes) const {
        write_all(bootflash.create_file(file).get(), std::string(bytes, 'x'));
    }
    Outlook look() {
        return look_ahead({identity, plan, true, plan}, options, bootflash, {cli, net, clock, record.log});
    }
    Error run() {
        const Retries retries{0, clock, record.log};
        const Room room(bootflash, cli, identity.running, plan, options.make_room, record.log);
        return test::thrown_by([&] {
            stage(plan, identity.running,
                  {net, bootflash, retries, false, std::nullopt, room, true, options.required_space});
        });
    }
    /// @param answers how often `show boot` is asked
    void expect_same_failure(const std::string& cause) {
        for (int i = 0; i < 2; ++i) cli.answers(test::shows_boot("nxos.7.0.3.bin"));
        const Outlook outlook = look();
        ASSERT_TRUE(outlook.fault);
        EXPECT_EQ(outlook.fault->code(), ExitCode::NoSpace);
        EXPECT_THAT(outlook.fault->what(), HasSubstr(cause));
        const Error error = run();
        EXPECT_STREQ(error.what(), outlook.fault->what());
        EXPECT_EQ(error.advice(), outlook.fault->advice());
        EXPECT_EQ(error.stage(), outlook.fault->stage());
    }
};

TEST_F(FullBootflash, IsForeseenInTheWordsOfTheRun) {
    put("nxos.9.2.1.bin", 40 * kMega);
    expect_same_failure("nxos.9.3.3.bin needs 20.0 MB, bootflash has ");
}

TEST_F(FullBootflash, IsForeseenWhereRequiredSpaceIsMissing) {
    options.required_space = 500 * kMega;
    expect_same_failure("and --required-space is 500.0 MB");
}

TEST_F(FullBootflash, HasRoomWhereOnlyLeftoversAreInTheWay) {
    put(".nxos.9.2.1.bin.part", 40 * kMega);
    EXPECT_FALSE(look().fault);
}

TEST_F(FullBootflash, HasTheImagesNamedThatMakeRoomWouldRemove) {
    put("nxos.9.2.1.bin", 40 * kMega);
    options.make_room = true;
    cli.answers(test::shows_boot("nxos.7.0.3.bin"));
    const Outlook outlook = look();
    EXPECT_FALSE(outlook.fault);
    ASSERT_EQ(outlook.removed.size(), 1U);
    EXPECT_EQ(outlook.removed[0].name, "nxos.9.2.1.bin");
    EXPECT_TRUE(bootflash.has("nxos.9.2.1.bin"));
}

}  // namespace
}  // namespace poap
