#include "flash/hop_mark.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>

#include "base/error.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

const std::string kFile = ".poap-agent.hop";

struct Hop : testing::Test {
    TempDir dir;
    const Bootflash bootflash{dir.path()};
};

TEST_F(Hop, IsMarkedAndFoundAgain) {
    add_hop_mark(bootflash, {name("nxos.7.0.3.I7.9.bin"), "one boot"});
    const auto marks = read_hop_marks(bootflash);
    ASSERT_EQ(marks.size(), 1U);
    EXPECT_EQ(marks[0].image.str(), "nxos.7.0.3.I7.9.bin");
    EXPECT_EQ(marks[0].boot, "one boot");
    remove_hop_marks(bootflash);
    EXPECT_TRUE(read_hop_marks(bootflash).empty());
    EXPECT_TRUE(dir.names().empty());
}

TEST_F(Hop, ThatAReloadDidNotBringIsAnErrorInsteadOfALoop) {
    EXPECT_NO_THROW(check_hop_is_new(bootflash, name("nxos.7.0.3.I7.9.bin"), "one boot")) << "no mark";
    add_hop_mark(bootflash, {name("nxos.7.0.3.I7.9.bin"), "one boot"});
    EXPECT_NO_THROW(check_hop_is_new(bootflash, name("nxos.7.0.3.I7.9.bin"), "one boot")) << "no reload";
    EXPECT_NO_THROW(check_hop_is_new(bootflash, name("nxos.9.3.10.bin"), "another boot")) << "another";
    const Error error =
        thrown_by([&] { check_hop_is_new(bootflash, name("nxos.7.0.3.I7.9.bin"), "another boot"); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("nxos.7.0.3.I7.9.bin, a hop, and does not run it"));
    EXPECT_THAT(error.advice(), HasSubstr("delete bootflash:.poap-agent.hop"));
}

TEST_F(Hop, IsStillMarkedAfterALaterOne) {
    add_hop_mark(bootflash, {name("nxos.7.0.3.I7.9.bin"), "one boot"});
    add_hop_mark(bootflash, {name("nxos.9.3.10.bin"), "another boot"});
    EXPECT_EQ(
        thrown_by([&] { check_hop_is_new(bootflash, name("nxos.7.0.3.I7.9.bin"), "a third boot"); }).code(),
        ExitCode::Switch)
        << "back where it was, behind the second hop: it would go round for ever";
}

TEST_F(Hop, ThatIsMadeAgainInOneBootHasOneMark) {
    add_hop_mark(bootflash, {name("nxos.9.3.10.bin"), "boot"});
    add_hop_mark(bootflash, {name("nxos.9.3.10.bin"), "boot"});
    EXPECT_EQ(dir.read(kFile), "nxos.9.3.10.bin boot\n");
}

TEST_F(Hop, IsNotMarkedByWhatSomebodyElsePutThere) {
    for (const std::string text :
         {"", "nxos.bin", "../nxos.bin boot\n", "\n\n", " boot\n", "nxos.bin;reload boot\n"}) {
        dir.write(kFile, text);
        std::filesystem::permissions(dir.path() + '/' + kFile, std::filesystem::perms(0600));
        EXPECT_TRUE(read_hop_marks(bootflash).empty()) << text;
    }
    dir.write(kFile, "nxos.bin boot\n");
    std::filesystem::permissions(dir.path() + '/' + kFile, std::filesystem::perms(0644));
    EXPECT_TRUE(read_hop_marks(bootflash).empty()) << "others could have written it";
}

TEST_F(Hop, IsMarkedInPlaceOfWhatHasTheMarksName) {
    dir.write(kFile, "nonsense");
    dir.write(kFile + ".part", "cut off");
    add_hop_mark(bootflash, {name("nxos.9.3.10.bin"), "boot"});
    EXPECT_EQ(dir.read(kFile), "nxos.9.3.10.bin boot\n");
    EXPECT_EQ(dir.names(), std::vector<std::string>{kFile});
}

TEST(Boot, HasOneNameUntilTheNext) {
    EXPECT_EQ(boot_id(), boot_id());
    EXPECT_EQ(boot_id().size(), 36U);
}

}  // namespace
}  // namespace poap::test
