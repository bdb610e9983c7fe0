#include "report.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "support/fake_clock.hpp"
#include "support/planned.hpp"
#include "support/temp_dir.hpp"

namespace poap {
namespace {

using nlohmann::json;
using test::md5_of;
using test::name;

struct Report : testing::Test {
    test::TempDir dir;
    const Bootflash bootflash{dir.path()};
    test::FakeClock clock;
    Identity identity{Serial::parse("FDO21120U5D").value(),
                      Mac::parse_dotted("5e01.4002.0000").value(),
                      {name("nxos.7.0.3.bin"), std::nullopt}};
    InstallPlan plan{test::planned_config(), test::planned_system(), std::nullopt};

    bool in_poap = true;

    std::string text() { return plan_report({identity, plan, in_poap}, bootflash, clock, false); }
    json object() { return json::parse(plan_report({identity, plan, in_poap}, bootflash, clock, true)); }
};

TEST_F(Report, OfTheIdentityIsOneFlatJsonObject) {
    EXPECT_EQ(identity_report(identity, true), R"({
  "serial": "FDO21120U5D",
  "mac": "5e01.4002.0000",
  "running_image": "nxos.7.0.3.bin",
  "kickstart_image": null
}
)");
}

TEST_F(Report, OfTheIdentityHasNullForAnImageThatIsNotKnown) {
    identity.running = {std::nullopt, name("kick.bin")};
    const json report = json::parse(identity_report(identity, true));
    EXPECT_TRUE(report.at("running_image").is_null());
    EXPECT_EQ(report.at("kickstart_image"), "kick.bin");
}

TEST_F(Report, OfTheIdentityIsReadByAPerson) {
    EXPECT_EQ(identity_report(identity, false),
              "serial number:    FDO21120U5D\n"
              "mgmt0 MAC:        5e01.4002.0000\n"
              "running image:    nxos.7.0.3.bin\n"
              "kickstart image:  none found\n");
}

TEST_F(Report, OfThePlanSaysOfEachFileWhatAndWhyAndWhereFrom) {
    plan.system->digest = md5_of("image");
    EXPECT_EQ(text(), identity_report(identity, false) +
                          "config:           FDO21120U5D.cfg: download (every run fetches it)\n"
                          "                  http://10.0.0.1:5000/conf/FDO21120U5D, "
                          "no digest in the plan; its sidecar, if there is one, decides\n"
                          "image:            nxos.9.3.3.bin: download (it is not on bootflash)\n"
                          "                  tftp://10.0.0.1/nxos.9.3.3.bin, MD5 " +
                          md5_of("image").hex() +
                          "\n"
                          "boot variable:    boot nxos bootflash:///nxos.9.3.3.bin\n");
}

TEST_F(Report, OfALiveSwitchSaysThatRunNeedsForceAndWhatItWouldChange) {
    EXPECT_FALSE(object().at("needs_force"));
    in_poap = false;
    EXPECT_TRUE(text().ends_with(
        "live switch:      this is not POAP: `run` needs --force, and would then change this "
        "switch by\n"
        "                  copy bootflash:FDO21120U5D.cfg scheduled-config\n"
        "                  boot nxos bootflash:///nxos.9.3.3.bin\n"
        "                  copy running-config startup-config\n"))
        << text();
    EXPECT_TRUE(object().at("needs_force"));
}

TEST_F(Report, OfThePlanSaysWhenTheBootVariableStaysAsItIs) {
    plan.system.reset();
    EXPECT_TRUE(text().ends_with("boot variable:    left as it is\n"));
    EXPECT_EQ(object().at("boot"), json::array());
    EXPECT_EQ(object().at("images"), json::array());
}

TEST_F(Report, OfThePlanAsJsonHoldsTheIdentityTheFilesAndTheCommands) {
    plan.kickstart = test::planned_kickstart();
    plan.system->digest = md5_of("image");
    const json report = object();
    EXPECT_EQ(report.at("serial"), "FDO21120U5D");
    EXPECT_EQ(report.at("config"), json({{"name", "FDO21120U5D.cfg"},
                                         {"url", test::kConfigUrl},
                                         {"action", "download"},
                                         {"reason", "every run fetches it"},
                                         {"digest", nullptr}}));
    ASSERT_EQ(report.at("images").size(), 2U);
    EXPECT_EQ(report.at("images").at(0).at("name"), "kick.6.0.2.bin");
    EXPECT_EQ(report.at("images").at(1).at("digest"), "MD5 " + md5_of("image").hex());
    EXPECT_EQ(report.at("boot"), json::array({"boot kickstart bootflash:///kick.6.0.2.bin",
                                              "boot system bootflash:///nxos.9.3.3.bin"}));
}

TEST_F(Report, OfThePlanSaysWhereInstallAllIsRun) {
    plan.install = Install::InstallAll;
    const std::string command = "install all nxos bootflash:///nxos.9.3.3.bin no-reload non-interruptive";
    EXPECT_TRUE(text().ends_with("install:          " + command + "\n")) << text();
    EXPECT_EQ(object().at("boot"), json::array({command}));
}

TEST_F(Report, OfThePlanSaysWhatTheStandbySupervisorGets) {
    EXPECT_TRUE(object().at("standby").is_null());
    identity.standby = Standby{"28", "ha-standby"};
    EXPECT_TRUE(
        text().ends_with("standby:          module 28 is ha-standby\n"
                         "                  gets nxos.9.3.3.bin, unless it has it with its MD5\n"
                         "boot variable:    boot nxos bootflash:///nxos.9.3.3.bin\n"))
        << text();
    EXPECT_EQ(object().at("standby"),
              json({{"module", "28"}, {"state", "ha-standby"}, {"copies", json::array({"nxos.9.3.3.bin"})}}));
    identity.standby = Standby{"28", "powered-up"};
    EXPECT_NE(text().find("module 28 is powered-up, with which `run` ends in an error\n"), std::string::npos);
}

TEST_F(Report, TellsWhyAnImageIsSkippedOrFetched) {
    const auto reason = [&] { return object().at("images").at(0).at("reason").get<std::string>(); };
    EXPECT_EQ(reason(), "it is not on bootflash");
    dir.write("nxos.9.3.3.bin", "image");
    EXPECT_EQ(reason(), "nothing tells whether the file on bootflash is the image");
    plan.system->digest = md5_of("another");
    EXPECT_EQ(reason(), "the MD5 of its file on bootflash is " + md5_of("image").hex() + ", not " +
                            md5_of("another").hex());
    plan.system->digest = md5_of("image");
    EXPECT_EQ(reason(), "it is on bootflash, with the right digest");
    identity.running.system = name("nxos.9.3.3.bin");
    EXPECT_EQ(reason(), "it is the image that runs");
}

TEST_F(Report, LeavesBootflashAsItIs) {
    dir.write(".nxos.9.3.3.bin.part", "half");
    text();
    EXPECT_EQ(dir.names(), (std::vector<std::string>{".nxos.9.3.3.bin.part"}));
}

}  // namespace
}  // namespace poap
