#include "provision/report.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "support/planned.hpp"

namespace poap::test {
namespace {

using nlohmann::json, testing::EndsWith, testing::HasSubstr, testing::Not;

struct Report : testing::Test {
    Identity identity{Serial::parse("FDO21120U5D").value(),
                      Mac::parse_dotted("5e01.4002.0000").value(),
                      {name("nxos.7.0.3.bin"), std::nullopt}};
    InstallPlan plan{planned_config(), planned_system(), std::nullopt};
    FilePreview image{*plan.system, true, "it is not on bootflash", "the checksum", true, 1'900'000'000};
    std::vector<FlashFile> removed;
    std::vector<std::uint64_t> parts;
    bool upgrades_bios = false;
    bool in_poap = true;

    std::string report(bool as_json) {
        Preview preview;
        preview.free = 3'200'000'000;
        preview.removed = removed;
        preview.config_parts = parts;
        preview.upgrades_bios = upgrades_bios;
        preview.config =
            FilePreview{*plan.config, true, "every run downloads it", "no checksum: the reason", true, 4100};
        for (const auto& planned : {plan.kickstart, plan.system}) {
            if (!planned) continue;
            image.file = *planned;
            preview.images.push_back(image);
        }
        return plan_report({identity, plan, in_poap}, preview, as_json);
    }
    std::string text() { return report(false); }
    json object() { return json::parse(report(true)); }
};

const std::string kIdentity =
    "serial number:    FDO21120U5D\n"
    "mgmt0 MAC:        5e01.4002.0000\n"
    "running image:    nxos.7.0.3.bin\n"
    "kickstart image:  none found\n";

TEST_F(Report, NamesTheUpgradeOfAnOldBiosBeforeTheBootVariable) {
    upgrades_bios = true;
    in_poap = false;
    const std::string command = "install all nxos bootflash:///nxos.9.3.3.bin bios";
    EXPECT_THAT(text(), HasSubstr("install:          " + command + "\nboot variable:    boot nxos "));
    EXPECT_THAT(text(), HasSubstr("                  " + command + "\n                  boot nxos "));
    EXPECT_EQ(object().at("boot").at(0), command);
}

TEST_F(Report, OfTheIdentityIsTextOrOneFlatJsonObject) {
    EXPECT_EQ(identity_report(identity, false), kIdentity);
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

TEST_F(Report, NamesTheSourceAndTheReasonOfEachFile) {
    EXPECT_EQ(text(), kIdentity +
                          "config:           FDO21120U5D.cfg: download (every run downloads it)\n"
                          "                  http://10.0.0.1:5000/conf/FDO21120U5D, "
                          "no checksum: the reason\n"
                          "                  found, 4.1 kB\n"
                          "image:            nxos.9.3.3.bin: download (it is not on bootflash)\n"
                          "                  tftp://10.0.0.1/nxos.9.3.3.bin, the checksum\n"
                          "                  found, 1.9 GB\n"
                          "bootflash:        3.2 GB free\n"
                          "boot variable:    boot nxos bootflash:///nxos.9.3.3.bin\n");
}

TEST_F(Report, AsJsonHasTheIdentityTheFilesAndTheCommands) {
    plan.kickstart = planned_kickstart();
    plan.system->digest = md5_of("image");
    const json report = object();
    EXPECT_EQ(report.at("serial"), "FDO21120U5D");
    EXPECT_EQ(report.at("config"), json({{"name", "FDO21120U5D.cfg"},
                                         {"url", kConfigUrl},
                                         {"action", "download"},
                                         {"reason", "every run downloads it"},
                                         {"digest", nullptr},
                                         {"found", true},
                                         {"size", 4100}}));
    ASSERT_EQ(report.at("images").size(), 2U);
    EXPECT_EQ(report.at("images").at(0).at("name"), "kick.6.0.2.bin");
    EXPECT_EQ(report.at("images").at(1).at("digest"), "MD5 " + md5_of("image").hex());
    EXPECT_EQ(report.at("config_parts"), json::array());
    EXPECT_EQ(report.at("free"), 3'200'000'000);
    EXPECT_EQ(report.at("removes"), json::array());
    EXPECT_EQ(report.at("boot"), json::array({"boot kickstart bootflash:///kick.6.0.2.bin",
                                              "boot system bootflash:///nxos.9.3.3.bin"}));
    EXPECT_FALSE(report.at("needs_force"));
    EXPECT_TRUE(report.at("standby").is_null());
}

TEST_F(Report, OfALiveSwitchSaysThatRunNeedsForceAndWhatItWouldChange) {
    in_poap = false;
    EXPECT_THAT(text(), EndsWith("live switch:      this is not POAP: `run` needs --force, and would then "
                                 "change this switch with\n"
                                 "                  copy bootflash:FDO21120U5D.cfg scheduled-config\n"
                                 "                  boot nxos bootflash:///nxos.9.3.3.bin\n"
                                 "                  copy running-config startup-config\n"));
    EXPECT_TRUE(object().at("needs_force"));
}

TEST_F(Report, SaysHowTheConfigurationIsSplit) {
    parts = {312, 4100};
    in_poap = false;
    EXPECT_THAT(text(),
                HasSubstr("found, 4.1 kB\n                  in two parts: 312 bytes with the lines that "
                          "need a reload, then 4.1 kB\n"));
    EXPECT_THAT(text(), HasSubstr("copy bootflash:poap-agent-first.FDO21120U5D.cfg scheduled-config\n"
                                  "                  copy bootflash:FDO21120U5D.cfg scheduled-config\n"));
    EXPECT_EQ(object().at("config_parts"), json::array({312, 4100}));
}

TEST_F(Report, SaysWhetherTheBootVariableIsLeftOrInstallAllIsRun) {
    plan.install = Install::InstallAll;
    const std::string command = "install all nxos bootflash:///nxos.9.3.3.bin no-reload non-interruptive";
    EXPECT_THAT(text(), EndsWith("install:          " + command + "\n"));
    EXPECT_EQ(object().at("boot"), json::array({command}));
    plan.system.reset();
    EXPECT_THAT(text(), EndsWith("boot variable:    unchanged\n"));
    EXPECT_EQ(object().at("boot"), json::array());
    EXPECT_EQ(object().at("images"), json::array());
}

TEST_F(Report, SaysWhatTheStandbySupervisorGets) {
    identity.standby = Standby{"28", "ha-standby"};
    EXPECT_THAT(text(),
                EndsWith("standby:          module 28 is ha-standby\n"
                         "                  gets nxos.9.3.3.bin, unless it has the same file (by MD5)\n"
                         "boot variable:    boot nxos bootflash:///nxos.9.3.3.bin\n"));
    EXPECT_EQ(object().at("standby"),
              json({{"module", "28"}, {"state", "ha-standby"}, {"copies", json::array({"nxos.9.3.3.bin"})}}));
    identity.standby = Standby{"28", "powered-up"};
    EXPECT_THAT(text(), HasSubstr("module 28 is powered-up, so `run` would fail\n"));
}

TEST_F(Report, SaysOfEachFileWhetherItIsThere) {
    struct Row {
        std::optional<bool> found;
        std::string line;
        json found_as_json;
    };
    image.size.reset();
    for (const Row& row : {Row{true, "found, size unknown", true}, Row{false, "not found", false},
                           Row{std::nullopt, "unknown whether it exists", nullptr}}) {
        image.found = row.found;
        EXPECT_THAT(text(), HasSubstr("\n                  " + row.line + "\n"));
        EXPECT_EQ(object().at("images").at(0).at("found"), row.found_as_json);
        EXPECT_TRUE(object().at("images").at(0).at("size").is_null());
    }
    image.fetched = false;
    EXPECT_THAT(text(), Not(HasSubstr("not known")));
    EXPECT_EQ(object().at("images").at(0).at("action"), "skip");
}

TEST_F(Report, NamesTheImagesThatMakeRoom) {
    removed = {{"nxos.9.2.1.bin", 1'100'000'000, {}}};
    EXPECT_THAT(text(), HasSubstr("\n--make-room:      removes nxos.9.2.1.bin (1.1 GB)\n"));
    EXPECT_EQ(object().at("removes"), json::array({"nxos.9.2.1.bin"}));
}

}  // namespace
}  // namespace poap::test
