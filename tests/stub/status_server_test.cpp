// Reports of agents, and what GET /api/switches makes of them.

#include <gmock/gmock.h>

#include "fixture.hpp"
#include "program.hpp"
#include "running_tftp.hpp"

namespace poap::stub::test {
namespace {

using nlohmann::json, testing::HasSubstr;

const char* const run_id = "00112233445566ff";

json report_of(const std::string& serial, std::uint64_t sequence, json events) {
    return {{"serial", serial}, {"mac", "5e01.4002.9999"}, {"agent", "0.2.0"},
            {"run", run_id},    {"sequence", sequence},    {"events", std::move(events)}};
}

httplib::Response post(const RunningStub& stub, const std::string& body,
                       const std::string& type = "application/json") {
    return response_of(stub.client().Post("/reports", body, type));
}

json switch_in(const RunningStub& stub, const std::string& serial) {
    return json::parse(stub.get("/api/switches/" + serial).body);
}

const json stage_begun = {{"event", "stage"}, {"stage", "commit"}, {"state", "begun"}};
const json stage_done = {{"event", "stage"}, {"stage", "commit"}, {"state", "done"}, {"seconds", 1.25}};
const json log_line = {{"event", "log"}, {"level", "info"}, {"message", "a line"}};
const json result = {{"event", "result"}, {"exit_code", 0},   {"hop", false},
                     {"stage", nullptr},  {"cause", nullptr}, {"advice", "wait"}};

TEST(Reports, ShowTheStateOfASwitch) {
    const RunningStub stub;
    const auto before = json::parse(stub.get("/api/switches").body);
    EXPECT_EQ(before.at("switches").size(), 3);
    EXPECT_EQ(before.at("switches").at(0).at("state"), "waiting");
    EXPECT_EQ(before.at("switches").at(2).at("serial"), "TME20230003");
    const auto answer = post(stub, report_of("TME20230003", 1, {stage_begun, log_line}).dump());
    EXPECT_EQ(answer.status, 204) << answer.body;
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(switch_in(stub, "TME20230003").at("state"), "running");
    post(stub, report_of("TME20230003", 3, {stage_done, result}).dump());
    const json seen = switch_in(stub, "TME20230003");
    EXPECT_EQ(seen.at("hostname"), "leaf3");
    EXPECT_EQ(seen.at("state"), "provisioned");
    EXPECT_EQ(seen.at("stages"), json::parse(R"([{"stage":"commit","state":"done","seconds":1.25}])"));
    EXPECT_EQ(seen.at("log").at(0).at("message"), "a line");
    EXPECT_EQ(seen.at("result").at("advice"), "wait");
}

TEST(Reports, AreRefusedWithTheReason) {
    RunningStub stub;
    const std::string valid = report_of("TME20230003", 1, {log_line}).dump();
    EXPECT_EQ(post(stub, valid, "Application/JSON; charset=utf-8").status, 204);
    for (const char* type : {"text/plain", "application/x-www-form-urlencoded",
                             "multipart/form-data; boundary=x", "application/jsonx"})
        EXPECT_EQ(post(stub, valid, type).status, 415) << type;
    const auto bad = post(stub, report_of("..", 1, {log_line}).dump());
    EXPECT_EQ(bad.status, 400);
    EXPECT_THAT(message_of(bad), HasSubstr("serial is not a serial number"));
    constexpr std::size_t most = 256 * 1024;
    EXPECT_EQ(post(stub, valid + std::string(most - valid.size(), ' ')).status, 204);
    EXPECT_EQ(post(stub, valid + std::string(most - valid.size() + 1, ' ')).status, 413);
    EXPECT_EQ(post(stub, std::string(most, '\n')).status, 400) << "lines of a body are not counted";
    EXPECT_EQ(stub.get("/reports").status, 405);
    EXPECT_EQ(response_of(stub.client().Post("/api/switches", valid, "application/json")).status, 405);
    EXPECT_EQ(stub.get("/api/switches/NOBODY").status, 404);
    EXPECT_EQ(stub.get("/api/switches/..%2F").status, 404);
    stub.stop();
    EXPECT_THAT(stub.log(), HasSubstr("POST /reports 400: serial is not"));
    EXPECT_THAT(stub.log(), testing::Not(HasSubstr("204"))) << "there may be hundreds a second";
}

TEST(Reports, AreNotPartOfTheLabsServer) {
    const RunningStub stub(small_pod, true);
    EXPECT_EQ(post(stub, report_of("TME20230003", 1, {log_line}).dump()).status, 405);
    EXPECT_EQ(stub.get("/api/switches").status, 404);
    EXPECT_FALSE(json::parse(stub.put("TME20230003", no_mac).body).contains("status_url"));
}

TEST(State, HasATagThatChangesWithIt) {
    const RunningStub stub;
    const auto first = stub.get("/api/switches");
    const httplib::Headers known = {{"If-None-Match", first.get_header_value("ETag")}};
    const auto same = stub.get("/api/switches", known);
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.body, "");
    const std::string report = report_of("TME20230003", 1, {log_line}).dump();
    post(stub, report);
    const auto changed = stub.get("/api/switches", known);
    EXPECT_EQ(changed.status, 200);
    const httplib::Headers newer = {{"If-None-Match", changed.get_header_value("ETag")}};
    post(stub, report);
    EXPECT_EQ(stub.get("/api/switches/TME20230003", newer).status, 304) << "the same batch again";
    stub.edit_inventory(std::string(small_pod) + "  - {hostname: leaf4, id: NEW, system_image: ''}\n");
    EXPECT_EQ(stub.get("/api/switches", newer).status, 200);
}

TEST(State, ShowsRequestsWithoutReports) {
    const RunningStub stub;
    stub.files().write("poap.py", "");
    stub.files().write("nxos.bin", "image");
    stub.get("/poap.py");
    stub.put("TME20230001", "5e01.4002.0001");
    stub.get("/conf/TME20230001");
    stub.get("/conf/TME20230001.md5");
    stub.get("/images/nxos.bin");
    stub.get("/images/absent.bin");
    stub.get("/poap.py", {{"X-Vendor-Serial", "../x"}});
    stub.get("/poap.py", {{"X-Vendor-Serial", "OTHER"}});
    const json seen = switch_in(stub, "TME20230001");
    EXPECT_EQ(seen.at("state"), "asked");
    EXPECT_EQ(seen.at("reports"), false);
    EXPECT_EQ(seen.at("mac"), "5e01.4002.0001");
    std::vector<std::string> requests;
    for (const json& request : seen.at("requests")) requests.push_back(request.at("what"));
    EXPECT_THAT(requests, testing::ElementsAre("registered", "fetched its configuration",
                                               "downloads nxos.bin over HTTP",
                                               "asked for absent.bin: status 404", "fetched the boot file"));
    EXPECT_EQ(switch_in(stub, "OTHER").at("requests").at(0).at("what"), "fetched the boot file");
}

TEST(State, HasTheLinesToListASwitch) {
    const RunningStub stub;
    EXPECT_EQ(stub.put("007", no_mac).status, 404);
    const json all = json::parse(stub.get("/api/switches").body).at("switches");
    ASSERT_EQ(all.size(), 4);
    EXPECT_EQ(all.at(0).at("entry"), nullptr);
    const json seen = all.at(3);
    EXPECT_EQ(seen.at("listed"), false);
    EXPECT_EQ(seen.at("requests").at(0).at("what"), "registration refused: status 404");
    const std::string entry = seen.at("entry");
    EXPECT_EQ(entry, "  - hostname: switch-007\n    id: \"007\"\n    system_image: \"\"\n");
    stub.edit_inventory(small_pod + entry + "    asn: 4\n");
    EXPECT_EQ(stub.put("007", no_mac).status, 200);
    EXPECT_EQ(switch_in(stub, "007").at("hostname"), "switch-007");
}

TEST(Program, ShowsTransfersOverTftpAndFaults) {
    const TempFolder files;
    const TempFolder inventory;
    inventory.write("podvars.yml",
                    "pod: {protocol: http}\ndefault: {x: 1}\nswitches: [{id: A, system_image: n.bin}]\n");
    files.write("conf_nxv.j2", "hostname a");
    files.write("n.bin", "image");
    const Program program({"--inventory", inventory / "podvars.yml", "--templates", files.path(), "--listen",
                           "127.0.0.1:0", "--tftp", "127.0.0.1:0"});
    const ListenAddress http = address_in(program.line());
    const ListenAddress tftp = address_in(program.line());
    httplib::Client client(http.host, http.port);
    EXPECT_EQ(response_of(client.Put("/A", httplib::Params{{"data", no_mac}})).status, 200);
    EXPECT_EQ(fetched("tftp://" + tftp.text() + "/n.bin"), "image");
    const auto seen = json::parse(response_of(client.Get("/api/switches/A")).body);
    EXPECT_EQ(seen.at("requests").at(1).at("what"), "downloads n.bin over TFTP");
    const auto all = json::parse(response_of(client.Get("/api/switches")).body);
    EXPECT_THAT(all.at("faults").at(0), HasSubstr("line 2: 'default:' is ignored"));
    EXPECT_EQ(all.at("hashing"), json::array());
}

}  // namespace
}  // namespace poap::stub::test
