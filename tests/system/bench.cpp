#include "bench.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace poap::rig {

Words operator+(Words first, const Words& then) {
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
    return args({"--cli-timeout", kCliTimeout});
}

}  // namespace poap::rig
