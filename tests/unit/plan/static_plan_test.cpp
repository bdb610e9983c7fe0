// Names of configurations: tests/system/static_plan_test.cpp.

#include "plan/static_plan.hpp"

#include <gmock/gmock.h>

#include <string>

#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"
#include "transfer/usb/usb_stick.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

struct StaticPlanTest : testing::Test {
    TempDir stick;
    Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.00ab").value(), {}};
    PoapEnvironment environment;
    StaticPlan options{Mode::SerialNumber, FileSource::parse("http://h/c").value(), std::nullopt, {}};

    InstallPlan make() {
        const auto is_on_stick = [this](const std::string& url) {
            return static_cast<bool>(UsbStick(stick.path()).open(url).file);
        };
        return make_plan(options, identity, environment, is_on_stick);
    }
    std::string config_url() { return make().config->url; }
    void expect_failure(ExitCode code, const std::string& fault) {
        const Error error = thrown_by([this] { make(); });
        EXPECT_EQ(error.code(), code);
        EXPECT_THAT(error.what(), HasSubstr(fault));
    }
};

TEST_F(StaticPlanTest, HasTheConfigOfTheSerialNumberAndTheImagesOfTheOptions) {
    options.images.system = planned_system();
    options.images.install = Install::InstallAll;
    const InstallPlan plan = make();
    EXPECT_EQ(plan.config->url, "http://h/c/conf.FDO21120U5D");
    EXPECT_EQ(plan.config->name, name("conf.FDO21120U5D"));
    EXPECT_EQ(plan.config->protocol, Protocol::Http);
    EXPECT_EQ(plan.system->url, kSystemUrl);
    EXPECT_EQ(plan.install, Install::InstallAll);
}

TEST_F(StaticPlanTest, RefusesAFileThatWouldReplaceTheConfigOrTheRunningImage) {
    identity.running.system = name("running");
    for (const char* file : {"running", "conf.FDO21120U5D"}) {
        options.images.files = {{options.configs.file(name(file), name(file))}};
        expect_failure(ExitCode::Usage, file);
    }
}

TEST_F(StaticPlanTest, NamesTheConfigByTheMacAsItCameOrInCapitals) {
    options.mode = Mode::Mac;
    EXPECT_EQ(config_url(), "http://h/c/conf_5E01400200AB.cfg") << "of the CLI";
    environment.port_mac = name("7426cC5C9180");
    environment.router_mac = name("000000000001");
    EXPECT_EQ(config_url(), "http://h/c/conf_7426cC5C9180.cfg");
}

TEST_F(StaticPlanTest, PrefersTheRoutersMacWhereTheStickHasThatConfig) {
    options.mode = Mode::Mac;
    options.configs = FileSource::usb();
    environment.from_usb = true;
    environment.port_mac = name("000000000003");
    environment.router_mac = name("000000000001");
    environment.given_mgmt_mac = name("000000000002");
    EXPECT_EQ(config_url(), "usb:/conf_000000000001.cfg") << "there is neither";
    stick.write("conf_000000000002.cfg", "b");
    EXPECT_EQ(config_url(), "usb:/conf_000000000002.cfg");
    stick.write("conf_000000000001.cfg", "a");
    EXPECT_EQ(config_url(), "usb:/conf_000000000001.cfg");
    environment.router_mac.reset();
    EXPECT_EQ(config_url(), "usb:/conf_000000000002.cfg");
}

TEST_F(StaticPlanTest, RefusesAHostileNeighborAndAConfigThatIsNamedLikeAnImage) {
    options.mode = Mode::Location;
    for (const std::string& device : {std::string("a;reload"), std::string("a b"), std::string("$(x)"),
                                      std::string("a\x01"), std::string(300, 'a')}) {
        identity.neighbor = Neighbor{device, "Eth1/1"};
        expect_failure(ExitCode::Switch, "not a valid file name");
    }
    identity.neighbor = Neighbor{"../../etc", "x/y"};
    EXPECT_EQ(config_url(), "http://h/c/conf_.._.._etc_x_y.cfg");
    options.mode = Mode::Raw;
    identity.running.system = name("running");
    for (const char* config : {"nxos.9.3.3.bin", "running"}) {
        options.config_file = name(config);
        expect_failure(ExitCode::Usage, config);
    }
}

}  // namespace
}  // namespace poap::test
