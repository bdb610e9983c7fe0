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

json answer_of(const httplib::Response& result) {
    EXPECT_EQ(result.status, 200) << result.body;
    return json::parse(result.body);
}

std::vector<std::string> keys_of(const json& object) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : object.items()) keys.push_back(key);
    return keys;
}

TEST(Server, CanBeStoppedAtOnce) {
    for (int round = 0; round < 20; ++round) RunningStub().stop();
}

TEST(Registration, AnswersTheLabsSixKeys) {
    const RunningStub stub;
    const auto result = stub.put("TME20230001", spine1_mac);
    const json answer = answer_of(result);
    EXPECT_EQ(result.get_header_value("Content-Type"), "application/json");
    EXPECT_EQ(answer.at("system_image"), "nxos.9.3.5.bin");
    EXPECT_EQ(answer.at("kickstart_image"), "");
    EXPECT_EQ(answer.at("tftp_server"), "10.10.20.20");
    EXPECT_EQ(answer.at("http_server"), "10.10.20.20:5000");
    EXPECT_EQ(answer.at("config_file"), "TME20230001.cfg");
    EXPECT_EQ(answer.at("config_protocol"), "http");
    EXPECT_FALSE(answer.contains("image_protocol"));
}

TEST(Registration, SendsTheDigestsOfTheConfigAsItIsSent) {
    const RunningStub stub;
    const json answer = answer_of(stub.put("TME20230001", spine1_mac));
    const auto config = stub.get("/conf/TME20230001");
    EXPECT_EQ(config.body, spine1_config);
    EXPECT_EQ(stub.files().read("TME20230001.cfg"), spine1_config);
    EXPECT_EQ(stub.files().read("TME20230001.cfg.md5"),
              digests_of(spine1_config).md5 + "  TME20230001.cfg\n");
    const Digests digests = digests_of(config.body);
    EXPECT_EQ(answer.at("config_md5"), digests.md5);
    EXPECT_EQ(answer.at("config_sha256"), digests.sha256);
    EXPECT_EQ(answer.at("config_sha512"), digests.sha512);
    EXPECT_EQ(stub.get("/conf/TME20230001.md5").body, digests.md5 + "  TME20230001.cfg\n");
}

TEST(Registration, SendsTheDigestsOfImagesThatAreThere) {
    const RunningStub stub;
    EXPECT_FALSE(answer_of(stub.put("TME20230001", spine1_mac)).contains("system_image_md5"));
    stub.files().write("nxos.9.3.5.bin", "an image");
    const json answer = answer_of(stub.put("TME20230001", spine1_mac));
    const Digests digests = digests_of("an image");
    EXPECT_EQ(answer.at("system_image_md5"), digests.md5);
    EXPECT_EQ(answer.at("system_image_sha256"), digests.sha256);
    EXPECT_EQ(answer.at("system_image_sha512"), digests.sha512);
    EXPECT_FALSE(answer.contains("kickstart_image_md5"));
    EXPECT_EQ(stub.get("/images/nxos.9.3.5.bin.md5").body, digests.md5 + "  nxos.9.3.5.bin\n");
}

TEST(Registration, FindsASwitchByItsSerialNumber) {
    const RunningStub stub;
    EXPECT_EQ(answer_of(stub.put("TME20230003", "0000.0000.0000")).at("system_image"), "");
    EXPECT_EQ(stub.files().read("TME20230003.cfg"), "hostname leaf3\nrouter bgp 65003");
}

TEST(Registration, LetsASwitchsOwnSettingsWin) {
    const RunningStub stub;
    const json answer = answer_of(stub.put("TME20230002", leaf2_mac));
    EXPECT_EQ(answer.at("config_protocol"), "tftp");
    EXPECT_EQ(answer.at("tftp_server"), "10.10.20.30");
    EXPECT_EQ(answer.at("http_server"), "10.10.20.20:5000");
    EXPECT_EQ(answer.at("image_protocol"), "http");
}

TEST(Registration, SaysHowToInstallAndWhatToGoThroughFirst) {
    const RunningStub stub(
        "pod: {protocol: http, install: install-all}\n"
        "switches:\n"
        "  - id: X\n"
        "    hostname: h\n"
        "    asn: 1\n"
        "    system_image: nxos.10.4.5.bin\n"
        "    hops:\n"
        "      - {system_image: nxos.7.0.3.I7.9.bin, from: 6.1(2)I3(1)}\n"
        "      - {system_image: nxos.9.3.10.bin, kickstart_image: k.bin}\n");
    stub.files().write("nxos.7.0.3.I7.9.bin", "a hop");
    const json answer = answer_of(stub.put("X", no_mac));
    EXPECT_EQ(answer.at("install"), "install-all");
    const Digests digests = digests_of("a hop");
    const json first = {{"system_image", "nxos.7.0.3.I7.9.bin"},
                        {"from", "6.1(2)I3(1)"},
                        {"system_image_md5", digests.md5},
                        {"system_image_sha256", digests.sha256},
                        {"system_image_sha512", digests.sha512}};
    const json second = {{"system_image", "nxos.9.3.10.bin"}, {"kickstart_image", "k.bin"}};
    EXPECT_EQ(answer.at("hops"), json::array({first, second}));
}

TEST(Registration, TakesThePodsHopsWhereASwitchHasNoneOfItsOwn) {
    const RunningStub stub(
        "pod: {protocol: http, install: install-all, hops: [{system_image: nxos.9.3.10.bin}]}\nswitches:\n"
        "  - {id: X, hostname: h, asn: 1, system_image: nxos.10.4.5.bin}\n"
        "  - {id: Y, hostname: h, asn: 1, system_image: nxos.10.4.5.bin, hops: [], install: "
        "boot-variable}\n"
        "  - {id: Z, hostname: h, asn: 1, system_image: x.bin, hops: [], install: null}\n");
    const json of_pod = answer_of(stub.put("X", no_mac));
    EXPECT_EQ(of_pod.at("hops").size(), 1U);
    EXPECT_EQ(of_pod.at("install"), "install-all");
    EXPECT_FALSE(answer_of(stub.put("Z", no_mac)).contains("install")) << "null undoes the pod's";
    const json own = answer_of(stub.put("Y", no_mac));
    EXPECT_FALSE(own.contains("hops"));
    EXPECT_EQ(own.at("install"), "boot-variable");
}

TEST(Registration, NamesItselfWhenTheInventoryNamesNoServer) {
    const RunningStub stub(
        "pod: {protocol: http}\nswitches:\n  - {id: X, hostname: h, asn: 1, system_image: ''}\n");
    const json answer = answer_of(stub.put("X", no_mac));
    EXPECT_EQ(answer.at("http_server"), stub.address().text());
    EXPECT_EQ(answer.at("tftp_server"), "127.0.0.1");
}

TEST(Registration, TakesATemplateThatWasChanged) {
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

TEST(Registration, WantsTheMac) {
    const RunningStub stub;
    for (const auto& form :
         {httplib::Params{{"mac", spine1_mac}}, httplib::Params{{"data", ""}}, httplib::Params{}}) {
        const auto result = response_of(stub.client().Put("/TME20230001", form));
        EXPECT_EQ(result.status, 400);
        EXPECT_THAT(message_of(result), HasSubstr("'data'"));
    }
    EXPECT_EQ(
        response_of(stub.client().Put("/TME20230003?data=x", "", "application/x-www-form-urlencoded")).status,
        400);
}

TEST(Registration, KeepsAConfigAndItsDigestTogetherAmongConcurrentRequests) {
    const TempFolder files;
    Folder folder(files.path());
    const TempFolder inventory;
    inventory.write("podvars.yml", small_pod);
    std::ostringstream log_text;
    RequestLog log(log_text);
    InventoryFile pod(inventory / "podvars.yml", folder, log);
    Registrar registrar(pod, folder, false);
    const FileName serial = *FileName::parse("TME20230001");
    const MacAddress mac = *MacAddress::parse(spine1_mac);
    for (int round = 0; round < 100; ++round) {
        std::vector<std::jthread> requests;
        for (const char* config : {"hostname {{ hostname }}", "router bgp {{ asn }}", "", "hostname x"})
            requests.emplace_back([&, config] {
                folder.write(*FileName::parse("conf_nxv.j2"), config);
                registrar.answer(serial, mac, {"127.0.0.1:5000", "127.0.0.1"}, {});
            });
        requests.clear();
        const std::string config = files.read("TME20230001.cfg");
        ASSERT_THAT(config, testing::AnyOf("hostname spine1", "router bgp 0123", "", "hostname x"));
        ASSERT_EQ(files.read("TME20230001.cfg.md5"), digests_of(config).md5 + "  TME20230001.cfg\n") << round;
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
    EXPECT_THAT(stub.log(), HasSubstr("PUT /TME20230001 500: stopped before the image was read through"));
}

struct Fault {
    std::string entry;   ///< of the switch X
    std::string config;  ///< the template; none when empty
    std::string message;
};

const Fault faults[] = {
    {"{id: X, system_image: ''}", "", "has no conf_nxv.j2"},
    {"{id: X, system_image: ''}", "a\n{% x %}", "conf_nxv.j2 line 2: '{%'"},
    {"{id: X, system_image: ''}", "{{ n }}", "no plain value for 'n', of the switch at line 3"},
    {"{id: X, system_image: '', n: [1]}", "{{ n }}", "no plain value for 'n'"},
    {"{id: X}", "a", "no 'system_image' of the switch at line 3"},
    {"{id: X, system_image: ../x}", "a", "'system_image: ../x'"},
    {"{id: X, system_image: '', kickstart_image: a/b}", "a", "'kickstart_image: a/b'"},
    {"{id: X, system_image: '', protocol: scp}", "a", "'scp'"},
    {"{id: X, system_image: '', install: by-hand}", "a", "'by-hand'"},
    {"{id: X, system_image: '', image_protocol: ftp}", "a", "'ftp'"},
    {"{id: X, system_image: ''}\n  - {id: X}", "a", "'X' twice, at lines 3 and 4"}};

TEST(Registration, IsA500WithItsCauseWhereAnEntryIsWrongAndLeavesTheOthersAlone) {
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

TEST(LabQuirks, AnswerASwitchTheyDoNotKnow) {
    const RunningStub stub(small_pod, true);
    const json answer = answer_of(stub.put("TME20239999", "5e01.4002.9999"));
    EXPECT_THAT(keys_of(answer),
                testing::ElementsAre("config_file", "config_protocol", "http_server", "tftp_server"));
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "TME20239999.cfg"));
}

TEST(LabQuirks, LeaveOutAllThatTheLabsServerHasNot) {
    const RunningStub stub(small_pod, true);
    stub.files().write("nxos.9.3.5.bin", "an image");
    const json answer = answer_of(stub.put("TME20230002", leaf2_mac));
    EXPECT_THAT(keys_of(answer), testing::ElementsAre("config_file", "config_protocol", "http_server",
                                                      "kickstart_image", "system_image", "tftp_server"));
    EXPECT_EQ(stub.get("/conf/TME20230002").status, 200);
    EXPECT_EQ(stub.get("/conf/TME20230002.md5").status, 500);
    EXPECT_EQ(stub.get("/images/nxos.9.3.5.bin").status, 404);
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "TME20230002.cfg.md5"));
    EXPECT_FALSE(std::filesystem::exists(stub.files() / "nxos.9.3.5.bin.md5"));
}

}  // namespace
}  // namespace poap::stub::test
