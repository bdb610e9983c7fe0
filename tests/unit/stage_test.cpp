#include "provision/stage.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <optional>

#include "nxos/scheduled_config.hpp"
#include "support/named_case.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::downloads, test::kConfig, test::kConfigUrl, test::kImage, test::kSystemUrl, test::md5_of,
    test::Names, test::planned_kickstart, test::Stage;

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
    EXPECT_FALSE(record.says("no `username admin`"));
    EXPECT_EQ(record.count("no checksum for "), 2U);
}

TEST_F(Stage, LogsTheLinesOfTheLabsScriptForATftpConfig) {
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

/// An image that runs or is on bootflash, and whether it is downloaded all the same.
struct ImageThere : test::NamedCase {
    bool runs;
    std::optional<std::string> file;        ///< of the image's name
    std::optional<std::string> digest_of;   ///< in the plan
    std::optional<std::string> sidecar_of;  ///< the digest in its sidecar
    bool downloaded;
    std::string reason;
    mode_t mode = 0644;
};

class StageWithImageThere : public Stage, public testing::WithParamInterface<ImageThere> {};

TEST_P(StageWithImageThere, BootsItAndDownloadsItWhereItIsNotTheRightOne) {
    serve_all();
    const ImageThere& there = GetParam();
    if (there.runs) running.system = test::name("nxos.9.3.3.bin");
    if (there.file) {
        dir.write("nxos.9.3.3.bin", *there.file);
        chmod(dir.path_of("nxos.9.3.3.bin").c_str(), there.mode);
    }
    if (there.digest_of) plan.system->digest = md5_of(*there.digest_of);
    if (there.sidecar_of)
        net.serve(kSystemUrl + ".md5", md5_of(*there.sidecar_of).hex() + "  nxos.9.3.3.bin\n");
    const Staged staged = stage_it();
    EXPECT_EQ(downloads(staged), there.downloaded ? Names{"nxos.9.3.3.bin"} : Names{});
    EXPECT_TRUE(staged.boot);
    EXPECT_EQ(dir.has(".nxos.9.3.3.bin.part"), there.downloaded);
    if (there.file) {
        EXPECT_EQ(dir.read("nxos.9.3.3.bin"), *there.file) << "nothing changes before the commit";
    }
    EXPECT_TRUE(record.says(there.reason));
    EXPECT_EQ(record.says("Target already matches current image. Skipping...."),
              there.runs && !there.downloaded);
}

const std::string kMatches = "Target already matches current image. Skipping....";
const std::string kThere = "nxos.9.3.3.bin is on bootflash already";
const std::string kWrong = "the MD5 of its file on bootflash is ";
const std::string kOthers = "others can change the file of this name on bootflash";

const ImageThere kImagesThere[] = {
    {{"Runs"}, true, "running", {}, {}, false, kMatches},
    {{"RunsWithTheSidecarsDigest"}, true, kImage, {}, kImage, false, kMatches},
    {{"RunsWithAnotherFileThanThePlans"},
     true,
     "replaced",
     kImage,
     {},
     true,
     "runs, but is downloaded: " + kWrong},
    {{"RunsWithAnotherFileThanTheSidecars"}, true, "replaced", {}, kImage, true, "is downloaded: " + kWrong},
    {{"RunsFromElsewhere"},
     true,
     {},
     {},
     {},
     true,
     "nxos.9.3.3.bin runs, but is downloaded: it is not on bootflash"},
    {{"RunsAndOthersCanChangeItsFile"}, true, kImage, kImage, {}, true, kOthers, 0664},
    {{"OthersCanChangeIt"}, false, kImage, kImage, {}, true, kOthers, 0664},
    {{"HasThePlansDigest"}, false, kImage, kImage, {}, false, kThere},
    {{"HasTheSidecarsDigest"}, false, kImage, {}, kImage, false, kThere},
    {{"HasAnotherDigest"}, false, "damaged", kImage, {}, true, ""},
    {{"HasNoKnownDigest"}, false, kImage, {}, {}, true, ""},
};

INSTANTIATE_TEST_SUITE_P(That, StageWithImageThere, testing::ValuesIn(kImagesThere), test::CaseName());

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

TEST_F(Stage, UsesWhatAnEarlierRunDownloadedCompletely) {
    serve_all();
    dir.write_private(".nxos.9.3.3.bin.part", kImage);
    plan.system->digest = md5_of(kImage);
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
    EXPECT_EQ(net.fetched.back(), kConfigUrl) << "the image was fetched again";
    EXPECT_TRUE(record.says("was downloaded by an earlier run"));
}

TEST_F(Stage, StartsOverWhereAnEarlierRunLeftHalfAFile) {
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

struct StageOptions : Stage {
    void SetUp() override {
        serve_all();
        options.retries = 0;
    }
    Error fails() {
        return test::thrown_by([&] { stage_it(); });
    }
};

TEST_F(StageOptions, MentionAPoapServersPlanOnlyWhereThereIsOne) {
    options.require_digest = true;
    EXPECT_EQ(fails().advice(),
              "put its MD5 into FDO21120U5D.md5 beside the file, or a digest into the POAP server's plan");
    options.server.reset();
    EXPECT_EQ(fails().advice(), "put its MD5 into FDO21120U5D.md5 beside the file");
}

TEST_F(StageOptions, CanTurnSidecarsOffButNotThePlansDigests) {
    options.sidecars = false;
    stage_it();
    EXPECT_EQ(net.fetched, (Names{kConfigUrl, kSystemUrl}));
    EXPECT_TRUE(record.says("installing it unverified; --no-sidecar is set"));
    plan.system->digest = md5_of("another");
    EXPECT_EQ(fails().code(), ExitCode::Digest);
}

TEST_F(StageOptions, CanRequireMoreSpaceThanIsFree) {
    options.required_space = std::uint64_t{1} << 62;
    const Error error = fails();
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
    EXPECT_EQ(error.stage(), "look at bootflash");
    EXPECT_TRUE(net.fetched.empty());
    options.required_space = 1;
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
}

TEST_F(StageOptions, CanGiveAnImageTheRunningOnesName) {
    net.serve(kSystemUrl + ".md5", md5_of(kImage).hex() + "  nxos.9.3.3.bin\n");
    plan.system->name = test::name("nxos.bin");
    running.system = test::name("nxos.bin");
    dir.write("nxos.bin", "older");
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
}

}  // namespace
}  // namespace poap
