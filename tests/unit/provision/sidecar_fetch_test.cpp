#include "provision/sidecar_fetch.hpp"

#include <gmock/gmock.h>

#include "support/named_case.hpp"
#include "support/stage_fixture.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr, testing::Not;

const std::string kUnverified = "no checksum for FDO21120U5D.cfg: installing it unverified; ";

struct SidecarFetch : Stage {
    SidecarFetch() { plan_config_alone(kConfig); }
};

TEST_F(SidecarFetch, InstallsAFileUnverifiedWithAWarningWhereThereIsNoSidecar) {
    struct Row {
        Refusal about_file;
        std::string reason;
        bool is_retryable;
        std::string warning;
    };
    const std::string denied = "the server refuses access to FDO21120U5D.md5: ";
    const Row kRows[] = {{Refusal::Absent, "the reason", false, "there is no FDO21120U5D.md5 (the reason)"},
                         {Refusal::Denied, "the server refused the request: Permission denied (error 2)",
                          false, denied + "Permission denied (error 2); check its permissions"},
                         {Refusal::Denied, "the server answered with HTTP status 403", false,
                          denied + "HTTP status 403; check its permissions"},
                         {Refusal::ServerError, "the reason", true, "there is no FDO21120U5D.md5"}};
    plan.config->rendered = true;
    for (const auto& [about_file, reason, is_retryable, warning] : kRows) {
        net = {};
        net.serve(kConfigUrl, kConfig);
        net.refuse(kConfigSidecar, reason, is_retryable, about_file);
        stage_it();
        EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigUrl})) << "it is asked for once";
        EXPECT_TRUE(record.says(kUnverified + warning)) << record.lines.back().text;
    }
}

TEST_F(SidecarFetch, RetriesABusyServerAndThenFails) {
    options.retries = 2;
    net.refuse(kConfigSidecar, "HTTP status 503", true);
    EXPECT_THAT(fails(ExitCode::Transfer).advice(), HasSubstr("no-sidecar"));
    EXPECT_EQ(net.fetched, (Names{kConfigSidecar, kConfigSidecar, kConfigSidecar}));
}

TEST_F(SidecarFetch, RetriesWhatDidNotComeWhole) {
    net.refuse(kConfigSidecar, "HTTP status 429", true);
    net.break_off(kConfigSidecar, md5_of("half").hex());
    net.serve(kConfigSidecar, md5_of(kConfig).hex());
    EXPECT_NO_THROW(stage_it());
    EXPECT_EQ(record.count("no checksum"), 0U);
}

TEST_F(SidecarFetch, SuggestsThatAServerWithoutFilesIsAPoapServer) {
    net.refuse(kConfigSidecar, "HTTP status 405", false, Refusal::NoGet);
    EXPECT_THAT(fails(ExitCode::Transfer).advice(),
                testing::AllOf(HasSubstr("POAP server, not a file server"), Not(HasSubstr("no-sidecar"))));
    options.sidecars = false;
    net = {};
    net.refuse(kConfigUrl, "HTTP status 405", false, Refusal::NoGet);
    EXPECT_THAT(fails(ExitCode::Transfer).advice(), HasSubstr("POAP server, not a file server"));
}

TEST_F(SidecarFetch, FailsAtOnceWhereTheRefusalSaysNothingAboutTheFile) {
    net.refuse(kConfigSidecar, "HTTP status 401");
    fails(ExitCode::Transfer);
    EXPECT_EQ(net.fetched, Names{kConfigSidecar});
}

TEST_F(SidecarFetch, NamesTheImageThatWasWantedInEachLineWhereNobodyAnswers) {
    plan.system = planned_system();
    net.break_off(kSystemSidecar);
    const std::string blame = "cannot download " + kSystemUrl + ": ";
    const Error error = fails(ExitCode::Transfer);
    EXPECT_THAT(error.what(), testing::StartsWith(blame));
    EXPECT_THAT(error.advice(), Not(HasSubstr("no-sidecar"))) << "the image would not come either";
    EXPECT_EQ(record.count(blame), 3U) << "each retry names it";
}

/// A recipe of Cisco's for boot files makes a `.md5` of a configuration that is a copy of it.
TEST_F(SidecarFetch, WarnsOfACopyOfTheConfigWhichIsNotAChecksum) {
    const std::string user = "snmp-server user x auth md5 " + md5_of("x").hex();
    const std::string md5_line = "!\n#md5sum=\"" + md5_of("x").hex() + "\"\n";
    const std::string large = std::string(200'000, '!') + "\n";
    const std::pair<std::string, std::string> kCopies[] = {{kConfig, kConfig},
                                                           {kConfig + user + "\n", kConfig + user},
                                                           {md5_line + kConfig, "!\n" + kConfig},
                                                           {large, large}};
    for (const auto& [config, sidecar] : kCopies) {
        net = {};
        net.serve(kConfigUrl, config);
        net.serve(kConfigSidecar, sidecar);
        record.lines.clear();
        EXPECT_NO_THROW(stage_it());
        EXPECT_TRUE(
            record.says(kUnverified + "FDO21120U5D.md5 is a copy of the configuration and has no checksum"));
    }
}

TEST_F(SidecarFetch, IsLeftOutWhereThePlanHasADigest) {
    plan.config->digest = digest_of(DigestKind::Sha256, kConfig);
    EXPECT_NO_THROW(stage_it());
    EXPECT_EQ(net.fetched, Names{kConfigUrl});
}

TEST_F(SidecarFetch, BringsTheDigestThatIsRequiredOfTheRunningImageToo) {
    options.require_digest = true;
    net.serve(kConfigSidecar, "md5sum=" + md5_of(kConfig).hex());
    EXPECT_NO_THROW(stage_it());
    plan.system = planned_system();
    running.system = plan.system->name;
    dir.write(plan.system->name.str(), "running");
    EXPECT_THAT(fails(ExitCode::Digest).what(), HasSubstr("no checksum for nxos.9.3.3.bin"));
}

}  // namespace
}  // namespace poap::test
