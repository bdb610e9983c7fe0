#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "provision/space_reclaimer.hpp"
#include "support/named_case.hpp"
#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

namespace fs = std::filesystem;
using test::CaseName, test::FakeCli, test::name, test::NamedCase, test::Names, test::shows_boot,
    test::thrown_by, testing::HasSubstr, testing::Not;

constexpr std::size_t kMega = 1'000'000;
/// Room for it takes 10 MB, with the 8 MB to spare.
constexpr std::uint64_t kNeeded = 2 * kMega;

TEST(RoomFor, IsAHundredthMoreAndEightMegabytesAtLeast) {
    EXPECT_EQ(with_margin(1), 8 * kMega + 1);
    EXPECT_EQ(with_margin(2'000 * kMega), 2'020 * kMega);
    EXPECT_EQ(with_margin(std::numeric_limits<std::uint64_t>::max()),
              std::numeric_limits<std::uint64_t>::max());
}

/// A disk of 48 MB, 1 MB of it free, with images of 4 MB; nxos.7.0.3.bin runs, nxos.9.3.1.bin is booted next.
struct RoomTest : testing::Test {
    test::SmallDisk disk{48 * kMega};
    const Bootflash bootflash{disk.path()};
    FakeCli cli;
    test::RecordingLog record;
    InstallPlan plan{test::planned_config(), test::planned_system(), std::nullopt};
    RunningImages running{name("nxos.7.0.3.bin"), std::nullopt};
    test::FakeTransport net;
    test::FakeClock clock;
    PoapEnvironment environment;
    Options options;
    const Context context{options, environment, bootflash, cli, net, clock, record.log};
    const Names kept = {".nxos.9.2.0.bin.part", "nxos.7.0.3.bin", "nxos.9.3.1.bin", "nxos.9.3.3.bin", "rest"};

    void SetUp() override {
        if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
        options.make_room = true;
        options.retries = 3;
        int age = 100;
        for (const char* file : {"nxos.7.0.3.bin", "nxos.9.3.1.bin", "nxos.9.3.3.bin", ".nxos.9.2.0.bin.part",
                                 "nxos.9.2.3.bin", "nxos.9.2.2.bin", "nxos.9.2.1.bin"}) {
            put(file, 4 * kMega, age--);
        }
        put("rest", bootflash.free_bytes() - kMega, 200);
        cli.answers(shows_boot("nxos.9.3.1.bin"));
    }

    void put(const std::string& file, std::size_t bytes, int age) const {
        write_all(bootflash.create_file(file).get(), std::string(bytes, 'x'));
        const timespec then{1'600'000'000 - age, 0};
        const std::array<timespec, 2> times{then, then};
        ASSERT_EQ(utimensat(bootflash.fd(), file.c_str(), times.data(), 0), 0);
    }

    Error full(std::uint64_t needed = kNeeded) const {
        return Error(ExitCode::NoSpace, "it is full", "make room").needing(needed);
    }

    void make(const Error& error) { SpaceReclaimer(context, running, plan).reclaim(error); }

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

TEST_F(RoomTest, IsMadeOfTheOldestSpareImagesAndJustEnoughOfThem) {
    make(full(2 * kMega));
    EXPECT_EQ(names(), kept) << "9 MB are short, and each image has 4";
    EXPECT_TRUE(record.says("removed nxos.9.2.3.bin (4.0 MB) from bootflash"));
    EXPECT_TRUE(record.says("removed nxos.9.2.1.bin (4.0 MB) from bootflash"));
    EXPECT_EQ(record.count("removed "), 3U);
    EXPECT_EQ(cli.lines, Names{"terminal dont-ask ; show boot"});
}

TEST_F(RoomTest, IsNotMadeLargerThanNeeded) {
    put("rest", kMega, 200);
    const std::uint64_t free = bootflash.free_bytes();
    make(full(free - 8 * kMega + 1));
    EXPECT_EQ(names(), kept_and({"nxos.9.2.1.bin", "nxos.9.2.2.bin"}));
}

TEST_F(RoomTest, IsNotMadeWhereNoneIsShort) {
    cli = {};
    const Error error = thrown_by([&] { make(Error(ExitCode::NoSpace, "no inode is free", "advice")); });
    EXPECT_STREQ(error.what(), "no inode is free");
    put("rest", kMega, 200);
    EXPECT_STREQ(thrown_by([&] { make(full(1)); }).what(), "it is full") << "no image was in the way";
    EXPECT_EQ(names(), kept_and({"nxos.9.2.1.bin", "nxos.9.2.2.bin", "nxos.9.2.3.bin"}));
}

TEST_F(RoomTest, KeepsTheImagesOfEveryHopAndAKickstartImageThatRuns) {
    running.kickstart = name("nxos.9.2.1.bin");
    plan.hops = {{{name("nxos.9.2.2.bin"), Protocol::Tftp, "tftp://h/nxos.9.2.2.bin"}, {}, {}},
                 {{name("x"), Protocol::Tftp, "tftp://h/x"},
                  PlannedFile{name("nxos.9.2.3.bin"), Protocol::Tftp, "tftp://h/nxos.9.2.3.bin"},
                  {}}};
    EXPECT_THAT(thrown_by([&] { make(full()); }).what(),
                HasSubstr("no image on bootflash is one that nobody"));
    EXPECT_EQ(record.count("removed "), 0U);
}

/// A reason for which nothing is removed.
struct Reason : NamedCase {
    std::function<void(RoomTest&)> arrange;
    std::string cause;
    std::string advice;
};

class NoRoom : public RoomTest, public testing::WithParamInterface<Reason> {};

TEST_P(NoRoom, IsMadeAndTheErrorSaysWhy) {
    GetParam().arrange(*this);
    const Names before = names();
    const Error error = thrown_by([&] { make(full()); });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
    EXPECT_THAT(error.what(), HasSubstr("it is full"));
    EXPECT_THAT(error.what(), HasSubstr(GetParam().cause));
    EXPECT_THAT(error.advice(), HasSubstr(GetParam().advice));
    EXPECT_EQ(names(), before);
}

const char* const kLook = "dir bootflash:";

Reason show_boot(const char* name, const char* answer, int exit_status, const char* cause) {
    return {{name},
            [=](RoomTest& on) {
                on.cli = {};
                on.cli.answers(answer, exit_status);
            },
            cause,
            kLook};
}

const Reason kReasons[] = {
    {{"TheOptionIsNotSet"},
     [](RoomTest& on) { on.options.make_room = false; },
     "",
     "--make-room removes images that neither run nor boot nor are planned, here nxos.9.2.3.bin (4.0 MB), "
     "nxos.9.2.2.bin (4.0 MB), nxos.9.2.1.bin (4.0 MB); or remove what is not needed"},
    {{"AllIsNotEnough"},
     [](RoomTest& on) {
         ASSERT_TRUE(on.bootflash.remove("nxos.9.2.1.bin"));
         on.put("more", 4 * kMega, 1);
     },
     "nxos.9.2.3.bin (4.0 MB), nxos.9.2.2.bin (4.0 MB), are not enough: ",
     kLook},
    {{"TheRunningImageIsNotKnown"},
     [](RoomTest& on) { on.running.system.reset(); },
     "since `show version` does not say which one runs",
     kLook},
    show_boot("ShowBootIsRefused", "% Invalid command at '^' marker.", 16,
              "since `show boot` fails: % Invalid command"),
    show_boot("ShowBootIsNotUnderstood", "Boot: nxos.9.3.1.bin\n", 0,
              "since `show boot` has no boot variable in a form known here"),
};

INSTANTIATE_TEST_SUITE_P(Because, NoRoom, testing::ValuesIn(kReasons), CaseName());

TEST_F(RoomTest, CountsNoLinkNoFolderAndNothingInOneAsAnImage) {
    for (const char* file : {"nxos.9.2.1.bin", "nxos.9.2.2.bin"}) ASSERT_TRUE(bootflash.remove(file));
    put("rest", 100'000, 200);
    fs::create_directory(disk.path() + "/nxos.8.0.1.bin");
    write_all(bootflash.create_file("nxos.8.0.1.bin/nxos.8.0.2.bin").get(), std::string(kMega, 'x'));
    fs::create_symlink("rest", disk.path() + "/nxos.8.0.3.bin");
    put("nxos.8.0.4.bin", kMega, 500);
    fs::create_hard_link(disk.path() + "/nxos.8.0.4.bin", disk.path() + "/mine");
    const Error error = thrown_by([&] { make(full(30 * kMega)); });
    EXPECT_THAT(error.what(),
                HasSubstr("all images that nobody needs, nxos.9.2.3.bin (4.0 MB), are not enough"));
}

TEST_F(RoomTest, GivesUpWhereARemovedImageKeepsItsSpace) {
    const Descriptor one = bootflash.open_file("nxos.9.2.1.bin");
    const Descriptor two = bootflash.open_file("nxos.9.2.2.bin");
    const Descriptor three = bootflash.open_file("nxos.9.2.3.bin");
    const Error error = thrown_by([&] { make(full()); });
    EXPECT_THAT(error.what(), HasSubstr("did not free it"));
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
}

TEST_F(RoomTest, NamesNoMoreImagesThanAPersonReads) {
    put("rest", 10 * kMega - 600'000, 200);
    for (int i = 0; i < 7; ++i) put("nxos.8.0." + std::to_string(i) + ".bin", 50'000, 300 - i);
    const std::string what = thrown_by([&] { make(full(60 * kMega)); }).what();
    EXPECT_THAT(what, HasSubstr("nxos.8.0.5.bin (53.2 kB) and 4 more, are not enough"));
}

/// Staging on such a disk: what an earlier run left makes way, so 5 MB are
/// free; the server's image is of 6 MB.
struct StageInRoom : RoomTest {
    const std::string image = std::string(6 * kMega, 'i');

    void SetUp() override {
        RoomTest::SetUp();
        plan.system = PlannedFile{name("nxos.9.3.9.bin"), Protocol::Tftp, test::kSystemUrl};
        net.serve(test::kConfigUrl, test::kConfig);
    }

    void serve_without_size() {
        net.on_fetch(test::kSystemUrl, [this](BodySink& sink) {
            sink.begin({});
            for (std::size_t at = 0; at < image.size(); at += 100'000) sink.write(image.substr(at, 100'000));
            return std::optional<Refused>();
        });
    }

    Staged stage_it() { return stage(plan, running, SpaceReclaimer(context, running, plan), context); }
};

TEST_F(StageInRoom, RemovesImagesOnceTheServerHasToldTheSize) {
    net.serve(test::kSystemUrl, image);
    const Staged staged = stage_it();
    EXPECT_EQ(staged.images.at(0).download.value().size(), image.size());
    EXPECT_EQ(record.count("removed "), 3U);
}

TEST_F(StageInRoom, RemovesNothingForAnImageThatTheServerDoesNotHave) {
    cli = {};
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
    EXPECT_EQ(record.count("removed "), 0U);
}

TEST_F(StageInRoom, RemovesImagesBitByBitForOneOfUnknownSize) {
    serve_without_size();
    cli.answers(shows_boot("nxos.9.3.1.bin"));
    const Staged staged = stage_it();
    EXPECT_EQ(staged.images.at(0).download.value().size(), image.size());
    EXPECT_TRUE(
        record.says("cannot write nxos.9.3.9.bin to bootflash: No space left on device; making room"));
}

TEST_F(StageInRoom, MakesRoomForAConfigurationAsWell) {
    write_all(bootflash.create_file("filler").get(), std::string(bootflash.free_bytes(), 'x'));
    net.serve(test::kSystemUrl, image);
    cli.answers(shows_boot("nxos.9.3.1.bin"));
    const Staged staged = stage_it();
    EXPECT_TRUE(staged.config);
}

TEST_F(StageInRoom, RemovesNothingForWhatFitsWithoutRoomToSpare) {
    cli = {};
    net.serve(test::kSystemUrl, std::string(900'000, 'i'));
    const Staged staged = stage_it();
    EXPECT_EQ(record.count("removed "), 0U);
}

}  // namespace
}  // namespace poap
