#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/error.hpp"
#include "support/named_case.hpp"
#include "support/small_disk.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::CaseName;
using test::kConfig;
using test::kConfigUrl;
using test::kImage;
using test::kKickstartUrl;
using test::kSystemUrl;
using test::md5_of;
using test::NamedCase;
using test::Names;
using test::planned_kickstart;
using test::Stage;
using test::thrown_by;

/// Something that goes wrong, and what a person then reads.
struct Fault : NamedCase {
    std::function<void(Stage&)> arrange;
    ExitCode code;
    std::string what;
    std::string stage;
};

class StageFails : public Stage, public testing::WithParamInterface<Fault> {};

TEST_P(StageFails, SaysWhyAndLeavesNothingBehind) {
    GetParam().arrange(*this);
    const Error error = thrown_by([&] { stage_it(); });
    EXPECT_EQ(error.code(), GetParam().code);
    EXPECT_NE(std::string(error.what()).find(GetParam().what), std::string::npos) << error.what();
    EXPECT_EQ(error.stage(), GetParam().stage);
    EXPECT_NE(error.advice(), "");
    EXPECT_EQ(dir.names(), Names{});
}

Fault config_fault(const char* name, std::function<void(Stage&)> arrange, ExitCode code,
                   const std::string& what) {
    return {{name}, std::move(arrange), code, what, "stage the configuration"};
}

INSTANTIATE_TEST_SUITE_P(
    OfTheConfig, StageFails,
    testing::Values(
        config_fault(
            "Missing", [](Stage& s) { s.net.refuse(kConfigUrl, "HTTP status 404"); }, ExitCode::Transfer,
            "HTTP status 404"),
        config_fault(
            "OverItsBound", [](Stage& s) { s.net.serve(kConfigUrl, std::string(16 * 1024 * 1024 + 1, '!')); },
            ExitCode::Transfer, "is no configuration: it is larger than 16 MiB"),
        config_fault(
            "FailsOnTheServerForGood", [](Stage& s) { s.net.refuse(kConfigUrl, "HTTP status 500", true); },
            ExitCode::Transfer, "HTTP status 500"),
        config_fault(
            "ComesInHalvesForGood", [](Stage& s) { s.net.break_off(kConfigUrl, "hostname"); },
            ExitCode::Transfer, "connection reset"),
        config_fault(
            "Empty", [](Stage& s) { s.plan_config_alone(""); }, ExitCode::Transfer, "it is empty"),
        config_fault(
            "Html", [](Stage& s) { s.plan_config_alone("\n<html>"); }, ExitCode::Transfer, "it is HTML"),
        config_fault(
            "Binary", [](Stage& s) { s.plan_config_alone(std::string("ab\0cd", 5)); }, ExitCode::Transfer,
            "it has the control byte 0x00 in line 1"),
        config_fault(
            "OfAnotherDigest",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.plan.config->digest = md5_of("another");
            },
            ExitCode::Digest, "the MD5 of FDO21120U5D.cfg is "),
        config_fault(
            "OfAnotherDigestInItsSidecar",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", md5_of("another").hex());
            },
            ExitCode::Digest, "the MD5 of FDO21120U5D.cfg is "),
        config_fault(
            "WithAMalformedSidecar",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", "<html>");
            },
            ExitCode::Digest, "FDO21120U5D.md5 has no MD5 checksum for FDO21120U5D: <html>"),
        config_fault(
            "WithALargeSidecar",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", md5_of(kConfig).hex() + std::string(100'000, '\n'));
            },
            ExitCode::Digest, "FDO21120U5D.md5 is larger than 64 KiB"),
        config_fault(
            "WithAnEmptySidecar",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", "");
            },
            ExitCode::Digest, "FDO21120U5D.md5 has no MD5 checksum"),
        config_fault(
            "WithASidecarThatNeverComes",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.break_off(kConfigUrl + ".md5");
            },
            ExitCode::Transfer, "/conf/FDO21120U5D: connection reset (asked for its FDO21120U5D.md5 first)"),
        config_fault(
            "WithASidecarThatIsCutShort",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.break_off(kConfigUrl + ".md5", "half");
            },
            ExitCode::Transfer, "cannot fetch the checksum file " + kConfigUrl + ".md5: connection reset"),
        config_fault(
            "WithASidecarWhoseAnswerIsAtFault",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.answer_wrongly(kConfigUrl + ".md5");
            },
            ExitCode::Transfer,
            "cannot fetch the checksum file " + kConfigUrl + ".md5: its answer is encoded"),
        config_fault(
            "WithoutADigestWhereOneIsRequired",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.options.require_digest = true;
            },
            ExitCode::Digest,
            "no checksum for FDO21120U5D.cfg, though --require-digest asks for one: there is no "
            "FDO21120U5D.md5"),
        config_fault(
            "WithASidecarThatHasNoEnd",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", std::string(16 * 1024 * 1024 + 1, 'x'));
            },
            ExitCode::Digest, "FDO21120U5D.md5 is larger than 64 KiB"),
        config_fault(
            "WithACopyOfItselfWhereADigestIsRequired",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", kConfig);
                s.options.require_digest = true;
            },
            ExitCode::Digest, "FDO21120U5D.md5 is a copy of the configuration and has no checksum"),
        config_fault(
            "WithACopyOfAnotherConfig",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", kConfig + "feature bgp\n");
            },
            ExitCode::Digest, "FDO21120U5D.md5 has no MD5 checksum"),
        config_fault(
            "StoppedByASignal",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.plan.config->digest = md5_of(kConfig);
                s.clock.signal_after(0);
            },
            ExitCode::Interrupted, "stopped by a signal")),
    CaseName());

Fault image_fault(const char* name, std::function<void(Stage&)> arrange, ExitCode code, const char* what) {
    return {{name},
            [arrange = std::move(arrange)](Stage& s) {
                s.net.serve(kConfigUrl, kConfig);
                arrange(s);
            },
            code,
            what,
            "stage the image"};
}

INSTANTIATE_TEST_SUITE_P(OfTheImage, StageFails,
                         testing::Values(image_fault(
                                             "Missing", [](Stage&) {}, ExitCode::Transfer, "File not found"),
                                         image_fault(
                                             "Empty", [](Stage& s) { s.net.serve(kSystemUrl, ""); },
                                             ExitCode::Transfer, "is empty"),
                                         image_fault(
                                             "ComesInHalvesForGood",
                                             [](Stage& s) { s.net.break_off(kSystemUrl, kImage); },
                                             ExitCode::Transfer, "connection reset"),
                                         image_fault(
                                             "OfAnotherDigest",
                                             [](Stage& s) {
                                                 s.net.serve(kSystemUrl, kImage);
                                                 s.plan.system->digest =
                                                     test::digest_of(DigestKind::Sha512, "another");
                                             },
                                             ExitCode::Digest, "the SHA-512 of nxos.9.3.3.bin is "),
                                         image_fault(
                                             "LargerThanBootflash",
                                             [](Stage& s) {
                                                 s.net.on_fetch(kSystemUrl, [](BodySink& sink) {
                                                     sink.begin({std::uint64_t{1} << 60});
                                                     return std::optional<Refused>();
                                                 });
                                             },
                                             ExitCode::NoSpace, "nxos.9.3.3.bin needs "),
                                         image_fault(
                                             "TheSecondOfTwoMissing",
                                             [](Stage& s) {
                                                 s.plan.kickstart = planned_kickstart();
                                                 s.net.serve(kKickstartUrl, "kickstart");
                                             },
                                             ExitCode::Transfer, "File not found"),
                                         image_fault(
                                             "StoppedByASignalBetweenTwoTries",
                                             [](Stage& s) {
                                                 s.net.break_off(kSystemUrl);
                                                 s.clock.signal_after(1);
                                             },
                                             ExitCode::Interrupted, "stopped by a signal")),
                         CaseName());

TEST_F(Stage, TriesAgainWhatMayPass) {
    net.break_off(kConfigUrl, "half of an earlier, longer answer that was cut");
    net.refuse(kConfigUrl, "HTTP status 503", true);
    net.serve(kConfigUrl, kConfig);
    plan.system.reset();
    const Staged staged = stage_it();
    EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), kConfig);
    EXPECT_EQ(clock.waits.size(), 2U);
}

TEST_F(Stage, TriesAsOftenAsItWasToldAndNotOnceMore) {
    options.retries = 2;
    net.refuse(kConfigUrl, "HTTP status 503", true);
    thrown_by([&] { stage_it(); });
    EXPECT_EQ(net.fetched, (Names{kConfigUrl + ".md5", kConfigUrl, kConfigUrl, kConfigUrl}));
}

TEST_F(Stage, TriesWhatIsRefusedForGoodOnce) {
    thrown_by([&] { stage_it(); });
    EXPECT_EQ(net.fetched, (Names{kConfigUrl + ".md5", kConfigUrl}));
}

const std::string kConfigSidecar = kConfigUrl + ".md5";

struct NoSidecar : NamedCase {
    Refusal about_file;
    bool is_retryable;
    std::string warning;
};

class WithoutASidecar : public Stage, public testing::WithParamInterface<NoSidecar> {};

TEST_P(WithoutASidecar, AFileIsInstalledUnverifiedWithAWarning) {
    plan_config_alone(kConfig);
    plan.config->rendered = true;
    net.refuse(kConfigSidecar, "the reason", GetParam().is_retryable, GetParam().about_file);
    stage_it();
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl})) << "it is asked for once";
    EXPECT_TRUE(
        record.says("no checksum for FDO21120U5D.cfg: installing it unverified; " + GetParam().warning));
}

INSTANTIATE_TEST_SUITE_P(
    ThatIs, WithoutASidecar,
    testing::Values(NoSidecar{{"Absent"}, Refusal::Absent, false, "there is no FDO21120U5D.md5 (the reason)"},
                    NoSidecar{
                        {"Denied"},
                        Refusal::Denied,
                        false,
                        "the server refuses to give FDO21120U5D.md5 (the reason; check its permissions)"},
                    NoSidecar{{"NeverRendered"}, Refusal::ServerError, true, "there is no FDO21120U5D.md5"}),
    CaseName());

TEST_F(Stage, TriesABusyServersSidecarAgainAndThenFails) {
    plan_config_alone(kConfig);
    options.retries = 2;
    net.refuse(kConfigSidecar, "HTTP status 503", true);
    const Error error = thrown_by([&] { stage_it(); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigSidecar, kConfigSidecar}));
    EXPECT_NE(error.advice().find("no-sidecar"), std::string::npos) << error.advice();
}

TEST_F(Stage, FailsWhereASidecarNeverComes) {
    plan_config_alone(kConfig);
    net.break_off(kConfigSidecar);
    const Error error = thrown_by([&] { stage_it(); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_NE(error.advice().find("no-sidecar"), std::string::npos) << error.advice();
}

TEST_F(Stage, NamesTheImageThatWasWantedInEachLineWhereNobodyAnswers) {
    serve_all();
    net.break_off(kSystemUrl + ".md5");
    const std::string blame = "cannot fetch " + kSystemUrl + ": ";
    EXPECT_EQ(std::string(thrown_by([&] { stage_it(); }).what()).find(blame), 0U);
    EXPECT_EQ(record.count(blame), 3U) << "each try again says so";
}

/// Where each try takes ten minutes, and the patience is one.
struct SlowDownload : Stage {
    void SetUp() override {
        plan.system.reset();
        options.retries = std::chrono::seconds(60);
    }
    void break_off_after(std::size_t bytes) {
        net.on_fetch(kConfigUrl, [this, bytes](BodySink& sink) -> std::optional<Refused> {
            sink.begin({});
            clock.advance(std::chrono::minutes(10));
            sink.write(kConfig.substr(0, bytes));
            throw Error(ExitCode::Transfer, "cut", "look at the server", Retryable::Yes);
        });
    }
};

TEST_F(SlowDownload, DoesNotCountAsFailingWhereEachTryGetsFurther) {
    for (const std::size_t bytes : {10U, 20U, 30U}) break_off_after(bytes);
    net.serve(kConfigUrl, kConfig);
    EXPECT_NO_THROW(stage_it());
}

TEST_F(SlowDownload, CountsAsFailingWhereEachTryEndsAtTheSamePlace) {
    break_off_after(20);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
    EXPECT_EQ(std::ranges::count(net.fetched, kConfigUrl), 2);
}

TEST_F(SlowDownload, CountsAsFailingWhereATryEndsBeforeTheBest) {
    for (const std::size_t bytes : {20U, 30U, 10U}) break_off_after(bytes);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
    EXPECT_EQ(std::ranges::count(net.fetched, kConfigUrl), 3);
}

TEST_F(Stage, FailsAtOnceWhereTheSidecarsRefusalSaysNothingAboutTheFile) {
    plan_config_alone(kConfig);
    net.refuse(kConfigSidecar, "HTTP status 401");
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
    EXPECT_EQ(net.fetched, Names{kConfigSidecar});
}

TEST_F(Stage, TakesAStatusOf500ForNoSidecarOfAnImageNever) {
    serve_all();
    net.refuse(kSystemUrl + ".md5", "HTTP status 500", true, Refusal::ServerError);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
}

TEST_F(Stage, TakesASidecarThatCameAtLast) {
    plan_config_alone(kConfig);
    net.refuse(kConfigSidecar, "HTTP status 429", true);
    net.serve(kConfigSidecar, md5_of("another").hex());
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Digest);
}

/// A `.md5` that a recipe of Cisco's for boot files makes of a config: a copy, more or less.
struct Copy : NamedCase {
    std::string config;
    std::string sidecar;
};

class CopiedConfig : public Stage, public testing::WithParamInterface<Copy> {};

TEST_P(CopiedConfig, IsNoChecksumAndSaysSo) {
    plan_config_alone(GetParam().config);
    net.serve(kConfigSidecar, GetParam().sidecar);
    EXPECT_NO_THROW(stage_it());
    EXPECT_TRUE(
        record.says("no checksum for FDO21120U5D.cfg: installing it unverified; "
                    "FDO21120U5D.md5 is a copy of the configuration and has no checksum"));
}

const std::string kMd5User = "snmp-server user x auth md5 " + md5_of("x").hex();

const std::string kLongConfig = [] {
    std::string config;
    for (int i = 0; i < 10'000; ++i) config += "interface loopback1\n";
    return config;
}();

INSTANTIATE_TEST_SUITE_P(
    Made, CopiedConfig,
    testing::Values(Copy{{"ByteForByte"}, kConfig, kConfig},
                    Copy{{"WithANewlineMore"}, kConfig, kConfig + "\n"},
                    Copy{{"WithAnMd5InIt"}, kConfig + kMd5User + "\n", kConfig + kMd5User},
                    Copy{{"WithOtherLineEnds"}, "hostname x\r\nend\r\n", "hostname x\nend\n"},
                    Copy{{"WithoutItsMd5sumLine"},
                         "!\n#md5sum=\"" + md5_of("x").hex() + "\"\n" + kConfig,
                         "!\n" + kConfig},
                    Copy{{"LargerThanAChecksumFile"}, kLongConfig, kLongConfig}),
    CaseName());

TEST_F(Stage, AsksForASidecarAgainThatDidNotCome) {
    plan_config_alone(kConfig);
    net.break_off(kConfigUrl + ".md5", md5_of("half").hex());
    net.serve(kConfigUrl + ".md5", md5_of(kConfig).hex());
    EXPECT_NO_THROW(stage_it());
}

TEST_F(Stage, TakesThePlansDigestAndAsksForNoSidecar) {
    plan_config_alone(kConfig);
    plan.config->digest = test::digest_of(DigestKind::Sha256, kConfig);
    net.serve(kConfigUrl + ".md5", md5_of("another").hex());
    EXPECT_NO_THROW(stage_it());
    EXPECT_EQ(net.fetched, Names{kConfigUrl});
}

TEST_F(Stage, IsContentWithASidecarsDigestWhereOneIsRequired) {
    plan_config_alone(kConfig);
    options.require_digest = true;
    net.serve(kConfigUrl + ".md5", "md5sum=" + md5_of(kConfig).hex());
    EXPECT_NO_THROW(stage_it());
    EXPECT_EQ(record.count("no checksum"), 0U);
}

TEST_F(Stage, AsksForADigestOfTheRunningImageTooWhereOneIsRequired) {
    net.serve(kConfigUrl, kConfig);
    plan.config->digest = md5_of(kConfig);
    running.system = plan.system->name;
    dir.write(plan.system->name.str(), "running");
    options.require_digest = true;
    const Error error = thrown_by([&] { stage_it(); });
    EXPECT_EQ(error.code(), ExitCode::Digest);
    EXPECT_NE(std::string(error.what()).find("no checksum for nxos.9.3.3.bin"), std::string::npos);
}

TEST(StageOnASmallDisk, FailsWithNoSpaceAndGivesTheSpaceBack) {
    const test::SmallDisk disk(256 * 1024);
    if (!disk.mounted()) GTEST_SKIP() << "needs root, to mount a tmpfs";
    const Bootflash bootflash(disk.path());
    test::FakeClock clock;
    test::RecordingLog record;
    test::FakeTransport net;
    net.serve(kConfigUrl, kConfig);
    net.on_fetch(kSystemUrl, [](BodySink& sink) {
        sink.begin({});
        for (int i = 0; i < 1000; ++i) sink.write(std::string(1000, 'x'));
        return std::optional<Refused>();
    });
    const InstallPlan plan{test::planned_config(), test::planned_system(), std::nullopt};
    test::FakeCli cli;
    Options options;
    options.retries = 3;
    options.make_room = true;
    const PoapEnvironment environment;
    const Context context{options, environment, bootflash, cli, net, clock, record.log};
    const Error error = thrown_by([&] { stage(plan, {}, SpaceReclaimer(context, {}, plan), context); });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
    EXPECT_TRUE(clock.waits.empty()) << "a full disk does not pass by itself";
    EXPECT_FALSE(bootflash.has(".nxos.9.3.3.bin.part"));
    EXPECT_GE(bootflash.free_bytes(), 200U * 1024);
}

}  // namespace
}  // namespace poap
