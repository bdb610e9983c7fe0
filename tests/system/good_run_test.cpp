// Good runs against the real stub: identity, protocols, images, and what stays as it is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

const Words kAllCalls = {kIdentityCall, compatibility_call(kNewImage), boot_call(kNewImage), kSaveCall,
                         kScheduleCall};

Case good(const std::string& name, const std::string& id, const std::string& config, const std::string& image,
          bool lab_quirks = false, const std::string& chain = "stop") {
    PodSpec spec{id, kNewImage};
    spec.config_protocol = config;
    spec.image_protocol = image;
    spec.lab_quirks = lab_quirks;
    return {{name}, cli("", chain) + pod(spec), recovers().calling(kAllCalls).reporting({"Provisioned"})};
}

Cases good_runs() {
    return {
        good("KnownByItsSerialNumber", kSerial, "http", "http"),
        good("KnownByItsMac", kMac, "http", "http"),
        good("ConfigByTftp", kSerial, "tftp", "http"),
        good("ImageByTftp", kSerial, "http", "tftp"),
        good("AllByTftp", kMac, "tftp", "tftp"),
        good("TheLabsServer", kSerial, "http", "tftp", true),
        good("TheLabsServerByTftp", kMac, "tftp", "tftp", true),
        good("ChainsThatContinue", kSerial, "http", "http", false, "continue"),
    };
}

CASES(GoodRun, good_runs());

/// Runs whose images are on bootflash, are not planned, or are two.
Cases images() {
    const End as_it_was = ends_in([](Goal& goal, const Bench&) {
        goal.boot = boots(kOldImage);
        goal.bootflash.erase(kNewImage);
    });
    const End config_alone = ends_in([](Goal& goal, const Bench&) {
        goal.boot = boots(kOldImage);
        goal.bootflash.erase(kNewImage);
        goal.plans_image = false;
    });
    const Step two_images = [](Bench& bench) {
        bench.take_switch(
            {.fresh = {.image = "n5k.1.bin", .kickstart = "kick.1.bin", .form = "n5k-kickstart"}});
        bench.pod = std::make_unique<Pod>();
        bench.pod->files().write(kNewImage, fake_image());
        bench.pod->files().write("kick.2.bin", "kickstart");
        bench.pod->start({kSerial, kNewImage, "kick.2.bin"});
    };
    const std::string poap_serial = "POAP0000001";
    const Step of_poap = env({"POAP_SERIAL=" + poap_serial, "POAP_MGMT_MAC=5E0140020099"}) +
                         [=](Bench& bench) { bench.serial = poap_serial; };
    return {
        Case("ThatRunsAndBootsNextIsNeitherFetchedNorSetAgain",
             flash(kOldImage, fake_image()) + pod({kSerial, kOldImage}),
             as_it_was.calling({kIdentityCall, kShowBootCall, kScheduleCall})
                 .reporting({"Checking the current image...",
                             "Target already matches current image. Skipping...."})),
        Case("OnBootflashWithTheRightDigestIsNotFetched",
             flash(kNewImage, fake_image()) + pod({kSerial, kNewImage}),
             recovers().calling(kAllCalls).not_reporting({"Transferring file"})),
        Case("OnBootflashWithAnotherDigestIsReplaced",
             flash(kNewImage, "cut short") + pod({kSerial, kNewImage}), recovers()),
        Case("NotPlannedLeavesTheBootVariableAsItIs", pod({kSerial, ""}),
             config_alone.calling({kIdentityCall, kScheduleCall})),
        Case("TwoAreFetchedAndBootedTogether", two_images,
             ends_in([](Goal& goal, const Bench&) {
                 goal.boot = "kickstart bootflash:///kick.2.bin\nsystem bootflash:///" + kNewImage + "\n";
                 goal.bootflash["kick.2.bin"] = "kickstart";
             })
                 .calling({kIdentityCall,
                           cli_call(concat("configure terminal ; boot kickstart bootflash:///kick.2.bin ; "
                                           "boot system bootflash:///",
                                           kNewImage, " ; end ; show boot")),
                           kSaveCall, kScheduleCall})),
        Case("OfASwitchThatPoapKnowsNeedsNoIdentity", of_poap + pod({poap_serial, ""}),
             config_alone
                 .reporting({"System MAC address is: 5e01.4002.0099", "System Serial NO is: " + poap_serial})
                 .calling({cli_call("terminal width 511 ; show version ; show module"),
                           cli_call(concat("copy bootflash:", poap_serial, ".cfg scheduled-config"))})),
    };
}

CASES(Image, images());

const std::string kLoggingCall = cli_call("terminal width 511 ; show logging last 1000");

/// The agent has the server's port alone; POAP's log may name the boot file's server.
Step only_a_port(const std::string& script_server) {
    return [=](Bench& bench) {
        bench.names_server = false;
        if (!script_server.empty()) bench.device().set("script_server", script_server + '\n');
        bench.add_arguments({"--port", std::to_string(bench.server.port())});
    };
}

/// Without `--server`, the server is the one that the boot file came from.
Cases script_servers() {
    const auto no_server = [](const std::string& cause) {
        return fails(ExitCode::Usage, "find the POAP server", cause)
            .calling({kIdentityCall, kLoggingCall})
            .requesting({});
    };
    return {
        Case("IsTheLastOneInTheLog", only_a_port("192.0.2.1\nHTTP://127.0.0.1"),
             recovers()
                 .reporting({concat("The POAP server is 127.0.0.1:")})
                 .calling({kIdentityCall, kLoggingCall, compatibility_call(kNewImage), boot_call(kNewImage),
                           kSaveCall, kScheduleCall})),
        Case(
            "IsNotAskedForWithAServer",
            [](Bench& bench) { bench.device().set("script_server", "192.0.2.1\n"); },
            recovers().calling(kAllCalls)),
        Case("IsNotInTheLog", only_a_port(""), no_server("has no line `Script Server:` of POAP")),
        Case("IsNotAHost", only_a_port("a;reload"), no_server("`a;reload`, the last `Script Server:`")),
        Case("IsRefused", only_a_port("127.0.0.1") + cli("show logging last => answer 16 % Invalid command"),
             fails(ExitCode::Usage, "find the POAP server", "the switch refused `show logging last 1000`")
                 .requesting({})),
    };
}

CASES(ScriptServer, script_servers());

TEST(Plan, FindsTheServerInTheLog) {
    Bench bench;
    only_a_port("127.0.0.1")(bench);
    bench.add_arguments({"plan"});
    bench.run();
    EXPECT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    EXPECT_THAT(bench.server.requests(), testing::Contains(kPut));
}

TEST(IncompatibleImage, IsBootedWithAWarning) {
    Bench bench;
    const std::string image = "WITHOUT-DME " + fake_image();
    (plan({{"system_image_md5", md5_of(image)}}) + answer(kGetImage, {http_answer(200, image)}))(bench);
    bench.run();
    EXPECT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    EXPECT_THAT(bench.ended.err,
                testing::HasSubstr("WARNING: " + kNewImage +
                                   " is incompatible with this switch: DME feature is not supported"));
}

TEST(AgainAfterAGoodRun, EndsTheSame) {
    Bench bench;
    bench.run();
    ASSERT_EQ(bench.ended.exit_code, 0);
    const Snapshot memory = bench.device().memory();
    const Snapshot bootflash = without_logs(bench.device().bootflash());
    const Ended again = bench.device().run_agent(bench.server.where());
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(bench.device().memory(), memory);
    EXPECT_TRUE(without_logs(bench.device().bootflash()) == bootflash);
}

}  // namespace
}  // namespace poap::rig
