#include "provision/registration.hpp"

#include <gmock/gmock.h>

#include <string>

#include "support/context_fixture.hpp"

namespace poap::test {
namespace {

using testing::HasSubstr, testing::SizeIs;

const std::string kPlan =
    R"({"system_image": "nxos.9.3.5.bin", "kickstart_image": "", "tftp_server": "10.10.20.20",
        "config_file": "FDO24180ABC.cfg", "http_server": "10.10.20.20:5000", "config_protocol": "http"})";

struct Registration : ContextFixture {
    HttpServer server = *HttpServer::parse("10.10.20.20:5000");
    Identity identity{*Serial::parse("FDO24180ABC"), *Mac::parse_plain("5e0140020000"), {}};

    Registration() { options.retries = 3; }

    InstallPlan plan() { return register_switch(net, server, identity, context().retries()); }
    Error failure() {
        const Error error = thrown_by([this] { plan(); });
        EXPECT_EQ(error.code(), ExitCode::Server);
        return error;
    }
};

TEST_F(Registration, PutsTheMacInAFormUnderTheSerial) {
    net.answer_put(200, kPlan);
    EXPECT_EQ(plan().config->name.str(), "FDO24180ABC.cfg");
    server = *HttpServer::parse("[2001:db8::1]:5000");
    plan();
    EXPECT_EQ(net.put_urls,
              (Names{"http://10.10.20.20:5000/FDO24180ABC", "http://[2001:db8::1]:5000/FDO24180ABC"}));
    EXPECT_EQ(net.put_forms, (Names{"data=5e01.4002.0000", "data=5e01.4002.0000"}));
}

// Other statuses: tests/system/http_status_test.cpp.
TEST_F(Registration, IsRetriedAfterAStatusThatMayPassAndNotAfterAFinalOne) {
    net.answer_put(429, "<html>busy</html>");
    net.answer_put(200, kPlan);
    plan();
    EXPECT_THAT(net.put_urls, SizeIs(2));
    net = {};
    net.answer_put(503, "<html>busy</html>");
    failure();
    EXPECT_THAT(net.put_urls, SizeIs(4));
    net = {};
    net.answer_put(204, kPlan);
    failure();
    EXPECT_THAT(net.put_urls, SizeIs(1));
}

TEST_F(Registration, IsRetriedWithoutAConnectionUnlessASignalComesOrNoRetriesAreAllowed) {
    net.break_put();
    net.break_put();
    net.answer_put(200, kPlan);
    plan();
    EXPECT_THAT(net.put_urls, SizeIs(3));
    EXPECT_EQ(record.count("no answer from the POAP server"), 2U);
    net = {};
    net.break_put();
    clock.signal_after(0);
    EXPECT_EQ(thrown_by([this] { plan(); }).code(), ExitCode::Interrupted);
    EXPECT_THAT(net.put_urls, SizeIs(1));
    options.retries = 0;
    failure();
    EXPECT_THAT(net.put_urls, SizeIs(2));
}

TEST_F(Registration, ReportsTheServersOwnMessageInOneLine) {
    const std::string asker = " (serial FDO24180ABC, MAC 5e01.4002.0000)";
    const std::string status = "the POAP server answered with HTTP status 404";
    const std::pair<std::string, std::string> kMessages[] = {
        {R"({"message": "no such switch in podvars.yml"})", ": no such switch in podvars.yml"},
        {"<!doctype html><h1>Bad Request</h1>", ""},
        {"", ""},
        {R"({"error": 1})", ""},
        {R"({"message": ""})", ""},
        {"[]", ""}};
    for (const auto& [body, message] : kMessages) {
        net = {};
        net.answer_put(404, body);
        const Error error = failure();
        EXPECT_EQ(error.what(), status + message + asker);
        EXPECT_THAT(error.advice(), HasSubstr("inventory"));
    }
    net = {};
    net.answer_put(404, R"({"message": "no switch has the id FDO24180ABC"})");
    EXPECT_EQ(failure().what(), status + ": no switch has the id FDO24180ABC");
    net = {};
    net.answer_put(400, "{\"message\": {\"data\": \"missing\\u001b[2J\\n\"}}");
    net.answer_put(404, "{\"message\":" + std::string(500'000, '[') + std::string(500'000, ']') + "}");
    const std::string any_type = failure().what();
    EXPECT_THAT(any_type, HasSubstr("400: {\"message\": {\"data\": \"missing"));
    EXPECT_EQ(any_type.find_first_of("\x1b\n"), std::string::npos);
    EXPECT_THAT(failure().what(), HasSubstr("404: {\"message\":[[["));
}

TEST_F(Registration, IsNotRetriedWhereThePlanIsInvalid) {
    net.answer_put(200, "{}");
    EXPECT_THAT(failure().what(),
                HasSubstr("does not know this switch (serial FDO24180ABC, MAC 5e01.4002.0000)"));
    EXPECT_THAT(net.put_urls, SizeIs(1));
    EXPECT_FALSE(record.says("Install info collected successfully..."));
}

TEST_F(Registration, AnnouncesReportsBeforeThePlanIsChecked) {
    class Announced : public LogSink {
      public:
        explicit Announced(std::string& url) : url_(url) {}
        void write(Level, const std::string&) override {}
        void emit(const Event& event) override {
            if (const auto* status = std::get_if<StatusUrl>(&event)) url_ = status->url.str();
        }

      private:
        std::string& url_;
    };
    std::string url;
    record.log.add(std::make_unique<Announced>(url));
    net.answer_put(200, R"({"status_url": "http://h/reports"})");
    EXPECT_THAT(failure().what(), HasSubstr("does not know this switch"));
    EXPECT_EQ(url, "http://h/reports");
}

TEST_F(Registration, RefusesAConfigButNotAnImageThatHasTheRunningImagesName) {
    net.answer_put(200, kPlan);
    identity.running.system = name("nxos.9.3.5.bin");
    EXPECT_TRUE(plan().system);
    identity.running.system = name("FDO24180ABC.cfg");
    EXPECT_THAT(failure().what(), HasSubstr("which is the running image"));
    identity.running = {name("other.bin"), name("FDO24180ABC.cfg")};
    failure();
}

}  // namespace
}  // namespace poap::test
