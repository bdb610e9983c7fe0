#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "provision/preview.hpp"
#include "support/named_case.hpp"
#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::kConfig, test::kConfigUrl, test::kImage, test::kSystemUrl, test::md5_of, test::name, test::Names,
    testing::AllOf, testing::Contains, testing::ElementsAre, testing::HasSubstr, testing::Not;

const std::string kSidecar = md5_of(kImage).hex() + "  nxos.9.3.3.bin\n";

/// What `plan` foresees, and what `run` then does, with the same server and the same bootflash.
struct Foreseen : test::Stage {
    Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.0000").value(), {}};

    Preview look() {
        identity.running = running;
        return preview_run({identity, plan, true, plan}, context());
    }

    /// `plan` and `run` end with the same error, in the same stage.
    void expect_same_failure(ExitCode code, const std::string& cause) {
        const auto before = dir.names();
        const Preview outlook = look();
        EXPECT_EQ(dir.names(), before) << "a plan changes nothing";
        ASSERT_TRUE(outlook.fault);
        EXPECT_EQ(outlook.fault->code(), code);
        EXPECT_THAT(outlook.fault->what(), HasSubstr(cause));
        const Error error = test::thrown_by([&] { stage_it(); });
        EXPECT_EQ(error.code(), code);
        EXPECT_STREQ(error.what(), outlook.fault->what());
        EXPECT_EQ(error.advice(), outlook.fault->advice());
        EXPECT_EQ(error.stage(), outlook.fault->stage());
    }
};

TEST_F(Foreseen, IsAGoodRunWithTheSizeOfEachFile) {
    serve_all();
    plan.kickstart = test::planned_kickstart();
    const Preview outlook = look();
    EXPECT_FALSE(outlook.fault);
    EXPECT_EQ(outlook.config->found, true);
    EXPECT_EQ(outlook.config->size, kConfig.size());
    ASSERT_EQ(outlook.images.size(), 2U);
    EXPECT_EQ(outlook.images[0].size, test::kKickstart.size());
    EXPECT_EQ(outlook.images[1].found, true);
    EXPECT_EQ(outlook.images[1].size, kImage.size());
    EXPECT_THAT(net.fetched, ElementsAre(kConfigUrl + ".md5", kConfigUrl, test::kKickstartUrl + ".md5",
                                         test::kKickstartUrl, kSystemUrl + ".md5", kSystemUrl));
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(Foreseen, IsAMissingImage) {
    net.serve(kConfigUrl, kConfig);
    expect_same_failure(ExitCode::Transfer, "cannot fetch " + kSystemUrl + ": File not found");
    EXPECT_EQ(look().images[0].found, false);
    EXPECT_EQ(look().config->found, true);
}

TEST_F(Foreseen, IsAMissingConfigurationAndTheImageIsStillAskedFor) {
    net.serve(kSystemUrl, kImage);
    expect_same_failure(ExitCode::Transfer, "cannot fetch " + kConfigUrl);
    EXPECT_EQ(look().images[0].found, true);
}

TEST_F(Foreseen, IsAFileThatCannotBeUsed) {
    net.serve(kConfigUrl, std::string(16 * 1024 * 1024 + 1, '!'));
    net.serve(kConfigUrl, "");
    net.serve(kSystemUrl, "");
    EXPECT_THAT(look().fault->what(), HasSubstr("is larger than 16 MiB"));
    expect_same_failure(ExitCode::Transfer, "is no configuration: it is empty");
    plan.config.reset();
    expect_same_failure(ExitCode::Transfer, kSystemUrl + " is empty");
}

TEST_F(Foreseen, IsASilentServerWhichIsNotAskedAgain) {
    options.retries = 0;
    for (const std::string& url : {kConfigUrl, kConfigUrl + ".md5", kSystemUrl, kSystemUrl + ".md5"})
        net.break_off(url);
    expect_same_failure(ExitCode::Transfer, "connection reset (asked for its FDO21120U5D.md5 first)");
    net.fetched.clear();
    const Preview outlook = look();
    EXPECT_FALSE(outlook.config->found);
    EXPECT_FALSE(outlook.images[0].found);
    EXPECT_THAT(net.fetched, ElementsAre(kConfigUrl + ".md5"));
}

TEST_F(Foreseen, IsAServerThatFallsSilentAfterTheSidecar) {
    options.retries = 0;
    net.break_off(kConfigUrl);
    expect_same_failure(ExitCode::Transfer, "cannot fetch " + kConfigUrl + ": connection reset");
    net.fetched.clear();
    EXPECT_FALSE(look().images[0].found);
    EXPECT_THAT(net.fetched, ElementsAre(kConfigUrl + ".md5", kConfigUrl));
}

/// What a server does where a sidecar is asked for, and what that ends with.
struct SidecarCase : test::NamedCase {
    std::function<void(test::FakeTransport&, const std::string& url)> arrange;
    ExitCode code;
    std::string cause;
};

class ForeseenSidecar : public Foreseen, public testing::WithParamInterface<SidecarCase> {};

TEST_P(ForeseenSidecar, OfTheConfigurationEndsAsTheRunDoes) {
    serve_all();
    options.retries = 1;
    for (int i = 0; i < 2; ++i) GetParam().arrange(net, kConfigUrl + ".md5");
    expect_same_failure(GetParam().code, GetParam().cause);
    EXPECT_EQ(look().images[0].found, true) << "somebody answers";
}

TEST_P(ForeseenSidecar, OfAnImageEndsAsTheRunDoes) {
    serve_all();
    options.retries = 1;
    for (int i = 0; i < 2; ++i) GetParam().arrange(net, kSystemUrl + ".md5");
    expect_same_failure(GetParam().code, GetParam().cause);
    EXPECT_EQ(look().images[0].reason, "its checksum is not known");
}

INSTANTIATE_TEST_SUITE_P(
    ThatIs, ForeseenSidecar,
    testing::Values(SidecarCase{{"Busy"},
                                [](auto& net, auto& url) { net.refuse(url, "HTTP status 503", true); },
                                ExitCode::Transfer,
                                "cannot fetch the checksum file "},
                    SidecarCase{{"ForUsersAlone"},
                                [](auto& net, auto& url) { net.refuse(url, "HTTP status 401"); },
                                ExitCode::Transfer,
                                "cannot fetch the checksum file "},
                    SidecarCase{{"CutShort"},
                                [](auto& net, auto& url) { net.break_off(url, "half"); },
                                ExitCode::Transfer,
                                "cannot fetch the checksum file "},
                    SidecarCase{{"Encoded"},
                                [](auto& net, auto& url) { net.answer_wrongly(url); },
                                ExitCode::Transfer,
                                "cannot fetch the checksum file "},
                    SidecarCase{{"Nonsense"},
                                [](auto& net, auto& url) { net.serve(url, "<html>"); },
                                ExitCode::Digest,
                                ".md5 has no MD5 checksum for "},
                    SidecarCase{
                        {"TooLarge"},
                        [](auto& net, auto& url) { net.serve(url, std::string(16 * 1024 * 1024 + 1, 'x')); },
                        ExitCode::Digest,
                        ".md5 is larger than 64 KiB"}),
    test::CaseName());

TEST_F(Foreseen, IsASidecarThatIsACopyOfTheConfiguration) {
    serve_all();
    net.serve(kConfigUrl + ".md5", kConfig);
    EXPECT_FALSE(look().fault);
    EXPECT_TRUE(record.says("FDO21120U5D.md5 is a copy of the configuration and has no checksum"));
    options.require_digest = true;
    expect_same_failure(ExitCode::Digest,
                        "FDO21120U5D.md5 is a copy of the configuration and has no checksum");
}

TEST_F(Foreseen, NeedsNoSidecarWhereThePlanHasTheDigestOrNoneIsWanted) {
    serve_all();
    net.serve(kConfigUrl + ".md5", "<html>");
    net.serve(kSystemUrl + ".md5", "<html>");
    plan.config->digest = md5_of(kConfig);
    plan.system->digest = md5_of(kImage);
    EXPECT_FALSE(look().fault);
    plan.config->digest.reset();
    plan.system->digest.reset();
    options.sidecars = false;
    EXPECT_FALSE(look().fault);
    EXPECT_EQ(std::ranges::count_if(net.fetched, [](auto& url) { return url.ends_with(".md5"); }), 0);
}

TEST_F(Foreseen, EndsBeforeTheDeadline) {
    options.retries = std::chrono::seconds(300);
    net.break_off(kConfigUrl + ".md5");
    const auto start = clock.now();
    deadline = start + std::chrono::seconds(40);
    EXPECT_TRUE(look().fault);
    EXPECT_LE(clock.now(), *deadline);
    EXPECT_GT(clock.now(), start);
}

TEST_F(Foreseen, IsASecondTryThatSucceeds) {
    serve_all();
    net = {};
    net.refuse(kConfigUrl, "busy", true);
    net.serve(kConfigUrl, kConfig);
    net.serve(kSystemUrl, kImage);
    EXPECT_FALSE(look().fault);
}

TEST_F(Foreseen, IsADigestThatIsMissingButRequired) {
    serve_all();
    options.require_digest = true;
    expect_same_failure(ExitCode::Digest, "no checksum for FDO21120U5D.cfg");
}

TEST_F(Foreseen, IsAnImageThatAnEarlierRunDownloaded) {
    plan.system->digest = md5_of(kImage);
    net.serve(kConfigUrl, kConfig);
    write_all(bootflash.create_file(".nxos.9.3.3.bin.part").get(), kImage);
    const Preview outlook = look();
    EXPECT_FALSE(outlook.fault);
    EXPECT_FALSE(outlook.images[0].fetched);
    EXPECT_EQ(outlook.images[0].reason, "an earlier run downloaded it");
    EXPECT_EQ(dir.read(".nxos.9.3.3.bin.part"), kImage);
    EXPECT_TRUE(stage_it().images.at(0).download);
}

TEST_F(Foreseen, IsTheReasonWhyAnImageIsFetched) {
    serve_all();
    EXPECT_EQ(look().images[0].reason, "it is not on bootflash");
    dir.write("nxos.9.3.3.bin", "image");
    EXPECT_EQ(look().images[0].reason, "nothing tells whether the file on bootflash is the image");
    plan.system->digest = md5_of("another");
    EXPECT_THAT(look().images[0].reason, HasSubstr("the MD5 of its file on bootflash is "));
    plan.system->digest = md5_of("image");
    EXPECT_EQ(look().images[0].reason, "it is on bootflash, with the right digest");
    running.system = name("nxos.9.3.3.bin");
    EXPECT_EQ(look().images[0].reason, "it is the image that runs");
}

TEST_F(Foreseen, LeavesBootflashAsItIs) {
    serve_all();
    dir.write(".nxos.9.3.3.bin.part", "half");
    dir.write(".other.bin.part", "half");
    look();
    EXPECT_THAT(dir.names(), ElementsAre(".nxos.9.3.3.bin.part", ".other.bin.part"));
}

/// A bootflash of 48 MB, for an image of 20.
struct FullBootflash : Foreseen {
    static constexpr std::size_t kMega = 1'000'000;
    test::SmallDisk disk{48 * kMega};
    const Bootflash small{disk.path()};

    void SetUp() override {
        if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
        running.system = name("nxos.7.0.3.bin");
        options.retries = 0;
        net.serve(kConfigUrl, kConfig);
        net.serve(kSystemUrl, std::string(20 * kMega, 'x'));
    }
    const Bootflash& flash() const override { return small; }
    void put(const std::string& file, std::size_t bytes) const {
        write_all(small.create_file(file).get(), std::string(bytes, 'x'));
    }
    static Names names_of(const std::vector<FlashFile>& files) {
        Names names;
        for (const FlashFile& file : files) names.push_back(file.name);
        return names;
    }
    void expect_no_space(const std::string& cause) {
        for (int i = 0; i < 2; ++i) cli.answers(test::shows_boot("nxos.7.0.3.bin"));
        expect_same_failure(ExitCode::NoSpace, cause);
    }
};

TEST_F(FullBootflash, IsForeseenInTheWordsOfTheRun) {
    put("nxos.9.2.1.bin", 40 * kMega);
    expect_no_space("nxos.9.3.3.bin needs 20.0 MB, bootflash has ");
}

TEST_F(FullBootflash, IsForeseenWhereRequiredSpaceIsMissing) {
    options.required_space = 500 * kMega;
    expect_no_space("and --required-space is 500.0 MB");
}

TEST_F(FullBootflash, HasRoomWhereOnlyLeftoversAreInTheWay) {
    put(".nxos.9.2.1.bin.part", 40 * kMega);
    EXPECT_FALSE(look().fault);
}

TEST_F(FullBootflash, HasTheImagesNamedThatMakeRoomWouldRemove) {
    put("nxos.9.2.1.bin", 40 * kMega);
    options.make_room = true;
    cli.answers(test::shows_boot("nxos.7.0.3.bin"));
    const Preview outlook = look();
    EXPECT_FALSE(outlook.fault);
    ASSERT_EQ(outlook.removed.size(), 1U);
    EXPECT_EQ(outlook.removed[0].name, "nxos.9.2.1.bin");
    EXPECT_TRUE(small.has("nxos.9.2.1.bin"));
}

/// Bootflash with three images of which the first two make room enough.
struct MakeRoom : FullBootflash {
    void SetUp() override {
        FullBootflash::SetUp();
        if (IsSkipped()) return;
        put("nxos.9.2.1.bin", 22 * kMega);
        put("nxos.9.2.2.bin", 12 * kMega);
        put("nxos.9.2.3.bin", 6 * kMega);
        options.make_room = true;
    }
    /// @param asked how often `show boot` is, by `plan` and by `run`
    void expect_two_removed(int asked) {
        for (int i = 0; i < 2 * asked; ++i) cli.answers(test::shows_boot("nxos.7.0.3.bin"));
        const Preview outlook = look();
        EXPECT_FALSE(outlook.fault);
        EXPECT_THAT(names_of(outlook.removed), ElementsAre("nxos.9.2.1.bin", "nxos.9.2.2.bin"));
        stage_it();
        EXPECT_THAT(names_of(small.files()),
                    AllOf(Not(Contains("nxos.9.2.1.bin")), Not(Contains("nxos.9.2.2.bin")),
                          Contains("nxos.9.2.3.bin")));
        EXPECT_TRUE(cli.done());
    }
};

TEST_F(MakeRoom, NamesTheImagesThatMakeWayForEachFile) {
    plan.kickstart = test::planned_kickstart();
    net.serve(test::kKickstartUrl, std::string(12 * kMega, 'x'));
    expect_two_removed(2);
}

TEST_F(MakeRoom, NamesTheImagesThatMakeWayForTheRequiredSpace) {
    options.required_space = 30 * kMega;
    expect_two_removed(1);
}

}  // namespace
}  // namespace poap
