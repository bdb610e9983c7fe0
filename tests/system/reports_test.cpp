// Reports to a server: whatever the server does, the run is the same.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using test::TcpPeer;
using test::TcpServer;
using testing::HasSubstr;

const Words kCalls = {kIdentityCall, compatibility_call(kNewImage), boot_call(kNewImage), kSaveCall,
                      kScheduleCall};
const std::string kOk = "HTTP/1.1 200 OK\r\n";

/// The plan has the URL of a server of this kind.
Step reports_to(const TcpServer::Serve& serve, bool open = true) {
    return [=](Bench& bench) {
        bench.server.plan["status_url"] = bench.make<TcpServer>(serve, open).url("/reports");
    };
}

Step reports_get(const std::string& answer) {
    return reports_to([=](TcpPeer& peer) {
        peer.request();
        peer.send(answer);
    });
}

/// Sends `beginning`, and then `more` as long as it is taken.
Step reports_get_endless(const std::string& beginning, const std::string& more) {
    return reports_to([=](TcpPeer& peer) {
        peer.request();
        peer.send(beginning);
        while (peer.send(more)) continue;
    });
}

void keep_silent(TcpPeer& peer) {
    peer.wait_for_end();
}

End same_run() {
    return recovers().calling(kCalls).requesting({kPut, kGetConfig, kGetImage});
}

CASES_AT_ONCE(Reports,  //
              Cases{
                  {"ServerIsGone", reports_to(keep_silent, false), same_run()},
                  {"ServerIsMute", reports_to(keep_silent), same_run()},
                  {"NoHttp", reports_get("SSH-2.0-OpenSSH_9.2\r\n"), same_run()},
                  {"ServerError", reports_get(http_answer(500, "oops")), same_run()},
                  {"Refused", reports_get(http_answer(404, "no")), same_run()},
                  {"Redirected", reports_get(http_answer_with(302, "Location: http://127.0.0.1:1/\r\n", "")),
                   same_run()},
                  {"EndlessBody", reports_get_endless(kOk + "\r\n", std::string(4096, 'x')), same_run()},
                  {"EndlessHead", reports_get_endless(kOk, "A: " + std::string(4096, 'x') + "\r\n"),
                   same_run()},
                  {"NotAUrl", plan({{"status_url", "http://user:secret@h/"}}),
                   same_run().reporting({"WARNING: status_url in the POAP server's plan is `"})},
                  {"NotAText", plan({{"status_url", 7}}),
                   same_run().reporting({"WARNING: status_url in the POAP server's plan is `number`"})},
              })

TEST(ReportsOfAnInterruptedRun, LeaveItsResultAsItIsIfTheServerIsMute) {
    Bench bench;
    reports_to(keep_silent)(bench);
    stall(kGetImage, http_answer_cut_short("x", 1000))(bench);
    bench.meanwhile = [&](Process& agent) {
        EXPECT_TRUE(eventually([&] { return std::ranges::count(bench.server.requests(), kGetImage) > 0; }));
        agent.send(SIGTERM);
    };
    bench.run();
    expect_failure(bench.ended, {ExitCode::Interrupted, kStageImage, "interrupted (SIGTERM)"});
}

/// docs/examples/report_receiver.py.
struct Receiver : testing::Test, Bench {
    Receiver() {
        const std::string kReady = "listening on port ";
        EXPECT_TRUE(eventually([&] { return example.out().ends_with('\n'); }));
        url = "http://127.0.0.1:" + std::string(trimmed(example.out().substr(kReady.size()))) + "/";
    }

    Process example{{"/usr/bin/python3", "-B", RECEIVER_PATH, "0"}, {"PATH=/usr/bin:/bin"}};
    std::string url;
};

/// Without its time, which is another one where a second ends between two sinks.
nlohmann::json event_in(std::string_view text) {
    auto event = nlohmann::json::parse(text);
    event.erase("time");
    return event;
}

/// The receiver printed the events of `run --json`, each with its number; of progress, some were replaced.
void expect_same_events(const std::string& printed, const std::string& received) {
    std::vector<nlohmann::json> events;
    const auto keep = [](std::vector<nlohmann::json>& all, const nlohmann::json& event) {
        if (event.at("event") != "progress") all.push_back(event);
    };
    for (const std::string_view line : lines_of(printed)) keep(events, event_in(line));
    std::vector<nlohmann::json> reported;
    int number = 0;
    for (const std::string_view line : lines_of(received)) {
        const auto object = line.find('{');
        if (object == std::string_view::npos) continue;  // the first line
        keep(reported, event_in(line.substr(object)));
        EXPECT_THAT(std::string(line.substr(0, object)), HasSubstr(' ' + std::to_string(++number) + ' '));
    }
    EXPECT_EQ(events, reported);
}

TEST_F(Receiver, GetsAllEventsOfARunFromThePlan) {
    server.plan["status_url"] = url;
    add_arguments({"--json"});
    run();
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    expect_same_events(ended.out, example.out());
    EXPECT_THAT(example.out(), HasSubstr("\n\"" + kSerial + "\" "));
}

TEST_F(Receiver, GetsTheResultOfARunWithAnInvalidPlan) {
    server.plan["status_url"] = url;
    server.plan["config_protocol"] = "smb";
    add_arguments({"--json"});
    run();
    EXPECT_EQ(ended.exit_code, static_cast<int>(ExitCode::Server));
    expect_same_events(ended.out, example.out());
    EXPECT_THAT(example.out(), HasSubstr("\"event\": \"result\", \"exit_code\": 4"));
}

TEST_F(Receiver, GetsTheResultOfAFailedRunFromTheOption) {
    server.plan["status_url"] = "http://127.0.0.1:1/";
    server.answers_with(kGetImage, http_answer(404, ""));
    add_arguments({"--json", "--status-url", url});
    run();
    EXPECT_EQ(ended.exit_code, static_cast<int>(ExitCode::Transfer));
    expect_same_events(ended.out, example.out());
    EXPECT_THAT(example.out(), HasSubstr("\"event\": \"result\", \"exit_code\": 5"));
}

}  // namespace
}  // namespace poap::rig
