// What a try and a run leave for the next one, and what that makes of it.

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.hpp"
#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::kConfig, test::kConfigUrl, test::kKickstartUrl, test::kSystemUrl, test::md5_of, test::Names,
    test::planned_kickstart, test::Stage, test::thrown_by;

const std::string kLarge = test::telling_bytes(900'000);
const std::string kPart = ".nxos.9.3.3.bin.part";
const Version kDated{"", 784111777};

struct Resume : Stage {
    Resume() {
        net.serve(kConfigUrl, kConfig);
        plan.system->digest = md5_of(kLarge);
    }

    /// The next fetch of the image goes on behind what is held of this version, and breaks off where `most`
    /// bytes have come.
    void serve_image(const Version& version, std::size_t most = kLarge.size(),
                     const std::string& image = kLarge) {
        net.on_fetch(kSystemUrl, [=, this](BodySink& sink) -> std::optional<Refused> {
            const auto held = sink.partial();
            const bool fits = held && held->version.agrees_with(version);
            const std::size_t offset = fits ? held->size : 0;
            offsets.push_back(offset);
            sink.begin({image.size(), offset, version});
            sink.write(std::string_view(image).substr(offset, most));
            if (offset + most >= image.size()) return std::nullopt;
            throw Error(ExitCode::Transfer, "connection reset", "look at the server", Retryable::Yes);
        });
    }

    /// A run that ends after `most` bytes of the image.
    void broken_run(const Version& version, std::size_t most) {
        serve_image(version, most);
        options.retries = 0;
        EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
        net = {};  // what it did is not done again
        net.serve(kConfigUrl, kConfig);
    }

    void expect_image_staged() {
        const Staged staged = stage_it();
        EXPECT_TRUE(dir.read(kPart) == kLarge);
    }

    std::vector<std::size_t> offsets;  ///< where each fetch of the image began
};

TEST_F(Resume, ContinuesAfterABreak) {
    serve_image({"\"v1\"", std::nullopt}, 300'000);
    expect_image_staged();
    EXPECT_EQ(offsets, (std::vector<std::size_t>{0, 300'000, 600'000}));
    EXPECT_TRUE(record.says("going on behind the 300.0 kB that are there"));
}

TEST_F(Resume, ContinuesInALaterRunWhereTheServerSendsTheDate) {
    broken_run(kDated, 500'000);
    EXPECT_EQ(dir.names(), Names{kPart});
    serve_image(kDated);
    expect_image_staged();
    EXPECT_EQ(offsets, (std::vector<std::size_t>{0, 500'000}));
}

TEST_F(Resume, StartsOverInALaterRunWhereTheFileHasChanged) {
    broken_run({"", 1}, 500'000);
    serve_image(kDated);
    expect_image_staged();
    EXPECT_EQ(offsets, (std::vector<std::size_t>{0, 0}));
}

TEST_F(Resume, KeepsNothingThatALaterRunCannotIdentify) {
    broken_run({"\"v1\"", std::nullopt}, 500'000);
    EXPECT_EQ(dir.names(), Names{}) << "an entity tag is not kept";
    broken_run({}, 500'000);
    EXPECT_EQ(dir.names(), Names{}) << "TFTP";
    plan.system->digest.reset();
    broken_run(kDated, 500'000);
    EXPECT_EQ(dir.names(), Names{}) << "without a digest";
}

TEST_F(Resume, StartsOverWhereNoDigestIsKnown) {
    plan.system->digest.reset();
    serve_image(kDated, 500'000);
    serve_image(kDated);
    expect_image_staged();
    EXPECT_EQ(offsets, (std::vector<std::size_t>{0, 0}));
}

TEST_F(Resume, FindsOutADamagedPartAndFetchesOnceMoreFromTheStart) {
    broken_run(kDated, 500'000);
    std::string damaged = dir.read(kPart);
    damaged[1000] ^= 1;
    dir.write_private(kPart, damaged);
    const timespec times[2] = {{kDated.modified.value(), 0}, {kDated.modified.value(), 0}};
    ASSERT_EQ(utimensat(AT_FDCWD, dir.path_of(kPart).c_str(), times, 0), 0);
    serve_image(kDated);
    expect_image_staged();
    EXPECT_EQ(offsets, (std::vector<std::size_t>{0, 500'000, 0}));
    EXPECT_TRUE(record.says("fetched once more from its start"));
}

TEST_F(Resume, FailsWhereTheWholeFileIsWrong) {
    const std::string wrong(900'000, 'x');
    serve_image(kDated, 900'000, wrong);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Digest);
    EXPECT_EQ(std::exchange(offsets, {}), (std::vector<std::size_t>{0}));
    EXPECT_EQ(dir.names(), Names{});
    net = {};
    net.serve(kConfigUrl, kConfig);
    serve_image(kDated, 500'000, wrong);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Digest);
    EXPECT_EQ(offsets, (std::vector<std::size_t>{0, 500'000, 0, 500'000})) << "once more from its start";
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(Resume, KeepsAVerifiedImageWhereSomethingElseFailed) {
    plan.kickstart = planned_kickstart();
    plan.kickstart->digest = md5_of(kLarge);
    net.serve(kKickstartUrl, kLarge);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer) << "the system image is missing";
    EXPECT_EQ(dir.names(), Names{".kick.6.0.2.bin.part"});
    serve_image(kDated);
    const Staged staged = stage_it();
    EXPECT_EQ(std::count(net.fetched.begin(), net.fetched.end(), kKickstartUrl), 1);
}

TEST_F(Resume, NeverKeepsAConfiguration) {
    plan.config->digest = md5_of(kConfig);
    plan.system->digest = md5_of("another");
    serve_image(kDated);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Digest);
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(Resume, StopsTheReadingOfWhatIsLeftBySignal) {
    dir.write_private(kPart, test::telling_bytes(20'000'000));
    clock.signal_after(0);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Interrupted);
    EXPECT_EQ(dir.names(), Names{kPart}) << "nobody knows yet that it is wrong";
}

TEST_F(Resume, RemovesAPartThatIsWrongOrNotNeeded) {
    dir.write_private(kPart, kLarge.substr(1));
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer) << "there is no image on the server";
    EXPECT_EQ(dir.names(), Names{});
    dir.write(plan.system->name.str(), kLarge);
    for (const std::size_t size : {kLarge.size(), kLarge.size() / 2}) {
        dir.write_private(kPart, kLarge.substr(0, size));
        stage_it();
        EXPECT_FALSE(dir.has(kPart)) << "the image is on bootflash";
        running.system = plan.system->name;
    }
}

/// A bootflash that a part fills.
struct Filled : Resume {
    test::SmallDisk disk{1024 * 1024};
    const Bootflash small{disk.path()};

    void SetUp() override {
        if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
        running.system = plan.system->name;
        plan.system->digest = md5_of("running");
        write_all(small.create_file(plan.system->name.str()).get(), "running");
    }

    void fill() const {
        const std::string all(small.free_bytes(), 'x');
        write_all(small.create_file(kPart).get(), all);
        ASSERT_EQ(small.free_bytes(), 0U);
    }

    const Bootflash& flash() const override { return small; }
};

TEST_F(Filled, MakesWayForTheConfiguration) {
    fill();
    const Staged staged = stage_it();
    EXPECT_FALSE(small.has(kPart));
    EXPECT_TRUE(record.says("once more without what an earlier run left"));
}

TEST_F(Filled, MakesWayForAnImageThatComesBefore) {
    plan.kickstart = planned_kickstart();
    plan.kickstart->digest = md5_of(kLarge);
    net.serve(kKickstartUrl, kLarge);
    write_all(small.create_file(kPart).get(), std::string(500'000, 'x'));
    const Staged staged = stage_it();
    EXPECT_FALSE(small.has(kPart));
    EXPECT_EQ(test::downloads(staged).size(), 1U);
}

TEST_F(Filled, StaysFullWhereNothingCanMakeWay) {
    write_all(small.create_file("filler").get(), std::string(small.free_bytes(), 'x'));
    cli.answers(test::shows_boot(running.system->str()));
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::NoSpace);
    EXPECT_TRUE(small.has("filler"));
    EXPECT_EQ(std::count(net.fetched.begin(), net.fetched.end(), kConfigUrl), 1);
}

}  // namespace
}  // namespace poap
