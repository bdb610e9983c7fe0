// Good runs against the real stub: identity, protocols, images, and what stays as it is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

const Words kAllCalls = {kIdentityCall, boot_call(kNewImage), kSaveCall, kScheduleCall};

/// What people watch for, in its order.
Words story(const std::string& config_protocol, const std::string& image_protocol) {
    const std::string over_image = image_protocol == "http" ? "over HTTP" : "over TFTP";
    const bool config_by_http = config_protocol == "http";
    return {"Collecting system S.No and MAC...",
            "System MAC address is: " + kMac,
            "System Serial NO is: " + kSerial,
            "Sending API request to the POAP server 127.0.0.1:",
            "Requesting http://127.0.0.1:",
            "Install info collected successfully...",
            config_by_http ? "Transfering config file over HTTP..."
                           : "Transfering config file " + kConfigName + " over TFTP",
            config_by_http ? "Data collected from HTTP request" : "Copy over TFTP, complete",
            "Config data copied successfully to bootflash",
            "Checking the current image...",
            "Transferring file " + kNewImage + " " + over_image,
            "Copy " + over_image + ", complete",
            "Saving the boot variable: copy running-config startup-config ; write erase",
            "INFO: Ready to execute copy bootflash:" + kConfigName + " scheduled-config",
            "Provisioned"};
}

Case good(const std::string& name, const std::string& id, const std::string& config, const std::string& image,
          bool lab_quirks = false, const std::string& chain = "stop") {
    PodSpec spec{id, kNewImage};
    spec.config_protocol = config;
    spec.image_protocol = image;
    spec.lab_quirks = lab_quirks;
    return {
        {name}, cli("", chain) + pod(spec), recovers().calling(kAllCalls).reporting(story(config, image))};
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

/// Runs whose images are there, are not wanted, or are two.
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
        Case("NotWantedAtAllLeavesTheBootVariableAsItIs", pod({kSerial, ""}),
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
