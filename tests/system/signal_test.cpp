// Signals, at each state of a run; and a second agent.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "base/text.hpp"
#include "case.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

/// A state of a run: how it comes about, whether it is there, and what a signal then ends in.
struct State {
    std::string name;
    Step arrange;
    std::function<bool(Bench&, const Process& agent)> is_there;
    End end;
};

End stopped_in(const std::string& stage) {
    return fails(ExitCode::Interrupted, stage, "interrupted (");
}

/// The server never ends its answer to a request.
State stalled(const std::string& name, const std::string& request, const std::string& so_far,
              const std::string& stage) {
    return {name, stall(request, so_far),
            [=](Bench& bench, const Process&) {
                return std::ranges::count(bench.server.requests(), request) > 0;
            },
            stopped_in(stage)};
}

bool has_bytes_of_the_image(const Bench& bench, const Process&) {
    const Snapshot bootflash = bench.device().bootflash();
    return bootflash.contains(kPart) && !bootflash.at(kPart).empty();
}

bool cli_is_at_work(const Bench& bench, const Process&) {
    return bench.device().state("fired").has_value();
}

std::string a_third_of_the_image() {
    return http_answer_cut_short(fake_image().substr(0, 300'000), fake_image().size());
}

/// A TFTP server that sends two thirds of the image, and no more until its client gives up.
void serve_by_tftp(Bench& bench) {
    TftpScript script;
    script.out = [](const std::string& packet, std::size_t sent) {
        return sent < 600 ? std::vector<TftpPacket>{{packet}} : std::vector<TftpPacket>{};
    };
    auto& tftp = bench.make<FakeTftp>(std::map<std::string, std::string>{{kNewImage, fake_image()}}, script);
    plan({{"tftp_server", tftp.address()}, {"image_protocol", "tftp"}})(bench);
    bench.add_arguments({"--tftp-blksize", "1000"});
}

std::vector<State> states() {
    const auto last_call_is = [](const std::string& call) {
        return [=](const Bench& bench) { EXPECT_EQ(bench.device().calls().back(), call); };
    };
    const auto nothing_was_erased = [](const Bench& bench) {
        EXPECT_THAT(bench.device().calls(), Not(Contains(HasSubstr("write erase"))));
    };
    const auto reports = [](const std::string& words) {
        return [=](Bench&, const Process& agent) { return agent.err().find(words) != std::string::npos; };
    };
    const auto saves_again = [](Bench& bench, const Process&) { return bench.device().calls().size() == 5; };
    const std::string sidecar = kGetImage + ".md5";
    const std::string coming_up = "copy running-config => coming-up";
    const std::string not_yet = "does not accept `copy running";
    const End committing = stopped_in(kCommit).leaving({kNewImage});
    const End boot_is_set = committing.changing({{"boot", boots(kNewImage)}});
    State fetching_a_sidecar =
        stalled("FetchingASidecar", sidecar, http_answer_cut_short("0123", 1000), kStageImage);
    fetching_a_sidecar.arrange = plan_without({"system_image_md5"}) + fetching_a_sidecar.arrange;
    return {
        {"AnsweringCli", cli("show version => hang"), cli_is_at_work, stopped_in(kIdentify).requesting({})},
        stalled("Registering", kPut, "", kRegister),
        stalled("FetchingTheConfig", kGetConfig, http_answer_cut_short("hostname", 1000), kStageConfig),
        fetching_a_sidecar,
        {"FetchingTheImage", stall(kGetImage, a_third_of_the_image()), has_bytes_of_the_image,
         stopped_in(kStageImage)},
        {"FetchingTheImageByTftp", serve_by_tftp, has_bytes_of_the_image, stopped_in(kStageImage)},
        {"WaitingForAnotherTry", answer(kPut, {http_answer(503, "")}) + retries(1000),
         reports("trying again"), stopped_in(kRegister)},
        // Nothing is saved, so nothing is changed for good.
        {"AtWorkOnTheBootVariable", cli("boot nxos => wait"), cli_is_at_work,
         boot_is_set.expecting(last_call_is(boot_call(kNewImage)))},
        {"AtWorkOnARepeatedSave", cli("1x copy running-config => answer 1\ncopy running-config => wait\n"),
         saves_again, recovers()},
        {"WaitingForASave", cli(coming_up), reports(not_yet),
         boot_is_set.expecting(last_call_is(kEraseCall))},
        {"WaitingForASaveByHand",
         on_switch({.fresh = {.poap = true}, .in_poap = false}) + always({"--force"}) +
             flash(kOldImage, "it runs") + cli(coming_up),
         reports(not_yet), committing.expecting(nothing_was_erased)},
    };
}

Cases signals() {
    const std::vector<std::pair<std::string, int>> kinds = {
        {"Term", SIGTERM}, {"Int", SIGINT}, {"Hup", SIGHUP}};
    Cases rows;
    for (const State& state : states()) {
        for (const auto& [kind, signal] : kinds) {
            const Step send = [state, number = signal](Bench& bench) {
                bench.meanwhile = [&, state, number](Process& agent) {
                    ASSERT_TRUE(eventually([&] { return state.is_there(bench, agent); }));
                    agent.send(number);
                    bench.device().set("go", "");
                };
            };
            // The part stays with as much of the image as came.
            rows.emplace_back(concat(kind, "When", state.name), state.arrange + send, state.end);
        }
    }
    return rows;
}

CASES_AT_ONCE(Signal, signals())

/// An agent under way, at a server that does not answer its registration.
struct SecondAgent : testing::Test, Bench {
    SecondAgent() {
        stall(kPut, "")(*this);
        server.start();
        first = std::make_unique<Process>(agent_line(), device().environment());
        EXPECT_TRUE(eventually([&] { return !server.requests().empty(); }));
    }

    std::unique_ptr<Process> first;
};

TEST_F(SecondAgent, OnOneBootflashIsRefused) {
    const Before before(device());
    const Ended second = device().run_agent(server.where());
    expect_failure(second, {ExitCode::Busy, "lock bootflash",
                            "another agent is running on " + device().bootflash_folder()});
    EXPECT_THAT(device().calls(), testing::SizeIs(1)) << "the second one asked the switch nothing";
    EXPECT_EQ(device().memory(), before.memory);
    EXPECT_EQ(names_in(device().bootflash()), names_in(before.bootflash));
    first->send(SIGTERM);
    EXPECT_EQ(first->wait().exit_code, static_cast<int>(ExitCode::Interrupted));
}

TEST_F(SecondAgent, CanPlanAndCollect) {
    FakeServer good;
    good.start();
    EXPECT_EQ(device().run_agent(good.where() + Words{"plan"}).exit_code, 0);
    EXPECT_EQ(device().run_agent({"collect"}).exit_code, 0);
}

}  // namespace
}  // namespace poap::rig
