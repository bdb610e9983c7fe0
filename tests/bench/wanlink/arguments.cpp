#include "wanlink/arguments.hpp"

namespace poap::bench {

Arguments parse_arguments(CLI::App& app, int argc, const char* const* argv) {
    app.option_defaults()->always_capture_default();
    Arguments arguments;
    LineSpec& line = arguments.line;
    long delay = 0;
    double loss_percent = 0;
    std::size_t queue_kb = line.queue / 1000;
    app.add_option("--delay-us", delay, "one way, in microseconds")->check(CLI::Range(0, 10'000'000));
    app.add_option("--rate-mbit", line.rate_mbit, "megabits a second, each way")
        ->check(CLI::Range(0.001, 100'000.0));
    app.add_option("--loss-percent", loss_percent, "of packets, each way")->check(CLI::Range(0.0, 100.0));
    app.add_option("--queue-kb", queue_kb, "what may wait for the line, each way; more is dropped");
    app.add_option("--seed", line.seed, "of the losses");
    app.add_option("device", arguments.device)->required();
    app.add_option("namespace-a", arguments.namespaces[0])->required();
    app.add_option("namespace-b", arguments.namespaces[1])->required();
    app.parse(argc, argv);
    line.delay = std::chrono::microseconds(delay);
    line.loss = loss_percent / 100;
    line.queue = queue_kb * 1000;
    return arguments;
}

}  // namespace poap::bench
