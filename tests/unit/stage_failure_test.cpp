#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "base/error.hpp"
#include "support/named_case.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::CaseName, test::kConfig, test::kConfigUrl, test::kImage, test::kKickstartUrl, test::kSystemUrl,
    test::md5_of, test::NamedCase, test::Names, test::planned_kickstart, test::Stage, test::thrown_by;

const std::string kConfigSidecar = kConfigUrl + ".md5";

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
    EXPECT_THAT(error.what(), testing::HasSubstr(GetParam().what));
    EXPECT_EQ(error.stage(), GetParam().stage);
    EXPECT_NE(error.advice(), "");
    EXPECT_EQ(dir.names(), Names{});
}

using Arrange = std::function<void(Stage&)>;

/// The server has the configuration; `sidecar` is what its `.md5` is.
Arrange with_sidecar(const std::string& sidecar) {
    return [sidecar](Stage& s) { s.net.serve(kConfigSidecar, sidecar); };
}

Fault config_fault(const char* name, const Arrange& arrange, ExitCode code, const std::string& what) {
    const auto arrange_all = [arrange](Stage& s) {
        s.plan.system.reset();
        arrange(s);
        if (!s.net.knows(kConfigUrl)) s.net.serve(kConfigUrl, kConfig);
    };
    return {{name}, arrange_all, code, what, "stage the configuration"};
}

Fault config_of(const char* name, const std::string& text, const char* what) {
    return config_fault(
        name, [text](Stage& s) { s.net.serve(kConfigUrl, text); }, ExitCode::Transfer, what);
}

const Fault kConfigFaults[] = {
    config_of("OverItsBound", std::string(16 * 1024 * 1024 + 1, '!'),
              "is no configuration: it is larger than 16 MiB"),
    config_of("Empty", "", "it is empty"),
    config_of("Html", "\n<html>", "it is HTML"),
    config_fault(
        "Missing", [](Stage& s) { s.net.refuse(kConfigUrl, "HTTP status 404"); }, ExitCode::Transfer,
        "HTTP status 404"),
    config_fault(
        "OfAnotherDigest", [](Stage& s) { s.plan.config->digest = md5_of("another"); }, ExitCode::Digest,
        "the MD5 of FDO21120U5D.cfg is "),
    config_fault("OfAnotherDigestInItsSidecar", with_sidecar(md5_of("another").hex()), ExitCode::Digest,
                 "the MD5 of FDO21120U5D.cfg is "),
    config_fault("WithAMalformedSidecar", with_sidecar("<html>"), ExitCode::Digest,
                 "FDO21120U5D.md5 has no MD5 checksum for FDO21120U5D: <html>"),
    config_fault("WithAnEmptySidecar", with_sidecar(""), ExitCode::Digest, "FDO21120U5D.md5 has no MD5"),
    config_fault("WithALargeSidecar", with_sidecar(md5_of(kConfig).hex() + std::string(100'000, '\n')),
                 ExitCode::Digest, "FDO21120U5D.md5 is larger than 64 KiB"),
    config_fault("WithASidecarThatHasNoEnd", with_sidecar(std::string(16 * 1024 * 1024 + 1, 'x')),
                 ExitCode::Digest, "FDO21120U5D.md5 is larger than 64 KiB"),
    config_fault("WithACopyOfAnotherConfig", with_sidecar(kConfig + "feature bgp\n"), ExitCode::Digest,
                 "FDO21120U5D.md5 has no MD5 checksum"),
    config_fault(
        "WithASidecarThatNeverComes", [](Stage& s) { s.net.break_off(kConfigSidecar); }, ExitCode::Transfer,
        "/conf/FDO21120U5D: connection reset (asked for its FDO21120U5D.md5 first)"),
    config_fault(
        "WithASidecarThatIsCutShort", [](Stage& s) { s.net.break_off(kConfigSidecar, "half"); },
        ExitCode::Transfer, "cannot fetch the checksum file " + kConfigSidecar + ": connection reset"),
    config_fault(
        "WithASidecarWhoseAnswerIsAtFault", [](Stage& s) { s.net.answer_wrongly(kConfigSidecar); },
        ExitCode::Transfer, "cannot fetch the checksum file " + kConfigSidecar + ": its answer is encoded"),
    config_fault(
        "WithoutADigestWhereOneIsRequired", [](Stage& s) { s.options.require_digest = true; },
        ExitCode::Digest,
        "no checksum for FDO21120U5D.cfg, though --require-digest asks for one: there is no FDO21120U5D.md5"),
    config_fault(
        "WithACopyOfItselfWhereADigestIsRequired",
        [](Stage& s) {
            s.net.serve(kConfigSidecar, kConfig);
            s.options.require_digest = true;
        },
        ExitCode::Digest, "FDO21120U5D.md5 is a copy of the configuration and has no checksum"),
    config_fault(
        "StoppedByASignal",
        [](Stage& s) {
            s.plan.config->digest = md5_of(kConfig);
            s.clock.signal_after(0);
        },
        ExitCode::Interrupted, "stopped by a signal"),
};

INSTANTIATE_TEST_SUITE_P(OfTheConfig, StageFails, testing::ValuesIn(kConfigFaults), CaseName());

Fault image_fault(const char* name, const Arrange& arrange, ExitCode code, const char* what) {
    const auto arrange_all = [arrange](Stage& s) {
        s.net.serve(kConfigUrl, kConfig);
        arrange(s);
    };
    return {{name}, arrange_all, code, what, "stage the image"};
}

const Fault kImageFaults[] = {
    image_fault(
        "Missing", [](Stage&) {}, ExitCode::Transfer, "File not found"),
    image_fault(
        "Empty", [](Stage& s) { s.net.serve(kSystemUrl, ""); }, ExitCode::Transfer, "is empty"),
    image_fault(
        "ComesInHalvesForGood", [](Stage& s) { s.net.break_off(kSystemUrl, kImage); }, ExitCode::Transfer,
        "connection reset"),
    image_fault(
        "OfAnotherDigest",
        [](Stage& s) {
            s.net.serve(kSystemUrl, kImage);
            s.plan.system->digest = test::digest_of(DigestKind::Sha512, "another");
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
        ExitCode::Interrupted, "stopped by a signal"),
};

INSTANTIATE_TEST_SUITE_P(OfTheImage, StageFails, testing::ValuesIn(kImageFaults), CaseName());

TEST_F(Stage, TriesAgainWhatMaySucceedLater) {
    plan.system.reset();
    net.break_off(kConfigUrl, "half of an earlier, longer answer that was cut");
    net.refuse(kConfigUrl, "HTTP status 503", true);
    net.serve(kConfigUrl, kConfig);
    const Staged staged = stage_it();
    EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), kConfig);
    EXPECT_EQ(clock.waits.size(), 2U);
}

TEST_F(Stage, TriesWhatIsRefusedForGoodOnce) {
    thrown_by([&] { stage_it(); });
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl}));
}

TEST_F(Stage, TriesAsOftenAsItWasToldAndNotOnceMore) {
    options.retries = 2;
    net.refuse(kConfigUrl, "HTTP status 503", true);
    thrown_by([&] { stage_it(); });
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl, kConfigUrl, kConfigUrl}));
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

}  // namespace
}  // namespace poap
