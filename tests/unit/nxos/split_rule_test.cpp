#include "nxos/split_rule.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "support/planned.hpp"
#include "support/temp_dir.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

struct SplitRuleOf : testing::Test {
    TempDir tmp;
    const std::string path = tmp.path_of("first_setup.log");

    SplitRule rule(const std::string& image) {
        return split_rule(path, {name(image), Release::of_image(name(image))});
    }
    void set_nexus_9000_mode() { tmp.write("first_setup.log", "Thu Jan 1: START first setup\nmore\n"); }
};

TEST_F(SplitRuleOf, GoesByTheNextImageInNexus9000Mode) {
    set_nexus_9000_mode();
    for (const char* image : {"nxos.7.0.3.I4.1.bin", "nxos.7.0.3.I7.9.bin", "nxos.7.1.0.bin",
                              "nxos.9.2.1.bin", "nxos64-cs.10.2.3.F.bin", "n9000-dk9.9.3.5.bin"}) {
        EXPECT_FALSE(rule(image).needed) << image;
        EXPECT_THAT(rule(image).reason, HasSubstr(image));
    }
    for (const char* image : {"nxos.7.0.3.I3.1.bin", "nxos.7.0.3.F2.1.bin", "n9000-dk9.6.1.2.I3.1.bin",
                              "n3000-uk9.6.0.2.U6.7.bin", "n9000-dk9.7.0.3.I4.1.bin"}) {
        EXPECT_TRUE(rule(image).needed) << image;
        EXPECT_THAT(rule(image).reason, HasSubstr(image));
    }
}

TEST_F(SplitRuleOf, NeedsTwoPartsWhereTheReleaseOrTheImageIsUnknown) {
    set_nexus_9000_mode();
    EXPECT_TRUE(rule("golden.bin").needed);
    EXPECT_TRUE(split_rule(path, {std::nullopt, Release::parse("9.3(5)")}).needed);
}

TEST_F(SplitRuleOf, NeedsTwoPartsInNexus3000ModeWithAnyImage) {
    for (const char* log : {"", "\nSTART\n", "first setup\nSTART\n", "start\n"}) {
        tmp.write("first_setup.log", log);
        EXPECT_TRUE(rule("nxos.9.3.5.bin").needed) << log;
        EXPECT_EQ(rule("nxos.9.3.5.bin").reason, "the switch is in Nexus 3000 mode");
    }
    tmp.write("first_setup.log", std::string(100'000, 'x') + "START\n");
    EXPECT_TRUE(rule("nxos.9.3.5.bin").needed) << "only the beginning is read";
}

TEST_F(SplitRuleOf, NeedsTwoPartsWhereTheLogIsNoRegularFile) {
    const auto expect_unread = [&] {
        EXPECT_TRUE(rule("nxos.9.3.5.bin").needed);
        EXPECT_THAT(rule("nxos.9.3.5.bin").reason, HasSubstr(path + " cannot be read"));
        std::filesystem::remove(path);
    };
    expect_unread();
    ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
    expect_unread();
    std::filesystem::create_directory(path);
    expect_unread();
    tmp.write("other", "START\n");
    std::filesystem::create_symlink(tmp.path_of("other"), path);
    expect_unread();
}

}  // namespace
}  // namespace poap::test
