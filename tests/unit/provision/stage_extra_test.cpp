// Additional files, before the commit.

#include <gmock/gmock.h>

#include <filesystem>

#include "support/stage_fixture.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

const std::string kUrl = "http://10.0.0.1/apps/tool.tar";
const std::string kTool = telling_bytes(3000);

struct StageExtra : Stage {
    StageExtra() {
        serve_all();
        net.serve(kUrl, kTool);
        plan.files = {{{name("tool.tar"), Protocol::Http, kUrl}, FlashFolder::of(name("apps"))}};
        std::filesystem::create_directory(dir.path_of("apps"));
    }
    void has_sidecar_of(const std::string& bytes) {
        net.serve(kUrl + ".md5", md5_of(bytes).hex() + "  tool.tar\n");
    }
};

TEST_F(StageExtra, AreDownloadedOutsideTheirFolderAndVerified) {
    has_sidecar_of(kTool);
    const Staged staged = stage_it();
    EXPECT_EQ(dir.read(".apps_tool.tar.part"), kTool);
    EXPECT_TRUE(std::filesystem::is_empty(dir.path_of("apps")));
    EXPECT_EQ(staged.files[0].digest, md5_of(kTool));
    EXPECT_TRUE(record.says("Verifying the MD5 of tool.tar"));
}

TEST_F(StageExtra, ThatAreWrongOrWithoutARequiredDigestEndTheRun) {
    has_sidecar_of("another");
    EXPECT_THAT(fails(ExitCode::Digest).what(), HasSubstr("the MD5 of tool.tar is "));
    EXPECT_TRUE(std::filesystem::is_empty(dir.path_of("apps")));
    plan.files[0].file.url = "http://10.0.0.1/no-sidecar";
    plan.config->digest = md5_of(kConfig);
    options.require_digest = true;
    EXPECT_THAT(fails(ExitCode::Digest).what(), HasSubstr("no checksum for tool.tar"));
}

TEST_F(StageExtra, AreKeptIfTheRightBytesAreThere) {
    has_sidecar_of(kTool);
    dir.write("apps/tool.tar", kTool);
    const Staged staged = stage_it();
    EXPECT_FALSE(staged.files[0].download);
    EXPECT_TRUE(staged.files[0].file());
    EXPECT_TRUE(record.says("apps/tool.tar is on bootflash already"));
}

TEST_F(StageExtra, AreDownloadedIfOtherBytesAreThereOrOthersCanChangeThem) {
    has_sidecar_of(kTool);
    dir.write("apps/tool.tar", "another");
    EXPECT_TRUE(stage_it().files[0].download);
    dir.write("apps/tool.tar", kTool);
    std::filesystem::permissions(dir.path_of("apps/tool.tar"), std::filesystem::perms::others_write,
                                 std::filesystem::perm_options::add);
    EXPECT_TRUE(stage_it().files[0].download);
}

}  // namespace
}  // namespace poap::test
