// Checksums of files: from the plan, from a sidecar, or none.

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "support/named_case.hpp"
#include "support/stage_fixture.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using test::CaseName, test::kConfig, test::kConfigUrl, test::kSystemUrl, test::md5_of, test::NamedCase,
    test::Names, test::Stage, test::thrown_by;

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

const NoSidecar kNoSidecars[] = {
    {{"Absent"}, Refusal::Absent, false, "there is no FDO21120U5D.md5 (the reason)"},
    {{"Denied"},
     Refusal::Denied,
     false,
     "the server refuses to give FDO21120U5D.md5 (the reason; check its permissions)"},
    {{"NeverRendered"}, Refusal::ServerError, true, "there is no FDO21120U5D.md5"}};

INSTANTIATE_TEST_SUITE_P(ThatIs, WithoutASidecar, testing::ValuesIn(kNoSidecars), CaseName());

TEST_F(Stage, TriesABusyServersSidecarAgainAndThenFails) {
    plan_config_alone(kConfig);
    options.retries = 2;
    net.refuse(kConfigSidecar, "HTTP status 503", true);
    const Error error = thrown_by([&] { stage_it(); });
    EXPECT_EQ(error.code(), ExitCode::Transfer);
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigSidecar, kConfigSidecar}));
    EXPECT_THAT(error.advice(), testing::HasSubstr("no-sidecar"));
}

TEST_F(Stage, NamesTheImageThatWasWantedInEachLineWhereNobodyAnswersForItsSidecar) {
    serve_all();
    net.break_off(kSystemUrl + ".md5");
    const std::string blame = "cannot fetch " + kSystemUrl + ": ";
    const Error error = thrown_by([&] { stage_it(); });
    EXPECT_THAT(error.what(), testing::StartsWith(blame));
    EXPECT_THAT(error.advice(), testing::HasSubstr("no-sidecar"));
    EXPECT_EQ(record.count(blame), 3U) << "each try again says so";
}

TEST_F(Stage, FailsAtOnceWhereTheSidecarsRefusalSaysNothingAboutTheFile) {
    plan_config_alone(kConfig);
    net.refuse(kConfigSidecar, "HTTP status 401");
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
    EXPECT_EQ(net.fetched, Names{kConfigSidecar});
}

TEST_F(Stage, FailsWhereAnImagesSidecarIsAnsweredWithStatus500) {
    serve_all();
    net.refuse(kSystemUrl + ".md5", "HTTP status 500", true, Refusal::ServerError);
    EXPECT_EQ(thrown_by([&] { stage_it(); }).code(), ExitCode::Transfer);
}

TEST_F(Stage, AsksForASidecarAgainThatDidNotCome) {
    plan_config_alone(kConfig);
    net.refuse(kConfigSidecar, "HTTP status 429", true);
    net.break_off(kConfigSidecar, md5_of("half").hex());
    net.serve(kConfigSidecar, md5_of(kConfig).hex());
    EXPECT_NO_THROW(stage_it());
    EXPECT_EQ(record.count("no checksum"), 0U);
}

/// A `.md5` that a recipe of Cisco's for boot files makes of a config: a copy, more or less.
struct Copy : NamedCase {
    std::string config;
    std::string sidecar;
};

class CopiedConfig : public Stage, public testing::WithParamInterface<Copy> {};

TEST_P(CopiedConfig, IsNotAChecksumAndTheLogSaysSo) {
    plan_config_alone(GetParam().config);
    net.serve(kConfigSidecar, GetParam().sidecar);
    EXPECT_NO_THROW(stage_it());
    EXPECT_TRUE(
        record.says("no checksum for FDO21120U5D.cfg: installing it unverified; "
                    "FDO21120U5D.md5 is a copy of the configuration and has no checksum"));
}

const std::string kMd5User = "snmp-server user x auth md5 " + md5_of("x").hex();
const std::string kMd5Line = "!\n#md5sum=\"" + md5_of("x").hex() + "\"\n";
const std::string kLongConfig = std::string(200'000, '!') + "\n";

const Copy kCopies[] = {{{"ByteForByte"}, kConfig, kConfig},
                        {{"WithANewlineMore"}, kConfig, kConfig + "\n"},
                        {{"WithAnMd5InIt"}, kConfig + kMd5User + "\n", kConfig + kMd5User},
                        {{"WithOtherLineEnds"}, "hostname x\r\nend\r\n", "hostname x\nend\n"},
                        {{"WithoutItsMd5sumLine"}, kMd5Line + kConfig, "!\n" + kConfig},
                        {{"LargerThanAChecksumFile"}, kLongConfig, kLongConfig}};

INSTANTIATE_TEST_SUITE_P(Made, CopiedConfig, testing::ValuesIn(kCopies), CaseName());

TEST_F(Stage, TakesThePlansDigestAndAsksForNoSidecar) {
    plan_config_alone(kConfig);
    plan.config->digest = test::digest_of(DigestKind::Sha256, kConfig);
    EXPECT_NO_THROW(stage_it());
    EXPECT_EQ(net.fetched, Names{kConfigUrl});
}

TEST_F(Stage, AcceptsASidecarsDigestWhereOneIsRequired) {
    plan_config_alone(kConfig);
    options.require_digest = true;
    net.serve(kConfigSidecar, "md5sum=" + md5_of(kConfig).hex());
    EXPECT_NO_THROW(stage_it());
}

TEST_F(Stage, AsksForADigestOfTheRunningImageTooWhereOneIsRequired) {
    net.serve(kConfigUrl, kConfig);
    plan.config->digest = md5_of(kConfig);
    running.system = plan.system->name;
    dir.write(plan.system->name.str(), "running");
    options.require_digest = true;
    const Error error = thrown_by([&] { stage_it(); });
    EXPECT_EQ(error.code(), ExitCode::Digest);
    EXPECT_THAT(error.what(), testing::HasSubstr("no checksum for nxos.9.3.3.bin"));
}

}  // namespace
}  // namespace poap
