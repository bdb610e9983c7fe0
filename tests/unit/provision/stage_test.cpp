#include "provision/stage.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "nxos/scheduled_config.hpp"
#include "support/named_case.hpp"
#include "support/stage_fixture.hpp"

namespace poap::test {
namespace {

TEST_F(Stage, BringsTheConfigAndThenTheImageBesideTheirTargetsAndRemovesPartsOfOtherFiles) {
    serve_all();
    dir.write(".nxos.7.0.3.bin.part", "old");
    dir.write(".operators.own", "precious");
    const Staged staged = stage_it();
    EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", ".nxos.9.3.3.bin.part", ".operators.own"}));
    EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), scheduled_config(kConfig, staged.boot).text);
    EXPECT_EQ(dir.read(".nxos.9.3.3.bin.part"), kImage);
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl, kSystemSidecar, kSystemUrl}));
    EXPECT_EQ(staged.boot.value().system.str(), "nxos.9.3.3.bin");
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

TEST_F(Stage, HasTheKickstartImageFirstAndKeepsEachImagesDescriptorAndVerifiedDigest) {
    serve_all();
    dir.write("nxos.9.3.3.bin", kImage);
    plan.system->digest = md5_of(kImage);
    plan.kickstart = planned_kickstart();
    const Staged staged = stage_it();
    EXPECT_EQ(staged.boot->kickstart, name("kick.6.0.2.bin"));
    ASSERT_EQ(staged.images.size(), 2U);
    const StagedImage& fetched = staged.images[0];
    EXPECT_EQ(fetched.name.str(), "kick.6.0.2.bin");
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

TEST_F(Stage, OfAConfigAloneLeavesTheBootVariableAloneAndWarnsOfOneThatLetsNobodyIn) {
    plan_config_alone("hostname leaf1\n");
    const Staged staged = stage_it();
    EXPECT_FALSE(staged.boot);
    EXPECT_TRUE(staged.images.empty());
    EXPECT_TRUE(record.says("no `username admin`"));
}

TEST_F(Stage, SplitsTheConfigAndLogsHowAndWhy) {
    net.serve(kSystemUrl, kImage);
    net.serve(kConfigUrl, "udf a\nhostname leaf1\nudf b\nend\n");
    split = {Split::Yes, "the reason"};
    dir.write_private(".poap-agent-first.FDO21120U5D.cfg.part", "of an earlier run");
    {
        const Staged staged = stage_it();
        EXPECT_EQ(dir.names(), (Names{".FDO21120U5D.cfg.part", ".nxos.9.3.3.bin.part",
                                      ".poap-agent-first.FDO21120U5D.cfg.part"}));
        EXPECT_EQ(dir.read(".poap-agent-first.FDO21120U5D.cfg.part"),
                  "udf a\nudf b\nboot nxos bootflash:///nxos.9.3.3.bin\n");
        EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), "hostname leaf1\nend\n");
    }
    EXPECT_TRUE(
        record.says("in two parts, of 3 and 2 lines; the first has those that need a reload (the reason)"));
    EXPECT_TRUE(record.says("first part: udf b"));
    EXPECT_FALSE(dir.has(".poap-agent-first.FDO21120U5D.cfg.part"));
}

TEST_F(Stage, AddsTheLastLinesEndAfterTheDigest) {
    const std::string bare = "username admin password 5 x\nboot nxos bootflash:/nxos.9.3.3.bin";
    plan_config_alone(bare);
    plan.config->digest = md5_of(bare);
    const Staged staged = stage_it();
    EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), bare + "\n");
}

/// An image that runs or is on bootflash, and whether it is downloaded all the same.
struct ImageThere : NamedCase {
    bool runs;
    std::string file;       ///< of the image's name; empty: none
    std::string digest_of;  ///< in the plan; empty: it has none
    std::string sidecar_of;
    bool downloaded;
    std::string reason;
    mode_t mode = 0644;
};

class StageWithImageThere : public Stage, public testing::WithParamInterface<ImageThere> {};

TEST_P(StageWithImageThere, BootsItAndDownloadsItWhereItIsNotTheRightOne) {
    serve_all();
    const ImageThere& there = GetParam();
    if (there.runs) running.system = name("nxos.9.3.3.bin");
    if (!there.file.empty()) {
        dir.write("nxos.9.3.3.bin", there.file);
        chmod(dir.path_of("nxos.9.3.3.bin").c_str(), there.mode);
    }
    if (!there.digest_of.empty()) plan.system->digest = md5_of(there.digest_of);
    if (!there.sidecar_of.empty())
        net.serve(kSystemSidecar, md5_of(there.sidecar_of).hex() + "  nxos.9.3.3.bin\n");
    const Staged staged = stage_it();
    EXPECT_EQ(downloads(staged), there.downloaded ? Names{"nxos.9.3.3.bin"} : Names{});
    EXPECT_TRUE(staged.boot);
    EXPECT_EQ(dir.has(".nxos.9.3.3.bin.part"), there.downloaded);
    if (!there.file.empty()) {
        EXPECT_EQ(dir.read("nxos.9.3.3.bin"), there.file) << "nothing changes before the commit";
    }
    EXPECT_TRUE(record.says(there.reason));
    const bool has_digest = !there.digest_of.empty() || !there.sidecar_of.empty();
    EXPECT_EQ(record.verified, has_digest ? Names{"nxos.9.3.3.bin"} : Names{});
    EXPECT_EQ(record.says("Target already matches current image. Skipping...."),
              there.runs && !there.downloaded);
}

const std::string kMatches = "Target already matches current image. Skipping....";
const std::string kThere = "nxos.9.3.3.bin is on bootflash already";
const std::string kWrong = "must be downloaded: the MD5 of its file on bootflash is ";
const std::string kElsewhere = "nxos.9.3.3.bin is running, but must be downloaded: it is not on bootflash";
const std::string kOthers = "other users can change the file of this name on bootflash";

const ImageThere kImagesThere[] = {
    {{"Runs"}, true, "running", "", "", false, kMatches},
    {{"RunsWithTheSidecarsDigest"}, true, kImage, "", kImage, false, kMatches},
    {{"RunsWithAnotherFileThanThePlans"}, true, "replaced", kImage, "", true, kWrong},
    {{"RunsWithAnotherFileThanTheSidecars"}, true, "replaced", "", kImage, true, kWrong},
    {{"RunsFromElsewhere"}, true, "", "", "", true, kElsewhere},
    {{"RunsAndOthersCanChangeItsFile"}, true, kImage, kImage, "", true, kOthers, 0664},
    {{"OthersCanChangeIt"}, false, kImage, kImage, "", true, kOthers, 0664},
    {{"HasThePlansDigest"}, false, kImage, kImage, "", false, kThere},
    {{"HasTheSidecarsDigest"}, false, kImage, "", kImage, false, kThere},
    {{"HasAnotherDigest"}, false, "damaged", kImage, "", true, ""},
    {{"HasNoKnownDigest"}, false, kImage, "", "", true, ""},
};

INSTANTIATE_TEST_SUITE_P(That, StageWithImageThere, testing::ValuesIn(kImagesThere), CaseName());

struct StageWithOptions : Stage {
    void SetUp() override {
        serve_all();
        options.retries = 0;
    }
};

TEST_F(StageWithOptions, AdvisesADigestInThePlanOnlyWhereThereIsAPoapServer) {
    options.require_digest = true;
    EXPECT_EQ(
        fails(ExitCode::Digest).advice(),
        "put its MD5 into FDO21120U5D.md5 in the same folder, or a checksum into the POAP server's plan");
    options.static_plan = StaticPlan{Mode::Raw, FileSource::usb(), std::nullopt, {}};
    EXPECT_EQ(fails(ExitCode::Digest).advice(), "put its MD5 into FDO21120U5D.md5 in the same folder");
}

TEST_F(StageWithOptions, ChecksThePlansDigestsWithoutSidecarsToo) {
    options.sidecars = false;
    stage_it();
    EXPECT_EQ(net.fetched, (Names{kConfigUrl, kSystemUrl}));
    EXPECT_TRUE(record.says("installing it unverified; --no-sidecar is set"));
    plan.system->digest = md5_of("another");
    fails(ExitCode::Digest);
}

TEST_F(StageWithOptions, DownloadsAnImageThatWasGivenTheRunningOnesName) {
    net.serve(kSystemSidecar, md5_of(kImage).hex() + "  nxos.9.3.3.bin\n");
    plan.system->name = name("nxos.bin");
    running.system = name("nxos.bin");
    dir.write("nxos.bin", "older");
    EXPECT_EQ(downloads(stage_it()).size(), 1U);
}

}  // namespace
}  // namespace poap::test
