#include "nxos/incompatibility.hpp"

#include <gmock/gmock.h>

#include <string>

#include "base/error.hpp"
#include "support/fake_cli.hpp"
#include "support/planned.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::IsEmpty;

// Of a Nexus 3048 with a 9.3(8).
const std::string kHead =
    "\nChecking incompatible configuration(s) for vdc 'sw1':\n"
    "------------------------------------------------------------\n";
const std::string kList =
    "The following configurations on active are incompatible with  the system image  \n";
const std::string kDme =
    "1) Service : pltfm_config , Capability : CAP_FEATURE_DME_ENABLED \n"
    "Description : DME feature is not supported on this image \n"
    "Capability requirement : STRICT \n"
    "Enable/Disable command : Please use \"no system dme enable\" to disable DME feature\n";
const std::string kFault =
    "DME feature is not supported on this image (Please use \"no system dme enable\" to disable DME feature)";

TEST(Incompatibilities, AreDescriptionsAndAdvice) {
    EXPECT_THAT(parse_incompatibilities(kHead + kList + kDme), ElementsAre(kFault));
    EXPECT_THAT(parse_incompatibilities(kList + kDme + "2) Service : x\nDescription : a\tb\r\n"),
                ElementsAre(kFault, "a b"));
    std::string many = kList;
    for (int i = 0; i < 100; ++i) many += kDme;
    EXPECT_THAT(parse_incompatibilities(many), testing::SizeIs(10));
}

TEST(Incompatibilities, AreNotInOtherTexts) {
    EXPECT_THAT(parse_incompatibilities(kHead + "No incompatible configurations\n"), IsEmpty());
    EXPECT_THAT(parse_incompatibilities(kDme), IsEmpty());
    EXPECT_THAT(parse_incompatibilities(kList + "Enable/Disable command : x\nDescription\n"), IsEmpty());
}

struct WarnOfIncompatibilities : testing::Test {
    WarnOfIncompatibilities() { cli.shows_incompatibilities = true; }
    void warn() { warn_of_incompatibilities(cli, name("nxos.9.3.8.bin"), record.log); }

    FakeCli cli;
    RecordingLog record;
};

TEST_F(WarnOfIncompatibilities, NamesThemAndInstallAll) {
    cli.on("terminal dont-ask ; terminal width 511 ; show incompatibility-all nxos bootflash:nxos.9.3.8.bin",
           kHead + kList + kDme);
    warn();
    EXPECT_TRUE(record.says("nxos.9.3.8.bin is incompatible with this switch: " + kFault));
    EXPECT_TRUE(record.says("set --install to install-all"));
}

TEST_F(WarnOfIncompatibilities, IsQuietWithoutAnAnswerButEndsWithASignal) {
    cli.answers("% Invalid command\n", 16).does([]() -> CliAnswer {
        throw Error(ExitCode::Switch, "no answer", "");
    });
    warn();
    warn();
    EXPECT_FALSE(record.says("is incompatible"));
    cli.does([]() -> CliAnswer { throw Error(ExitCode::Interrupted, "interrupted (SIGTERM)", ""); });
    EXPECT_EQ(thrown_by([&] { warn(); }).code(), ExitCode::Interrupted);
}

}  // namespace
}  // namespace poap::test
