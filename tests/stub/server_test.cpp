#include "server.hpp"

#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "digests.hpp"
#include "fixture.hpp"

namespace poap::stub::test {
namespace {

using nlohmann::json, testing::HasSubstr;

const char* const spine1_mac = "5e01.4002.0001";
const char* const leaf2_mac = "5e01.4002.0002";
const char* const spine1_config = "hostname spine1\nrouter bgp 0123";

json plan_in(const httplib::Response& result) {
    EXPECT_EQ(result.status, 200) << result.body;
    return json::parse(result.body);
}

/// With the digests of these bytes.
json with(json plan, const std::string& key, const std::string& bytes) {
    const Digests digests = digests_of(bytes);
    plan[key + "_md5"] = digests.md5;
    plan[key + "_sha256"] = digests.sha256;
    plan[key + "_sha512"] = digests.sha512;
    return plan;
}

TEST(Server, CanBeStoppedAtOnce) {
    for (int round = 0; round < 20; ++round) RunningStub().stop();
}

TEST(Registration, AnswersWithThePlanAndTheDigestsOfTheFilesThatAreThere) {
    const RunningStub stub;
    const json files = {{"system_image", "nxos.9.3.5.bin"},
                        {"kickstart_image", ""},
                        {"tftp_server", "10.10.20.20"},
                        {"http_server", "10.10.20.20:5000"},
                        {"config_file", "TME20230001.cfg"},
                        {"config_protocol", "http"},
                        {"status_url", "http://" + stub.address().text() + "/reports"}};
    const json plan = with(files, "config", spine1_config);
    const auto result = stub.put("TME20230001", spine1_mac);
    EXPECT_EQ(result.get_header_value("Content-Type"), "application/json");
    EXPECT_EQ(plan_in(result), plan);
    stub.files().write("nxos.9.3.5.bin", "an image");
    EXPECT_EQ(plan_in(stub.put("TME20230001", spine1_mac)), with(plan, "system_image", "an image"));
    const std::string config_sidecar = digests_of(spine1_config).md5 + "  TME20230001.cfg\n";
    EXPECT_EQ(stub.files().read("TME20230001.cfg"), spine1_config);
    EXPECT_EQ(stub.files().read("TME20230001.cfg.md5"), config_sidecar);
    EXPECT_EQ(stub.get("/conf/TME20230001").body, spine1_config);
    EXPECT_EQ(stub.get("/conf/TME20230001.md5").body, config_sidecar);
    EXPECT_EQ(stub.get("/images/nxos.9.3.5.bin.md5").body, digests_of("an image").md5 + "  nxos.9.3.5.bin\n");
}

TEST(Registration, FindsASwitchByItsSerialNumber) {
    const RunningStub stub;
    EXPECT_EQ(plan_in(stub.put("TME20230003", "0000.0000.0000")).at("system_image"), "");
    EXPECT_EQ(stub.files().read("TME20230003.cfg"), "hostname leaf3\nrouter bgp 65003");
}

TEST(Registration, LetsASwitchsOwnSettingsWin) {
    const RunningStub stub;
    const json plan = plan_in(stub.put("TME20230002", leaf2_mac));
    EXPECT_EQ(plan.at("config_protocol"), "tftp");
    EXPECT_EQ(plan.at("tftp_server"), "10.10.20.30");
    EXPECT_EQ(plan.at("http_server"), "10.10.20.20:5000");
    EXPECT_EQ(plan.at("image_protocol"), "http");
}

TEST(Registration, SaysWhereToReport) {
    const RunningStub stub(
        "pod: {protocol: http, status_url: 'https://reports.example/r?a=1'}\nswitches:\n"
        "  - {id: OFPOD, hostname: h, asn: 1, system_image: ''}\n"
        "  - {id: OWN, hostname: h, asn: 1, system_image: '', status_url: 'http://10.0.0.1/x'}\n"
        "  - {id: NONE, hostname: h, asn: 1, system_image: '', status_url: ''}\n"
        "  - {id: NULL1, hostname: h, asn: 1, system_image: '', status_url: null}\n");
    EXPECT_EQ(plan_in(stub.put("OFPOD", no_mac)).at("status_url"), "https://reports.example/r?a=1");
    EXPECT_EQ(plan_in(stub.put("OWN", no_mac)).at("status_url"), "http://10.0.0.1/x");
    for (const char* id : {"NONE", "NULL1"})
        EXPECT_FALSE(plan_in(stub.put(id, no_mac)).contains("status_url"));
    const RunningStub over_ipv6(small_pod, false, "[::1]:0");
    EXPECT_EQ(plan_in(over_ipv6.put("TME20230003", no_mac)).at("status_url"),
              "http://" + over_ipv6.address().text() + "/reports");
}

TEST(Registration, SaysHowToInstallAndWhichHopsComeFirst) {
    const RunningStub stub(
        "pod: {protocol: http, install: install-all, hops: [{system_image: nxos.9.3.10.bin}]}\nswitches:\n"
        "  - {id: X, hostname: h, asn: 1, system_image: a, hops: [{system_image: hop.bin, from: 6.1(2)I3(1)},"
        " {system_image: nxos.9.3.10.bin, kickstart_image: k.bin}]}\n"
        "  - {id: OFPOD, hostname: h, asn: 1, system_image: a}\n"
        "  - {id: OWN, hostname: h, asn: 1, system_image: a, hops: [], install: boot-variable}\n"
        "  - {id: UNDONE, hostname: h, asn: 1, system_image: a, hops: [], install: null}\n");
    stub.files().write("hop.bin", "a hop");
    const json hop = {{"system_image", "hop.bin"}, {"from", "6.1(2)I3(1)"}};
    const json second = {{"system_image", "nxos.9.3.10.bin"}, {"kickstart_image", "k.bin"}};
    EXPECT_EQ(plan_in(stub.put("X", no_mac)).at("hops"),
              json::array({with(hop, "system_image", "a hop"), second}));
    const json of_pod = plan_in(stub.put("OFPOD", no_mac));
    EXPECT_EQ(of_pod.at("hops"), json::array({{{"system_image", "nxos.9.3.10.bin"}}}));
    EXPECT_EQ(of_pod.at("install"), "install-all");
    const json own = plan_in(stub.put("OWN", no_mac));
    EXPECT_FALSE(own.contains("hops"));
    EXPECT_EQ(own.at("install"), "boot-variable");
    EXPECT_FALSE(plan_in(stub.put("UNDONE", no_mac)).contains("install"));
}

TEST(Registration, NamesItselfWhenTheInventoryNamesNoServer) {
    const RunningStub stub(
        "pod: {protocol: http}\nswitches:\n  - {id: X, hostname: h, asn: 1, system_image: ''}\n");
    const json plan = plan_in(stub.put("X", no_mac));
    EXPECT_EQ(plan.at("http_server"), stub.address().text());
    EXPECT_EQ(plan.at("tftp_server"), "127.0.0.1");
}

TEST(Registration, UsesATemplateThatWasChanged) {
    const RunningStub stub;
    stub.put("TME20230001", spine1_mac);
    stub.files().write("conf_nxv.j2", "new {{ asn }}");
    stub.put("TME20230001", spine1_mac);
    EXPECT_EQ(stub.get("/conf/TME20230001").body, "new 0123");
}

TEST(Registration, NamesTheSwitchItDoesNotKnow) {
    const RunningStub stub;
    const auto result = stub.put("TME20239999", "5e01.4002.9999");
    EXPECT_EQ(result.status, 404);
    EXPECT_THAT(message_of(result), testing::AllOf(HasSubstr("TME20239999"), HasSubstr("5e01.4002.9999")));
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "TME20239999.cfg"));
}

TEST(Registration, NeedsTheMac) {
    const RunningStub stub;
    for (const auto& [path, form] : {std::pair("/TME20230001", httplib::Params{{"mac", spine1_mac}}),
                                     {"/TME20230001", {{"data", ""}}},
                                     {"/TME20230001", {}},
                                     {"/TME20230003?data=x", {}}}) {
        const auto result = response_of(stub.client().Put(path, form));
        EXPECT_EQ(result.status, 400);
        EXPECT_THAT(message_of(result), HasSubstr("'data'"));
    }
}

TEST(Registration, KeepsAConfigAndItsDigestTogetherAmongConcurrentRequests) {
    RunningStub stub;
    const FileName serial = *FileName::parse("TME20230001");
    const MacAddress mac = *MacAddress::parse(spine1_mac);
    for (int round = 0; round < 100; ++round) {
        std::vector<std::jthread> requests;
        for (const char* config : {"hostname {{ hostname }}", "router bgp {{ asn }}", "", "hostname x"})
            requests.emplace_back([&, config] {
                stub.folder().write(*FileName::parse("conf_nxv.j2"), config);
                stub.registrar().answer(serial, mac, {"127.0.0.1:5000", "127.0.0.1"}, {});
            });
        requests.clear();
        const std::string config = stub.files().read("TME20230001.cfg");
        ASSERT_THAT(config, testing::AnyOf("hostname spine1", "router bgp 0123", "", "hostname x"));
        ASSERT_EQ(stub.files().read("TME20230001.cfg.md5"), digests_of(config).md5 + "  TME20230001.cfg\n");
    }
}

TEST(Registration, EndsWithTheServerWhileItsImageIsRead) {
    RunningStub stub;
    stub.files().write("nxos.9.3.5.bin", "");
    std::filesystem::resize_file(stub.files() / "nxos.9.3.5.bin", long_to_hash);
    const std::jthread request([client = stub.client()]() mutable {
        const auto answer = client.Put("/TME20230001", httplib::Params{{"data", spine1_mac}});
        EXPECT_TRUE(!answer || answer->status == 500) << answer->body;
    });
    wait_until_open("self", stub.files() / "nxos.9.3.5.bin");
    stub.stop();
    EXPECT_THAT(stub.log(), HasSubstr("PUT /TME20230001 500: stopped before the whole image was read"));
}

struct Fault {
    std::string entry;   ///< of the switch X
    std::string config;  ///< the template; none when empty
    std::string message;
};

const Fault faults[] = {
    {"{id: X, system_image: ''}", "", "has no conf_nxv.j2"},
    {"{id: X, system_image: ''}", "a\n{% x %}", "conf_nxv.j2 line 2: Encountered unknown tag 'x'"},
    {"{id: X, system_image: ''}", "{{ n }}",
     "conf_nxv.j2 line 1 uses 'n', which the switch X at line 3 of the inventory does not have"},
    {"{id: X, system_image: '', n: null}", "{{ n }}", "uses 'n', which the switch X at line 3"},
    {"{id: X}", "a", "the switch X at line 3 of the inventory has no 'system_image' (\"\" installs none)"},
    {"{id: X, system_image: ../x}", "a", "'system_image: ../x'"},
    {"{id: X, system_image: '', kickstart_image: a/b}", "a", "'kickstart_image: a/b'"},
    {"{id: X, system_image: '', protocol: scp}", "a", "'scp'"},
    {"{id: X, system_image: '', install: by-hand}", "a", "'by-hand'"},
    {"{id: X, system_image: '', image_protocol: ftp}", "a", "'ftp'"},
    {"{id: X, system_image: ''}\n  - {id: X}", "a", "'X' twice, at lines 3 and 4"}};

TEST(Registration, FailsWithItsCauseWhereAnEntryIsWrongAndLeavesTheOthersAlone) {
    for (const auto& [entry, config, message] : faults) {
        SCOPED_TRACE(message);
        const RunningStub stub("pod: {protocol: http}\nswitches:\n  - " + entry +
                               "\n  - {id: GOOD, hostname: h, system_image: ''}\n");
        std::filesystem::remove(stub.files() / "conf_nxv.j2");
        if (!config.empty()) stub.files().write("conf_nxv.j2", config);
        const auto result = stub.put("X", no_mac);
        EXPECT_EQ(result.status, 500);
        EXPECT_THAT(message_of(result), HasSubstr(message));
        EXPECT_FALSE(std::filesystem::exists(stub.files() / "X.cfg"));
        stub.files().write("conf_nxv.j2", "{{ hostname }}");
        EXPECT_EQ(stub.put("GOOD", no_mac).status, 200);
    }
}

TEST(Registration, PointsAtEntriesThatCanNeverBeFound) {
    const RunningStub stub("pod: {}\nswitches:\n  - {hostname: no-id}\n");
    EXPECT_THAT(message_of(stub.put("X", no_mac)), HasSubstr("the entry at line 3 has no id"));
}

const char* const pod_with_templates = R"(pod: {protocol: http}
defaults:
  hostname: unnamed
  system_image: ''
  vlans: {10: web, 20: data}
  template: leaf/conf.j2
  install: install-all
unknown: {asn: 1}
switches:
  - {id: LEAF, hostname: leaf1, vlans: {30: voice}}
  - {id: SPINE, template: conf_nxv.j2, asn: 7, install: null}
)";

TEST(Registration, UsesTheSwitchsOwnTemplateAndTheDefaultsOfAll) {
    const RunningStub stub(pod_with_templates);
    std::filesystem::create_directory(stub.files() / "leaf");
    stub.files().write("leaf/conf.j2",
                       "{{ hostname }} {{ serial }} {{ mac }}{% for n in vlans %} {{ n }}{% endfor %}");
    EXPECT_EQ(plan_in(stub.put("LEAF", spine1_mac)).at("install"), "install-all");
    EXPECT_EQ(stub.get("/conf/LEAF").body, "leaf1 LEAF 5e01.4002.0001 30");
    EXPECT_FALSE(plan_in(stub.put("SPINE", spine1_mac)).contains("install"));
    EXPECT_EQ(stub.get("/conf/SPINE").body, "hostname unnamed\nrouter bgp 7");
    EXPECT_EQ(plan_in(stub.put("NEW1", leaf2_mac)).at("config_file"), "NEW1.cfg");
    EXPECT_EQ(stub.get("/conf/NEW1").body, "unnamed NEW1 5e01.4002.0002 10 20");
}

TEST(Registration, GivesUnknownSwitchesNoFileOfOthers) {
    const RunningStub stub(pod_with_templates);
    std::filesystem::create_directory(stub.files() / "leaf");
    stub.files().write("leaf/conf.j2", "{{ hostname }}");
    stub.files().write("golden.cfg", "by hand");
    EXPECT_EQ(stub.put("golden", no_mac).status, 409);
    stub.put("LEAF", no_mac);
    EXPECT_EQ(stub.put("leaf", no_mac).status, 409);
    EXPECT_EQ(stub.files().read("golden.cfg"), "by hand");
    json record = json::parse(stub.files().read(".poap-server-stub.json"));
    for (int i = 0; i < 1000; ++i) {
        const std::string serial = "U" + std::to_string(i);
        record[serial] = {{"switch", "(unknown)"}, {"md5", ""}};
        stub.files().write(serial + ".cfg", "");
    }
    stub.files().write(".poap-server-stub.json", record.dump());
    EXPECT_THAT(message_of(stub.put("NEW1", no_mac)),
                HasSubstr("there are already 1000 of unknown switches"));
    std::filesystem::remove(stub.files() / "U0.cfg");
    EXPECT_EQ(stub.put("NEW1", no_mac).status, 200);
}

TEST(Preview, IsWhatASwitchWouldGetAndWritesNothing) {
    const RunningStub stub;
    stub.files().write("nxos.9.3.5.bin", "an image");
    const auto names = [&] { return Folder(stub.files().path()).names(); };
    const auto before = names();
    const std::string by_mac = stub.get("/preview/5e01.4002.0001").body;
    EXPECT_THAT(by_mac, testing::EndsWith("}\n\nhostname spine1\nrouter bgp 0123\n"));
    const json plan = json::parse(by_mac.substr(0, by_mac.find("\n\n")));
    EXPECT_EQ(plan.at("system_image_md5"), digests_of("an image").md5);
    EXPECT_EQ(plan.at("config_md5"), digests_of(spine1_config).md5);
    EXPECT_THAT(stub.get("/preview/TME20230003").body, HasSubstr("hostname leaf3"));
    EXPECT_THAT(message_of(stub.get("/preview/TME20239999")), HasSubstr("serial number 'TME20239999'"));
    EXPECT_EQ(stub.get("/preview/TME20239999").status, 404);
    EXPECT_EQ(stub.get("/preview/..%2fx").status, 404);
    EXPECT_EQ(response_of(stub.client().Delete("/preview/TME20230003")).status, 405);
    EXPECT_EQ(names(), before);
    EXPECT_EQ(RunningStub(small_pod, true).get("/preview/TME20230003").status, 404);
}

TEST(BootFile, IsServedAndLogsTheSwitchThatFetchesIt) {
    const RunningStub stub;
    stub.files().write("poap_script.py", "#!/bin/env python\n");
    const httplib::Headers headers = {{"X-Vendor-Serial", "FDO24161XKB"},
                                      {"X-Vendor-SoftwareVersion", "10.2(1)\x1b[2J" + std::string(200, 'x')},
                                      {"X-Vendor-Other", "hidden"}};
    EXPECT_EQ(stub.get("/poap_script.py", headers).body, "#!/bin/env python\n");
    EXPECT_THAT(stub.log(), HasSubstr("GET /poap_script.py 200 (from X-Vendor-Serial FDO24161XKB, "
                                      "X-Vendor-SoftwareVersion 10.2(1)?[2Jxxx"));
    EXPECT_THAT(stub.log(),
                testing::Not(testing::AnyOf(HasSubstr("hidden"), HasSubstr(std::string(101, 'x')))));
    EXPECT_EQ(stub.get("/absent.py").status, 404);
    EXPECT_EQ(stub.get("/conf_nxv.j2").status, 405);
    EXPECT_EQ(stub.put("leaf.py", no_mac).status, 404) << "a serial number like any other";
}

std::vector<std::string> keys_of(const json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
}

TEST(LabQuirks, AnswerASwitchTheyDoNotKnow) {
    const RunningStub stub(small_pod, true);
    EXPECT_THAT(keys_of(plan_in(stub.put("TME20239999", "5e01.4002.9999"))),
                testing::ElementsAre("config_file", "config_protocol", "http_server", "tftp_server"));
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "TME20239999.cfg"));
}

TEST(LabQuirks, LeaveOutAllThatTheLabsServerHasNot) {
    const RunningStub stub(small_pod, true);
    stub.files().write("nxos.9.3.5.bin", "an image");
    EXPECT_THAT(keys_of(plan_in(stub.put("TME20230002", leaf2_mac))),
                testing::ElementsAre("config_file", "config_protocol", "http_server", "kickstart_image",
                                     "system_image", "tftp_server"));
    EXPECT_EQ(stub.get("/conf/TME20230002").status, 200);
    EXPECT_EQ(stub.get("/conf/TME20230002.md5").status, 500);
    const auto image = stub.get("/images/nxos.9.3.5.bin");
    EXPECT_EQ(image.status, 404);
    EXPECT_THAT(image.body, testing::Not(HasSubstr("images under")));
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "TME20230002.cfg.md5"));
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "nxos.9.3.5.bin.md5"));
}

}  // namespace
}  // namespace poap::stub::test
