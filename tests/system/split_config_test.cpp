// Configurations that are scheduled in two parts. There is no log of the first setup: the switch counts as a
// Nexus 3000 in its own mode.

#include <gmock/gmock.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "commit_cases.hpp"

namespace poap::rig {
namespace {

const std::string kFirstName = "poap-agent-first." + kConfigName;
const std::string kScheduleBoth = cli_call(concat(
    "copy bootflash:", kFirstName, " scheduled-config ; copy bootflash:", kConfigName, " scheduled-config"));
const std::string kTemplate = "hardware profile tcam resource template LEAF ref-template nfe\n  racl 512\n";
const std::string kRest = "hostname leaf1\nusername admin password 5 " + kSecret + " role network-admin\n";
const std::string kBootLine = "boot nxos bootflash:///" + kNewImage + "\n";

/// The server's configuration, and its digest in the plan.
Step serves(const std::string& config) {
    return answer(kGetConfig, {http_answer(200, config)}) + plan({{"config_md5", md5_of(config)}});
}

const Step kServesBoth = serves("system vlan 3968 reserve\r\n" + kRest + kTemplate + "end\r\n");
const std::string kFirst = "system vlan 3968 reserve\n" + kTemplate + kBootLine;
const std::string kSecond = kRest + "end\n";

/// Provisioned, with this scheduled.
End schedules(const std::string& all) {
    return ends_in([=](Goal& goal, const Bench&) {
        goal.config = all;
        goal.plans_image = false;  // its boot line is in `all`
    });
}

End first_is_taken_back(const std::string& cause) {
    return fails(ExitCode::Switch, kCommit, cause)
        .reporting({"undid the schedule: removed bootflash:poap_replay01.cfg"})
        .leaving({kNewImage})
        .changing({{"boot", boots(kNewImage)}, {"boot.saved", boots(kNewImage)}});
}

Cases splits() {
    const std::string second = concat("copy bootflash:", kConfigName, " => ");
    const std::string one_part = "system vlan 3968 reserve\n" + kRest + kTemplate + kBootLine + "end\n";
    return {
        Case(
            "IsScheduledInTwoParts", kServesBoth,
            schedules(kFirst + kSecond)
                .calling({kIdentityCall, compatibility_call(kNewImage), boot_call(kNewImage), kSaveCall,
                          kScheduleBoth})
                .reporting({"The configuration is scheduled in two parts, of 4 and 3 lines; the first has"})),
        Case("IsScheduledInOnePartIfSoOrdered", kServesBoth + args({"--split-config", "never"}),
             schedules(one_part)),
        Case("BootsThePlannedImageAlthoughItNamesAnother",
             serves(kTemplate + kRest + "boot nxos bootflash:/" + kOldImage + "\n"),
             schedules(kTemplate + kBootLine + kRest + "boot nxos bootflash:/" + kOldImage + "\n" +
                       kBootLine)),
        Case("LeavesNothingIfTheFirstPartIsRefused",
             kServesBoth + cli(concat("copy bootflash:", kFirstName, " => answer 16 Permission denied")),
             fails(ExitCode::Switch, kCommit, "scheduled-config`: Permission denied")
                 .leaving({kNewImage})
                 .changing({{"boot", boots(kNewImage)}, {"boot.saved", boots(kNewImage)}})),
        Case("LeavesNothingIfTheSecondPartIsRefused",
             kServesBoth + cli(second + "answer 16 No space left on device"),
             first_is_taken_back("scheduled-config`: No space left on device")),
        Case("LeavesNothingIfTheCliDiesBeforeTheSecondPart", kServesBoth + cli(second + "kill"),
             first_is_taken_back("scheduled-config`: ")),
        Case("IsScheduledIfTheCliDiesAfterTheSecondPart", kServesBoth + cli(second + "then-kill"),
             schedules(kFirst + kSecond).reporting({"so it is scheduled"})),
        Case(
            "ReplacesWhatAKilledRunLeft",
            kServesBoth + flash("." + kFirstName + ".part", "udf old\n") +
                [](Bench& bench) {
                    ASSERT_EQ(link(bench.flash_path("." + kFirstName + ".part").c_str(),
                                   bench.flash_path(kFirstName).c_str()),
                              0);
                },
            schedules(kFirst + kSecond).removing({kFirstName, "." + kFirstName + ".part"})),
    };
}

CASES(SplitConfiguration, splits());

TEST(SplitConfigurationAtTheReload, IsReplayedInItsOrderOnThePlannedImage) {
    Bench bench;
    kServesBoth(bench);
    bench.run();
    ASSERT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    EXPECT_EQ(bytes_of(bench.flash_path("poap_replay01.cfg")), kFirst);
    EXPECT_EQ(bytes_of(bench.flash_path("poap_replay02.cfg")), kSecond);
    bench.device().reload();
    EXPECT_EQ(bench.device().state("running-config"), kFirst + kSecond);
    EXPECT_EQ(bench.device().state("boot.saved"), boots(kNewImage));
    EXPECT_EQ(bench.device().state("replayed_on"), kNewImage + "\n");
    EXPECT_FALSE(bench.device().is_in_poap());
}

TEST(PlanOfASplitConfiguration, HasTheSizesOfBothParts) {
    Bench bench;
    (kServesBoth + args({"plan", "--json"}))(bench);
    const Before before(bench.device());
    bench.run();
    ASSERT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    EXPECT_EQ(nlohmann::json::parse(bench.ended.out).at("config_parts"),
              nlohmann::json::array({kFirst.size(), kSecond.size()}));
    expect_unchanged(bench.device(), before, {}, 0);
}

}  // namespace
}  // namespace poap::rig
