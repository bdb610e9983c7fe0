#include "case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <thread>

#include "base/text.hpp"

namespace poap::rig {

namespace {

using testing::HasSubstr;
using testing::Not;

/// What a run without a fault makes of the bench's switch.
Goal goal_of(const Bench& bench, const Before& before, const Words& kept) {
    Goal goal{bench.pod ? bench.pod->config_of(bench.serial) : kConfig, boots(kNewImage),
              without_logs(before.bootflash)};
    goal.bootflash[kNewImage] = fake_image();
    for (const std::string& name : {kPart, kConfigName, kConfigPart, kLockName}) {
        if (!std::ranges::count(kept, name)) goal.bootflash.erase(name);
    }
    return goal;
}

/// Nothing is wrong any more: the next run on this switch must end as if nothing had been.
void expect_next_run_is_good(Bench& bench, const Before& before, const Words& kept) {
    bench.device().clear_faults();
    if (bench.undo) bench.undo();
    for (const std::string& log : logs_in(bench.device().bootflash())) bench.device().remove(log);
    FakeServer good;
    good.start();
    const Ended ended = bench.device().run_agent(good.where() + bench.always);
    bench.pod.reset();
    expect_provisioned(bench.device(), before, ended, goal_of(bench, before, kept));
}

void expect_printable(const std::string& text, const std::string& where) {
    const auto is_printable = [](unsigned char c) { return c == '\n' || std::isprint(c) != 0; };
    EXPECT_TRUE(std::ranges::all_of(text, is_printable)) << where << ": " << text;
}

/// A fault that is never injected shows nothing.
void expect_cli_faults_injected(const EmulatedSwitch& device) {
    if (device.state("faults").value_or("").empty()) return;
    EXPECT_TRUE(device.state("fired")) << "no command is as the case's fault says";
}

void expect_reports(const Bench& bench, const End& end, const Before& before) {
    const std::string log = log_since(bench.device(), before);
    expect_printable(bench.ended.err, "standard error");
    expect_printable(log, "the log");
    expect_in_order(bench.ended.err, end.reported, "standard error");
    EXPECT_THAT(log, Not(HasSubstr(kSecret)));
    for (const std::string& line : end.unreported) EXPECT_THAT(bench.ended.err + log, Not(HasSubstr(line)));
    if (!end.log_is_whole || log.empty()) return;
    expect_in_order(log, end.reported, "the log");
    EXPECT_THAT(log, HasSubstr(bench.ended.last_line() + '\n'));
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

Cases operator+(Cases first, const Cases& then) {
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

End End::changing(const Changes& changes) const {
    Changes all = changed;
    all.insert(changes.begin(), changes.end());
    return with(&End::changed, all);
}

End End::expecting(const std::function<void(const Bench&)>& then) const {
    const auto both = [before = more, then](const Bench& bench) {
        if (before) before(bench);
        then(bench);
    };
    return with(&End::more, std::function<void(const Bench&)>(both));
}

End fails(ExitCode code, const std::string& stage, const std::string& cause) {
    return {.failure = Failure{code, stage, cause}};
}

End recovers() {
    return {};
}

End ends_in(const std::function<void(Goal&, const Bench&)>& goal) {
    return {.goal = goal};
}

namespace {

/// @pre the bench is as the case arranged it
void expect_end_of(Bench& bench, const End& end) {
    Before before(bench.device());
    for (const std::string& file : end.removed) ASSERT_EQ(before.bootflash.erase(file), 1U) << file;
    bench.run();
    expect_reports(bench, end, before);
    expect_cli_faults_injected(bench.device());
    if (end.calls) {
        EXPECT_THAT(bench.device().calls(), testing::ElementsAreArray(*end.calls));
    }
    if (end.requests) {
        EXPECT_THAT(bench.server.requests(), testing::ElementsAreArray(*end.requests));
    }
    if (end.more) end.more(bench);
    if (!end.failure) {
        Goal goal = goal_of(bench, before, end.kept);
        if (end.goal) end.goal(goal, bench);
        return expect_provisioned(bench.device(), before, bench.ended, goal);
    }
    expect_failure(bench.ended, *end.failure);
    expect_unchanged(bench.device(), with(before, end.changed), end.left, end.logs);
    EXPECT_TRUE(bench.device().is_quiet());
    if (!end.is_last && !testing::Test::HasFailure()) expect_next_run_is_good(bench, before, end.kept);
}

}  // namespace

void expect_end(const Case& row) {
    Bench bench;
    row.arrange(bench);
    if (!testing::Test::IsSkipped()) expect_end_of(bench, row.end);
}

void expect_ends_at_once(const Cases& cases) {
    std::vector<std::pair<const Case*, std::unique_ptr<Bench>>> rows;
    for (const Case& row : cases) {
        // In this thread: a program that one wrote must not be open when another starts its own.
        rows.emplace_back(&row, std::make_unique<Bench>());
        row.arrange(*rows.back().second);
    }
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < rows.size(); i = next++) {
            SCOPED_TRACE(rows[i].first->name);
            expect_end_of(*rows[i].second, rows[i].first->end);
            rows[i].second.reset();
        }
    };
    std::vector<std::jthread> threads;
    constexpr std::size_t kMost = 24;  // that wait, for the most part
    for (std::size_t i = 0; i < std::min(rows.size(), kMost); ++i) threads.emplace_back(work);
}

}  // namespace poap::rig
