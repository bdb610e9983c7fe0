#include "folder.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include "fixture.hpp"

namespace poap::stub {
namespace {

FileName name(const std::string& text) {
    return *FileName::parse(text);
}

struct FolderTest : testing::Test {
    test::TempFolder files;
    test::TempFolder elsewhere;
    Folder folder{files.path()};

    std::vector<std::string> listing() const {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(files.path()))
            names.push_back(entry.path().filename());
        return names;
    }
};

TEST_F(FolderTest, ReadsWhatItWroteUpToALimit) {
    folder.write(name("a.cfg"), "one\n");
    folder.write(name("a.cfg"), "12345");
    EXPECT_EQ(folder.read(name("a.cfg"), 5), "12345");
    EXPECT_THROW(folder.read(name("a.cfg"), 4), std::runtime_error);
    EXPECT_THAT(listing(), testing::ElementsAre("a.cfg"));
    EXPECT_FALSE(folder.open(name("absent")));
    EXPECT_THROW(Folder(files / "absent"), std::system_error);
}

TEST_F(FolderTest, WritesWhatTheTftpServerMayRead) {
    const mode_t before = ::umask(077);
    folder.write(name("a"), "");
    ::umask(before);
    EXPECT_EQ(folder.open(name("a"))->status().st_mode & 0777, 0644u);
}

TEST_F(FolderTest, ReplacesALinkInsteadOfWritingThroughIt) {
    elsewhere.write("kept", "old");
    std::filesystem::create_symlink(elsewhere / "kept", files / "a.cfg");
    std::filesystem::create_symlink(elsewhere / "kept", files / ".a.cfg.part");
    folder.write(name("a.cfg"), "new");
    EXPECT_EQ(elsewhere.read("kept"), "old");
    EXPECT_EQ(folder.read(name("a.cfg"), 100), "new");
}

TEST_F(FolderTest, OpensRegularFilesOnly) {
    std::filesystem::create_directory(files / "folder");
    ASSERT_EQ(::mkfifo((files / "pipe").c_str(), 0600), 0);
    elsewhere.write("secret", "x");
    std::filesystem::create_symlink(elsewhere / "secret", files / "link");
    for (const char* other : {"folder", "pipe", "link"})
        EXPECT_THROW(folder.open(name(other)), std::runtime_error) << other;
}

TEST_F(FolderTest, LeavesNothingBehindWhenAWriteFails) {
    std::filesystem::create_directory(files / "a.cfg");
    EXPECT_THROW(folder.write(name("a.cfg"), "x"), std::system_error);
    EXPECT_THAT(listing(), testing::ElementsAre("a.cfg"));
}

}  // namespace
}  // namespace poap::stub
