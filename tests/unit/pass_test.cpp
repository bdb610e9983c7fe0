#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "provision/provision.hpp"
#include "support/commit_fixture.hpp"
#include "support/fake_transport.hpp"
#include "support/show_texts.hpp"
#include "support/thrown.hpp"

namespace poap {
namespace {

using nlohmann::json, test::Names, test::thrown_by;

const std::string kIdentity = R"(Software
  NXOS: version 7.0(3)
  NXOS image file is: bootflash:///nxos.7.0.3.bin
NAME: "Chassis",  DESCR: "Nexus9000 C9396PX Chassis"
PID: N9K-C9396PX         ,  VID: V02 ,  SN: FDO21120U5D
mgmt0 is up
  Hardware: Ethernet, address: 5e01.4002.0000 (bia 5e01.4002.0000)
)";

const std::string kConfig = "hostname leaf1\nusername admin password 5 $5$ABCDEF$0123 role network-admin\n";

struct Pass : testing::Test {
    test::TempDir dir;
    const Bootflash bootflash{dir.path()};
    test::FakeCli cli;
    test::FakeTransport net;
    test::FakeClock clock;
    test::RecordingLog record;
    PoapEnvironment environment;
    Options options;
    json plan = {{"system_image", "nxos.9.3.3.bin"}, {"kickstart_image", ""},
                 {"tftp_server", "10.0.0.1"},        {"http_server", "10.0.0.1:5000"},
                 {"config_file", "FDO21120U5D.cfg"}, {"config_protocol", "http"}};

    void SetUp() override {
        environment.in_poap = true;
        options.vrf = "none";
        options.server = HttpServer::parse("10.0.0.1:5000");
        cli.answers(kIdentity + test::kOneModule);
        net.on_put([this] { return HttpAnswer{200, plan.dump()}; });
        net.serve(test::kConfigUrl, kConfig);
        net.serve(test::kSystemUrl, "image");
    }

    void run() { provision({options, environment, bootflash, cli, net, clock, record.log}); }
};

TEST_F(Pass, TakesFourCallsOfTheCliAndLeavesTheImageAndNothingElse) {
    cli.on(test::kSetBoot, test::shows_boot("nxos.9.3.3.bin")).on(test::kSaveAndErase);
    cli.on(test::kSchedule, [this] {
        EXPECT_EQ(dir.read("FDO21120U5D.cfg"), kConfig + "boot nxos bootflash:///nxos.9.3.3.bin\n");
        return CliAnswer{};
    });
    run();
    EXPECT_EQ(
        cli.lines.front(),
        "terminal dont-ask ; terminal width 511 ; show version ; show inventory ; show interface mgmt0 ; "
        "show module");
    EXPECT_EQ(net.put_urls, Names{"http://10.0.0.1:5000/FDO21120U5D"});
    EXPECT_EQ(net.put_forms, Names{"data=5e01.4002.0000"});
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
    EXPECT_EQ(dir.read("nxos.9.3.3.bin"), "image");
}

TEST_F(Pass, TakesThreeCallsWhereTheImageRunsAlready) {
    plan["system_image"] = "nxos.7.0.3.bin";
    dir.write("nxos.7.0.3.bin", "running");
    cli.on(test::kShowBoot, test::shows_boot_everywhere("nxos.7.0.3.bin")).on(test::kSchedule);
    run();
    EXPECT_EQ(dir.names(), Names{"nxos.7.0.3.bin"});
}

TEST_F(Pass, LogsEachStepInTheLabsWordsAndOrderAndNoPassword) {
    cli.answers(test::shows_boot("nxos.9.3.3.bin")).answers("").answers("");
    run();
    Names said;
    for (const auto& line : record.lines) {
        if (line.level == Level::Info) said.push_back(line.text);
    }
    const Names expected = {"Collecting system S.No and MAC...",
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
    auto at = said.begin();
    for (const std::string& line : expected) {
        at = std::find(at, said.end(), line);
        EXPECT_NE(at, said.end()) << line;
    }
    EXPECT_FALSE(record.says("$5$ABCDEF$0123"));
}

TEST_F(Pass, NamesTheStageThatTheIdentityFailedIn) {
    cli = {};
    cli.answers("no such switch");
    const Error error = thrown_by([&] { run(); });
    EXPECT_EQ(error.stage(), "identify the switch");
    EXPECT_EQ(error.code(), ExitCode::Switch);
    EXPECT_TRUE(net.put_urls.empty());
}

TEST_F(Pass, NamesTheStageThatTheRegistrationFailedIn) {
    plan.erase("system_image");
    plan.erase("kickstart_image");
    const Error error = thrown_by([&] { run(); });
    EXPECT_EQ(error.stage(), "register with the POAP server");
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_TRUE(net.fetched.empty());
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(Pass, NamesTheStageThatAFileFailedIn) {
    plan["system_image_md5"] = test::md5_of("another").hex();
    const Error error = thrown_by([&] { run(); });
    EXPECT_EQ(error.stage(), "stage the image");
    EXPECT_EQ(error.code(), ExitCode::Digest);
    EXPECT_EQ(cli.lines.size(), 1U) << "nothing on the switch may change before all is verified";
    EXPECT_EQ(dir.names(), Names{});
}

TEST_F(Pass, NamesTheStageThatTheCommitFailedIn) {
    for (int i = 0; i < 2; ++i) cli.answers("Invalid image", 16);
    const Error error = thrown_by([&] { run(); });
    EXPECT_EQ(error.stage(), "commit");
    EXPECT_EQ(error.code(), ExitCode::Switch);
}

TEST_F(Pass, EndsAsAnUndisturbedOneWhenItIsRunAgainAfterAFailure) {
    net = {};
    net.on_put([this] { return HttpAnswer{200, plan.dump()}; });
    net.serve(test::kConfigUrl, kConfig);
    net.refuse(test::kSystemUrl, "not there yet");
    net.serve(test::kSystemUrl, "image");
    thrown_by([&] { run(); });
    cli.answers(kIdentity + test::kOneModule)
        .answers(test::shows_boot("nxos.9.3.3.bin"))
        .answers("")
        .answers("");
    run();
    EXPECT_EQ(dir.names(), Names{"nxos.9.3.3.bin"});
    EXPECT_EQ(dir.read("nxos.9.3.3.bin"), "image");
}

TEST_F(Pass, PlansWithoutFetchingOrChangingAnything) {
    const SwitchPlan planned = plan_switch({options, environment, bootflash, cli, net, clock, record.log});
    EXPECT_EQ(planned.identity.serial.str(), "FDO21120U5D");
    EXPECT_EQ(planned.step.system->url, test::kSystemUrl);
    EXPECT_TRUE(net.fetched.empty());
    EXPECT_EQ(cli.lines.size(), 1U);
    EXPECT_EQ(dir.names(), Names{});
}

struct OwnPass : Pass {
    void SetUp() override {
        Pass::SetUp();
        options.server.reset();
        options.static_plan =
            StaticPlan{Mode::SerialNumber, FileSource::parse("http://h/c").value(), std::nullopt, {}};
        options.static_plan->images.system =
            FileSource::parse("http://h/i")->file(test::name("nxos.9.3.3.bin"), test::name("nxos.9.3.3.bin"));
        net.serve("http://h/c/conf.FDO21120U5D", kConfig);
        net.serve("http://h/i/nxos.9.3.3.bin", "image");
    }
};

TEST_F(OwnPass, AsksNoServerAndGoesByTheOptions) {
    cli.answers(test::shows_boot("nxos.9.3.3.bin")).answers("").answers("");
    run();
    EXPECT_TRUE(net.put_urls.empty());
    EXPECT_EQ(dir.read("nxos.9.3.3.bin"), "image");
    EXPECT_EQ(cli.last_line(), "terminal dont-ask ; copy bootflash:conf.FDO21120U5D scheduled-config");
}

TEST_F(OwnPass, NamesTheStageThatThePlanFailedIn) {
    options.static_plan->mode = Mode::Raw;
    options.static_plan->config_file = test::name("nxos.7.0.3.bin");
    const Error error = thrown_by([&] { run(); });
    EXPECT_EQ(error.stage(), "plan from the options");
    EXPECT_EQ(error.code(), ExitCode::Usage);
}

TEST_F(OwnPass, AsksForTheNeighborOfThePortThatPoapNames) {
    options.static_plan->mode = Mode::Location;
    environment.port = InterfaceName::parse("mgmt0");
    cli = {};
    cli.answers(concat(kIdentity, "Device-ID  Port ID\nsw(X) mgmt0 170 S N9K Eth1/32\n", test::kOneModule));
    EXPECT_EQ(plan_switch({options, environment, bootflash, cli, net, clock, record.log}).step.config->url,
              "http://h/c/conf_sw_Eth1_32.cfg");
}

TEST_F(Pass, WarnsOfAnImageNameWithoutBin) {
    plan_switch({options, environment, bootflash, cli, net, clock, record.log});
    EXPECT_FALSE(record.says("does not end in .bin"));
    cli.answers(kIdentity + test::kOneModule);
    plan["system_image"] = "nxos.9.3.3";
    plan_switch({options, environment, bootflash, cli, net, clock, record.log});
    EXPECT_TRUE(record.says("WARNING: nxos.9.3.3, the planned image, does not end in .bin"));
}

TEST_F(Pass, InstallsAsTheOptionSaysAndTellsThatThePlanSaysOtherwise) {
    plan["install"] = "install-all";
    options.install = Install::BootVariable;
    const SwitchPlan planned = plan_switch({options, environment, bootflash, cli, net, clock, record.log});
    EXPECT_EQ(planned.step.install, Install::BootVariable);
    EXPECT_TRUE(record.says("--install goes before the plan"));
}

TEST_F(Pass, SaysWhereTheOptionDoesNotFitThePlan) {
    plan["kickstart_image"] = "kick.bin";
    options.install = Install::InstallAll;
    const Error error = thrown_by([&] {
        plan_switch({options, environment, bootflash, cli, net, clock, record.log});
    });
    EXPECT_EQ(error.code(), ExitCode::Usage);
    EXPECT_EQ(error.stage(), "options");
}

}  // namespace
}  // namespace poap
