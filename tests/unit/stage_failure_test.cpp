#include <gtest/gtest.h>

#include <functional>

#include "error.hpp"
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

Fault config_fault(const char* name, std::function<void(Stage&)> arrange, ExitCode code, const char* what) {
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
            "it holds control bytes"),
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
            ExitCode::Digest, "the sidecar holds no MD5 for FDO21120U5D.cfg"),
        config_fault(
            "WithASidecarThatHasNoEnd",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", std::string(100'000, 'x'));
            },
            ExitCode::Digest, "the sidecar is larger than 64 KiB"),
        config_fault(
            "WithAnEmptySidecar",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.serve(kConfigUrl + ".md5", "");
            },
            ExitCode::Digest, "the sidecar holds no MD5"),
        config_fault(
            "WithASidecarThatNeverComes",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.net.break_off(kConfigUrl + ".md5");
            },
            ExitCode::Transfer, ".md5"),
        config_fault(
            "WithoutADigestWhereOneIsRequired",
            [](Stage& s) {
                s.plan_config_alone(kConfig);
                s.require_digest = true;
            },
            ExitCode::Digest, "no digest is known for FDO21120U5D.cfg"),
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
    retries = 2;
    net.refuse(kConfigUrl, "HTTP status 503", true);
    thrown_by([&] { stage_it(); });
    EXPECT_EQ(net.fetched, (Names{kConfigUrl + ".md5", kConfigUrl, kConfigUrl, kConfigUrl}));
}

TEST_F(Stage, TriesWhatIsRefusedForGoodOnce) {
    thrown_by([&] { stage_it(); });
    EXPECT_EQ(net.fetched, (Names{kConfigUrl + ".md5", kConfigUrl}));
}

TEST_F(Stage, AsksForAMissingSidecarOnceWhateverTheStatus) {
    serve_all();
    net.refuse(kConfigUrl + ".md5", "HTTP status 500", true);  // as the lab's server says
    stage_it();
    EXPECT_EQ(net.fetched, (Names{kConfigUrl + ".md5", kConfigUrl, kSystemUrl + ".md5", kSystemUrl}));
}

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
    require_digest = true;
    net.serve(kConfigUrl + ".md5", "md5sum=" + md5_of(kConfig).hex());
    EXPECT_NO_THROW(stage_it());
    EXPECT_EQ(record.count("no digest is known"), 0U);
}

TEST_F(Stage, AsksNoDigestOfTheRunningImageEvenWhereOneIsRequired) {
    net.serve(kConfigUrl, kConfig);
    plan.config->digest = md5_of(kConfig);
    running.system = plan.system->name;
    dir.write(plan.system->name.str(), "running");
    require_digest = true;
    EXPECT_NO_THROW(stage_it());
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
    const Retries retries{3, clock, record.log};
    test::FakeCli cli;
    const Room room(bootflash, cli, {}, plan, true, record.log);
    const Error error = thrown_by([&] {
        stage(plan, {}, {net, bootflash, retries, false, std::nullopt, room});
    });
    EXPECT_EQ(error.code(), ExitCode::NoSpace);
    EXPECT_TRUE(clock.waits.empty()) << "a full disk does not pass by itself";
    EXPECT_FALSE(bootflash.has(".nxos.9.3.3.bin.part"));
    EXPECT_GE(bootflash.free_bytes(), 200U * 1024);
}

}  // namespace
}  // namespace poap
