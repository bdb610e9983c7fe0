#include "provision/published_config.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>

#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty;

constexpr const char* kConfig = "FDO1.cfg";
constexpr const char* kPart = ".FDO1.cfg.part";
constexpr const char* kOwn = "poap-agent.FDO1.cfg";

struct Config : testing::Test {
    TempDir dir;
    Bootflash bootflash{dir.path()};
    RecordingLog record;
    std::optional<StagedFile> staged;

    void SetUp() override { stage(); }

    /// What a killed run leaves.
    void leave(const char* published) {
        staged.reset();
        dir.write_private(kPart, "hostname old\n");
        fs::create_hard_link(dir.path_of(kPart), dir.path_of(published));
    }

    void stage() {
        staged.reset();
        staged.emplace(StagedFile::create(bootflash, name(kConfig)));
        staged->write("hostname leaf1\n");
        staged->sync();
    }
};

TEST_F(Config, HasThePlannedNameAndThePartsAsLongAsItIsPublished) {
    {
        const PublishedConfig config(*staged, bootflash, record.log);
        EXPECT_EQ(config.name().str(), kConfig);
        EXPECT_THAT(dir.names(), ElementsAre(kPart, kConfig));
        EXPECT_TRUE(fs::equivalent(dir.path_of(kPart), dir.path_of(kConfig)));
        EXPECT_EQ(fs::status(dir.path_of(kConfig)).permissions(), fs::perms(0600));
        EXPECT_NO_THROW(config.check());
    }
    EXPECT_THAT(dir.names(), IsEmpty());
    EXPECT_THAT(record.lines, IsEmpty());
}

TEST_F(Config, LeavesAnythingOfSomebodyElsesAndTakesAnotherName) {
    const std::function<void(const std::string& path)> kPlants[] = {
        [&](const auto& path) { std::ofstream(path) << "x"; },
        [&](const auto& path) { fs::create_directory(path); },
        [&](const auto& path) { fs::create_symlink("nowhere", path); },
        [&](const auto& path) { ASSERT_EQ(mkfifo(path.c_str(), 0600), 0); }};
    for (const auto& plant : kPlants) {
        fs::remove_all(dir.path_of(kConfig));
        plant(dir.path_of(kConfig));
        stage();
        const auto before = dir.names();
        {
            const PublishedConfig config(*staged, bootflash, record.log);
            EXPECT_EQ(config.name().str(), kOwn);
            EXPECT_EQ(dir.read(kOwn), "hostname leaf1\n");
        }
        staged.reset();
        auto after = dir.names();
        after.insert(after.begin(), kPart);
        EXPECT_EQ(after, before) << "theirs, and nothing of ours";
        EXPECT_TRUE(record.says("the configuration is scheduled from bootflash:poap-agent.FDO1.cfg"));
    }
}

TEST_F(Config, TakesTheNextNameWhereItsOwnIsTakenToo) {
    dir.write(kConfig, "theirs");
    dir.write(kOwn, "theirs");
    EXPECT_EQ(PublishedConfig(*staged, bootflash, record.log).name().str(), "poap-agent-2.FDO1.cfg");
    EXPECT_EQ(dir.read(kOwn), "theirs");
}

TEST_F(Config, FailsWhereAllNamesAreTaken) {
    for (const FileName& taken : config_names(name(kConfig))) dir.write(taken.str(), "theirs");
    const Error error = thrown_by([&] { PublishedConfig(*staged, bootflash, record.log); });
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_THAT(error.what(), HasSubstr("bootflash:FDO1.cfg"));
    for (const FileName& taken : config_names(name(kConfig))) EXPECT_EQ(dir.read(taken.str()), "theirs");
}

TEST_F(Config, ThatAKilledRunLeftIsReplaced) {
    leave(kConfig);
    stage();
    EXPECT_THAT(dir.names(), ElementsAre(kPart)) << "also where the new run fails now";
    EXPECT_EQ(PublishedConfig(*staged, bootflash, record.log).name().str(), kConfig);
}

TEST_F(Config, ThatTookAnotherNameInAKilledRunIsReplaced) {
    dir.write(kConfig, "theirs");
    leave(kOwn);
    stage();
    EXPECT_THAT(dir.names(), ElementsAre(kPart, kConfig));
    EXPECT_EQ(dir.read(kConfig), "theirs");
}

TEST_F(Config, IsNotPublishedWhereAnotherFileHasThePartsName) {
    dir.write("theirs", "hostname evil\n");
    fs::rename(dir.path_of("theirs"), dir.path_of(kPart));
    EXPECT_EQ(thrown_by([&] { PublishedConfig(*staged, bootflash, record.log); }).code(), ExitCode::Switch);
    EXPECT_THAT(dir.names(), ElementsAre(kPart));
}

TEST_F(Config, SeesAnotherFileUnderItsNameAndLeavesItThere) {
    {
        const PublishedConfig config(*staged, bootflash, record.log);
        dir.write("theirs", "hostname evil\n");
        fs::rename(dir.path_of("theirs"), dir.path_of(kConfig));
        const Error error = thrown_by([&] { config.check(); });
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_THAT(error.what(), HasSubstr("bootflash:FDO1.cfg was replaced or removed"));
    }
    EXPECT_THAT(dir.names(), ElementsAre(kConfig));
    EXPECT_TRUE(record.says("bootflash:FDO1.cfg was replaced by another program: it stays as it is"));
}

}  // namespace
}  // namespace poap::test
