#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "base/error.hpp"
#include "plan/static_plan.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"
#include "support/thrown.hpp"
#include "transfer/usb/usb_stick.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr;

struct OwnPlanOf : testing::Test {
    TempDir stick;
    IsThere is_on_stick = [this](const std::string& url) {
        return static_cast<bool>(UsbStick(stick.path()).open(url).file);
    };
    Identity identity{Serial::parse("FDO21120U5D").value(), Mac::parse_dotted("5e01.4002.00ab").value(), {}};
    PoapEnvironment environment;
    StaticPlan own{Mode::SerialNumber, FileSource::parse("http://h/c").value(), std::nullopt, {}};

    std::string config_url() { return make_plan(own, identity, environment, is_on_stick).config->url; }
    Error failure() {
        return thrown_by([this] { make_plan(own, identity, environment, is_on_stick); });
    }
};

TEST_F(OwnPlanOf, ASerialNumberNamesItsConfig) {
    const InstallPlan plan = make_plan(own, identity, environment, is_on_stick);
    EXPECT_EQ(plan.config->url, "http://h/c/conf.FDO21120U5D");
    EXPECT_EQ(plan.config->name, name("conf.FDO21120U5D"));
    EXPECT_EQ(plan.config->protocol, Protocol::Http);
}

TEST_F(OwnPlanOf, HasTheImagesOfTheOptions) {
    own.images.system = planned_system();
    own.images.install = Install::InstallAll;
    const InstallPlan plan = make_plan(own, identity, environment, is_on_stick);
    EXPECT_EQ(plan.system->url, kSystemUrl);
    EXPECT_EQ(plan.install, Install::InstallAll);
}

TEST_F(OwnPlanOf, AMacNamesItsConfigInTheCaseItCameInOrInCapitals) {
    own.mode = Mode::Mac;
    EXPECT_EQ(config_url(), "http://h/c/conf_5E01400200AB.cfg") << "of the CLI";
    environment.port_mac = name("7426cC5C9180");
    environment.router_mac = name("000000000001");
    EXPECT_EQ(config_url(), "http://h/c/conf_7426cC5C9180.cfg");
}

TEST_F(OwnPlanOf, AStickPrefersTheRoutersMacWhereItHasThatConfig) {
    own.mode = Mode::Mac;
    own.configs = FileSource::usb();
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

TEST_F(OwnPlanOf, AHostNameNamesItsConfigAndWithoutOneTheOptionDoes) {
    own.mode = Mode::Hostname;
    own.config_file = name("poap.cfg");
    EXPECT_EQ(config_url(), "http://h/c/poap.cfg");
    environment.host_name = name("leaf-1");
    EXPECT_EQ(config_url(), "http://h/c/conf_leaf-1.cfg");
}

TEST_F(OwnPlanOf, ANeighborNamesItsConfigWithoutSlashes) {
    own.mode = Mode::Location;
    identity.neighbor = Neighbor{"switch.lab", "Eth1/32"};
    EXPECT_EQ(config_url(), "http://h/c/conf_switch.lab_Eth1_32.cfg");
    identity.neighbor = Neighbor{"../../etc", "x"};
    EXPECT_EQ(config_url(), "http://h/c/conf_.._.._etc_x.cfg");
}

TEST_F(OwnPlanOf, ANamedConfigIsThatConfig) {
    own.mode = Mode::Raw;
    own.config_file = name("same-for-all.cfg");
    EXPECT_EQ(config_url(), "http://h/c/same-for-all.cfg");
}

TEST_F(OwnPlanOf, AHostileNeighborIsNoFile) {
    own.mode = Mode::Location;
    for (const std::string& device : {std::string("a;reload"), std::string("a b"), std::string("$(x)"),
                                      std::string("a\x01"), std::string(300, 'a')}) {
        identity.neighbor = Neighbor{device, "Eth1/1"};
        const Error error = failure();
        EXPECT_EQ(error.code(), ExitCode::Switch);
        EXPECT_THAT(error.what(), HasSubstr("no file's name"));
    }
}

TEST_F(OwnPlanOf, AConfigIsNoImage) {
    own.mode = Mode::Raw;
    for (const char* config : {"nxos.9.3.3.bin", "running"}) {
        own.config_file = name(config);
        identity.running.system = name("running");
        const Error error = failure();
        EXPECT_EQ(error.code(), ExitCode::Usage);
        EXPECT_THAT(error.what(), HasSubstr(config));
    }
}

}  // namespace
}  // namespace poap::test
