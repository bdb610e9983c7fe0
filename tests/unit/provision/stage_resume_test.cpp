// What a try and a run leave for the next one. More of it is in tests/system/resume_test.cpp.

#include <gmock/gmock.h>

#include <algorithm>

#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre;

const std::string kLarge = telling_bytes(900'000);
const std::string kPart = ".nxos.9.3.3.bin.part";
const Version kTagged{"\"v1\"", std::nullopt};
const Version kDated{"", 784111777};

struct Resume : Stage {
    Resume() {
        net.serve(kConfigUrl, kConfig);
        plan.system->digest = md5_of(kLarge);
    }

    /// The next fetch of the image resumes what is there of this version, and breaks off after `most` bytes.
    void serve_image(const Version& version, std::size_t most = kLarge.size()) {
        net.on_fetch(kSystemUrl, [=, this](BodySink& sink) -> std::optional<Refused> {
            const auto held = sink.partial();
            const bool fits = held && held->version.agrees_with(version);
            const std::size_t offset = fits ? held->size : 0;
            offsets.push_back(offset);
            sink.begin({kLarge.size(), offset, version});
            sink.write(std::string_view(kLarge).substr(offset, most));
            if (offset + most >= kLarge.size()) return std::nullopt;
            throw Error(ExitCode::Transfer, "connection reset", "look at the server", Retryable::Yes);
        });
    }

    /// A run that ends after `most` bytes of the image, and a server that does not remember it.
    void broken_run(const Version& version, std::size_t most) {
        serve_image(version, most);
        options.retries = 0;
        fails(ExitCode::Transfer);
        net = {};
        net.serve(kConfigUrl, kConfig);
    }

    std::vector<std::size_t> offsets;  ///< where each fetch of the image began
};

TEST_F(Resume, ContinuesAfterABreak) {
    serve_image(kTagged, 300'000);
    const Staged staged = stage_it();
    EXPECT_TRUE(dir.read(kPart) == kLarge);
    EXPECT_THAT(offsets, ElementsAre(0, 300'000, 600'000));
    EXPECT_TRUE(record.says("resuming after 300.0 kB"));
}

TEST_F(Resume, KeepsOnlyWhatALaterRunCanIdentify) {
    broken_run(kTagged, 500'000);
    EXPECT_EQ(dir.names(), Names{}) << "an entity tag is not kept";
    broken_run({}, 500'000);
    EXPECT_EQ(dir.names(), Names{}) << "TFTP";
    plan.system->digest.reset();
    broken_run(kDated, 500'000);
    EXPECT_EQ(dir.names(), Names{}) << "without a digest";
    plan.system->digest = md5_of(kLarge);
    broken_run(kDated, 500'000);
    EXPECT_EQ(dir.names(), Names{kPart});
}

TEST_F(Resume, KeepsAVerifiedImageWhereAnotherIsMissing) {
    plan.kickstart = planned_kickstart(md5_of(kLarge));
    net.serve(kKickstartUrl, kLarge);
    fails(ExitCode::Transfer);
    EXPECT_EQ(dir.names(), Names{".kick.6.0.2.bin.part"});
    serve_image(kDated);
    const Staged staged = stage_it();
    EXPECT_EQ(std::ranges::count(net.fetched, kKickstartUrl), 1);
    EXPECT_TRUE(record.says("was downloaded by an earlier run"));
}

TEST_F(Resume, NeverKeepsAConfiguration) {
    plan.config->digest = md5_of(kConfig);
    plan.system->digest = md5_of("another");
    serve_image(kDated);
    fails(ExitCode::Digest);
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(Resume, KeepsAPartWhoseReadingASignalStops) {
    dir.write_private(kPart, telling_bytes(20'000'000));
    clock.signal_after(0);
    fails(ExitCode::Interrupted);
    EXPECT_EQ(dir.names(), Names{kPart}) << "nobody knows yet that it is wrong";
}

TEST_F(Resume, RemovesAPartThatIsWrongOrNotNeeded) {
    dir.write_private(kPart, kLarge.substr(1));
    fails(ExitCode::Transfer);  // there is no image on the server
    EXPECT_EQ(dir.names(), Names{});
    dir.write(plan.system->name.str(), kLarge);
    for (const std::size_t size : {kLarge.size(), kLarge.size() / 2}) {
        dir.write_private(kPart, kLarge.substr(0, size));
        stage_it();
        EXPECT_FALSE(dir.has(kPart)) << "the image is on bootflash";
        running.system = plan.system->name;
    }
}

/// A bootflash of 1 MiB.
struct ResumeOnASmallBootflash : Resume {
    SmallDisk disk{1024 * 1024};
    const Bootflash small{disk.path()};

    const Bootflash& flash() const override { return small; }
};

TEST_F(ResumeOnASmallBootflash, RemovesAPartToMakeRoomForAnImageThatComesBefore) {
    if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
    running.system = plan.system->name;
    plan.system->digest = md5_of("running");
    write_all(small.create_file(plan.system->name.str()).get(), "running");
    plan.kickstart = planned_kickstart(md5_of(kLarge));
    net.serve(kKickstartUrl, kLarge);
    write_all(small.create_file(kPart).get(), std::string(500'000, 'x'));
    const Staged staged = stage_it();
    EXPECT_FALSE(small.has(kPart));
    EXPECT_EQ(downloads(staged), Names{"kick.6.0.2.bin"});
    EXPECT_TRUE(record.says("trying again without the files of an earlier run"));
}

}  // namespace
}  // namespace poap::test
