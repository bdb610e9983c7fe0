// More whole runs are in tests/system.

#include "provision/provision.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/context_fixture.hpp"

namespace poap::test {
namespace {

const std::string kIdentity = R"(Software
  NXOS: version 7.0(3)
  NXOS image file is: bootflash:///nxos.7.0.3.bin
NAME: "Chassis",  DESCR: "Nexus9000 C9396PX Chassis"
PID: N9K-C9396PX         ,  VID: V02 ,  SN: FDO21120U5D
mgmt0 is up
  Hardware: Ethernet, address: 5e01.4002.0000 (bia 5e01.4002.0000)
)";

const std::string kConfig = "hostname leaf1\nusername admin password 5 $5$ABCDEF$0123 role network-admin\n";

struct Provision : ContextFixture {
    nlohmann::json plan = {{"system_image", "nxos.9.3.3.bin"}, {"kickstart_image", ""},
                           {"tftp_server", "10.0.0.1"},        {"http_server", "10.0.0.1:5000"},
                           {"config_file", "FDO21120U5D.cfg"}, {"config_protocol", "http"}};

    void SetUp() override {
        environment.in_poap = true;
        options.vrf = "none";
        options.server = HttpServer::parse("10.0.0.1:5000");
        cli.answers(kIdentity + kOneModule);
        net.on_put([this] { return HttpAnswer{200, plan.dump()}; });
        net.serve(kConfigUrl, kConfig);
        net.serve(kSystemUrl, "image");
    }
};

TEST_F(Provision, TakesFourCallsOfTheCliAndLeavesTheImageAlone) {
    cli.answers(shows_boot("nxos.9.3.3.bin")).answers("").does([this] {
        EXPECT_EQ(dir.read("FDO21120U5D.cfg"), kConfig + "boot nxos bootflash:///nxos.9.3.3.bin\n");
        return CliAnswer{};
    });
    provision(context());
    EXPECT_EQ(
        cli.lines,
        (Names{
            "terminal dont-ask ; terminal width 511 ; show version ; show inventory ; show interface mgmt0 "
            "; show module",
            "terminal dont-ask ; configure terminal ; boot nxos bootflash:///nxos.9.3.3.bin ; end ; show "
            "boot",
            "terminal dont-ask ; copy running-config startup-config ; write erase",
            "terminal dont-ask ; copy bootflash:FDO21120U5D.cfg scheduled-config"}));
    EXPECT_EQ(net.put_urls, Names{"http://10.0.0.1:5000/FDO21120U5D"});
    EXPECT_EQ(net.put_forms, Names{"data=5e01.4002.0000"});
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
    EXPECT_EQ(dir.read("nxos.9.3.3.bin"), "image");
}

TEST_F(Provision, LogsEachStepInTheLabsWordsAndOrderAndNoPassword) {
    cli.answers(shows_boot("nxos.9.3.3.bin")).answers("").answers("");
    provision(context());
    const Names kExpected = {"Collecting system S.No and MAC...",
                             "System MAC address is: 5e01.4002.0000",
                             "System Serial NO is: FDO21120U5D",
                             "Sending API request to the POAP server 10.0.0.1:5000",
                             "Requesting http://10.0.0.1:5000/FDO21120U5D...",
                             "Install info collected successfully...",
                             "Transfering config file over HTTP...",
                             "Data collected from HTTP request",
                             "Config data copied successfully to bootflash",
                             "Checking the current image...",
                             "Transferring file nxos.9.3.3.bin over TFTP",
                             "Copy over TFTP, complete",
                             "INFO: Ready to execute copy bootflash:FDO21120U5D.cfg scheduled-config"};
    Names logged;
    for (const auto& line : record.lines) {
        if (std::ranges::find(kExpected, line.text) != kExpected.end()) logged.push_back(line.text);
    }
    EXPECT_EQ(logged, kExpected);
    EXPECT_FALSE(record.says("$5$ABCDEF$0123"));
}

TEST_F(Provision, WarnsOfAnImageNameWithoutBin) {
    plan_switch(context());
    EXPECT_FALSE(record.says("does not end in .bin"));
    cli.answers(kIdentity + kOneModule);
    plan["system_image"] = "nxos.9.3.3";
    plan_switch(context());
    EXPECT_TRUE(record.says("WARNING: nxos.9.3.3, the planned image, does not end in .bin"));
}

TEST_F(Provision, InstallsAsTheOptionSaysWhereThatFitsThePlan) {
    plan["install"] = "install-all";
    options.install = Install::BootVariable;
    EXPECT_EQ(plan_switch(context()).step.install, Install::BootVariable);
    EXPECT_TRUE(record.says("--install overrides the plan"));
    cli.answers(kIdentity + kOneModule);
    plan["install"] = "boot-variable";
    plan["kickstart_image"] = "kick.bin";
    options.install = Install::InstallAll;
    const Error error = thrown_by([&] { plan_switch(context()); });
    EXPECT_EQ(error.stage(), "options");
    EXPECT_EQ(error.code(), ExitCode::Usage);
}

}  // namespace
}  // namespace poap::test
