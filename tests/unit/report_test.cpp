#include "provision/report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/planned.hpp"

namespace poap {
namespace {

using nlohmann::json, test::md5_of, test::name;

struct Report : testing::Test {
    Identity identity{Serial::parse("FDO21120U5D").value(),
                      Mac::parse_dotted("5e01.4002.0000").value(),
                      {name("nxos.7.0.3.bin"), std::nullopt}};
    InstallPlan plan{test::planned_config(), test::planned_system(), std::nullopt};

    bool in_poap = true;
    Preview outlook;

    Report() { outlook.free = 3'200'000'000; }

    /// The files of the plan are all to be fetched, and there.
    const Preview& look() {
        if (plan.config) outlook.config = FilePreview{*plan.config, true, "every run fetches it", true, 4100};
        outlook.images.clear();
        for (const auto& image : {plan.kickstart, plan.system}) {
            if (image)
                outlook.images.push_back({*image, true, "it is not on bootflash", true, 1'900'000'000});
        }
        return outlook;
    }
    std::string text() { return plan_report({identity, plan, in_poap}, look(), false); }
    json object() { return json::parse(plan_report({identity, plan, in_poap}, look(), true)); }
};

TEST_F(Report, OfTheIdentityIsOneFlatJsonObject) {
    EXPECT_EQ(identity_report(identity, true), R"({
  "serial": "FDO21120U5D",
  "mac": "5e01.4002.0000",
  "running_image": "nxos.7.0.3.bin",
  "kickstart_image": null
}
)");
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
                          "                  found, 4.1 kB\n"
                          "image:            nxos.9.3.3.bin: download (it is not on bootflash)\n"
                          "                  tftp://10.0.0.1/nxos.9.3.3.bin, MD5 " +
                          md5_of("image").hex() +
                          "\n"
                          "                  found, 1.9 GB\n"
                          "bootflash:        3.2 GB free\n"
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

TEST_F(Report, OfThePlanAsJsonHasTheIdentityTheFilesAndTheCommands) {
    plan.kickstart = test::planned_kickstart();
    plan.system->digest = md5_of("image");
    const json report = object();
    EXPECT_EQ(report.at("serial"), "FDO21120U5D");
    EXPECT_EQ(report.at("config"), json({{"name", "FDO21120U5D.cfg"},
                                         {"url", test::kConfigUrl},
                                         {"action", "download"},
                                         {"reason", "every run fetches it"},
                                         {"digest", nullptr},
                                         {"found", true},
                                         {"size", 4100}}));
    ASSERT_EQ(report.at("images").size(), 2U);
    EXPECT_EQ(report.at("images").at(0).at("name"), "kick.6.0.2.bin");
    EXPECT_EQ(report.at("images").at(1).at("digest"), "MD5 " + md5_of("image").hex());
    EXPECT_EQ(report.at("free"), 3'200'000'000);
    EXPECT_EQ(report.at("removes"), json::array());
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
    EXPECT_THAT(text(), testing::HasSubstr("module 28 is powered-up, with which `run` ends in an error\n"));
}

TEST_F(Report, SaysOfEachFileWhetherItIsThere) {
    look();
    FilePreview& image = outlook.images.at(0);
    const auto line = [&] { return plan_report({identity, plan, in_poap}, outlook, false); };
    const auto of_image = [&] {
        return json::parse(plan_report({identity, plan, in_poap}, outlook, true)).at("images").at(0);
    };
    image.size.reset();
    EXPECT_THAT(line(), testing::HasSubstr("\n                  found, its size is not known\n"));
    EXPECT_EQ(of_image().at("found"), true);
    EXPECT_TRUE(of_image().at("size").is_null());
    image.found = false;
    EXPECT_THAT(line(), testing::HasSubstr("\n                  not found\n"));
    EXPECT_EQ(of_image().at("found"), false);
    image.found.reset();
    EXPECT_THAT(line(), testing::HasSubstr("\n                  not known whether it is there\n"));
    EXPECT_TRUE(of_image().at("found").is_null());
    image.fetched = false;
    EXPECT_THAT(line(), testing::Not(testing::HasSubstr("not known")));
    EXPECT_EQ(of_image().at("action"), "skip");
}

TEST_F(Report, NamesTheImagesThatMakeRoom) {
    outlook.removed = {{"nxos.9.2.1.bin", 1'100'000'000, {}}};
    EXPECT_THAT(text(), testing::HasSubstr("\n--make-room:      removes nxos.9.2.1.bin (1.1 GB)\n"));
    EXPECT_EQ(object().at("removes"), json::array({"nxos.9.2.1.bin"}));
}

}  // namespace
}  // namespace poap
