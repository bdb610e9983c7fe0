// Good runs against the real stub: identity, protocols, images, and what stays as it is.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/files.hpp"
#include "rig/pod.hpp"
#include "support/named_case.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kImage = image_bytes(200'000);

struct GoodRunCase : NamedCase {
    std::string id = kSerial;
    std::string config_protocol = "http";
    std::string image_protocol = "http";
    bool lab_quirks = false;
    std::string chain = "stop";
};

class GoodRun : public testing::TestWithParam<GoodRunCase> {
  protected:
    void serve() {
        const auto& row = GetParam();
        pod_.files().write(kNewImage, kImage);
        PodSpec spec{row.id, kNewImage};
        spec.config_protocol = row.config_protocol;
        spec.image_protocol = row.image_protocol;
        spec.lab_quirks = row.lab_quirks;
        pod_.start(spec);
    }

    /// What people watch for, in its order.
    std::vector<std::string> story() const {
        const std::string way = GetParam().image_protocol == "http" ? "over HTTP" : "over TFTP";
        const bool config_by_http = GetParam().config_protocol == "http";
        return {"Collecting system S.No and MAC...",
                "System MAC address is: " + kMac,
                "System Serial NO is: " + kSerial,
                "Sending API request to the POAP server " + pod_.address(),
                "Requesting http://" + pod_.address() + "/" + kSerial + "...",
                "Install info collected successfully...",
                config_by_http ? "Transfering config file over HTTP..."
                               : "Transfering config file " + kConfigName + " over TFTP",
                config_by_http ? "Data collected from HTTP request" : "Copy over TFTP, complete",
                "Config data copied successfully to bootflash",
                "Checking the current image...",
                "Transferring file " + kNewImage + " " + way,
                "Copy " + way + ", complete",
                "Saving the boot variable: copy running-config startup-config ; write erase",
                "INFO: Ready to execute copy bootflash:" + kConfigName + " scheduled-config",
                "Provisioned"};
    }

    Pod pod_;
};

TEST_P(GoodRun, EndsInTheNewImageAndConfiguration) {
    serve();
    const EmulatedSwitch device;
    device.set_chain(GetParam().chain);
    const Before before(device);
    const Ended ended = device.run_agent(pod_.where());
    expect_provisioned(device, before, ended,
                       {pod_.config_of(kSerial), boots(kNewImage), {{kNewImage, kImage}}});
    EXPECT_THAT(device.calls(),
                ElementsAre(identity_call(), boot_call(kNewImage), save_call(), schedule_call()));
    expect_told_in_order(device, ended, story());
}

INSTANTIATE_TEST_SUITE_P(
    Runs, GoodRun,
    testing::Values(GoodRunCase{{"KnownByItsSerialNumber"}}, GoodRunCase{{"KnownByItsMac"}, kMac},
                    GoodRunCase{{"ConfigByTftp"}, kSerial, "tftp"},
                    GoodRunCase{{"ImageByTftp"}, kSerial, "http", "tftp"},
                    GoodRunCase{{"AllByTftp"}, kMac, "tftp", "tftp"},
                    GoodRunCase{{"TheLabsServer"}, kSerial, "http", "tftp", true},
                    GoodRunCase{{"TheLabsServerByTftp"}, kMac, "tftp", "tftp", true},
                    GoodRunCase{{"ChainsThatGoOn"}, kSerial, "http", "http", false, "continue"}),
    CaseName());

/// A run whose image needs no download.
class ImageThere : public testing::Test {
  protected:
    Ended run(const EmulatedSwitch& device, const std::string& image,
              const std::vector<std::string>& more = {}) {
        pod_.files().write(image, kImage);
        pod_.start({kSerial, image});
        auto arguments = pod_.where();
        arguments.insert(arguments.end(), more.begin(), more.end());
        return device.run_agent(arguments);
    }

    Pod pod_;
};

TEST_F(ImageThere, ThatRunsAndIsBootedNextIsNeitherFetchedNorSetAgain) {
    const EmulatedSwitch device;
    device.flash(kOldImage, kImage);
    const Before before(device);
    const Ended ended = run(device, kOldImage);
    expect_provisioned(device, before, ended, {pod_.config_of(kSerial), boots(kOldImage), before.bootflash});
    EXPECT_THAT(device.calls(), ElementsAre(identity_call(), show_boot_call(), schedule_call()));
    expect_told_in_order(
        device, ended,
        {"Checking the current image...", "Target already matches current image. Skipping...."});
}

TEST_F(ImageThere, OnBootflashWithTheRightDigestIsNotFetched) {
    const EmulatedSwitch device;
    device.flash(kNewImage, kImage);
    const Before before(device);
    const Ended ended = run(device, kNewImage);
    expect_provisioned(device, before, ended, {pod_.config_of(kSerial), boots(kNewImage), before.bootflash});
    EXPECT_THAT(device.calls(),
                ElementsAre(identity_call(), boot_call(kNewImage), save_call(), schedule_call()));
    EXPECT_THAT(ended.err, Not(HasSubstr("Transferring file")));
}

TEST_F(ImageThere, OnBootflashWithAnotherDigestIsReplaced) {
    const EmulatedSwitch device;
    device.flash(kNewImage, "cut short");
    const Before before(device);
    const Ended ended = run(device, kNewImage);
    expect_provisioned(device, before, ended,
                       {pod_.config_of(kSerial), boots(kNewImage), {{kNewImage, kImage}}});
}

TEST_F(ImageThere, NotWantedAtAllLeavesTheBootVariableAsItIs) {
    const EmulatedSwitch device;
    const Before before(device);
    pod_.start({kSerial, ""});
    const Ended ended = device.run_agent(pod_.where());
    expect_provisioned(device, before, ended, {pod_.config_of(kSerial), boots(kOldImage), {}, false});
    EXPECT_THAT(device.calls(), ElementsAre(identity_call(), schedule_call()));
}

TEST(TwoImages, AreFetchedAndBootedTogether) {
    Pod pod;
    pod.files().write("n5k.2.bin", kImage);
    pod.files().write("n5k-kickstart.2.bin", "kickstart");
    pod.start({kSerial, "n5k.2.bin", "n5k-kickstart.2.bin"});
    SwitchSpec spec;
    spec.fresh.form = "n5k-kickstart";
    spec.fresh.image = "n5k.1.bin";
    spec.fresh.kickstart = "n5k-kickstart.1.bin";
    const EmulatedSwitch device(spec);
    const Before before(device);
    const Ended ended = device.run_agent(pod.where());
    expect_provisioned(device, before, ended,
                       {pod.config_of(kSerial),
                        "kickstart bootflash:///n5k-kickstart.2.bin\nsystem bootflash:///n5k.2.bin\n",
                        {{"n5k.2.bin", kImage}, {"n5k-kickstart.2.bin", "kickstart"}}});
    EXPECT_THAT(device.calls(), ElementsAre(identity_call(),
                                            "terminal dont-ask ; configure terminal ; "
                                            "boot kickstart bootflash:///n5k-kickstart.2.bin ; "
                                            "boot system bootflash:///n5k.2.bin ; end ; show boot",
                                            save_call(), schedule_call()));
}

TEST(Identity, OfPoapsEnvironmentIsNotAskedFor) {
    Pod pod;
    pod.start({"POAP0000001", ""});
    const EmulatedSwitch device;
    const Before before(device);
    auto environment = device.environment();
    environment.insert(environment.end(), {"POAP_SERIAL=POAP0000001", "POAP_MGMT_MAC=5E0140020099"});
    const Ended ended = Process(device.agent_line(pod.where()), environment).wait();
    expect_provisioned(device, before, ended, {pod.config_of("POAP0000001"), boots(kOldImage), {}, false});
    EXPECT_EQ(device.calls().front(), "terminal dont-ask ; terminal width 511 ; show version ; show module");
    expect_told_in_order(device, ended,
                         {"System MAC address is: 5e01.4002.0099", "System Serial NO is: POAP0000001"});
}

TEST(AgainAfterAGoodRun, EndsTheSame) {
    Pod pod;
    pod.files().write(kNewImage, kImage);
    pod.start({kSerial, kNewImage});
    const EmulatedSwitch device;
    ASSERT_EQ(device.run_agent(pod.where()).exit_code, 0);
    const Snapshot memory = device.memory();
    const Snapshot bootflash = without_logs(device.bootflash());
    const Ended again = device.run_agent(pod.where());
    EXPECT_EQ(again.exit_code, 0) << again.err;
    EXPECT_EQ(device.memory(), memory);
    EXPECT_TRUE(without_logs(device.bootflash()) == bootflash);
}

}  // namespace
}  // namespace poap::rig
