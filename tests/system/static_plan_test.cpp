// Runs without a POAP server: which configuration is used, and where files come from.

#include "static_plan.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "support/tls_front.hpp"

namespace poap::rig {
namespace {

using test::TempDir;

const std::string kStage = "plan from the options";
const std::string kGetOwnConfig = "GET /" + kOwnConfig;
const std::string kGetOwnImage = "GET /" + kNewImage;

/// `--file-server`, with more after its address.
Step at_server(const std::string& path = "/") {
    return [=](Bench& bench) {
        bench.add_arguments({"--file-server", concat("http://", bench.server.address(), path)});
    };
}

const Step kBySerial = args({"--mode", "serial_number", "--system-image", kNewImage});
const Step kOwnRun = files() + at_server() + kBySerial;

/// The configuration of each mode's name, from folders below the server's.
Cases modes() {
    struct Mode {
        std::string name;
        std::string mode;
        Words variables;
        std::string config;
        Words arguments = {};
    };
    const std::vector<Mode> modes = {
        {"SerialNumber", "serial_number", {}, kOwnConfig},
        {"SerialNumberOfPoap", "serial_number", {"POAP_SERIAL=FDO1"}, "conf.FDO1"},
        {"Mac", "mac", {"POAP_MAC=7426CC5c9180"}, "conf_7426CC5c9180.cfg"},
        {"MacOfTheCli", "mac", {}, "conf_5E0140020001.cfg"},
        {"HostName", "hostname", {"POAP_HOST_NAME=leaf1"}, "conf_leaf1.cfg"},
        {"HostNameThatIsMissing", "hostname", {}, "poap.cfg", {"--config-file", "poap.cfg"}},
        {"Location", "location", {"POAP_INTF=Ethernet1/36"}, "conf_swt-n3k.example.com_Eth1_1.cfg"},
        {"Raw", "raw", {}, "all.cfg", {"--config-file", "all.cfg"}},
    };
    const Step neighbors = [](Bench& bench) {
        bench.device().set_neighbors(
            "Ethernet1/36 swt-n3k.example.com(FOC1703R0EE) Ethernet1/1 N3K-C3064PQ-1\n"
            "mgmt0 other(X) Ethernet1/2 N9K\n");
    };
    Cases rows;
    for (const Mode& mode : modes) {
        const Step image = [](Bench& bench) {
            bench.server.has_file("/top/img/" + kNewImage, fake_image());
            bench.server.has_file("/top/img/" + kNewImage + ".md5", sidecar_of(kNewImage, fake_image()));
        };
        rows.emplace_back(mode.name,
                          files("/top/conf/", true, mode.config) + image + at_server("/top/") + neighbors +
                              env(mode.variables) +
                              args(Words{"--mode", mode.mode, "--config-path", "conf", "--image-path",
                                         "/img/", "--system-image", kNewImage, "--require-digest"} +
                                   mode.arguments),
                          recovers());
    }
    return rows;
}

CASES(Mode, modes());

/// With the options block of a poap.py: the boot variable, and an old BIOS first.
Cases old_bioses() {
    const Step bios = [](Bench& bench) { bench.device().set("bios", "2.16\n"); };
    const Step block = files() + bios + [](Bench& bench) {
        bench.add_arguments({"--hostname=" + bench.server.address(), "--transfer-protocol=http",
                             "--config-path=/", "--target-image-path=/", "--disable-md5", "--use-nxos-boot",
                             "--target-system-image=" + kNewImage});
    };
    const Step fretta = [](Bench& bench) { bench.device().set("chassis_family", "Fretta\n"); };
    const std::string bios_call = cli_call(concat("install all nxos bootflash:///", kNewImage, " bios"));
    const auto has_bios = [](const std::string& version) {
        return [=](const Bench& bench) { EXPECT_EQ(bench.device().state("bios"), version); };
    };
    return {
        Case("IsUpgradedBeforeTheBootVariableIsSet", block,
             recovers()
                 .calling({kIdentityCall, cli_call("show chassis-family"), compatibility_call(kNewImage),
                           kShowBootCall, bios_call, cli_call("write erase"), boot_call(kNewImage), kSaveCall,
                           cli_call(concat("copy bootflash:", kOwnConfig, " scheduled-config"))})
                 .reporting({"WARNING: the BIOS is old", "install all: Install has been successful."})
                 .expecting(has_bios("07.69\n"))),
        Case("IsKeptOnFretta", block + fretta, recovers().expecting(has_bios("2.16\n"))),
        Case(
            "IsUpgradedInPerpetualPoapToo", block + [](Bench& bench) { bench.device().set("boot_poap", ""); },
            recovers().expecting(has_bios("07.69\n"))),
        Case("IsAnErrorIfItFails", block + cli("install all => answer 16 Install has failed."),
             fails(ExitCode::Switch, kCommit, "`install all` did not succeed: Install has failed.")
                 .leaving({kNewImage})
                 .changing({{"bios", "2.16\n"}})),
    };
}

CASES(OldBios, old_bioses());

Cases no_locations() {
    const auto row = [](const std::string& name, const std::string& neighbors, const std::string& cause,
                        const std::string& faults = {}, const std::string& stage = kIdentify) -> Case {
        const Step set = [=](Bench& bench) { bench.device().set_neighbors(neighbors); };
        return Case(name,
                    files() + at_server() + set + cli(faults) + env({"POAP_INTF=Ethernet1/36"}) +
                        args({"--mode", "location"}),
                    fails(ExitCode::Switch, stage, cause).requesting({}));
    };
    return {
        row("NoNeighbor", "", "shows no neighbor"),
        row("TwoNeighbors", "Ethernet1/36 a(X) Eth1/1 N9K\nEthernet1/36 b(Y) Eth1/2 N9K\n", "2 neighbors"),
        row("AHostileNeighbor", "Ethernet1/36 a;reload Eth1/1 N9K\n", "not a valid file name", "", kStage),
        row("CdpIsOff", "", "refused `show cdp neighbors interface Ethernet1/36`",
            "show cdp => answer 0 ERROR: CDP is not enabled"),
    };
}

CASES(NoLocation, no_locations());

Step user(const std::string& password) {
    return [=](Bench& bench) {
        const auto& secrets = bench.make<TempDir>();
        secrets.write("password", password + '\n');
        bench.add_arguments({"--username", "poap", "--password-file", secrets.path_of("password")});
    };
}

Cases own_runs() {
    const Step over_https = [](Bench& bench) {
        const auto authority = test::Certificate::authority("Lab CA");
        auto& front = bench.make<test::TlsFront>(authority.issue(), bench.server.port());
        front.end_properly();
        bench.add_arguments({"--file-server", concat("https://127.0.0.1:", front.port()),
                             concat("--ca-file=", authority.pem())});
    };
    const Step over_tftp = [](Bench& bench) {
        auto& tftp = bench.make<FakeTftp>(
            std::map<std::string, std::string>{{kOwnConfig, kConfig}, {kNewImage, fake_image()}});
        bench.add_arguments({"--file-server", "tftp://" + tftp.address()});
    };
    const Step needs_a_user = [](Bench& bench) { bench.server.required_header = kBasicAuth; };
    const End config_alone = ends_in([](Goal& goal, const Bench&) {
        goal.boot = boots(kOldImage);
        goal.bootflash.erase(kNewImage);
        goal.plans_image = false;
    });
    const auto transfer = [](const std::string& cause) {
        return fails(ExitCode::Transfer, kStageConfig, cause);
    };
    return {
        Case("FetchesOverHttps", files() + over_https + kBySerial, recovers()),
        Case("FetchesOverTftp", files() + over_tftp + kBySerial, recovers()),
        Case("TakesTheConfigAloneWhereThereIsNoImage",
             files() + at_server() + args({"--mode", "serial_number"}),
             config_alone.requesting({kGetOwnConfig + ".md5", kGetOwnConfig})),
        Case("AsksForNoSidecarWithNoSidecar", kOwnRun + args({"--no-sidecar"}),
             recovers().requesting({kGetOwnConfig, kGetOwnImage})),
        Case("FetchesNothingOntoAFullBootflash", kOwnRun + args({"--required-space", "999999999999"}),
             fails(ExitCode::NoSpace, "look at bootflash", "--required-space").requesting({})),
        Case("ReportsThatASidecarIsMissingThatIsRequired", kOwnRun + args({"--require-digest"}),
             fails(ExitCode::Digest, kStageConfig, "HTTP status 404")),
        Case("ReportsThatAConfigIsNamedLikeAnImage",
             files() + at_server() + args({"--mode", "raw", "--config-file", "nxos.9.3.1.bin"}),
             fails(ExitCode::Usage, kStage, "nxos.9.3.1.bin")),
        Case("OfAUserIsServedWithTheRightPassword", kOwnRun + needs_a_user + user(kPassword),
             recovers().reporting({"plain http"}).without_whole_log().expecting(expect_no_password)),
        Case("OfAUserWithAWrongPasswordIsAnError", kOwnRun + needs_a_user + user("wrong-one"),
             transfer("401: it does not accept this user").not_reporting({"wrong-one"})),
        Case("OfAUserWithoutAPasswordIsAnError", kOwnRun + needs_a_user,
             transfer("set --username and --password-file")),
    };
}

CASES(OwnRun, own_runs());

TEST(StaticPlan, IsReportedAndEndsAsARunWhereAnImageIsMissing) {
    Bench bench;
    (kOwnRun + answer(kGetOwnImage, {http_answer(404, "")}) + args({"plan", "--json"}))(bench);
    const Before before(bench.device());
    bench.run();
    expect_unchanged(bench.device(), before, {}, 0);
    expect_failure(bench.ended, {ExitCode::Transfer, kStageImage, "HTTP status 404"});
    const auto report = nlohmann::json::parse(bench.ended.out);
    EXPECT_EQ(report["config"]["url"], concat("http://", bench.server.address(), '/', kOwnConfig));
    EXPECT_EQ(report["config"]["found"], true);
    EXPECT_EQ(report["images"][0]["found"], false);
    Words line = bench.agent_line();
    std::erase(line, "plan");
    std::erase(line, "--json");
    EXPECT_EQ(Process(line, bench.device().environment()).wait().last_line(), bench.ended.last_line());
}

/// A stick with files, and POAP that runs from it.
Step stick(const Snapshot& files) {
    return [=](Bench& bench) {
        const auto& stick = bench.make<TempDir>();
        for (const auto& [name, bytes] : files) {
            std::filesystem::create_directories(std::filesystem::path(stick.path_of(name)).parent_path());
            stick.write(name, bytes);
        }
        bench.names_server = false;
        bench.environment = {"POAP_PHASE=USB"};
        bench.add_arguments({"--usb", stick.path()});
    };
}

Cases usb_runs() {
    const Snapshot whole = {{kOwnConfig, kConfig},
                            {kOwnConfig + ".md5", sidecar_of(kOwnConfig, kConfig)},
                            {"img/" + kNewImage, fake_image()},
                            {"img/" + kNewImage + ".md5", sidecar_of(kNewImage, fake_image())}};
    const Snapshot with_a_wrong_sidecar = {{kOwnConfig, kConfig},
                                           {kOwnConfig + ".md5", sidecar_of(kOwnConfig, "another")}};
    const Step with_a_link = [](Bench& bench) {
        const auto& stick = bench.make<TempDir>();
        const auto& outside = bench.make<TempDir>();
        outside.write("secret", kConfig);
        std::filesystem::create_symlink(outside.path_of("secret"), stick.path_of(kOwnConfig));
        bench.add_arguments({"--usb", stick.path()});
    };
    return {
        Case("TakesConfigAndImageFromTheStick",
             stick(whole) + kBySerial + args({"--image-path", "img", "--require-digest"}),
             recovers().reporting({kOwnConfig + " from the USB stick", kNewImage + " from the USB stick"})),
        Case("ComparesAFileWithItsSidecar", stick(with_a_wrong_sidecar) + kBySerial,
             fails(ExitCode::Digest, kStageConfig, "MD5").not_reporting({"server"})),
        Case("ReportsWhatIsNotOnTheStick", stick({}) + kBySerial,
             fails(ExitCode::Transfer, kStageConfig, '/' + kOwnConfig).not_reporting({"server"})),
        Case("FollowsNoLinkOffTheStick", stick({}) + with_a_link + kBySerial,
             fails(ExitCode::Transfer, kStageConfig, "it is a symbolic link")),
        Case("HasNoPoapServer", stick({}) + args({"--server", "127.0.0.1"}),
             fails(ExitCode::Usage, "options", "POAP_PHASE=USB").without_log()),
    };
}

CASES(UsbRun, usb_runs());

}  // namespace
}  // namespace poap::rig
