#include "flash/hop_mark.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "base/error.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

const FileName kImage = name("nxos.7.0.3.I7.9.bin");
const std::string kFile = ".poap-agent.hop";

struct HopMark : testing::Test {
    TempDir dir;
    const Bootflash bootflash{dir.path()};
};

TEST_F(HopMark, IsMadeOnceABootInPlaceOfWhatHasItsName) {
    std::filesystem::create_directory(dir.path_of(kFile));
    add_hop_mark(bootflash, {kImage, "one boot"});
    add_hop_mark(bootflash, {kImage, "one boot"});
    EXPECT_EQ(dir.read(kFile), "nxos.7.0.3.I7.9.bin one boot\n");
    dir.write(kFile, "nonsense");
    dir.write(kFile + ".part", "cut off");
    add_hop_mark(bootflash, {kImage, "another boot"});
    const auto marks = read_hop_marks(bootflash);
    ASSERT_EQ(marks.size(), 1U);
    EXPECT_EQ(marks[0].image, kImage);
    EXPECT_EQ(marks[0].boot, "another boot");
    EXPECT_EQ(dir.names(), std::vector<std::string>{kFile});
    remove_hop_marks(bootflash);
    EXPECT_TRUE(dir.names().empty());
}

TEST_F(HopMark, MakesAnImageThatAReloadDidNotBootAnErrorInsteadOfALoop) {
    EXPECT_NO_THROW(check_hop_is_new(bootflash, kImage, "one boot")) << "no mark";
    add_hop_mark(bootflash, {kImage, "one boot"});
    EXPECT_NO_THROW(check_hop_is_new(bootflash, kImage, "one boot")) << "no reload";
    EXPECT_NO_THROW(check_hop_is_new(bootflash, name("nxos.9.3.10.bin"), "another boot")) << "another image";
    add_hop_mark(bootflash, {name("nxos.9.3.10.bin"), "another boot"});
    const Error error = thrown_by([&] { check_hop_is_new(bootflash, kImage, "a third boot"); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(),
                testing::HasSubstr("nxos.7.0.3.I7.9.bin, an intermediate image, but does not run it"));
    EXPECT_THAT(error.advice(), testing::HasSubstr("delete bootflash:.poap-agent.hop"));
}

TEST_F(HopMark, IsNotReadFromAFileThatSomebodyElsePutThere) {
    for (const std::string text :
         {"", "nxos.bin", "../nxos.bin boot\n", "\n\n", " boot\n", "nxos.bin;reload boot\n"}) {
        dir.write_private(kFile, text);
        EXPECT_TRUE(read_hop_marks(bootflash).empty()) << text;
    }
    dir.write(kFile, "nxos.bin boot\n");
    std::filesystem::permissions(dir.path() + '/' + kFile, std::filesystem::perms(0644));
    EXPECT_TRUE(read_hop_marks(bootflash).empty()) << "others could have written it";
}

TEST(BootId, IsTheSameUntilTheNextBoot) {
    EXPECT_EQ(boot_id(), boot_id());
    EXPECT_EQ(boot_id().size(), 36U);
}

}  // namespace
}  // namespace poap::test
