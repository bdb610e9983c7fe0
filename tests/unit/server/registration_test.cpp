#include "provision/registration.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <string>

#include "base/error.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/recording_log.hpp"
#include "support/thrown.hpp"

namespace poap::test {
namespace {

using testing::ElementsAre, testing::HasSubstr, testing::IsEmpty, testing::SizeIs;

const std::string kPlan =
    R"({"system_image": "nxos.9.3.5.bin", "kickstart_image": "", "tftp_server": "10.10.20.20",
        "config_file": "FDO24180ABC.cfg", "http_server": "10.10.20.20:5000", "config_protocol": "http"})";

class RegistrationTest : public testing::Test {
  protected:
    InstallPlan plan() {
        return register_switch(transport_, server_, identity_, {retries_, clock_, log_.log});
    }
    Error failure() {
        return thrown_by([this] { plan(); });
    }

    FakeTransport transport_;
    HttpServer server_ = *HttpServer::parse("10.10.20.20:5000");
    Identity identity_{*Serial::parse("FDO24180ABC"), *Mac::parse_plain("5e0140020000"), {}};
    int retries_ = 3;
    FakeClock clock_;
    RecordingLog log_;
};

TEST_F(RegistrationTest, PutsTheMacInAFormUnderTheSerial) {
    transport_.answer_put(200, kPlan);
    EXPECT_EQ(plan().config->name.str(), "FDO24180ABC.cfg");
    EXPECT_THAT(transport_.put_urls, ElementsAre("http://10.10.20.20:5000/FDO24180ABC"));
    EXPECT_THAT(transport_.put_forms, ElementsAre("data=5e01.4002.0000"));
    EXPECT_TRUE(log_.says("Sending API request to the POAP server 10.10.20.20:5000"));
    EXPECT_TRUE(log_.says("Requesting http://10.10.20.20:5000/FDO24180ABC..."));
    EXPECT_TRUE(log_.says("Install info collected successfully..."));
}

TEST_F(RegistrationTest, AsksAServerOfAnIPv6Address) {
    server_ = *HttpServer::parse("[2001:db8::1]:5000");
    transport_.answer_put(200, kPlan);
    plan();
    EXPECT_THAT(transport_.put_urls, ElementsAre("http://[2001:db8::1]:5000/FDO24180ABC"));
}

TEST_F(RegistrationTest, TriesAgainAfterAStatusThatMayNotLast) {
    for (const long status : {408, 429, 500, 503}) {
        transport_ = {};
        transport_.answer_put(status, "<html>busy</html>");
        EXPECT_EQ(failure().code(), ExitCode::Server);
        EXPECT_THAT(transport_.put_urls, SizeIs(4)) << status;
        transport_ = {};
        transport_.answer_put(status, "<html>busy</html>");
        transport_.answer_put(200, kPlan);
        plan();
        EXPECT_THAT(transport_.put_urls, SizeIs(2));
    }
}

TEST_F(RegistrationTest, DoesNotTryAgainAfterAStatusThatIsFinal) {
    for (const long status : {400, 403, 404, 405, 302, 201, 204}) {
        transport_ = {};
        transport_.answer_put(status, kPlan);
        const Error error = failure();
        EXPECT_EQ(error.code(), ExitCode::Server);
        EXPECT_THAT(error.what(), HasSubstr(std::to_string(status)));
        EXPECT_THAT(transport_.put_urls, SizeIs(1));
        EXPECT_THAT(clock_.waits, IsEmpty());
    }
}

TEST_F(RegistrationTest, TriesAgainWhereThereIsNoConnection) {
    transport_.break_put();
    transport_.break_put();
    transport_.answer_put(200, kPlan);
    plan();
    EXPECT_THAT(transport_.put_urls, SizeIs(3));
    EXPECT_EQ(log_.count("no answer from the POAP server"), 2U);
}

TEST_F(RegistrationTest, TriesOnceWhereNoRetriesAreAllowed) {
    retries_ = 0;
    transport_.break_put();
    EXPECT_EQ(failure().code(), ExitCode::Server);
    EXPECT_THAT(transport_.put_urls, SizeIs(1));
    EXPECT_THAT(clock_.waits, IsEmpty());
}

TEST_F(RegistrationTest, IsEndedByASignalInAWait) {
    transport_.break_put();
    clock_.signal_after(0);
    EXPECT_EQ(failure().code(), ExitCode::Interrupted);
    EXPECT_THAT(transport_.put_urls, SizeIs(1));
}

TEST_F(RegistrationTest, ShowsTheServersOwnMessage) {
    transport_.answer_put(404, R"({"message": "no such switch in podvars.yml"})");
    const Error error = failure();
    EXPECT_THAT(error.what(), HasSubstr("404: no such switch in podvars.yml"));
    EXPECT_THAT(error.what(), HasSubstr("serial FDO24180ABC, MAC 5e01.4002.0000"));
    EXPECT_THAT(error.advice(), HasSubstr("inventory"));
}

TEST_F(RegistrationTest, ShowsAMessageOfAnyJsonTypeInOneLine) {
    transport_.answer_put(400, "{\"message\": {\"data\": \"missing\\u001b[2J\\n\"}}");
    EXPECT_THAT(failure().what(), HasSubstr("400: {\"message\": {\"data\": \"missing"));
    EXPECT_THAT(std::string(failure().what()).find_first_of("\x1b\n"), std::string::npos);
}

TEST_F(RegistrationTest, ShowsAMessageThatIsNestedDeeply) {
    transport_.answer_put(404, "{\"message\":" + std::string(500'000, '[') + std::string(500'000, ']') + "}");
    EXPECT_THAT(failure().what(), HasSubstr("404: {\"message\":[[["));
}

TEST_F(RegistrationTest, AddsNothingToTheStatusWithoutAMessage) {
    for (const char* body :
         {"<!doctype html><h1>Bad Request</h1>", "", R"({"error": 1})", R"({"message": ""})", "[]"}) {
        transport_.answer_put(400, body);
        EXPECT_STREQ(
            failure().what(),
            "the POAP server answered with HTTP status 400 (serial FDO24180ABC, MAC 5e01.4002.0000)");
        transport_ = {};
    }
}

TEST_F(RegistrationTest, DoesNotTryAPlanAgainThatIsInvalid) {
    transport_.answer_put(200, "{}");
    const Error error = failure();
    EXPECT_EQ(error.code(), ExitCode::Server);
    EXPECT_THAT(error.what(),
                HasSubstr("does not know this switch (serial FDO24180ABC, MAC 5e01.4002.0000)"));
    EXPECT_THAT(transport_.put_urls, SizeIs(1));
    EXPECT_FALSE(log_.says("Install info collected successfully..."));
}

TEST_F(RegistrationTest, RefusesAConfigThatWouldTakeTheRunningImagesPlace) {
    identity_.running.system = FileName::parse("FDO24180ABC.cfg");
    transport_.answer_put(200, kPlan);
    EXPECT_THAT(failure().what(), HasSubstr("the image that the switch runs"));
    identity_.running = {FileName::parse("other.bin"), FileName::parse("FDO24180ABC.cfg")};
    EXPECT_EQ(failure().code(), ExitCode::Server);
}

TEST_F(RegistrationTest, TakesAnImageThatRunsAlready) {
    identity_.running.system = FileName::parse("nxos.9.3.5.bin");
    transport_.answer_put(200, kPlan);
    EXPECT_TRUE(plan().system);
}

}  // namespace
}  // namespace poap::test
