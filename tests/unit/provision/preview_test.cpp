#include "provision/preview.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr;

struct Failure {
    ExitCode code;
    std::string what;
    std::string stage = "stage the configuration";
};

/// What `plan` foresees and `run` then does, with the same server and the same bootflash.
struct PreviewRun : Stage {
    Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.0000").value(), {}};

    Preview look() {
        identity.running = running;
        return preview_run({identity, plan, true, plan, std::nullopt, split}, context());
    }

    /// `plan` and `run` end with the same error.
    void expect_same_failure(const Failure& failure) {
        const auto before = dir.names();
        const Preview preview = look();
        EXPECT_EQ(dir.names(), before) << "a plan changes nothing";
        ASSERT_TRUE(preview.fault);
        const Error error = fails(failure.code);
        for (const Error& end : {*preview.fault, error}) {
            EXPECT_EQ(end.what(), failure.what);
            EXPECT_EQ(end.code(), failure.code);
            EXPECT_EQ(end.stage(), failure.stage);
        }
        EXPECT_EQ(error.advice(), preview.fault->advice());
        EXPECT_EQ(dir.names(), before) << "a run leaves nothing";
    }
};

TEST_F(PreviewRun, HasTheSizesOfTheTwoParts) {
    plan_config_alone("udf a\nhostname leaf1\n");
    EXPECT_THAT(look().config_parts, ElementsAre());
    split.split = Split::Yes;
    const Preview preview = look();
    EXPECT_THAT(preview.config_parts, ElementsAre(6, 15));
    EXPECT_EQ(dir.names(), Names{});
    plan_config_alone("hostname leaf1\n");
    EXPECT_THAT(look().config_parts, ElementsAre());
}

TEST_F(PreviewRun, IsOfAGoodRunWithTheSizeOfEachFile) {
    serve_all();
    plan.kickstart = planned_kickstart();
    const Preview preview = look();
    EXPECT_FALSE(preview.fault);
    EXPECT_EQ(preview.config->found, true);
    EXPECT_EQ(preview.config->size, kConfig.size());
    ASSERT_EQ(preview.images.size(), 2U);
    EXPECT_EQ(preview.images[0].size, kKickstart.size());
    EXPECT_EQ(preview.images[1].found, true);
    EXPECT_EQ(preview.images[1].size, kImage.size());
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl, kKickstartUrl + ".md5", kKickstartUrl,
                                  kSystemSidecar, kSystemUrl}));
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(PreviewRun, EndsAsARunDoesWhereAFileIsMissingOrUnusable) {
    struct Row {
        std::optional<std::string> config;
        std::optional<std::string> image;
        Failure failure;
    };
    const std::string no_config = kConfigUrl + " is not a configuration: ";
    const Row kRows[] = {
        {{}, kImage, {ExitCode::Transfer, "cannot download " + kConfigUrl + ": File not found"}},
        {std::string(16 * 1024 * 1024 + 1, '!'),
         kImage,
         {ExitCode::Transfer, no_config + "it is larger than 16 MiB"}},
        {"", kImage, {ExitCode::Transfer, no_config + "it is empty"}},
        {kConfig,
         {},
         {ExitCode::Transfer, "cannot download " + kSystemUrl + ": File not found", "stage the image"}},
        {kConfig, "", {ExitCode::Transfer, kSystemUrl + " is empty", "stage the image"}},
    };
    for (const auto& [config, image, failure] : kRows) {
        net = {};
        if (config) net.serve(kConfigUrl, *config);
        if (image) net.serve(kSystemUrl, *image);
        expect_same_failure(failure);
        const Preview preview = look();
        EXPECT_EQ(preview.config->found, config.has_value());
        EXPECT_EQ(preview.images[0].found, image.has_value()) << "the other file is asked for all the same";
    }
}

TEST_F(PreviewRun, EndsAsARunDoesWhereARequiredDigestIsMissing) {
    serve_all();
    const std::string cause = "no checksum for FDO21120U5D.cfg, but --require-digest is set: ";
    const std::string copy = "FDO21120U5D.md5 is a copy of the configuration and has no checksum";
    options.require_digest = true;
    expect_same_failure({ExitCode::Digest, cause + "there is no FDO21120U5D.md5 (File not found)"});
    net.serve(kConfigSidecar, kConfig);
    expect_same_failure({ExitCode::Digest, cause + copy});
    options.require_digest = false;
    options.command = Command::Plan;
    EXPECT_FALSE(look().fault);
    EXPECT_TRUE(record.says("FDO21120U5D.cfg: it would be installed unverified; " + copy));
}

TEST_F(PreviewRun, NamesEachChecksumAndItsSourceOrWhyThereIsNone) {
    serve_all();
    const Preview without = look();
    EXPECT_EQ(without.config->checksum, "no checksum: there is no FDO21120U5D.md5 (File not found)");
    EXPECT_EQ(without.images[0].checksum, "no checksum: there is no nxos.9.3.3.bin.md5 (File not found)");
    net.serve(kConfigSidecar, kConfig);
    EXPECT_EQ(look().config->checksum,
              "no checksum: FDO21120U5D.md5 is a copy of the configuration and has no checksum");
    net = {};
    serve_all();
    net.serve(kConfigSidecar, md5_of(kConfig).hex());
    net.serve(kSystemSidecar, md5_of(kImage).hex());
    const Preview with = look();
    EXPECT_EQ(with.config->checksum, concat("MD5 ", md5_of(kConfig).hex(), ", from FDO21120U5D.md5"));
    EXPECT_EQ(with.images[0].checksum, concat("MD5 ", md5_of(kImage).hex(), ", from nxos.9.3.3.bin.md5"));
    plan.system->digest = md5_of(kImage);
    EXPECT_EQ(look().images[0].checksum, concat("MD5 ", md5_of(kImage).hex()));
    options.retries = 0;
    net = {};
    net.break_off(kConfigSidecar);
    EXPECT_EQ(look().config->checksum, "checksum unknown");
}

TEST_F(PreviewRun, EndsAsARunDoesForEachWayThatASidecarFails) {
    struct Way {
        std::function<void(FakeTransport&, const std::string& url)> arrange;
        std::string what;  ///< with URL, NAME and FILE for those of the sidecar, and the file's name
    };
    const std::string cannot_fetch = "cannot download the checksum file URL: ";
    const Way kWays[] = {
        {[](auto& on, auto& url) { on.refuse(url, "HTTP status 503", true); },
         cannot_fetch + "HTTP status 503"},
        {[](auto& on, auto& url) { on.refuse(url, "HTTP status 401"); }, cannot_fetch + "HTTP status 401"},
        {[](auto& on, auto& url) { on.refuse(url, "HTTP status 500", true, Refusal::ServerError); },
         cannot_fetch + "HTTP status 500"},
        {[](auto& on, auto& url) { on.break_off(url, "half"); }, cannot_fetch + "connection reset"},
        {[](auto& on, auto& url) { on.answer_wrongly(url); }, cannot_fetch + "its answer is encoded"},
        {[](auto& on, auto& url) { on.serve(url, "<html>"); },
         "NAME has no MD5 checksum for FILE: it contains `<html>`"},
        {[](auto& on, auto& url) { on.serve(url, std::string(16 * 1024 * 1024 + 1, 'x')); },
         "NAME is larger than 64 KiB, too large for a checksum file"}};
    const auto spell = [](std::string text, const std::string& placeholder, const std::string& name) {
        const auto at = text.find(placeholder);
        return at == std::string::npos ? text : text.replace(at, placeholder.size(), name);
    };
    for (const auto& [arrange, what] : kWays) {
        for (const bool of_config : {true, false}) {
            net = {};
            serve_all();
            options.retries = 1;
            const std::string url = of_config ? kConfigSidecar : kSystemSidecar;
            for (int i = 0; i < 2; ++i) arrange(net, url);
            const std::string sidecar = url.substr(url.rfind('/') + 1);
            const std::string file = sidecar.substr(0, sidecar.size() - 4);
            expect_same_failure({what.starts_with("NAME") ? ExitCode::Digest : ExitCode::Transfer,
                                 spell(spell(spell(what, "URL", url), "NAME", sidecar), "FILE", file),
                                 of_config ? "stage the configuration" : "stage the image"});
            const FilePreview image = look().images[0];
            EXPECT_EQ(image.found, of_config ? std::optional(true) : std::nullopt) << "somebody answers";
        }
    }
}

TEST_F(PreviewRun, AsksForNoMoreFilesOnceNobodyAnswers) {
    options.retries = 0;
    for (const std::string& url : {kConfigUrl, kConfigSidecar, kSystemUrl, kSystemSidecar})
        net.break_off(url);
    const std::string cause = "cannot download " + kConfigUrl + ": connection reset";
    expect_same_failure({ExitCode::Transfer, cause + " (while requesting its FDO21120U5D.md5)"});
    net.fetched.clear();
    const Preview preview = look();
    EXPECT_FALSE(preview.config->found);
    EXPECT_FALSE(preview.images[0].found);
    EXPECT_EQ(net.fetched, Names{kConfigSidecar});
    net = {};
    net.break_off(kConfigUrl);
    expect_same_failure({ExitCode::Transfer, cause});
    net.fetched.clear();
    EXPECT_FALSE(look().images[0].found);
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl}));
}

TEST_F(PreviewRun, AsksForNoSidecarWhereThePlanHasTheDigestOrNoneIsWanted) {
    serve_all();
    plan.config->digest = md5_of(kConfig);
    plan.system->digest = md5_of(kImage);
    EXPECT_FALSE(look().fault);
    plan.config->digest.reset();
    plan.system->digest.reset();
    options.sidecars = false;
    EXPECT_FALSE(look().fault);
    EXPECT_EQ(net.fetched, (Names{kConfigUrl, kSystemUrl, kConfigUrl, kSystemUrl}));
}

TEST_F(PreviewRun, RetriesUntilTheDeadline) {
    net.refuse(kConfigUrl, "busy", true);
    net.serve(kConfigUrl, kConfig);
    net.serve(kSystemUrl, kImage);
    EXPECT_FALSE(look().fault) << "the second try succeeds";
    options.retries = std::chrono::seconds(300);
    net.break_off(kConfigSidecar);
    const auto start = clock.now();
    deadline = start + std::chrono::seconds(40);
    EXPECT_TRUE(look().fault);
    EXPECT_LE(clock.now(), *deadline);
    EXPECT_GT(clock.now(), start);
}

TEST_F(PreviewRun, NamesTheReasonWhyAnImageIsFetchedAndChangesNothing) {
    serve_all();
    const auto reason = [this] { return look().images[0].reason; };
    EXPECT_EQ(reason(), "it is not on bootflash");
    dir.write("nxos.9.3.3.bin", "image");
    dir.write(".other.bin.part", "half");
    EXPECT_EQ(reason(), "without a checksum it is unknown whether the file on bootflash is the image");
    plan.system->digest = md5_of("another");
    EXPECT_THAT(reason(), HasSubstr("the MD5 of its file on bootflash is "));
    dir.write_private(".nxos.9.3.3.bin.part", "another");
    EXPECT_EQ(reason(), "an earlier run downloaded it");
    EXPECT_FALSE(look().images[0].fetched);
    plan.system->digest = md5_of("image");
    EXPECT_EQ(reason(), "it is on bootflash, with the right checksum");
    running.system = name("nxos.9.3.3.bin");
    EXPECT_EQ(reason(), "it is the running image");
    EXPECT_EQ(dir.names(), (Names{".nxos.9.3.3.bin.part", ".other.bin.part", "nxos.9.3.3.bin"}));
}

/// A bootflash of 48 MB with 40 MB of old images, and an image of 20 MB.
struct PreviewOfAFullBootflash : PreviewRun {
    static constexpr std::size_t kMega = 1'000'000;
    SmallDisk disk{48 * kMega};
    const Bootflash small{disk.path()};

    void SetUp() override {
        if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
        running.system = name("nxos.7.0.3.bin");
        options.retries = 0;
        net.serve(kConfigUrl, kConfig);
        net.serve(kSystemUrl, std::string(20 * kMega, 'x'));
        put("nxos.9.2.1.bin", 22 * kMega);
        put("nxos.9.2.2.bin", 12 * kMega);
        put("nxos.9.2.3.bin", 6 * kMega);
    }
    const Bootflash& flash() const override { return small; }
    void put(const std::string& file, std::size_t bytes) const {
        write_all(small.create_file(file).get(), std::string(bytes, 'x'));
    }
    static Names names_of(const std::vector<FlashFile>& files) {
        Names names;
        for (const FlashFile& file : files) names.push_back(file.name);
        std::ranges::sort(names);
        return names;
    }
    void asks_show_boot(int times) {
        for (; times > 0; --times) cli.answers(shows_boot("nxos.7.0.3.bin"));
    }
    /// @param asked how often `show boot` is, by `plan` and by `run`
    void expect_two_removed(int asked) {
        options.make_room = true;
        asks_show_boot(2 * asked);
        const Preview preview = look();
        EXPECT_FALSE(preview.fault);
        EXPECT_EQ(names_of(preview.removed), (Names{"nxos.9.2.1.bin", "nxos.9.2.2.bin"}));
        EXPECT_EQ(names_of(small.files()), (Names{"nxos.9.2.1.bin", "nxos.9.2.2.bin", "nxos.9.2.3.bin"}));
        const Staged staged = stage_it();
        EXPECT_FALSE(small.has("nxos.9.2.1.bin") || small.has("nxos.9.2.2.bin"));
        EXPECT_TRUE(small.has("nxos.9.2.3.bin"));
    }
};

TEST_F(PreviewOfAFullBootflash, EndsWithTheErrorOfARun) {
    asks_show_boot(2);
    const Preview preview = look();
    EXPECT_THAT(preview.fault->what(), HasSubstr("nxos.9.3.3.bin needs 20.0 MB, bootflash has "));
    EXPECT_STREQ(fails(ExitCode::NoSpace).what(), preview.fault->what());
    options.required_space = 500 * kMega;
    asks_show_boot(3);
    EXPECT_THAT(fails(ExitCode::NoSpace).what(), HasSubstr("but --required-space needs 500.0 MB"));
    EXPECT_THAT(look().fault->what(), HasSubstr("but --required-space needs 500.0 MB"));
}

TEST_F(PreviewOfAFullBootflash, CountsLeftoversAsFree) {
    small.remove("nxos.9.2.1.bin");
    put(".nxos.9.2.1.bin.part", 22 * kMega);
    EXPECT_FALSE(look().fault);
}

TEST_F(PreviewOfAFullBootflash, NamesTheImagesThatMakeRoomForEachFile) {
    plan.kickstart = planned_kickstart();
    net.serve(kKickstartUrl, std::string(12 * kMega, 'x'));
    expect_two_removed(2);
}

TEST_F(PreviewOfAFullBootflash, NamesTheImagesThatMakeRoomForTheRequiredSpace) {
    options.required_space = 30 * kMega;
    expect_two_removed(1);
}

}  // namespace
}  // namespace poap::test
