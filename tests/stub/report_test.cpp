#include "status/report.hpp"

#include <gmock/gmock.h>

namespace poap::stub {
namespace {

using nlohmann::json, testing::HasSubstr;

const json valid = {{"serial", "FDO24161XKB"},       {"mac", "700f.6a91.03c0"},
                    {"hostname", "leaf1"},           {"agent", "0.2.0"},
                    {"run", "0123456789abcdef"},     {"sequence", 17},
                    {"events", {{{"event", "new"}}}}};

json with(const std::string& key, const json& value) {
    json report = valid;
    report[key] = value;
    return report;
}

json with_event(const json& event) {
    return with("events", json::array({event}));
}

std::string fault_of(const std::string& body) {
    try {
        parse_report(body);
        return "none";
    } catch (const ReportError& error) {
        return error.what();
    }
}

TEST(Report, IsReadWithUnknownKeysAndEvents) {
    const Report report = parse_report(with("more", {1, {{"a", nullptr}}}).dump());
    EXPECT_EQ(report.serial->str(), "FDO24161XKB");
    EXPECT_EQ(report.mac->text(), "700f.6a91.03c0");
    EXPECT_EQ(report.hostname, "leaf1");
    EXPECT_EQ(report.sequence, 17u);
    ASSERT_EQ(report.events.size(), 1u);
    EXPECT_TRUE(std::holds_alternative<OtherReport>(report.events[0]));
    json early = with("serial", nullptr);
    early["mac"] = nullptr;
    early.erase("hostname");
    EXPECT_EQ(parse_report(early.dump()).serial, std::nullopt);
}

TEST(Report, CutsLongTextBetweenCharacters) {
    const auto report = parse_report(
        with_event({{"event", "log"}, {"level", "info"}, {"message", std::string(999, 'a') + "ää"}}).dump());
    EXPECT_EQ(std::get<LogReport>(report.events[0]).message, std::string(999, 'a'));
}

TEST(Report, NamesTheKeyThatIsWrong) {
    const json stage = {{"event", "stage"}, {"stage", "commit"}, {"state", "done"}, {"seconds", 1.5}};
    const auto stage_with = [&](const char* key, const json& value) {
        json changed = stage;
        changed[key] = value;
        return with_event(changed);
    };
    const json progress = {{"event", "progress"}, {"file", "a"}, {"bytes", -1}, {"size", 1}};
    const std::pair<json, const char*> faults[] = {
        {json::array(), "the body is not an object"},
        {with("serial", "../etc"), "serial is not a serial number"},
        {with("serial", std::string(201, 'a')), "serial is not a serial number"},
        {with("serial", 7), "serial is not a string"},
        {with("mac", "700f.6a91.03cg"), "mac is not a MAC address"},
        {with("hostname", "a\nb"), "hostname is not free of control characters"},
        {with("hostname", "a\x7F"), "hostname is not free of control characters"},
        {with("hostname", "\u0085"), "hostname is not free of control characters"},
        {with("agent", nullptr), "agent is not a string"},
        {with("run", "0123456789abcde"), "run is not 16 hex digits"},
        {with("run", "0123456789ABCDEF"), "run is not 16 hex digits"},
        {with("sequence", 0), "sequence is not a whole number from 1 to 9007199254740992"},
        {with("sequence", 1.5), "sequence is not a whole number"},
        {with("sequence", 18446744073709551615U), "sequence is not a whole number"},
        {with("events", json::array()), "events is not a list of one or more"},
        {with("events", {1}), "events[0] is not an object"},
        {with_event({{"event", "stage"}}), "events[0].stage is not a string"},
        {stage_with("state", "over"), "events[0].state is not one of begun, done, failed"},
        {stage_with("seconds", -0.5), "events[0].seconds is not a number of seconds"},
        {stage_with("seconds", "1"), "events[0].seconds is not a number of seconds"},
        {with_event(progress), "events[0].bytes is not a whole number from 0"},
        {with_event({{"event", "install"}, {"percent", 101}}), "events[0].percent is not a whole number"},
        {with_event({{"event", "log"}, {"level", "loud"}, {"message", ""}}), "events[0].level is not one of"},
        {with_event({{"event", "plan"}, {"images", {{{"name", 1}}}}}), "events[0].images[0].name is not"},
        {with_event({{"event", "result"}, {"exit_code", 0}, {"hop", 1}}),
         "events[0].hop is not true or false"},
    };
    for (const auto& [body, fault] : faults) EXPECT_THAT(fault_of(body.dump()), HasSubstr(fault));
}

TEST(Report, IsNotReadIfItIsNotJson) {
    for (const std::string& body :
         {std::string(), std::string("{"), valid.dump() + "x", std::string("{\"serial\":\"\xFF\"}"),
          std::string("{\"a\":1e999}"), std::string("{\"a\":\"\0\"}", 9)})
        EXPECT_THAT(fault_of(body), testing::StartsWith("the body ")) << body;
    EXPECT_THAT(fault_of(std::string(100'000, '[')), HasSubstr("more than 16 deep"));
}

}  // namespace
}  // namespace poap::stub
