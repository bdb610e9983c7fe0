#include "provision/space_reclaimer.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>

#include "support/named_case.hpp"
#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"

namespace poap::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::size_t kMega = 1'000'000;
/// With the 8 MB to spare, room for it takes 10 MB.
constexpr std::uint64_t kNeeded = 2 * kMega;

TEST(Margin, IsAHundredthAndEightMegabytesAtLeast) {
    constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
    EXPECT_EQ(with_margin(1), 8 * kMega + 1);
    EXPECT_EQ(with_margin(2'000 * kMega), 2'020 * kMega);
    EXPECT_EQ(with_margin(kMost), kMost);
}

struct Obstacle;

/// A disk of 48 MB, 1 MB of it free, with images of 4 MB; nxos.7.0.3.bin runs, nxos.9.3.1.bin is booted next.
class Reclaimer : public Stage, public testing::WithParamInterface<Obstacle> {
  public:
    SmallDisk disk{48 * kMega};
    const Bootflash small{disk.path()};
    const Names kept = {".nxos.9.2.0.bin.part", "nxos.7.0.3.bin", "nxos.9.3.1.bin", "nxos.9.3.3.bin", "rest"};

    const Bootflash& flash() const override { return small; }

    void SetUp() override {
        if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
        options.make_room = true;
        running.system = name("nxos.7.0.3.bin");
        int age = 100;
        for (const char* file : {"nxos.7.0.3.bin", "nxos.9.3.1.bin", "nxos.9.3.3.bin", ".nxos.9.2.0.bin.part",
                                 "nxos.9.2.3.bin", "nxos.9.2.2.bin", "nxos.9.2.1.bin"})
            put(file, 4 * kMega, age--);
        put("rest", small.free_bytes() - kMega, 200);
    }

    void put(const std::string& file, std::size_t bytes, int age) const {
        write_all(small.create_file(file).get(), std::string(bytes, 'x'));
        const timespec then{1'600'000'000 - age, 0};
        const std::array<timespec, 2> times{then, then};
        ASSERT_EQ(utimensat(small.fd(), file.c_str(), times.data(), 0), 0);
    }

    void reclaim(std::uint64_t needed = kNeeded) {
        const Error full = Error(ExitCode::NoSpace, "it is full", "make room").needing(needed);
        SpaceReclaimer(context(), running, plan).reclaim(full);
    }
    Error cannot_reclaim(std::uint64_t needed = kNeeded) {
        const Error error = thrown_by([&] { reclaim(needed); });
        EXPECT_EQ(error.code(), ExitCode::NoSpace);
        return error;
    }

    /// The next reload boots nxos.9.3.1.bin.
    void answers(int times = 1) {
        for (; times > 0; --times) cli.on("terminal dont-ask ; show boot", shows_boot("nxos.9.3.1.bin"));
    }

    Names names() const {
        Names found;
        for (const auto& entry : fs::directory_iterator(disk.path()))
            found.push_back(entry.path().filename());
        std::ranges::sort(found);
        return found;
    }
    Names kept_and(const Names& more) const {
        Names all = kept;
        all.insert(all.end(), more.begin(), more.end());
        std::ranges::sort(all);
        return all;
    }
};

TEST_F(Reclaimer, RemovesTheOldestSpareImagesAndJustEnoughOfThem) {
    answers(2);
    put("rest", kMega, 200);
    reclaim(small.free_bytes() - 8 * kMega + 1);
    EXPECT_EQ(names(), kept_and({"nxos.9.2.1.bin", "nxos.9.2.2.bin"}));
    EXPECT_TRUE(record.says("removed nxos.9.2.3.bin (4.0 MB) from bootflash"));
    put("rest", small.free_bytes() + kMega - 5 * kMega, 200);
    reclaim();
    EXPECT_EQ(names(), kept);
}

TEST_F(Reclaimer, RemovesNothingWhereNoSpaceIsShort) {
    const Error no_inode(ExitCode::NoSpace, "no inode is free", "advice");
    EXPECT_STREQ(thrown_by([&] { SpaceReclaimer(context(), running, plan).reclaim(no_inode); }).what(),
                 "no inode is free");
    put("rest", kMega, 200);
    EXPECT_STREQ(cannot_reclaim(1).what(), "it is full") << "no image was in the way";
    EXPECT_EQ(names(), kept_and({"nxos.9.2.1.bin", "nxos.9.2.2.bin", "nxos.9.2.3.bin"}));
}

/// A reason why nothing is removed.
struct Obstacle : NamedCase {
    std::function<void(Reclaimer&)> arrange;
    std::string cause;
    std::string advice = "dir bootflash:";
};

TEST_P(Reclaimer, RemovesNothingAndTheErrorSaysWhy) {
    GetParam().arrange(*this);
    const Names before = names();
    const Error error = cannot_reclaim();
    EXPECT_THAT(error.what(), HasSubstr("it is full"));
    EXPECT_THAT(error.what(), HasSubstr(GetParam().cause));
    EXPECT_THAT(error.advice(), HasSubstr(GetParam().advice));
    EXPECT_EQ(names(), before);
}

PlannedFile image(const std::string& file) {
    return {name(file), Protocol::Tftp, "tftp://h/" + file};
}

const Obstacle kObstacles[] = {
    {{"WhereTheOptionIsNotSet"},
     [](Reclaimer& r) {
         r.options.make_room = false;
         r.answers();
     },
     "",
     "--make-room removes images that are neither running, nor booted next, nor planned, here nxos.9.2.3.bin "
     "(4.0 MB), "
     "nxos.9.2.2.bin (4.0 MB), nxos.9.2.1.bin (4.0 MB); or remove unneeded files from bootflash"},
    {{"WhereTheImagesAreIntermediateOnesOrARunningKickstartImage"},
     [](Reclaimer& r) {
         r.running.kickstart = name("nxos.9.2.1.bin");
         r.plan.hops = {{image("nxos.9.2.2.bin"), {}, {}}, {image("x"), image("nxos.9.2.3.bin"), {}}};
         r.answers();
     },
     "there is no unused image on bootflash"},
    {{"WhereTheRunningImageIsNotKnown"},
     [](Reclaimer& r) { r.running.system.reset(); },
     "since `show version` does not print the running image"},
    {{"WhereShowBootIsRefused"},
     [](Reclaimer& r) { r.cli.answers("% Invalid command at '^' marker.", 16); },
     "since `show boot` failed: % Invalid command"},
};

INSTANTIATE_TEST_SUITE_P(Case, Reclaimer, testing::ValuesIn(kObstacles), CaseName());

TEST_F(Reclaimer, CountsNoLinkNoFolderAndNothingInOneAsAnImageAndNamesTheFirstFew) {
    for (const char* file : {"nxos.9.2.1.bin", "nxos.9.2.2.bin"}) ASSERT_TRUE(small.remove(file));
    put("rest", 100'000, 200);
    fs::create_directory(disk.path() + "/nxos.8.0.1.bin");
    write_all(small.create_file("nxos.8.0.1.bin/nxos.8.0.2.bin").get(), std::string(kMega, 'x'));
    fs::create_symlink("rest", disk.path() + "/nxos.8.0.3.bin");
    put("nxos.8.0.4.bin", kMega, 500);
    fs::create_hard_link(disk.path() + "/nxos.8.0.4.bin", disk.path() + "/mine");
    answers(2);
    const std::string all = "all unused images, ";
    EXPECT_THAT(cannot_reclaim(30 * kMega).what(),
                HasSubstr(all + "nxos.9.2.3.bin (4.0 MB), are not enough"));
    for (int i = 0; i < 9; ++i) put("nxos.7.1." + std::to_string(i) + ".bin", 50'000, 300 - i);
    EXPECT_THAT(cannot_reclaim(60 * kMega).what(),
                HasSubstr("nxos.7.1.5.bin (53.2 kB) and 4 more, are not enough"));
}

TEST_F(Reclaimer, GivesUpWhereARemovedImageKeepsItsSpace) {
    const Descriptor one = small.open_file("nxos.9.2.1.bin");
    const Descriptor two = small.open_file("nxos.9.2.2.bin");
    const Descriptor three = small.open_file("nxos.9.2.3.bin");
    answers();
    EXPECT_THAT(cannot_reclaim().what(), HasSubstr("did not free enough"));
}

/// More of it is in tests/system/disk_test.cpp.
struct StageOntoAFullBootflash : Reclaimer {
    void SetUp() override {
        Reclaimer::SetUp();
        plan.system = PlannedFile{name("nxos.9.3.9.bin"), Protocol::Tftp, kSystemUrl};
        net.serve(kConfigUrl, kConfig);
    }
};

TEST_F(StageOntoAFullBootflash, MakesRoomForAConfigurationAndForAnImageOfKnownSize) {
    const std::string large(6 * kMega, 'i');
    write_all(small.create_file("filler").get(), std::string(small.free_bytes(), 'x'));
    net.serve(kSystemUrl, large);
    answers();
    const Staged staged = stage_it();
    EXPECT_EQ(staged.images.at(0).download.value().size(), large.size());
    EXPECT_EQ(record.count("removed "), 3U);
}

TEST_F(StageOntoAFullBootflash, RemovesNothingForAnImageThatIsMissingOrFits) {
    fails(ExitCode::Transfer);
    net.serve(kSystemUrl, std::string(900'000, 'i'));
    const Staged staged = stage_it();
    EXPECT_EQ(record.count("removed "), 0U);
}

}  // namespace
}  // namespace poap::test
