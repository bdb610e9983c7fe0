#include <poll.h>
#include <sys/prctl.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <exception>
#include <iostream>

#include "wanlink/line.hpp"
#include "wanlink/tun.hpp"

namespace {

using namespace poap::bench;

/// So that one side that sends without end does not silence the other.
constexpr int kBurst = 64;

struct Arguments {
    long delay_us = 0;        ///< one way
    double loss_percent = 0;  ///< of packets, each way
    std::uint64_t seed = 1;   ///< of the losses
    std::string device;
    std::array<std::string, 2> namespaces;  ///< of `ip netns`
};

Time now() {
    return std::chrono::steady_clock::now();
}

/// One direction of the link.
struct Way {
    Tun& from;
    Line line;
    Tun& to;

    void collect() {
        const Time at = now();
        for (int packets = 0; packets < kBurst; ++packets) {
            const std::string_view packet = from.read();
            if (packet.empty()) return;
            line.take(packet, at);
        }
    }
    void deliver() {
        for (const Time at = now(); line.next_arrival() <= at; line.on_their_way().pop_front())
            to.write(line.on_their_way().front().bytes);
    }
};

/// Sleeps until a device has packets, or the first of those on their way arrives.
void wait(const std::array<Way, 2>& ways) {
    const Time wake = std::min(ways[0].line.next_arrival(), ways[1].line.next_arrival());
    const auto left = std::max(std::chrono::nanoseconds(wake - now()), std::chrono::nanoseconds(0)).count();
    const timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
    pollfd devices[] = {{ways[0].from.fd(), POLLIN, 0}, {ways[1].from.fd(), POLLIN, 0}};
    if (ppoll(devices, 2, wake == Time::max() ? nullptr : &timeout, nullptr) < 0 && errno != EINTR)
        fail("cannot wait for packets");
}

[[noreturn]] void carry(const Arguments& arguments) {
    Tun a(arguments.namespaces[0], arguments.device);
    Tun b(arguments.namespaces[1], arguments.device);
    const auto line = [&](std::uint64_t seed) {
        return Line(std::chrono::microseconds(arguments.delay_us), arguments.loss_percent / 100, seed);
    };
    std::array<Way, 2> ways{{{a, line(arguments.seed), b}, {b, line(arguments.seed + 1), a}}};
    // A wait may end 50 us late otherwise, which is a short link's whole delay.
    prctl(PR_SET_TIMERSLACK, 1UL);
    std::cout << "ready\n" << std::flush;
    while (true) {
        wait(ways);
        for (Way& way : ways) way.collect();
        for (Way& way : ways) way.deliver();
    }
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{
        "A link of 1 Gbit/s between two network namespaces: it carries packets between the TUN devices of "
        "one name "
        "that both have, until it is ended. As root.",
        "wanlink"};
    Arguments arguments;
    app.add_option("--delay-us", arguments.delay_us, "one way, in microseconds")
        ->check(CLI::Range(0, 10'000'000));
    app.add_option("--loss-percent", arguments.loss_percent, "of packets, each way")
        ->check(CLI::Range(0.0, 100.0));
    app.add_option("--seed", arguments.seed, "of the losses");
    app.add_option("device", arguments.device)->required();
    app.add_option("namespace-a", arguments.namespaces[0])->required();
    app.add_option("namespace-b", arguments.namespaces[1])->required();
    try {
        app.parse(argc, argv);
        carry(arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "wanlink: " << error.what() << '\n';
        return 1;
    }
}
