#include "switch/hop_mark.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "error.hpp"
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
    write_hop_mark(bootflash, {name("nxos.7.0.3.I7.9.bin"), "one boot"});
    const auto mark = read_hop_mark(bootflash);
    ASSERT_TRUE(mark);
    EXPECT_EQ(mark->image.str(), "nxos.7.0.3.I7.9.bin");
    EXPECT_EQ(mark->boot, "one boot");
    remove_hop_mark(bootflash);
    EXPECT_FALSE(read_hop_mark(bootflash));
    EXPECT_TRUE(dir.names().empty());
}

TEST_F(Hop, IsMadeAgainAsLongAsTheSwitchHasNotReloaded) {
    write_hop_mark(bootflash, {name("nxos.7.0.3.I7.9.bin"), "one boot"});
    EXPECT_NO_THROW(check_hop_is_new(bootflash, name("nxos.7.0.3.I7.9.bin"), "one boot"));
}

TEST_F(Hop, ThatAReloadDidNotBringIsAnErrorInsteadOfALoop) {
    write_hop_mark(bootflash, {name("nxos.7.0.3.I7.9.bin"), "one boot"});
    const Error error =
        thrown_by([&] { check_hop_is_new(bootflash, name("nxos.7.0.3.I7.9.bin"), "another boot"); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("nxos.7.0.3.I7.9.bin, a hop, and does not run it"));
    EXPECT_THAT(error.advice(), HasSubstr("delete bootflash:.poap-agent.hop"));
}

TEST_F(Hop, ToAnotherImageIsNew) {
    write_hop_mark(bootflash, {name("nxos.7.0.3.I7.9.bin"), "one boot"});
    EXPECT_NO_THROW(check_hop_is_new(bootflash, name("nxos.9.3.10.bin"), "another boot"));
}

TEST_F(Hop, WithoutAMarkIsNew) {
    EXPECT_NO_THROW(check_hop_is_new(bootflash, name("nxos.9.3.10.bin"), "a boot"));
}

TEST_F(Hop, IsNotMarkedByWhatSomebodyElsePutThere) {
    for (const std::string text :
         {"", "nxos.bin", "../nxos.bin\nboot\n", "\n\n", "nxos.bin;reload\nboot\n"}) {
        dir.write(kFile, text);
        std::filesystem::permissions(dir.path() + '/' + kFile, std::filesystem::perms(0600));
        EXPECT_FALSE(read_hop_mark(bootflash)) << text;
    }
    dir.write(kFile, "nxos.bin\nboot\n");
    std::filesystem::permissions(dir.path() + '/' + kFile, std::filesystem::perms(0644));
    EXPECT_FALSE(read_hop_mark(bootflash)) << "others could have written it";
}

TEST_F(Hop, IsMarkedOverWhatLiesInItsWay) {
    dir.write(kFile, "nonsense");
    dir.write(kFile + ".part", "cut off");
    write_hop_mark(bootflash, {name("nxos.9.3.10.bin"), "boot"});
    EXPECT_EQ(dir.read(kFile), "nxos.9.3.10.bin\nboot\n");
    EXPECT_EQ(dir.names(), std::vector<std::string>{kFile});
}

TEST(Boot, HasOneNameUntilTheNext) {
    EXPECT_EQ(boot_id(), boot_id());
    EXPECT_EQ(boot_id().size(), 36U);
}

}  // namespace
}  // namespace poap::test
