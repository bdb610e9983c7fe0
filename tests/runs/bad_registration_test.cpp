// POAP servers that say why a registration is refused.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rig/expect.hpp"
#include "rig/made_up_server.hpp"
#include "rig/pod.hpp"
#include "support/named_case.hpp"

namespace poap::rig {
namespace {

using test::CaseName;
using test::NamedCase;
using testing::ElementsAre;
using testing::HasSubstr;

const std::string kStage = "register with the POAP server";

TEST(PoapServer, ThatDoesNotKnowTheSwitchIsSaidToNotKnowIt) {
    Pod pod;
    pod.start({"AAAA0000000", kNewImage});
    const EmulatedSwitch device;
    const Before before(device);
    const Ended ended = device.run_agent(pod.where());
    expect_failure(ended, {ExitCode::Server, kStage, "HTTP status 404: the inventory has no switch"});
    EXPECT_THAT(ended.last_line(), HasSubstr("serial " + kSerial + ", MAC " + kMac));
    expect_unchanged(device, before);
}

TEST(PoapServer, OfTheLabThatDoesNotKnowTheSwitchIsSaidToNotKnowIt) {
    Pod pod;
    PodSpec spec{"AAAA0000000", kNewImage};
    spec.lab_quirks = true;
    pod.start(spec);
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(
        device.run_agent(pod.where()),
        {ExitCode::Server, kStage, "does not know this switch (serial " + kSerial + ", MAC " + kMac + ")"});
    expect_unchanged(device, before);
}

struct AnswerCase : NamedCase {
    std::string answer;  ///< all bytes of it
    std::string cause;
};

class BadAnswer : public testing::TestWithParam<AnswerCase> {};

TEST_P(BadAnswer, LeavesTheSwitchAsItIs) {
    MadeUpServer server;
    server.answers_with(kPut, GetParam().answer);
    server.start();
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(device.run_agent(server.where()), {ExitCode::Server, kStage, GetParam().cause});
    expect_unchanged(device, before);
    EXPECT_THAT(server.requests(), ElementsAre(kPut));
}

INSTANTIATE_TEST_SUITE_P(With, BadAnswer,
                         testing::Values(AnswerCase{{"400AndAMessage"},
                                                    http_answer(400, R"({"message": "no data in the form"})",
                                                                "application/json"),
                                                    "HTTP status 400: no data in the form"},
                                         AnswerCase{{"500AndAMessage"},
                                                    http_answer(500, R"({"message": "no template"})"),
                                                    "HTTP status 500: no template"}),
                         CaseName());

}  // namespace
}  // namespace poap::rig
