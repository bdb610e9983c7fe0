// What else may be at its names: tests/system/in_the_way_test.cpp.

#include "provision/published_config.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "support/context_fixture.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* kConfig = "FDO1.cfg";
constexpr const char* kPart = ".FDO1.cfg.part";
constexpr const char* kOwn = "poap-agent.FDO1.cfg";

struct PublishedConfigTest : ContextFixture {
    std::optional<StagedFile> staged;

    void SetUp() override { stage(); }

    void stage() {
        staged.reset();
        staged.emplace(StagedFile::create(bootflash, name(kConfig)));
        staged->write("hostname leaf1\n");
        staged->sync();
    }

    std::string name_when_published() { return PublishedConfig(*staged, bootflash, record.log).name().str(); }
};

TEST_F(PublishedConfigTest, HasThePlannedNameAndThePartsUntilItIsRemoved) {
    {
        const PublishedConfig config(*staged, bootflash, record.log);
        EXPECT_EQ(config.name().str(), kConfig);
        EXPECT_EQ(dir.names(), (Names{kPart, kConfig}));
        EXPECT_TRUE(fs::equivalent(dir.path_of(kPart), dir.path_of(kConfig)));
        EXPECT_EQ(fs::status(dir.path_of(kConfig)).permissions(), fs::perms(0600));
        EXPECT_NO_THROW(config.check());
    }
    EXPECT_EQ(dir.names(), Names{});
    EXPECT_TRUE(record.lines.empty());
}

TEST_F(PublishedConfigTest, TakesTheFirstNameThatIsFreeAndFailsWhereNoneIs) {
    Names taken;
    for (const FileName& next : config_names(name(kConfig))) {
        EXPECT_EQ(name_when_published(), next.str());
        stage();
        dir.write(next.str(), "theirs");
        taken.push_back(next.str());
    }
    const Error error = thrown_by([&] { name_when_published(); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("bootflash:FDO1.cfg"));
    for (const std::string& file : taken) EXPECT_EQ(dir.read(file), "theirs");
}

TEST_F(PublishedConfigTest, ReplacesWhatAKilledRunLeftUnderEitherName) {
    for (const char* published : {kConfig, kOwn}) {
        staged.reset();
        dir.write_private(kPart, "hostname old\n");
        fs::create_hard_link(dir.path_of(kPart), dir.path_of(published));
        stage();
        EXPECT_EQ(dir.names(), Names{kPart}) << "also where the new run fails now";
        EXPECT_EQ(name_when_published(), kConfig);
    }
}

}  // namespace
}  // namespace poap::test
