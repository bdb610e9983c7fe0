#include "provision/stage.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "nxos/scheduled_config.hpp"
#include "support/planned.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::downloads;
using test::kConfig;
using test::kConfigUrl;
using test::kImage;
using test::kSystemUrl;
using test::md5_of;
using test::Names;
using test::planned_kickstart;
using test::Stage;

TEST_F(Stage, BringsTheConfigAndThenTheImageBesideTheirTargets) {
    serve_all();
    const Staged staged = stage_it();
    EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", ".nxos.9.3.3.bin.part"}));
    EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), scheduled_config(kConfig, staged.boot).text);
    EXPECT_EQ(dir.read(".nxos.9.3.3.bin.part"), kImage);
    EXPECT_EQ(net.fetched, (Names{kConfigUrl + ".md5", kConfigUrl, kSystemUrl + ".md5", kSystemUrl}));
    ASSERT_TRUE(staged.boot);
    EXPECT_EQ(staged.boot->system.str(), "nxos.9.3.3.bin");
    EXPECT_FALSE(staged.boot->kickstart);
}

TEST_F(Stage, SaysWhatTheLabsScriptSaid) {
    serve_all();
    stage_it();
    for (const char* line : {"Transfering config file over HTTP...", "Data collected from HTTP request",
                             "Config data copied successfully to bootflash", "Checking the current image...",
                             "Transferring file nxos.9.3.3.bin over TFTP", "Copy over TFTP, complete"}) {
        EXPECT_TRUE(record.says(line)) << line;
    }
}

TEST_F(Stage, SaysWhatTheLabsScriptSaidOfATftpConfig) {
    serve_all();
    plan.config->protocol = Protocol::Tftp;
    stage_it();
    EXPECT_TRUE(record.says("Transfering config file FDO21120U5D.cfg over TFTP"));
    EXPECT_EQ(record.count("Copy over TFTP, complete"), 2U) << "the config's and the image's";
    EXPECT_FALSE(record.says("Data collected from HTTP request"));
}

TEST_F(Stage, BringsTheKickstartImageBeforeTheSystemImage) {
    serve_all();
    plan.kickstart = planned_kickstart();
    const Staged staged = stage_it();
    ASSERT_EQ(staged.images.size(), 2U);
    EXPECT_EQ(staged.images[0].name.str(), "kick.6.0.2.bin");
    EXPECT_EQ(staged.images[1].name.str(), "nxos.9.3.3.bin");
    EXPECT_EQ(staged.boot->kickstart->str(), "kick.6.0.2.bin");
}

TEST_F(Stage, LeavesTheBootVariableAloneWhereThePlanNamesNoImage) {
    serve_all();
    plan.system.reset();
    const Staged staged = stage_it();
    EXPECT_FALSE(staged.boot);
    EXPECT_TRUE(staged.images.empty()) << "no image is planned";
}

TEST_F(Stage, SkipsTheRunningImageButHasItBootedAllTheSame) {
    serve_all();
    running.system = test::name("nxos.9.3.3.bin");
    dir.write("nxos.9.3.3.bin", "running");
    const Staged staged = stage_it();
    EXPECT_EQ(downloads(staged), Names{});
    EXPECT_TRUE(staged.boot);
    EXPECT_EQ(net.fetched, (Names{kConfigUrl + ".md5", kConfigUrl, kSystemUrl + ".md5"}));
    EXPECT_TRUE(record.says("Target already matches current image. Skipping...."));
    EXPECT_EQ(record.count("no checksum for nxos.9.3.3.bin"), 1U);
}

TEST_F(Stage, SkipsTheRunningImageWhoseFileHasTheRightDigest) {
    serve_all();
    running.system = test::name("nxos.9.3.3.bin");
    dir.write("nxos.9.3.3.bin", kImage);
    net.serve(kSystemUrl + ".md5", md5_of(kImage).hex() + "  nxos.9.3.3.bin\n");
    const Staged staged = stage_it();
    EXPECT_EQ(downloads(staged), Names{});
    EXPECT_EQ(staged.images.at(0).digest, md5_of(kImage));
    EXPECT_TRUE(record.says("Target already matches current image. Skipping...."));
}

/// Whose digest is the plan's, or its sidecar's.
class RunningImageWithAnotherFile : public Stage, public testing::WithParamInterface<bool> {};

TEST_P(RunningImageWithAnotherFile, IsDownloadedBecauseThatFileIsBootedNext) {
    serve_all();
    running.system = test::name("nxos.9.3.3.bin");
    dir.write("nxos.9.3.3.bin", "replaced since the boot");
    if (GetParam()) {
        plan.system->digest = md5_of(kImage);
    } else {
        net.serve(kSystemUrl + ".md5", md5_of(kImage).hex());
    }
    const Staged staged = stage_it();
    EXPECT_EQ(downloads(staged), Names{"nxos.9.3.3.bin"});
    EXPECT_EQ(dir.read(".nxos.9.3.3.bin.part"), kImage);
    EXPECT_TRUE(record.says("nxos.9.3.3.bin runs, but is downloaded: the MD5 of its file on bootflash is "));
    EXPECT_FALSE(record.says("Target already matches current image. Skipping...."));
}

INSTANTIATE_TEST_SUITE_P(ByPlanOrSidecar, RunningImageWithAnotherFile, testing::Bool());

/// Whether the image runs.
class ImageThatOthersCanChange : public Stage, public testing::WithParamInterface<bool> {};

TEST_P(ImageThatOthersCanChange, IsDownloadedAgain) {
    serve_all();
    if (GetParam()) running.system = test::name("nxos.9.3.3.bin");
    plan.system->digest = md5_of(kImage);
    dir.write("nxos.9.3.3.bin", kImage);
    chmod(dir.path_of("nxos.9.3.3.bin").c_str(), 0664);
    EXPECT_EQ(downloads(stage_it()), Names{"nxos.9.3.3.bin"});
    EXPECT_TRUE(record.says("others can change the file of this name on bootflash"));
}

INSTANTIATE_TEST_SUITE_P(RunningOrNot, ImageThatOthersCanChange, testing::Bool());

TEST_F(Stage, BringsTheRunningImageWhereItWasBootedFromElsewhere) {
    serve_all();
    running.system = test::name("nxos.9.3.3.bin");
    EXPECT_EQ(downloads(stage_it()).size(), 1U) << "the boot variable will look for it on bootflash";
    EXPECT_TRUE(record.says("nxos.9.3.3.bin runs, but is downloaded: it is not on bootflash"));
}

TEST_F(Stage, SkipsAnImageThatIsOnBootflashWithTheRightDigest) {
    serve_all();
    dir.write("nxos.9.3.3.bin", kImage);
    plan.system->digest = md5_of(kImage);
    EXPECT_EQ(downloads(stage_it()), Names{});
    EXPECT_TRUE(record.says("nxos.9.3.3.bin is on bootflash already"));
}

TEST_F(Stage, KeepsEachImagesDescriptorAndVerifiedDigest) {
    serve_all();
    dir.write("nxos.9.3.3.bin", kImage);
    plan.system->digest = md5_of(kImage);
    plan.kickstart = planned_kickstart();
    const Staged staged = stage_it();
    ASSERT_EQ(staged.images.size(), 2U);
    const StagedImage& fetched = staged.images[0];
    EXPECT_TRUE(fetched.download);
    EXPECT_FALSE(fetched.on_bootflash);
    EXPECT_FALSE(fetched.digest) << "it is installed unverified";
    const StagedImage& found = staged.images[1];
    EXPECT_FALSE(found.download);
    EXPECT_EQ(found.digest, md5_of(kImage));
    std::string bytes;
    read_back(found.on_bootflash, found.name, [&](std::string_view piece) { bytes += piece; });
    EXPECT_EQ(bytes, kImage);
}

TEST_F(Stage, SkipsAnImageThatIsOnBootflashWithItsSidecarsDigest) {
    serve_all();
    dir.write("nxos.9.3.3.bin", kImage);
    net.serve(kSystemUrl + ".md5", md5_of(kImage).hex() + "  nxos.9.3.3.bin\n");
    EXPECT_EQ(downloads(stage_it()), Names{});
}

TEST_F(Stage, BringsAnImageAgainThatIsOnBootflashWithAnotherDigest) {
    serve_all();
    dir.write("nxos.9.3.3.bin", "damaged");
    plan.system->digest = md5_of(kImage);
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
    EXPECT_EQ(dir.read("nxos.9.3.3.bin"), "damaged") << "nothing may change before commit";
}

TEST_F(Stage, BringsAnImageAgainThatIsOnBootflashWithoutAKnownDigest) {
    serve_all();
    dir.write("nxos.9.3.3.bin", kImage);
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
}

TEST_F(Stage, TakesUpWhatAnEarlierRunLeftComplete) {
    serve_all();
    dir.write_private(".nxos.9.3.3.bin.part", kImage);
    plan.system->digest = md5_of(kImage);
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
    EXPECT_EQ(net.fetched.back(), kConfigUrl) << "the image was fetched again";
    EXPECT_TRUE(record.says("was downloaded by an earlier run"));
}

TEST_F(Stage, StartsAnewWhereAnEarlierRunLeftHalfAFile) {
    serve_all();
    dir.write_private(".nxos.9.3.3.bin.part", kImage.substr(0, 100));
    plan.system->digest = md5_of(kImage);
    const Staged staged = stage_it();
    EXPECT_EQ(dir.read(".nxos.9.3.3.bin.part"), kImage);
}

TEST_F(Stage, RemovesPartsOfFilesThatAreNoLongerPlanned) {
    serve_all();
    dir.write(".nxos.7.0.3.bin.part", "old");
    dir.write(".operators.own", "precious");
    const Staged staged = stage_it();
    EXPECT_FALSE(dir.has(".nxos.7.0.3.bin.part"));
    EXPECT_TRUE(dir.has(".operators.own"));
}

TEST_F(Stage, AddsTheLastLinesEndAfterTheDigest) {
    const std::string bare = "username admin password 5 x\nboot nxos bootflash:/nxos.9.3.3.bin";
    plan_config_alone(bare);
    plan.config->digest = md5_of(bare);
    const Staged staged = stage_it();
    EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), bare + "\n");
}

TEST_F(Stage, WarnsOfAConfigThatLetsNobodyIn) {
    plan_config_alone("hostname leaf1\n");
    stage_it();
    EXPECT_TRUE(record.says("no `username admin`"));
}

TEST_F(Stage, DoesNotWarnOfAConfigThatLetsAdminIn) {
    serve_all();
    stage_it();
    EXPECT_FALSE(record.says("no `username admin`"));
}

TEST_F(Stage, WarnsOfEachFileWithoutAKnownDigest) {
    serve_all();
    stage_it();
    EXPECT_EQ(record.count("no checksum for "), 2U);
}

struct StagingOtherwise : Stage {
    StagingOtherwise() { options.retries = 0; }
};

TEST_F(StagingOtherwise, SpeaksOfAPoapServersPlanWhereThereIsOneAlone) {
    serve_all();
    options.require_digest = true;
    const auto advice = [&] { return test::thrown_by([&] { stage_it(); }).advice(); };
    EXPECT_EQ(advice(),
              "put its MD5 into FDO21120U5D.md5 beside the file, or a digest into the POAP server's plan");
    options.server.reset();
    EXPECT_EQ(advice(), "put its MD5 into FDO21120U5D.md5 beside the file");
}

TEST_F(StagingOtherwise, AsksForNoSidecarWhereItIsTold) {
    serve_all();
    options.sidecars = false;
    stage_it();
    EXPECT_EQ(net.fetched, (Names{kConfigUrl, kSystemUrl}));
    EXPECT_TRUE(record.says("installing it unverified; --no-sidecar is set"));
}

TEST_F(StagingOtherwise, HoldsThePlansDigestWithoutSidecarsToo) {
    serve_all();
    options.sidecars = false;
    plan.system->digest = md5_of("another");
    EXPECT_EQ(test::thrown_by([&] { stage_it(); }).code(), ExitCode::Digest);
}

TEST_F(StagingOtherwise, FetchesNothingWhereLessIsFreeThanIsRequired) {
    serve_all();
    options.required_space = std::uint64_t{1} << 62;
    const Error error = test::thrown_by([&] { stage_it(); });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
    EXPECT_EQ(error.stage(), "look at bootflash");
    EXPECT_TRUE(net.fetched.empty());
}

TEST_F(StagingOtherwise, GoesOnWhereEnoughIsFree) {
    serve_all();
    options.required_space = 1;
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
}

TEST_F(StagingOtherwise, FetchesAnImageThatGetsTheRunningOnesNameHere) {
    serve_all();
    net.serve(kSystemUrl + ".md5", md5_of(kImage).hex() + "  nxos.9.3.3.bin\n");
    plan.system->name = test::name("nxos.bin");
    running.system = test::name("nxos.bin");
    dir.write("nxos.bin", "older");
    const Staged staged = stage_it();
    EXPECT_EQ(downloads(staged).size(), 1U);
    EXPECT_EQ(dir.read(".nxos.bin.part"), kImage);
}

}  // namespace
}  // namespace poap
