// Reports of agents, and what GET /api/switches makes of them.

#include <gmock/gmock.h>

#include "fixture.hpp"

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

}  // namespace
}  // namespace poap::stub::test
