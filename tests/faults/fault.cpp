#include "fault.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

namespace poap::rig {

namespace {

using testing::HasSubstr;
using testing::Not;

/// What a run without a fault makes of the bench's switch.
/// @param kept names of somebody else's
Goal goal_of_a_good_run(const Before& before, const std::vector<std::string>& kept) {
    Goal goal{kConfig, boots(kNewImage), without_logs(before.bootflash)};
    goal.bootflash[kNewImage] = made_up_image();
    for (const std::string& name : {kPart, kConfigName, kConfigPart, kLockName}) {
        if (!std::ranges::count(kept, name)) goal.bootflash.erase(name);
    }
    return goal;
}

/// Nothing is wrong any more: the next run on this switch must end as if nothing had been.
void expect_next_run_is_good(Bench& bench, const Before& before, const std::vector<std::string>& kept) {
    bench.device().mend();
    if (bench.mend) bench.mend();
    for (const std::string& log : logs_in(bench.device().bootflash())) bench.device().remove(log);
    MadeUpServer good;
    good.start();
    auto arguments = good.where();
    arguments.insert(arguments.end(), bench.always.begin(), bench.always.end());
    const Ended ended = bench.device().run_agent(arguments);
    expect_provisioned(bench.device(), before, ended, goal_of_a_good_run(before, kept));
}

void expect_printable(const std::string& text, const std::string& where) {
    const auto is_printable = [](unsigned char c) { return c == '\n' || std::isprint(c) != 0; };
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), is_printable)) << where << ": " << text;
}

/// A fault that strikes nothing shows nothing.
void expect_cli_faults_struck(const EmulatedSwitch& device) {
    if (device.state("faults").value_or("").empty()) return;
    EXPECT_TRUE(device.state("fired")) << "no command is as the row's fault says";
}

/// As it was, but for the state that the end may leave.
Before with(Before before, const Changes& changes) {
    for (const auto& [name, value] : changes) {
        before.memory.erase(name);
        if (value) before.memory[name] = *value;
    }
    return before;
}

}  // namespace

Bench::Bench() {
    take_switch({});
}

void Bench::take_switch(SwitchSpec spec) {
    device_ = std::make_unique<EmulatedSwitch>(std::move(spec));
}

std::vector<std::string> Bench::agent_line() const {
    std::vector<std::string> line = starter;
    for (const auto& part : {device_->agent_line(server.where()), always, arguments}) {
        line.insert(line.end(), part.begin(), part.end());
    }
    if (syslog) std::erase(line, "--no-syslog");
    return line;
}

std::vector<std::string> Bench::agent_environment() const {
    auto all = device_->environment();
    all.insert(all.end(), environment.begin(), environment.end());
    return all;
}

Ended Bench::run() {
    server.start(server_is_open);
    Process agent(agent_line(), agent_environment());
    if (meanwhile) meanwhile(agent);
    return agent.wait();
}

End fails(ExitCode code, const std::string& stage, const std::string& cause) {
    return {Failure{code, stage, cause}};
}

End recovers() {
    return {};
}

void expect_end(const Fault& fault) {
    Bench bench;
    fault.strike(bench);
    if (testing::Test::IsSkipped()) return;
    Before before(bench.device());
    for (const std::string& file : fault.end.removed) ASSERT_EQ(before.bootflash.erase(file), 1U) << file;
    const Ended ended = bench.run();
    expect_in_order(ended.err, fault.end.told, "standard error");
    expect_printable(ended.err, "standard error");
    expect_cli_faults_struck(bench.device());
    const Snapshot bootflash = bench.device().bootflash();
    for (const std::string& log : logs_in(bootflash)) {
        expect_printable(bootflash.at(log), log);
        EXPECT_THAT(bootflash.at(log), Not(HasSubstr(kSecret)));
        if (fault.end.log_is_whole) {
            EXPECT_THAT(bootflash.at(log), HasSubstr(ended.last_line() + '\n'));
        }
    }
    if (fault.end.holds) fault.end.holds(bench);
    if (!fault.end.failure) {
        expect_provisioned(bench.device(), before, ended, goal_of_a_good_run(before, fault.end.kept));
        return;
    }
    expect_failure(ended, *fault.end.failure);
    expect_unchanged(bench.device(), with(before, fault.end.changed), fault.end.left, fault.end.logs);
    EXPECT_TRUE(bench.device().is_quiet());
    if (!testing::Test::HasFailure()) expect_next_run_is_good(bench, before, fault.end.kept);
}

}  // namespace poap::rig
