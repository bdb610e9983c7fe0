// Downloads that fail, and when they are tried again. More failures are in preview_test.cpp.

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "base/text.hpp"
#include "support/named_case.hpp"
#include "support/stage_fixture.hpp"

namespace poap::test {
namespace {

struct StageFailure : NamedCase {
    std::function<void(Stage&)> arrange;
    ExitCode code;
    std::string what;
    std::string stage = "stage the image";
};

class StageFails : public Stage, public testing::WithParamInterface<StageFailure> {};

TEST_P(StageFails, NamesTheCauseAndLeavesNothing) {
    net.serve(kConfigUrl, kConfig);
    GetParam().arrange(*this);
    const Error error = fails(GetParam().code);
    EXPECT_EQ(error.what(), GetParam().what);
    EXPECT_EQ(error.stage(), GetParam().stage);
    EXPECT_NE(error.advice(), "");
    EXPECT_EQ(dir.names(), Names{});
}

std::string another_md5(const std::string& file, const std::string& bytes) {
    return "the MD5 of " + file + " is " + md5_of(bytes).hex() + ", not " + md5_of("another").hex() +
           " as expected";
}

const StageFailure kFailures[] = {
    {{"ConfigOfAnotherDigestInItsSidecar"},
     [](Stage& s) { s.net.serve(kConfigSidecar, md5_of("another").hex()); },
     ExitCode::Digest,
     another_md5("FDO21120U5D.cfg", kConfig),
     "stage the configuration"},
    {{"ConfigWithACopyOfAnother"},
     [](Stage& s) { s.net.serve(kConfigSidecar, kConfig + "feature bgp\n"); },
     ExitCode::Digest,
     "FDO21120U5D.md5 has no MD5 checksum for FDO21120U5D: it contains `" +
         printable(kConfig + "feature bgp", 80) + "`",
     "stage the configuration"},
    {{"ConfigStoppedByASignal"},
     [](Stage& s) {
         s.plan.config->digest = md5_of(kConfig);
         s.clock.signal_after(0);
     },
     ExitCode::Interrupted,
     "interrupted (SIGTERM)",
     "stage the configuration"},
    {{"ImageThatAlwaysComesInHalves"},
     [](Stage& s) { s.net.break_off(kSystemUrl, kImage); },
     ExitCode::Transfer,
     "cannot download tftp://10.0.0.1/nxos.9.3.3.bin: connection reset"},
    {{"ImageOfAnotherDigest"},
     [](Stage& s) {
         s.net.serve(kSystemUrl, kImage);
         s.plan.system->digest = md5_of("another");
     },
     ExitCode::Digest,
     another_md5("nxos.9.3.3.bin", kImage)},
    {{"ImageStoppedByASignalBetweenTwoTries"},
     [](Stage& s) {
         s.net.break_off(kSystemUrl);
         s.clock.signal_after(1);
     },
     ExitCode::Interrupted,
     "interrupted (SIGTERM)"},
};

INSTANTIATE_TEST_SUITE_P(Of, StageFails, testing::ValuesIn(kFailures), CaseName());

TEST_F(Stage, RetriesWhatMaySucceedLater) {
    plan.system.reset();
    net.break_off(kConfigUrl, "half of an earlier, longer answer that was cut");
    net.refuse(kConfigUrl, "HTTP status 503", true);
    net.serve(kConfigUrl, kConfig);
    const Staged staged = stage_it();
    EXPECT_EQ(dir.read(".FDO21120U5D.cfg.part"), kConfig);
    EXPECT_EQ(clock.waits.size(), 2U);
}

TEST_F(Stage, TriesOnceWhatIsRefusedForGoodAndElseAsOftenAsTheOptionSays) {
    fails(ExitCode::Transfer);
    EXPECT_EQ(std::exchange(net.fetched, {}), (Names{kConfigSidecar, kConfigUrl}));
    options.retries = 2;
    net.refuse(kConfigUrl, "HTTP status 503", true);
    fails(ExitCode::Transfer);
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl, kConfigUrl, kConfigUrl}));
}

/// Where each try takes ten minutes, and the patience is one.
TEST_F(Stage, CountsATryAgainstThePatienceOnlyWhereItGetsNoFurtherThanTheBest) {
    struct Row {
        std::vector<std::size_t> tries;  ///< bytes after which each breaks off; the last one again and again
        std::ptrdiff_t fetches;
    };
    for (const Row& row : {Row{{10, 20, 30}, 4}, Row{{20}, 2}, Row{{20, 30, 10}, 3}}) {
        net = {};
        plan.system.reset();
        options.retries = std::chrono::seconds(60);
        for (const std::size_t bytes : row.tries) {
            net.on_fetch(kConfigUrl, [this, bytes](BodySink& sink) -> std::optional<Refused> {
                sink.begin({});
                clock.advance(std::chrono::minutes(10));
                sink.write(kConfig.substr(0, bytes));
                throw Error(ExitCode::Transfer, "cut", "look at the server", Retryable::Yes);
            });
        }
        fails(ExitCode::Transfer);
        EXPECT_EQ(std::ranges::count(net.fetched, kConfigUrl), row.fetches);
    }
}

}  // namespace
}  // namespace poap::test
