#include "case.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdlib>
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

Words operator+(Words first, const Words& then) {
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

Cases operator+(Cases first, const Cases& then) {
    first.insert(first.end(), then.begin(), then.end());
    return first;
}

std::string camel(const std::string& text) {
    std::string name;
    bool is_first = true;
    for (const char c : text) {
        const bool fits = std::isalnum(static_cast<unsigned char>(c)) != 0;
        if (fits) name += is_first ? static_cast<char>(std::toupper(c)) : c;
        is_first = !fits;
    }
    return name;
}

Bench::Bench() {
    take_switch({});
}

void Bench::take_switch(SwitchSpec spec) {
    device_ = std::make_unique<EmulatedSwitch>(std::move(spec));
}

Words Bench::agent_line() const {
    Words line = device_->agent_line({});
    for (const std::string& option : dropped) {
        const auto at = std::ranges::find(line, option);
        line.erase(at, at + (option == "--no-syslog" ? 1 : 2));
    }
    if (!program.empty()) line.front() = program;
    if (names_server) line = line + (pod ? pod->where() : server.where());
    return starter + line + always + arguments;
}

void Bench::run() {
    if (server_is_open) server.start();
    Process agent(agent_line(), device_->environment() + environment);
    if (meanwhile) meanwhile(agent);
    ended = agent.wait();
}

Step operator+(Step first, Step then) {
    return [first = std::move(first), then = std::move(then)](Bench& bench) {
        first(bench);
        if (!testing::Test::IsSkipped()) then(bench);
    };
}

Step nothing() {
    return [](Bench&) {};
}

Step args(const Words& words) {
    return [=](Bench& bench) { bench.add_arguments(words); };
}

Step always(const Words& words) {
    return [=](Bench& bench) { bench.always = bench.always + words; };
}

Step dropping(const std::string& option) {
    return [=](Bench& bench) { bench.dropped.push_back(option); };
}

Step env(const Words& variables) {
    return [=](Bench& bench) { bench.environment = bench.environment + variables; };
}

Step started_by(const Words& program) {
    return [=](Bench& bench) { bench.starter = program; };
}

Step cli(const std::string& faults, const std::string& chain) {
    return [=](Bench& bench) {
        bench.device().set_faults(faults);
        bench.device().set_chain(chain);
    };
}

Step on_switch(const SwitchSpec& spec) {
    return [=](Bench& bench) { bench.take_switch(spec); };
}

Step flash(const std::string& name, const std::string& bytes) {
    return [=](Bench& bench) { bench.device().flash(name, bytes); };
}

Step plan(const nlohmann::json& changes) {
    return [=](Bench& bench) { bench.server.plan.update(changes); };
}

Step plan_without(const Words& keys) {
    return [=](Bench& bench) {
        for (const std::string& key : keys) bench.server.plan.erase(key);
    };
}

Step no_digests() {
    return plan_without({"system_image_md5", "config_md5"});
}

Step answer(const std::string& request, const Words& answers) {
    return [=](Bench& bench) { bench.server.answers[request] = answers; };
}

Step act(const std::string& request, const std::function<void(test::TcpPeer&)>& act) {
    return [=](Bench& bench) { bench.server.acts[request] = act; };
}

Step stall(const std::string& request, const std::string& so_far) {
    return [=](Bench& bench) {
        bench.server.answers_with(request, so_far);
        bench.server.stalls.insert(request);
    };
}

Step retries(int number) {
    return args({"--retries", std::to_string(number)});
}

Step pod(const PodSpec& spec) {
    return [=](Bench& bench) {
        bench.pod = std::make_unique<Pod>();
        if (!spec.system_image.empty()) bench.pod->files().write(spec.system_image, fake_image());
        bench.pod->start(spec);
    };
}

Step failing(const std::string& call, int nth, int error) {
    return started_by({FAILING_CALL_PATH, call, std::to_string(nth), std::to_string(error)});
}

Step short_timeout() {
    return args({"--timeout", kTimeout});
}

Step short_cli_timeout() {
    return args({"--cli-timeout", kTimeout});
}

End End::changing(const Changes& changes) const {
    Changes all = changed;
    all.insert(changes.begin(), changes.end());
    return with(&End::changed, all);
}

End End::holding(const std::function<void(const Bench&)>& more) const {
    const auto both = [before = holds, more](const Bench& bench) {
        if (before) before(bench);
        more(bench);
    };
    return with(&End::holds, std::function<void(const Bench&)>(both));
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
    if (end.holds) end.holds(bench);
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
    const char* wanted = std::getenv("CASE");
    std::vector<std::pair<const Case*, std::unique_ptr<Bench>>> rows;
    for (const Case& row : cases) {
        if (wanted != nullptr && row.name != wanted) continue;
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
    const std::size_t most = kSanitized ? 4 : 16;
    for (std::size_t i = 0; i < std::min(rows.size(), most); ++i) threads.emplace_back(work);
}

}  // namespace poap::rig
