#include "flash/placed_file.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Names = std::vector<std::string>;

struct Placed : testing::Test {
    TempDir dir;
    TempDir elsewhere;
    Bootflash bootflash{dir.path()};
    FlashFolder folder = FlashFolder::parse("apps/bin").value();

    StagedExtra staged(const std::string& bytes = "new") {
        StagedFile file = StagedFile::create(bootflash, name("apps_bin_x"));
        file.write(bytes);
        file.sync();
        return {name("x"), folder, std::move(file), {}, std::nullopt};
    }
    void make_folders() const { fs::create_directories(dir.path_of("apps/bin")); }
    void expect_refusal(const std::string& fault) {
        StagedExtra extra = staged();
        PlacedFile placed(extra, bootflash);
        const Error error = thrown_by([&] { placed.place(); });
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_THAT(error.what(), HasSubstr(fault));
        EXPECT_NE(error.advice(), "");
        placed.withdraw();
        EXPECT_TRUE(elsewhere.names().empty());
    }
};

TEST_F(Placed, IsReadableInItsNewFolder) {
    StagedExtra extra = staged();
    PlacedFile placed(extra, bootflash);
    placed.place();
    EXPECT_EQ(dir.read("apps/bin/x"), "new");
    EXPECT_EQ(dir.names(), Names{"apps"});
    struct stat facts {};
    ASSERT_EQ(stat(dir.path_of("apps/bin/x").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 07777U, 0644U);
}

TEST_F(Placed, LeavesAfterAFailureNeitherItselfNorTheFoldersThatItCreated) {
    fs::create_directory(dir.path_of("apps"));
    {
        StagedExtra extra = staged();
        PlacedFile placed(extra, bootflash);
        placed.place();
        placed.withdraw();
    }
    EXPECT_EQ(dir.names(), (Names{".apps_bin_x.part", "apps"}));
    EXPECT_TRUE(fs::is_empty(dir.path_of("apps")));
}

TEST_F(Placed, LeavesAfterAFailureFoldersThatOthersUse) {
    make_folders();
    dir.write("apps/bin/y", "y");
    StagedExtra extra = staged();
    PlacedFile placed(extra, bootflash);
    placed.place();
    placed.withdraw();
    EXPECT_EQ(dir.read("apps/bin/y"), "y");
    EXPECT_FALSE(dir.has("apps/bin/x"));
}

TEST_F(Placed, ReplacesAnotherFileWhichIsNotWithdrawn) {
    make_folders();
    dir.write("apps/bin/x", "old");
    StagedExtra extra = staged();
    PlacedFile placed(extra, bootflash);
    placed.place();
    placed.withdraw();
    EXPECT_EQ(dir.read("apps/bin/x"), "new");
}

TEST_F(Placed, FollowsNoLinkAndReplacesNoFolder) {
    fs::create_directory_symlink(elsewhere.path(), dir.path_of("apps"));
    expect_refusal("bootflash:apps, the folder of a planned file, is not a folder");
    fs::remove(dir.path_of("apps"));
    dir.write("apps", "a file");
    expect_refusal("bootflash:apps, the folder");
    fs::remove(dir.path_of("apps"));
    fs::create_directory(dir.path_of("apps"));
    fs::create_directory_symlink(elsewhere.path(), dir.path_of("apps/bin"));
    expect_refusal("bootflash:apps/bin, the folder");
    fs::remove(dir.path_of("apps/bin"));
    fs::create_directories(dir.path_of("apps/bin/x"));
    expect_refusal("bootflash:apps/bin/x, the planned file, is a folder");
}

TEST_F(Placed, ReportsThatAnotherProgramReplacedIt) {
    StagedExtra extra = staged();
    PlacedFile placed(extra, bootflash);
    placed.place();
    fs::remove(dir.path_of("apps/bin/x"));
    dir.write("apps/bin/x", "foreign");
    EXPECT_THAT(thrown_by([&] { placed.check(); }).what(), HasSubstr("bootflash:apps/bin/x was replaced"));
}

}  // namespace
}  // namespace poap::test
