// Signals, at each state of a run.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>

#include "base/text.hpp"
#include "fault.hpp"
#include "support/tftp_server.hpp"

namespace poap::rig {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A state of a run: how it is brought about and told, and what a signal then ends in.
struct State {
    std::string name;
    std::function<void(Bench&)> arrange;
    std::function<bool(Bench&, const Process& agent)> is_there;
    End end;
};

End stopped_in(const std::string& stage) {
    return fails(ExitCode::Interrupted, stage, "stopped by a signal");
}

/// The server never ends its answer to a request.
State stalled(const std::string& name, const std::string& request, const std::string& so_far,
              const std::string& stage) {
    return {name,
            [=](Bench& bench) {
                bench.server.answers_with(request, so_far);
                bench.server.stalls = {request};
            },
            [=](Bench& bench, const Process&) {
                const auto requests = bench.server.requests();
                return std::find(requests.begin(), requests.end(), request) != requests.end();
            },
            stopped_in(stage)};
}

bool has_bytes_of_the_image(Bench& bench, const Process&) {
    const Snapshot bootflash = bench.device().bootflash();
    return bootflash.contains(kPart) && !bootflash.at(kPart).empty();
}

bool cli_is_struck(Bench& bench, const Process&) {
    return bench.device().state("fired").has_value();
}

std::string a_third_of_the_image() {
    return http_answer_cut_short(made_up_image().substr(0, 300'000), made_up_image().size());
}

/// A TFTP server that sends two thirds of the image, and no more until its client gives up.
void serve_by_tftp(Bench& bench) {
    const auto tftp = std::make_shared<test::TftpServer>([](test::TftpTransfer& transfer) {
        transfer.accept(made_up_image().size());
        const std::string so_far = made_up_image().substr(0, 600'000);
        for (std::size_t at = 0; at + transfer.block_size() <= so_far.size(); at += transfer.block_size()) {
            if (!transfer.send_block(so_far.substr(at, transfer.block_size()))) return;
        }
        transfer.wait_for_error();
    });
    const std::string url = tftp->url("");  // tftp://host:port/
    bench.server.plan["tftp_server"] = url.substr(7, url.size() - 8);
    bench.server.plan["image_protocol"] = "tftp";
    bench.keep(tftp);
}

std::vector<State> states() {
    End identity = stopped_in(kIdentify);
    identity.holds = [](const Bench& bench) { EXPECT_THAT(bench.server.requests(), IsEmpty()); };
    End saving = stopped_in(kCommit);
    saving.changed = {{"boot", boots(kNewImage)}};
    saving.left = {kNewImage};
    saving.holds = [](const Bench& bench) {
        EXPECT_EQ(bench.device().calls().back(), "terminal dont-ask ; write erase");
    };
    End booting = saving;  // nothing is saved, so nothing is changed for good
    booting.holds = [](const Bench& bench) {
        EXPECT_EQ(bench.device().calls().back(), boot_call(kNewImage));
    };
    End saving_by_hand = saving;
    saving_by_hand.changed = {};
    saving_by_hand.holds = [](const Bench& bench) {
        EXPECT_THAT(bench.device().calls(), Not(Contains(HasSubstr("write erase"))));
    };
    const auto with_cli = [](const std::string& faults) {
        return [=](Bench& bench) { bench.device().set_faults(faults); };
    };
    const auto has_said = [](const std::string& what) {
        return [=](Bench&, const Process& agent) { return agent.err().find(what) != std::string::npos; };
    };
    const std::string not_yet = "does not accept `copy running";
    return {
        {"AnsweringCli", with_cli("show version => hang"), cli_is_struck, identity},
        stalled("Registering", kPut, "", kRegister),
        stalled("FetchingTheConfig", kGetConfig, http_answer_cut_short("hostname", 1000), kStageConfig),
        {"FetchingASidecar",
         [](Bench& bench) {
             bench.server.plan.erase("system_image_md5");
             bench.server.answers_with(kGetImage + ".md5", http_answer_cut_short("0123", 1000));
             bench.server.stalls = {kGetImage + ".md5"};
         },
         [](Bench& bench, const Process&) {
             const auto requests = bench.server.requests();
             return std::find(requests.begin(), requests.end(), kGetImage + ".md5") != requests.end();
         },
         stopped_in(kStageImage)},
        {"FetchingTheImage",
         [](Bench& bench) {
             bench.server.answers_with(kGetImage, a_third_of_the_image());
             bench.server.stalls = {kGetImage};
         },
         has_bytes_of_the_image, stopped_in(kStageImage)},
        {"FetchingTheImageByTftp", serve_by_tftp, has_bytes_of_the_image, stopped_in(kStageImage)},
        {"WaitingForAnotherTry",
         [](Bench& bench) {
             bench.server.answers_with(kPut, http_answer(503, ""));
             bench.arguments = {"--retries", "1000"};
         },
         has_said("trying again"), stopped_in(kRegister)},
        {"AtWorkOnTheBootVariable", with_cli("boot nxos => slow 700\ncopy => slow 300\n"), cli_is_struck,
         booting},
        {"AtWorkOnARepeatedSave",
         with_cli("1x copy running-config => answer 1\ncopy running-config => slow 500\n"),
         [](Bench& bench, const Process&) { return bench.device().calls().size() == 4; },  // the save, again
         recovers()},
        {"WaitingForASave", with_cli("copy running-config => coming-up"), has_said(not_yet), saving},
        {"WaitingForASaveByHand",
         [](Bench& bench) {
             SwitchSpec spec;
             spec.in_poap = false;
             spec.fresh.poap = true;
             bench.take_switch(spec);
             bench.device().flash(kOldImage, "it runs");
             bench.device().set_faults("copy running-config => coming-up");
             bench.always = {"--force"};
         },
         has_said(not_yet), saving_by_hand},
    };
}

Faults signals() {
    const std::vector<std::pair<std::string, int>> kinds = {
        {"Term", SIGTERM}, {"Int", SIGINT}, {"Hup", SIGHUP}};
    Faults rows;
    for (const State& state : states()) {
        for (const auto& [kind, signal] : kinds) {
            rows.push_back({{concat(kind, "When", state.name)},
                            [=, signal = signal](Bench& bench) {
                                state.arrange(bench);
                                bench.meanwhile = [=, &bench](Process& agent) {
                                    ASSERT_TRUE(eventually([&] { return state.is_there(bench, agent); }));
                                    agent.send(signal);
                                };
                            },
                            state.end});
        }
    }
    return rows;
}

FAULT_TABLE(Signal, signals());

}  // namespace
}  // namespace poap::rig
