// What the POAP server may answer to a registration, and what no switch may be changed by.

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "descriptor.hpp"
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

/// A port of 127.0.0.1 that nobody listens at, as long as this lives.
class DeadPort {
  public:
    DeadPort() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        auto* generic = reinterpret_cast<sockaddr*>(&address);
        EXPECT_EQ(bind(socket_.get(), generic, size), 0);
        EXPECT_EQ(getsockname(socket_.get(), generic, &size), 0);
        number_ = std::to_string(ntohs(address.sin_port));
    }
    const std::string& number() const { return number_; }

  private:
    Descriptor socket_;
    std::string number_;
};

TEST(PoapServer, ThatIsDownLeavesTheSwitchAsItIs) {
    const DeadPort port;
    const EmulatedSwitch device;
    const Before before(device);
    expect_failure(device.run_agent({"--server", "127.0.0.1", "--port", port.number()}),
                   {ExitCode::Server, kStage, "no answer from the POAP server at http://127.0.0.1:"});
    expect_unchanged(device, before);
    EXPECT_THAT(device.calls(), ElementsAre(identity_call()));
}

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

const std::string kHtml = "<html><body>Oops</body></html>";

INSTANTIATE_TEST_SUITE_P(
    With, BadAnswer,
    testing::Values(
        AnswerCase{{"400AndAMessage"},
                   http_answer(400, R"({"message": "no data in the form"})", "application/json"),
                   "HTTP status 400: no data in the form"},
        AnswerCase{{"404AndHtml"}, http_answer(404, kHtml, "text/html"), "HTTP status 404"},
        AnswerCase{{"405"}, http_answer(405, ""), "HTTP status 405"},
        AnswerCase{{"500AndHtml"}, http_answer(500, kHtml, "text/html"), "HTTP status 500"},
        AnswerCase{{"500AndAMessage"},
                   http_answer(500, R"({"message": "no template"})"),
                   "HTTP status 500: no template"},
        AnswerCase{{"503"}, http_answer(503, ""), "HTTP status 503"},
        AnswerCase{{"ARedirect"},
                   "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
                   "HTTP status 302"},
        AnswerCase{{"201"}, http_answer(201, "{}"), "HTTP status 201"},
        AnswerCase{{"HtmlAnd200"}, http_answer(200, kHtml, "text/html"), "it is not JSON"},
        AnswerCase{{"NoJson"}, http_answer(200, "system_image=nxos.bin"), "it is not JSON"},
        AnswerCase{{"HalfOfJson"}, http_answer(200, R"({"system_image": "nx)"), "it is not JSON"},
        AnswerCase{{"NothingAnd200"}, http_answer(200, ""), "it is not JSON"},
        AnswerCase{{"AList"}, http_answer(200, "[]"), "it is no JSON object"},
        AnswerCase{{"Null"}, http_answer(200, "null"), "it is no JSON object"},
        AnswerCase{
            {"OverAMebibyte"}, http_answer(200, std::string(1024 * 1024 + 1, ' ')), "larger than 1 MiB"},
        AnswerCase{{"ABodyCutShort"}, http_answer_cut_short("{}", 500), "no answer from the POAP server"},
        AnswerCase{{"NoAnswer"}, "", "no answer from the POAP server"},
        AnswerCase{{"NoHttp"}, "SSH-2.0-OpenSSH_9.2\r\n", "no answer from the POAP server"}),
    CaseName());

TEST(PoapServer, ThatFailsIsAskedAgain) {
    MadeUpServer server;
    server.plan["system_image"] = "";
    const std::string plan = http_answer(200, server.plan.dump());
    server.answers[kPut] = {http_answer(503, ""), plan};
    server.plan["config_protocol"] = "never read";
    server.start();
    const EmulatedSwitch device;
    auto arguments = server.where();
    arguments.insert(arguments.end(), {"--retries", "1"});
    const Ended ended = device.run_agent(arguments);
    EXPECT_THAT(ended.err, HasSubstr("WARNING: the POAP server answered with HTTP status 503"));
    EXPECT_THAT(ended.err, HasSubstr("; trying again in "));
    EXPECT_THAT(server.requests(), ElementsAre(kPut, kPut));
}

}  // namespace
}  // namespace poap::rig
